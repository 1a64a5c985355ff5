"""Plan a direct-debit collection: which receivables, on which day, in which batch, and which not and why.

Rules of the SDD schemes (EPC016-06 Core, EPC222-07 B2B) and of their customer-to-bank guidelines: a batch holds one
sequence type, one scheme, one collection day, one creditor account and one creditor identifier. How many items fit
in a file is the writer's to know, because only it knows the size of what it writes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import attrs

from domain.contracts.contract import PaymentMethod
from domain.contracts.seller import Seller
from domain.kernel.calendar import Holidays
from domain.kernel.fault import Fault
from domain.kernel.identifiers import CreditorId, Iban
from domain.kernel.money import Money, total
from domain.payments.bank_profile import CollectionRules, SequenceType
from domain.payments.collection_day import CollectionDay, CollectionDayMissed, Diary
from domain.payments.faults import COL_001, COL_002, COL_003
from domain.payments.mandate import Amendment, Mandate, MandateStatus, Scheme
from domain.payments.receivable import Receivable, ReceivableStatus


class NotCollectable(ValueError):
    """A plan was asked for a receivable that is not to be debited, or for the same one twice."""


@attrs.frozen
class Collection:
    """One debit: what is collected from whom.

    mandate     as it stood when planned
    amendment   what the debtor's bank is told of the mandate's changes, None mostly
    remittance  what the debtor reads
    """

    end_to_end_id: str
    receivable: str
    amount: Money
    mandate: Mandate
    amendment: Amendment | None
    remittance: str


@attrs.frozen
class DebitBatch:
    """Debits that travel under one payment information, in the order of their end-to-end identifiers."""

    sequence: SequenceType
    scheme: Scheme
    when: CollectionDay
    creditor_iban: Iban
    creditor_id: CreditorId
    collections: tuple[Collection, ...]

    def __attrs_post_init__(self) -> None:
        if not self.collections:
            raise ValueError(f"batch of {self.when.day}: has no collections")

    @property
    def total(self) -> Money:
        """The sum of its amounts."""
        return total(item.amount for item in self.collections)


@attrs.frozen
class CollectionPlan:
    """Every receivable given, either in one batch or refused with one fault."""

    batches: tuple[DebitBatch, ...]
    refused: tuple[Fault, ...]

    @property
    def total(self) -> Money:
        """The sum of what is collected."""
        return total(batch.total for batch in self.batches)

    def open_on(self, day: dt.date) -> tuple[DebitBatch, ...]:
        """The batches that may be handed in on `day`."""
        return tuple(batch for batch in self.batches if batch.when.submit_from <= day <= batch.when.submit_by)


def plan(
    *,
    receivables: Iterable[Receivable],
    mandates: Iterable[Mandate],
    seller: Seller,
    today: dt.date,
    at: dt.time,
    rules: CollectionRules,
    target: Holidays,
    bank: Holidays,
) -> CollectionPlan:
    """Plan the debits of `receivables`, all open and to be paid by direct debit (else NotCollectable).

    `at` is the time of day in Europe/Rome at which the files would be ready. The mandate of a receivable is the
    active one of its contract, the last signed if there are two. The order of the input changes nothing.
    Faults: COL-001 mandate, COL-002 rules of the scheme, COL-003 collection day; the subject is the receivable.
    """
    diary = Diary(today, at, rules, target, bank)
    register = _Register.of(mandates)
    days = _Days(diary)
    refused: list[Fault] = []
    due: list[tuple[CollectionDay, Receivable, Mandate]] = []
    for item in _collectable(receivables):
        mandate = register.of_contract(item.contract)
        fault = _mandate_fault(item, mandate, today) or _scheme_fault(item, mandate, register, rules)
        if fault is not None:
            refused.append(fault)
            continue
        assert mandate is not None
        try:
            due.append((days.of(item, mandate.scheme), item, mandate))
        except CollectionDayMissed as error:
            refused.append(COL_003.fault(item.id, str(error)))
    batches = _batches(due, seller, rules, refused)
    return CollectionPlan(batches, tuple(sorted(refused, key=lambda fault: fault.subject)))


def _collectable(receivables: Iterable[Receivable]) -> list[Receivable]:
    items = sorted(receivables, key=lambda item: item.id)
    for before, item in zip([None, *items], items, strict=False):
        if item.method is not PaymentMethod.DIRECT_DEBIT or item.status is not ReceivableStatus.OPEN:
            raise NotCollectable(
                f"receivable {item.id}: {item.status.value}, to be paid by {item.method.value}; "
                "only open ones by direct debit are collected"
            )
        if before is not None and before.id == item.id:
            raise NotCollectable(f"receivable {item.id}: given twice; it would be collected twice")
    return items


@attrs.frozen
class _Register:
    """The mandates by contract, and the references more than one of them claims."""

    contracts: dict[str, Mandate]
    claimed_twice: frozenset[str]

    @classmethod
    def of(cls, mandates: Iterable[Mandate]) -> _Register:
        ordered = sorted(mandates, key=_rank)
        counts = Counter(mandate.umr.key for mandate in ordered)
        twice = frozenset(key for key, count in counts.items() if count > 1)
        return cls({mandate.contract: mandate for mandate in ordered}, twice)

    def of_contract(self, contract: str) -> Mandate | None:
        return self.contracts.get(contract)


def _rank(mandate: Mandate) -> tuple[bool, dt.date, str]:
    """The last in this order is a contract's mandate: an active one before any other, then the last signed."""
    return (mandate.status is MandateStatus.ACTIVE, mandate.signed_on, mandate.umr.text)


