"""The duty to offer instalments: whether a bill must, why, and on which terms.

Norm: TIV art. 14.2-14.6 (also PLACET and tutele graduali); the free market only for bills that came too late or are
out of the ordinary (63/2025/R/com). Amounts, percentages and terms are in the tariff book.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.contracts.contract import Market
from domain.kernel.money import ZERO, Money, total
from domain.tariffs.book import TariffBook

_HUNDRED = 100


class InstalmentCase(enum.Enum):
    """The cases of the duty, letter by letter, as printed."""

    RECALCULATION = "il ricalcolo supera la soglia rispetto alla media delle bollette stimate"
    METER_FAULT = "sono addebitati consumi non registrati per un guasto del contatore"
    MISSED_BILLING = "la periodicità di fatturazione non è stata rispettata"
    ANOMALOUS = "l'importo è anomalo rispetto alla media delle bollette degli ultimi dodici mesi"


_FREE_MARKET = frozenset({InstalmentCase.MISSED_BILLING, InstalmentCase.ANOMALOUS})


@attrs.frozen
class InstalmentRules:
    """When instalments must be offered, and how.

    percent           a bill or a recalculation is out of the ordinary above this percentage of the mean
    minimum_amount    only what is above it is paid by instalments
    minimum_count     the least number of instalments
    request_days      days after the due date within which they may be asked for
    """

    percent: Decimal
    minimum_amount: Money
    minimum_count: int
    request_days: int

    @classmethod
    def on(cls, book: TariffBook, day: dt.date, customer: str) -> InstalmentRules:
        """The rules for a bill issued on `day` to a class of customers ("domestic" or "other"); NotInForce."""
        return cls(
            percent=book.value("instalments/recalculation_percent", (customer,), day).value,
            minimum_amount=Money.rounded(book.value("instalments/minimum_amount", (), day).value),
            minimum_count=int(book.value("instalments/minimum_instalments", (), day).value),
            request_days=int(book.value("instalments/request_days", (), day).value),
        )


@attrs.frozen
class PastBill:
    """An earlier bill: what it was for, whether it charged estimates, and whether it held a recalculation."""

    amount: Money
    estimated: bool
    recalculates: bool = False


@attrs.frozen
class BillInQuestion:
    """The bill the duty is asked of.

    recalculated    the sum of its recalculations, VAT included; zero where it has none
    is_meter_fault  whether it charges what a faulty meter did not register
    missed          how many bills the cycle asked for and that were not issued before this one
    """

    amount: Money
    due_on: dt.date
    market: Market
    recalculated: Money = ZERO
    is_meter_fault: bool = False
    missed: int = 0


@attrs.frozen
class InstalmentOffer:
    """What the bill must say.

    count       constant instalments, at least
    request_by  the last day on which the customer may ask
    """

    case: InstalmentCase
    count: int
    request_by: dt.date
    words: str


def instalment_offer(
    bill: BillInQuestion, history: Sequence[PastBill], rules: InstalmentRules
) -> InstalmentOffer | None:
    """The offer the bill must make, or None where there is no duty. `history` holds the bills before it, oldest first.

    Case d looks at the bills of `history` that hold no recalculation; hand in those of the last twelve months.
    """
    if not bill.amount > rules.minimum_amount:
        return None
    found = next((each for each in _cases(bill, history, rules) if _holds(each[0], bill.market)), None)
    if found is None:
        return None
    case, count = found
    count = max(count, rules.minimum_count)
    request_by = bill.due_on + dt.timedelta(days=rules.request_days)
    return InstalmentOffer(case, count, request_by, _words(case, count, request_by))


def _cases(
    bill: BillInQuestion, history: Sequence[PastBill], rules: InstalmentRules
) -> Sequence[tuple[InstalmentCase, int]]:
    """Every case that is met, in the order of the act, with the number of instalments it asks for."""
    estimated = _since_recalculation(history)
    found = []
    if bill.recalculated > ZERO and _exceeds(bill.recalculated, [each.amount for each in estimated], rules.percent):
        found.append((InstalmentCase.RECALCULATION, len(estimated)))
    if bill.is_meter_fault:
        found.append((InstalmentCase.METER_FAULT, len(estimated)))
    if bill.missed:
        found.append((InstalmentCase.MISSED_BILLING, bill.missed))
    plain = [each.amount for each in history if not each.recalculates]
    if not found and _exceeds(bill.amount, plain, rules.percent):
        found.append((InstalmentCase.ANOMALOUS, len(history)))
    return found


def _since_recalculation(history: Sequence[PastBill]) -> list[PastBill]:
    """The estimated bills after the last one that held a recalculation; that one itself counts when it estimates."""
    start = max((i for i, each in enumerate(history) if each.recalculates), default=0)
    return [each for each in history[start:] if each.estimated]


def _exceeds(amount: Money, past: Sequence[Money], percent: Decimal) -> bool:
    """Whether an amount is above a percentage of the mean; never where there is nothing to compare with."""
    mean_times_count = total(past).amount
    return bool(past) and amount.amount * len(past) * _HUNDRED > mean_times_count * percent


def _holds(case: InstalmentCase, market: Market) -> bool:
    return market is not Market.FREE or case in _FREE_MARKET


def _words(case: InstalmentCase, count: int, request_by: dt.date) -> str:
    return (
        f"Questa bolletta può essere pagata a rate perché {case.value}. Può chiedere la rateizzazione entro il "
        f"{request_by:%d/%m/%Y}: almeno {count} rate costanti, con la stessa cadenza delle bollette, al tasso di "
        "riferimento della Banca centrale europea dalla scadenza originaria."
    )
