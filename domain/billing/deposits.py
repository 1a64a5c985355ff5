"""The deposit of a contract: what it asks for, what documents charged and gave back, and what is held.

What is held has one truth: what documents charged and did not give back, read from them, and the guarantee that came
with the contract from outside any document (Contract.deposit). Nothing is written into the contract when a bill is
sealed, so a credit note or a reversal needs no second step to be right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from domain.billing.bill import Bill, BillPart, DocumentKind
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract, Deposit
from domain.kernel.money import ZERO, Money, total
from domain.pricing.deposit import CHARGED, RETURNED, DepositPlan, DepositUnknown
from domain.tariffs.lookup import Lookup


@attrs.frozen
class DepositEntry:
    """What one document did to the deposit of one contract.

    takes_back  the number of the document that a credit note or a reversal takes back; empty for any other
    charged     asked of the customer; below zero where it is taken back
    returned    given back; below zero where that is taken back
    """

    document: str
    kind: DocumentKind
    reverses: str
    issued_on: dt.date
    due_on: dt.date
    charged: Money
    returned: Money


def deposit_entry(bill: Bill, part: BillPart) -> DepositEntry | None:
    """The entry of one part of a document; None where it has no line of a deposit."""
    charged = [line.amount for line in part.priced.lines if line.code == CHARGED]
    returned = [-line.amount for line in part.priced.lines if line.code == RETURNED]
    if not charged and not returned:
        return None
    reverses = bill.kind in (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL)
    return DepositEntry(
        str(bill.number),
        bill.kind,
        bill.references[0].number if reverses and bill.references else "",
        bill.issued_on,
        bill.due_on,
        total(charged),
        total(returned),
    )


def deposit_plan(contract: Contract, lookup: Lookup, day: dt.date) -> DepositPlan | None:
    """The deposit a contract asks for on `day`; None where it asks for none or none is due.

    DepositUnknown, NotInForce.
    """
    requested = contract.deposit_terms
    if requested is None:
        return None
    rule = commodity(contract.commodity).deposit
    if rule is None:
        raise DepositUnknown(f"how much the deposit of {contract.commodity} is goes by no rule; ask for none")
    return rule(contract, requested, lookup, day)


def deposit_due(entries: Iterable[DepositEntry]) -> tuple[Money, ...]:
    """What each document that was not reversed charged, oldest first.

    A credit note of the deposit alone leaves it asked for: whoever took it back meant not to ask again.
    """
    return tuple(each.charged for each in _alive(entries) if each.kind.charges_days and each.charged > ZERO)


def held(contract: Contract, entries: Iterable[DepositEntry]) -> tuple[Deposit, ...]:
    """What is held of the customer, oldest first: each sum with the day it was paid, the due date of its document.

    A sum that was given back is taken off the oldest ones.
    """
    alive = _alive(entries)
    left: dict[str, Deposit] = {"": contract.deposit} if contract.deposit is not None else {}
    for each in alive:
        if each.charged > ZERO:
            left[each.document] = Deposit(each.charged, each.due_on)
    for each in alive:
        if each.charged < ZERO and each.reverses in left:
            _deduct(left, each.reverses, -each.charged)
    back = total(each.returned for each in alive)
    for name in list(left):
        back -= _deduct(left, name, back)
    return tuple(left.values())


def _deduct(left: dict[str, Deposit], name: str, amount: Money) -> Money:
    """Take up to `amount` off one sum; what was taken."""
    deposit = left[name]
    deducted = min(max(amount, ZERO), deposit.amount)
    if deducted == deposit.amount:
        del left[name]
    else:
        left[name] = attrs.evolve(deposit, amount=deposit.amount - deducted)
    return deducted


def _alive(entries: Iterable[DepositEntry]) -> Sequence[DepositEntry]:
    """Without the reversed and what reverses them, oldest first."""
    every = list(entries)
    gone = {each.reverses for each in every if each.kind is DocumentKind.REVERSAL}
    retained = [each for each in every if each.kind is not DocumentKind.REVERSAL and each.document not in gone]
    return sorted(retained, key=lambda each: (each.issued_on, each.document))