@attrs.define
class _Days:
    """The collection day by the day it may not precede: few days serve many receivables."""

    diary: Diary
    known: dict[tuple[dt.date, Scheme], CollectionDay] = attrs.field(factory=dict)

    def of(self, item: Receivable, scheme: Scheme) -> CollectionDay:
        notice = dt.timedelta(days=self.diary.rules.prenotification_days)
        key = (max(item.due_date, item.prenotified_on + notice), scheme)
        if key not in self.known:
            self.known[key] = self.diary.collection_day(not_before=key[0], scheme=scheme)
        return self.known[key]


def _mandate_fault(item: Receivable, mandate: Mandate | None, today: dt.date) -> Fault | None:
    if mandate is None:
        message = f"contract {item.contract} has no mandate; record it, or collect by another method"
    elif mandate.party != item.party:
        message = f"mandate {mandate.umr} is of party {mandate.party}, {item.party} owes; have a new one signed"
    elif mandate.status is not MandateStatus.ACTIVE:
        message = f"mandate {mandate.umr} is {mandate.status.value}, not active"
    elif mandate.signed_on > today:
        message = f"mandate {mandate.umr} is signed on {mandate.signed_on}, after today {today}; correct the day"
    else:
        return None
    return COL_001.fault(item.id, message)


def _scheme_fault(
    item: Receivable, mandate: Mandate | None, register: _Register, rules: CollectionRules
) -> Fault | None:
    assert mandate is not None
    country = mandate.iban.text[:2]
    if mandate.umr.key in register.claimed_twice:
        message = f"reference {mandate.umr} belongs to two mandates; a reference is unique whatever its case"
    elif country not in rules.bank.debtor_countries:
        message = f"mandate {mandate.umr}: account in {country}, which bank profile {rules.bank.name!r} does not take"
    elif item.amount > rules.max_amount:
        message = f"amount {item.amount} is above {rules.max_amount}, the most one collection may be; collect in parts"
    else:
        return None
    return COL_002.fault(item.id, message)


def _batches(
    due: list[tuple[CollectionDay, Receivable, Mandate]], seller: Seller, rules: CollectionRules, refused: list[Fault]
) -> tuple[DebitBatch, ...]:
    """The batches in order of day, scheme and sequence. A mandate used twice goes from one collection to the next."""
    groups: dict[tuple[CollectionDay, Scheme, SequenceType], list[Collection]] = {}
    used: dict[str, Mandate] = {}
    for when, item, given in sorted(due, key=lambda entry: (entry[0].day, entry[1].id)):
        mandate = used.get(given.umr.key, given)
        if mandate.has_lapsed(when.day, rules.lapse_months):
            lapsed = mandate.lapses_on(rules.lapse_months)
            message = f"mandate {mandate.umr} lapses on {lapsed}, the collection would be on {when.day}; renew it"
            refused.append(COL_001.fault(item.id, message))
            continue
        sequence = SequenceType.RCUR if mandate.last_collection_on else rules.bank.first_sequence
        groups.setdefault((when, mandate.scheme, sequence), []).append(_collection(item, mandate, rules))
        used[given.umr.key] = mandate.collected(when.day)
    order = sorted(groups, key=lambda key: (key[0].day, key[1].value, key[2].value))
    return tuple(
        DebitBatch(sequence, scheme, when, seller.iban, seller.creditor_id, tuple(groups[when, scheme, sequence]))
        for when, scheme, sequence in order
    )


def _collection(item: Receivable, mandate: Mandate, rules: CollectionRules) -> Collection:
    text = rules.remittance_text(document=item.document, issued_on=item.issued_on, contract=item.contract)
    return Collection(item.next_end_to_end_id, item.id, item.amount, mandate, mandate.pending_amendment, text)
