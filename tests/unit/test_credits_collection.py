"""Planning a direct-debit collection: days, batches, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.faults import FAULTS
from domain.contracts.contract import PaymentMethod
from domain.contracts.party import PartyKind
from domain.kernel.identifiers import Iban, MandateReference
from domain.kernel.money import ZERO, Money, total
from domain.payments.bank_profile import SequenceType
from domain.payments.collection import CollectionPlan, NotCollectable
from domain.payments.mandate import Mandate, MandateStatus, Scheme
from domain.payments.receivable import Receivable, ReceivableStatus
from tests.support.collection_samples import (
    DAY,
    ITALIAN_BANKS,
    MORNING,
    TARGET,
    iban,
    mandate,
    planned,
    profile,
    receivable,
    rules,
)

_IBANS = [iban(number) for number in range(1, 9)]


def one_day(result: CollectionPlan) -> dt.date:
    assert result.refused == ()
    (batch,) = result.batches
    return batch.when.day


def codes(result: CollectionPlan) -> list[str]:
    return [fault.code for fault in result.refused]


@pytest.mark.parametrize(
    ("due", "collected", "submit_by"),
    [
        (DAY(2026, 12, 25), DAY(2026, 12, 28), DAY(2026, 12, 24)),  # Christmas is a Friday
        (DAY(2027, 1, 1), DAY(2027, 1, 4), DAY(2026, 12, 31)),
        (DAY(2027, 1, 7), DAY(2027, 1, 7), DAY(2027, 1, 5)),  # the Epiphany is a TARGET day, Italian banks are closed
        (DAY(2026, 4, 3), DAY(2026, 4, 7), DAY(2026, 4, 2)),  # Good Friday
        (DAY(2027, 3, 26), DAY(2027, 3, 30), DAY(2027, 3, 25)),
        (DAY(2026, 12, 9), DAY(2026, 12, 9), DAY(2026, 12, 7)),  # the Immaculate Conception
        (DAY(2026, 5, 1), DAY(2026, 5, 4), DAY(2026, 4, 30)),
    ],
)
def test_a_feast_moves_the_collection_forward_and_the_file_back(
    due: dt.date, collected: dt.date, submit_by: dt.date
) -> None:
    item = receivable(issued_on=due - dt.timedelta(days=30), due_date=due)
    (batch,) = planned([item], [mandate()], today=due - dt.timedelta(days=10)).batches
    assert (batch.when.day, batch.when.submit_by) == (collected, submit_by)


def test_lead_days_are_counted_in_target_days() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 7))
    by = rules(bank=profile(lead_days_core=2))
    (batch,) = planned([item], [mandate()], today=DAY(2026, 3, 20), by=by).batches
    assert batch.when.submit_by == DAY(2026, 4, 1)


def test_the_last_minute_before_the_cut_off_is_in_time() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 7))
    assert one_day(planned([item], [mandate()], today=DAY(2026, 4, 2), at=dt.time(14, 59))) == DAY(2026, 4, 7)


def test_a_passed_cut_off_rolls_to_the_next_day_that_can_be_met() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 7))
    # Good Friday is a working day of Italian banks, but comes after the last TARGET day before the 7th.
    assert one_day(planned([item], [mandate()], today=DAY(2026, 4, 2), at=dt.time(15, 0))) == DAY(2026, 4, 8)


def test_a_passed_cut_off_is_refused_where_the_rules_do_not_roll() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 7))
    result = planned([item], [mandate()], today=DAY(2026, 4, 2), at=dt.time(15, 0), by=rules(roll=False))
    assert codes(result) == ["COL-003"]
    assert "2026-04-02 before 15:00" in result.refused[0].message


def test_a_roll_has_an_end() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 7))
    by = rules(bank=profile(lead_days_core=20))
    assert codes(planned([item], [mandate()], today=DAY(2026, 4, 7), by=by)) == ["COL-003"]  # never within 14 days


def test_an_old_debt_is_collected_on_the_first_day_that_can_be_met() -> None:
    item = receivable(issued_on=DAY(2025, 3, 1), due_date=DAY(2025, 4, 7))
    assert one_day(planned([item], [mandate()], today=DAY(2026, 3, 10))) == DAY(2026, 3, 11)


def test_the_debtor_keeps_the_days_of_notice() -> None:
    late_issue = receivable(issued_on=DAY(2026, 3, 10), due_date=DAY(2026, 3, 12))
    assert one_day(planned([late_issue], [mandate()])) == DAY(2026, 3, 24)
    told_again = receivable(issued_on=DAY(2026, 1, 10), due_date=DAY(2026, 2, 12), notified_on=DAY(2026, 3, 9))
    assert one_day(planned([told_again], [mandate()])) == DAY(2026, 3, 23)


def test_a_batch_is_open_from_fourteen_days_before_to_the_deadline() -> None:
    item = receivable(issued_on=DAY(2026, 3, 1), due_date=DAY(2026, 4, 30))
    result = planned([item], [mandate()])
    assert result.open_on(DAY(2026, 4, 15)) == ()
    assert result.open_on(DAY(2026, 4, 16)) == result.batches
    assert result.open_on(DAY(2026, 4, 29)) == result.batches
    assert result.open_on(DAY(2026, 4, 30)) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"contract": "C99"},
        {"party": "P99"},
        {"status": MandateStatus.DRAFT},
        {"status": MandateStatus.SUSPENDED},
        {"status": MandateStatus.REVOKED},
        {"status": MandateStatus.LAPSED},
        {"signed_on": DAY(2026, 3, 11)},
    ],
)
def test_a_mandate_that_does_not_serve_is_refused(changes: dict[str, Any]) -> None:
    assert codes(planned([receivable()], [mandate(**changes)])) == ["COL-001"]


def test_a_mandate_collects_until_the_day_before_it_lapses() -> None:
    last = DAY(2023, 3, 20)
    signed = DAY(2022, 1, 1)
    lapsed = mandate(signed_on=signed, last_collection_on=last)
    assert codes(planned([receivable(due_date=DAY(2026, 3, 20))], [lapsed])) == ["COL-001"]
    assert one_day(planned([receivable(due_date=DAY(2026, 3, 19))], [lapsed])) == DAY(2026, 3, 19)


def test_a_collection_renews_the_mandate_for_the_next_of_the_same_plan() -> None:
    old = mandate(signed_on=DAY(2022, 1, 1), last_collection_on=DAY(2023, 3, 20))
    items = [receivable(1, due_date=DAY(2026, 3, 19)), receivable(2, due_date=DAY(2026, 3, 23))]
    assert planned(items, [old]).refused == ()


def test_the_active_mandate_is_found_among_the_old_ones() -> None:
    revoked = mandate(umr=MandateReference("OLD"), status=MandateStatus.REVOKED, signed_on=DAY(2026, 2, 1))
    (batch,) = planned([receivable()], [mandate(), revoked]).batches
    assert batch.collections[0].mandate == mandate()


def test_what_the_scheme_does_not_take_is_refused() -> None:
    swiss = mandate(iban=Iban("CH9300762011623852957"))
    twin = mandate(2, umr=MandateReference("umr-000001"))
    assert codes(planned([receivable()], [swiss])) == ["COL-002"]
    assert codes(planned([receivable()], [mandate(), twin])) == ["COL-002"]
    assert codes(planned([receivable(amount=Money.of("50.01"))], [mandate()], by=rules(max_amount=Money.of("50")))) == [
        "COL-002"
    ]


def test_what_is_not_to_be_debited_is_an_error_of_the_caller() -> None:
    with pytest.raises(NotCollectable, match="transfer"):
        planned([receivable(method=PaymentMethod.TRANSFER)], [mandate()])
    with pytest.raises(NotCollectable, match="paid"):
        planned([receivable(status=ReceivableStatus.PAID)], [mandate()])
    with pytest.raises(NotCollectable, match="twice"):
        planned([receivable(), receivable()], [mandate()])


def test_the_first_collection_is_recurrent_unless_the_bank_wants_it_called_first() -> None:
    items = [receivable(1, due_date=DAY(2026, 3, 20)), receivable(2, due_date=DAY(2026, 3, 23))]
    assert {batch.sequence for batch in planned(items, [mandate()]).batches} == {SequenceType.RCUR}
    by = rules(bank=profile(first_sequence=SequenceType.FRST))
    found = [(batch.when.day, batch.sequence) for batch in planned(items, [mandate()], by=by).batches]
    assert found == [(DAY(2026, 3, 20), SequenceType.FRST), (DAY(2026, 3, 23), SequenceType.RCUR)]


def test_an_amendment_travels_with_the_first_of_two_collections() -> None:
    changed = mandate().with_account(iban=iban(77), account_holder="Ada Neri", on=DAY(2026, 2, 1))
    items = [receivable(1, due_date=DAY(2026, 3, 23)), receivable(2, due_date=DAY(2026, 3, 20))]
    result = planned(items, [changed])
    told = {item.receivable: item.amendment for batch in result.batches for item in batch.collections}
    assert told == {"0000000000002": changed.pending_amendment, "0000000000001": None}


def test_core_and_b2b_do_not_share_a_batch() -> None:
    firm = mandate(2, scheme=Scheme.B2B, debtor_kind=PartyKind.COMPANY)
    result = planned([receivable(1), receivable(2, contract=2)], [mandate(), firm])
    assert [batch.scheme for batch in result.batches] == [Scheme.B2B, Scheme.CORE]


def test_the_debtor_reads_the_bill_and_the_contract() -> None:
    (batch,) = planned([receivable(4)], [mandate()]).batches
    assert batch.collections[0].remittance == "Bolletta E/2026/4 del 01/03/2026, contratto C1"


def test_a_remittance_text_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\$issued_on"):
        rules(remittance="Bolletta $number")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"prenotification_days": -1}, "days must be 0 or more"),
        ({"lapse_months": 0}, "lapse_months 1 or more"),
        ({"max_amount": ZERO}, "max_amount must be more than zero"),
    ],
)
def test_rules_that_make_no_sense_are_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        rules(**changes)


def test_a_cut_off_is_a_time_of_day_in_rome() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        profile(cutoff=dt.time(15, 0, tzinfo=dt.UTC))


def test_a_batch_is_never_empty() -> None:
    (batch,) = planned([receivable()], [mandate()]).batches
    with pytest.raises(ValueError, match="no collections"):
        attrs.evolve(batch, collections=())


_CONTRACTS = range(1, 9)


@st.composite
def mandates(draw: st.DrawFn) -> list[Mandate]:
    """One mandate for most of the contracts, of any status and age."""
    found = []
    for number in draw(st.sets(st.sampled_from(_CONTRACTS), min_size=3)):
        b2b = draw(st.booleans())
        signed_on = draw(st.dates(DAY(2021, 1, 1), DAY(2026, 1, 1)))
        one = mandate(
            number,
            iban=_IBANS[number - 1],
            status=draw(st.sampled_from([MandateStatus.ACTIVE] * 4 + list(MandateStatus))),
            scheme=Scheme.B2B if b2b else Scheme.CORE,
            debtor_kind=PartyKind.COMPANY if b2b else PartyKind.PERSON,
            signed_on=signed_on,
        )
        if draw(st.booleans()):
            one = one.with_account(iban=iban(77), account_holder="Ada Neri", on=signed_on)
        found.append(one)
    return found


@st.composite
def receivables(draw: st.DrawFn) -> list[Receivable]:
    """Bills of any contract, issued and due around the turn of the year and Easter."""
    found = []
    for number in draw(st.sets(st.integers(1, 10**13 - 1), max_size=12)):
        issued_on = draw(st.dates(DAY(2025, 11, 1), DAY(2027, 4, 30)))
        found.append(
            receivable(
                number,
                contract=draw(st.sampled_from(_CONTRACTS)),
                amount=Money.of(str(draw(st.decimals("0.01", "99999.99", places=2)))),
                issued_on=issued_on,
                due_date=issued_on + dt.timedelta(days=draw(st.integers(0, 40))),
                attempts=draw(st.integers(0, 3)),
            )
        )
    return found


TODAYS = st.dates(DAY(2026, 1, 1), DAY(2027, 4, 30))


@settings(max_examples=60, deadline=None)
@given(receivables(), mandates(), TODAYS, st.times(), st.booleans())
def test_a_plan_keeps_every_rule(
    items: list[Receivable], given_mandates: list[Mandate], today: dt.date, at: dt.time, roll: bool
) -> None:
    by = rules(roll=roll, bank=profile(first_sequence=SequenceType.FRST))
    result = planned(items, given_mandates, today=today, at=at, by=by)
    known = {item.id: item for item in items}
    collected = [(batch, item) for batch in result.batches for item in batch.collections]
    ids = [item.receivable for _, item in collected] + [fault.subject for fault in result.refused]
    assert sorted(ids) == sorted(known)
    assert result.total == total(known[item.receivable].amount for _, item in collected)
    assert all(fault.code in FAULTS for fault in result.refused)
    keys = [(batch.sequence, batch.scheme, batch.when.day, batch.creditor_iban) for batch in result.batches]
    assert len(keys) == len(set(keys))
    for batch, item in collected:
        source, when = known[item.receivable], batch.when
        assert item.end_to_end_id == source.next_end_to_end_id
        assert when.day >= source.due_date
        assert (when.day - source.issued_on).days >= by.prenotification_days
        assert TARGET.is_working(when.day)
        assert ITALIAN_BANKS.is_working(when.submit_by)
        assert when.submit_from <= when.submit_by < when.day
        assert today <= when.submit_by
        assert at < by.bank.cutoff or today < when.submit_by
        assert item.mandate.scheme is batch.scheme


@settings(max_examples=20, deadline=None)
@given(receivables(), mandates(), TODAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    items: list[Receivable], given_mandates: list[Mandate], today: dt.date, chance: Any
) -> None:
    first = planned(items, given_mandates, today=today, at=MORNING)
    chance.shuffle(items)
    chance.shuffle(given_mandates)
    assert planned(items, given_mandates, today=today, at=MORNING) == first
