"""What a bill must hold beside its price, by itself: a deposit charged or given back, an indemnity for its lateness.

They are facts of one document, outside VAT: gathered before it is priced, never reckoned again by a correction. A day
is billed once, so its lateness is paid once; a bill that stands in place of a reversed one is as late as the first that
billed those days, in time or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from domain.billing.deposits import DepositEntry, deposit_due, deposit_plan, held
from domain.billing.faults import RSK_006
from domain.kernel.fault import Fault
from domain.pricing.deposit import CHARGED, INTEREST, RETURNED, DepositUnknown, deposit_return
from domain.pricing.extra import Extra
from domain.pricing.facts import BillingFacts
from domain.pricing.faults import PRC_001
from domain.pricing.priced import Refused
from domain.pricing.rights.closing_term import holds_last_day
from domain.tariffs.book import TariffBook
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce, UnknownParameter

_DEPOSIT_UNKNOWN = RSK_006.code
_DEPOSIT_CODES = (CHARGED, RETURNED, INTEREST)


@attrs.frozen
class EarlierSums:
    """What documents before say of a contract.

    deposit       what each of them did to its deposit, all of them
    first_issued  the day a document, reversed since, first billed the last of the days to be billed
    """

    deposit: tuple[DepositEntry, ...] = ()
    first_issued: dt.date | None = None


@attrs.frozen(eq=False)
class WithSums:
    """The facts with the sums due, and why a person must look before the bill goes out."""

    facts: BillingFacts
    held_for: tuple[Fault, ...] = ()


def with_due_sums(facts: BillingFacts, earlier: EarlierSums, book: TariffBook) -> WithSums | Refused:
    """The facts of a bill with every sum that is due on it.

    A deposit whose amount cannot be told holds the bill (RSK-006); released, it goes out without, and the next bill
    charges it. A value missing for an indemnity or for the return of a deposit refuses the contract (PRC-001).
    """
    lookup, contract = Lookup(book), facts.contract
    deposits: tuple[Extra, ...] = ()
    faults: tuple[Fault, ...] = ()
    try:
        late = late_indemnity(facts, lookup, earlier.first_issued)
        if holds_last_day(contract, facts.period):
            deposits = _returned(facts, earlier.deposit, lookup)
    except (NotInForce, UnknownParameter) as error:
        return Refused(contract.number, facts.period, (PRC_001.fault(contract.number, str(error)),))
    if not holds_last_day(contract, facts.period):
        try:
            deposits = _deposit_charged(facts, earlier.deposit, lookup)
        except (DepositUnknown, NotInForce, UnknownParameter) as error:
            faults = (Fault(_DEPOSIT_UNKNOWN, contract.number, str(error)),)
    found = (*facts.extras, *deposits, *((late,) if late else ()))
    return WithSums(attrs.evolve(facts, extras=found), faults)


def late_indemnity(facts: BillingFacts, lookup: Lookup, first_issued: dt.date | None) -> Extra | None:
    """What the bill owes for being late, by the values in force when its days were first billed; None in time.

    first_issued  the day on which a document that was reversed since billed the last of these days

    NotInForce.
    """
    issued_on = min(facts.issue_day, first_issued or facts.issue_day)
    return facts.commodity.late_bill(facts.contract, facts.period, lookup, issued_on)


def deposit_is_due(facts: BillingFacts, entries: Sequence[DepositEntry], book: TariffBook) -> bool:
    """Whether what the facts of a bill charge or give back of a deposit is still due, after all that is known now."""
    found = tuple(each for each in facts.extras if each.code in _DEPOSIT_CODES)
    if not found and not entries:
        return True
    bare = attrs.evolve(facts, extras=())
    due = with_due_sums(bare, EarlierSums(tuple(entries)), book)
    extras = due.facts.extras if isinstance(due, WithSums) else ()
    return found == tuple(each for each in extras if each.code in _DEPOSIT_CODES)


def _deposit_charged(facts: BillingFacts, entries: Sequence[DepositEntry], lookup: Lookup) -> tuple[Extra, ...]:
    if facts.contract.deposit is not None:
        return ()
    plan = deposit_plan(facts.contract, lookup, facts.period.start)
    charge = plan.next_charge(deposit_due(entries), facts.period) if plan else None
    return (charge,) if charge else ()


def _returned(facts: BillingFacts, entries: Sequence[DepositEntry], lookup: Lookup) -> tuple[Extra, ...]:
    """All that is held, each sum with its interest to the day of issue."""
    return tuple(
        extra
        for deposit in held(facts.contract, entries)
        for extra in deposit_return(lookup, deposit, max(facts.issue_day, deposit.paid_on), facts.period)
    )
