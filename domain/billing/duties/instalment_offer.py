"""The duty to offer instalments: whether a bill must, why, and on which terms.

Norms: TIV art. 14.2-14.6, 63/2025/R/com, RQSII art. 42 (see InstalmentRules). Each supply of a bill is decided by
itself, by its own bills.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.kernel.money import ZERO, Money, total
from domain.kernel.validity import Period, months_later
from domain.pricing.rights.instalment_rules import InstalmentCase, InstalmentRules

_HUNDRED = 100
_BY_USE = "l'importo è anomalo rispetto ai consumi dei mesi precedenti"


@attrs.frozen
class EarlierBill:
    """What an earlier bill asked of a supply, whether it charged estimates, and whether it held a recalculation.

    charges_days  whether it billed days for the first time; else it only corrected
    """

    amount: Money
    issued_on: dt.date
    estimated: bool
    recalculates: bool = False
    charges_days: bool = True


@attrs.frozen
class BillInQuestion:
    """What a bill asks of the supply the duty is decided for.

    recalculated    the sum of its recalculations, VAT included; zero where it has none
    is_meter_fault  whether it charges what a faulty meter did not register
    missed          how many bills the cycle asked for that were not issued, or not in their term
    uses_far_more   whether its measured use a day is above the percentage of that of the months before; it decides
                    only where no earlier bill is known, as after a change of seller or of system
    cycle_months    how many months a bill covers
    supply          its name in the offer; empty where the bill has no other
    """

    amount: Money
    issued_on: dt.date
    due_on: dt.date
    recalculated: Money = ZERO
    is_meter_fault: bool = False
    missed: int = 0
    uses_far_more: bool = False
    cycle_months: int = 1
    supply: str = ""


@attrs.frozen
class InstalmentOffer:
    """What the bill must say.

    count       constant instalments, at least; zero where the act names no number
    request_by  the last day on which the customer may ask
    most        constant instalments, at most; zero where only the least is known
    """

    case: InstalmentCase
    count: int
    request_by: dt.date
    words: str
    most: int = 0


def instalment_offer(
    bill: BillInQuestion, history: Sequence[EarlierBill], rules: InstalmentRules
) -> InstalmentOffer | None:
    """The offer the bill must make, or None where there is no duty.

    history  the bills of the supply issued before it, oldest first, at least those of the months of the rules and those
             since the last recalculation
    """
    if not bill.amount > rules.minimum_amount:
        return None
    case = next((each for each in rules.cases if _is_met(each, bill, history, rules)), None)
    if case is None:
        return None
    least = max(_count(case, bill, history), rules.minimum_count)
    most = 0
    if case is InstalmentCase.ANOMALOUS:
        bills = len([each for each in _recent(bill, history, rules) if each.charges_days])
        most = max(bills, rules.minimum_count) if bills else 0
    request_by = bill.due_on + dt.timedelta(days=rules.request_days)
    return InstalmentOffer(case, least, request_by, _words(case, least, most, request_by, bill, rules), most)


def missed_bills(billed: Period, *, cycle_months: int, issued_on: dt.date, issue_days: int) -> int:
    """How many bills of its cycle a bill of those days makes up for.

    One for each cycle that ended before the bill's own days did, and one for each of which the bill comes more than
    `issue_days` after its last day: a bill in its cycle and in its term makes up for none.
    """
    missed, cycle = 0, 0
    while months_later(billed.start, cycle_months * cycle) < billed.stop:
        cycle += 1
        stop = months_later(billed.start, cycle_months * cycle)
        term = min(stop, billed.stop) + dt.timedelta(days=issue_days - 1)
        missed += stop < billed.stop or term < issued_on
    return missed


def _is_met(case: InstalmentCase, bill: BillInQuestion, history: Sequence[EarlierBill], rules: InstalmentRules) -> bool:
    if case is InstalmentCase.RECALCULATION:
        estimated = [each.amount for each in _since_recalculation(history)]
        return bill.recalculated > ZERO and _exceeds(bill.recalculated, estimated, rules.percent)
    if case is InstalmentCase.METER_FAULT:
        return bill.is_meter_fault
    if case is InstalmentCase.MISSED_BILLING:
        return bill.missed > 0
    recent = [each for each in _recent(bill, history, rules) if each.charges_days]
    if case is InstalmentCase.ABOVE_MEAN:
        return _exceeds(bill.amount, [each.amount for each in recent], rules.percent)
    plain = [each.amount for each in recent if not each.recalculates]
    return _exceeds(bill.amount, plain, rules.percent) if plain else bill.uses_far_more


def _count(case: InstalmentCase, bill: BillInQuestion, history: Sequence[EarlierBill]) -> int:
    """The number of instalments the case asks for at least."""
    if case in (InstalmentCase.RECALCULATION, InstalmentCase.METER_FAULT):
        return len(_since_recalculation(history))
    return bill.missed if case is InstalmentCase.MISSED_BILLING else 0


def _recent(bill: BillInQuestion, history: Sequence[EarlierBill], rules: InstalmentRules) -> list[EarlierBill]:
    """The bills of the months before the one in question."""
    first = months_later(bill.issued_on, -rules.months)
    return [each for each in history if each.issued_on >= first]


def _since_recalculation(history: Sequence[EarlierBill]) -> list[EarlierBill]:
    """The estimated bills after the last one that held a recalculation; that one itself counts when it estimates."""
    start = max((i for i, each in enumerate(history) if each.recalculates), default=0)
    return [each for each in history[start:] if each.estimated]


def _exceeds(amount: Money, earlier: Sequence[Money], percent: Decimal) -> bool:
    """Whether an amount is above a percentage of the mean; never where there is nothing to compare with."""
    mean_times_count = total(earlier).amount
    return bool(earlier) and amount.amount * len(earlier) * _HUNDRED > mean_times_count * percent


def _words(
    case: InstalmentCase, least: int, most: int, request_by: dt.date, bill: BillInQuestion, rules: InstalmentRules
) -> str:
    """What is printed: right, reason, term, and the plan. The words are ours; the act asks that the bill says it."""
    supply = f" per la fornitura {bill.supply}" if bill.supply else ""
    by_use = case is InstalmentCase.ANOMALOUS and not most
    right = (
        f"Questa bolletta può essere pagata a rate{supply}, perché {_BY_USE if by_use else case.value}. "
        f"Puoi chiederlo entro il {request_by:%d/%m/%Y}"
    )
    if not rules.minimum_count:
        return f"{right}. Numero delle rate e interessi sono quelli del regolamento del gestore."
    number = f"almeno {least}" if not most else f"da {least} a {most}" if most > least else str(least)
    every = "ogni mese" if bill.cycle_months == 1 else f"ogni {bill.cycle_months} mesi"
    return (
        f"{right}: {number} rate costanti, {every} come le bollette, la prima entro {rules.first_days} giorni dalla "
        "richiesta. Alle rate si applica il tasso di riferimento della Banca centrale europea, dalla scadenza "
        f"originaria ({bill.due_on:%d/%m/%Y}). Se cambi venditore, le rate che restano possono esserti chieste ogni "
        "mese."
    )
