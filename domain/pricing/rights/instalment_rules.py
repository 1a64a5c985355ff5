"""The rules of the duty to offer instalments: which cases give the right to them, and on which terms.

Norms: TIV art. 14.2-14.6 (electricity and gas; tutele graduali by reference); 63/2025/R/com: the free market owes only
the last two cases; RQSII (655/2015/R/idr) art. 42 for water. Amounts, percentages and terms are in the tariff book.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import attrs

from domain.contracts.contract import Market
from domain.kernel.money import ZERO, Money
from domain.tariffs.book import TariffBook


class InstalmentCase(enum.Enum):
    """The cases of the duty, as printed: the four of the TIV letter by letter, then that of water."""

    RECALCULATION = "il ricalcolo supera la soglia rispetto alla media delle bollette stimate"
    METER_FAULT = "sono addebitati consumi non registrati per un guasto del contatore"
    MISSED_BILLING = "la periodicità di fatturazione non è stata rispettata"
    ANOMALOUS = "l'importo è anomalo rispetto alla media delle bollette degli ultimi dodici mesi"
    ABOVE_MEAN = "l'importo supera la soglia rispetto alla media delle bollette dell'acqua degli ultimi dodici mesi"


_TIV = (
    InstalmentCase.RECALCULATION,
    InstalmentCase.METER_FAULT,
    InstalmentCase.MISSED_BILLING,
    InstalmentCase.ANOMALOUS,
)
_FREE = (InstalmentCase.MISSED_BILLING, InstalmentCase.ANOMALOUS)


@attrs.frozen
class InstalmentRules:
    """When instalments must be offered, and how.

    cases             those that give the right, in the order of the act
    percent           a bill or a recalculation is out of the ordinary above this percentage of the mean
    months            how far back the bills of the mean go
    request_days      days after the due date within which they may be asked for
    minimum_amount    only what is above it is paid by instalments; zero where the act names none
    minimum_count     the least number of instalments; zero where the act names none
    first_days        days after the request within which the first may be asked for; zero where the act names none
    issue_days        days from the last of a cycle within which its bill is issued; zero where no case asks for it
    """

    cases: tuple[InstalmentCase, ...]
    percent: Decimal
    months: int
    request_days: int
    minimum_amount: Money = ZERO
    minimum_count: int = 0
    first_days: int = 0
    issue_days: int = 0


def tiv_instalments(book: TariffBook, day: dt.date, commodity: str, customer: str, market: Market) -> InstalmentRules:
    """The rules of the TIV for a supply on a bill issued on `day`. NotInForce.

    customer  the class of the supply as its commodity names it: one that begins with "domestic" is a home's
    """
    kind = "domestic" if customer.startswith("domestic") else "other"
    return InstalmentRules(
        cases=_FREE if market is Market.FREE else _TIV,
        percent=book.value("instalments/recalculation_percent", (kind,), day).value,
        months=int(book.value("instalments/months", (), day).value),
        request_days=int(book.value("instalments/request_days", (), day).value),
        minimum_amount=Money.rounded(book.value("instalments/minimum_amount", (), day).value),
        minimum_count=int(book.value("instalments/minimum_instalments", (), day).value),
        first_days=int(book.value("instalments/first_days", (), day).value),
        issue_days=int(book.value("billing/issue_days", (commodity,), day).value),
    )
