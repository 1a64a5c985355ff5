"""Mandates and receivables: their life, their changes, what they refuse."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.party import PartyKind
from domain.kernel.identifiers import CreditorId, InvalidIdentifier, MandateReference
from domain.kernel.money import ZERO, Money
from domain.payments.mandate import Amendment, ConsumerUnderB2b, Scheme
from domain.payments.receivable import NoSuchStep, ReceivableStatus
from tests.support.collection_samples import DAY, iban, mandate, receivable


def test_a_mandate_lapses_on_the_very_day_the_months_are_over() -> None:
    used = mandate(last_collection_on=DAY(2025, 3, 20))
    assert used.lapses_on(36) == DAY(2028, 3, 20)
    assert not used.has_lapsed(DAY(2028, 3, 19), 36)
    assert used.has_lapsed(DAY(2028, 3, 20), 36)


def test_a_mandate_never_used_lapses_from_its_signature() -> None:
    assert mandate(signed_on=DAY(2025, 1, 15)).lapses_on(36) == DAY(2028, 1, 15)


def test_a_day_the_month_lacks_is_the_last_of_that_month() -> None:
    assert mandate(signed_on=DAY(2024, 2, 29)).lapses_on(36) == DAY(2027, 2, 28)
    assert mandate(signed_on=DAY(2025, 8, 31)).lapses_on(6) == DAY(2026, 2, 28)
    assert mandate(signed_on=DAY(2025, 11, 30)).lapses_on(1) == DAY(2025, 12, 30)


def test_a_mandate_lives_a_month_at_least() -> None:
    with pytest.raises(ValueError, match="one month or more"):
        mandate().lapses_on(0)


@given(st.dates(DAY(2015, 1, 1), DAY(2026, 1, 1)), st.integers(1, 60))
def test_a_longer_life_never_ends_sooner(signed_on: dt.date, months: int) -> None:
    one = mandate(signed_on=signed_on)
    assert signed_on < one.lapses_on(months) < one.lapses_on(months + 1)


def test_a_consumer_gets_no_b2b_mandate() -> None:
    with pytest.raises(ConsumerUnderB2b, match="RSSMRA80A01H501U"):
        mandate(scheme=Scheme.B2B)
    assert mandate(scheme=Scheme.B2B, debtor_kind=PartyKind.CONDOMINIUM).scheme is Scheme.B2B


def test_a_mandate_without_names_is_refused() -> None:
    with pytest.raises(ValueError, match="account holder"):
        mandate(account_holder=" ")


def test_a_mandate_is_not_collected_before_its_signature() -> None:
    with pytest.raises(ValueError, match="before its signature"):
        mandate(last_collection_on=DAY(2025, 1, 14))


def test_a_reference_is_refused_and_never_cleaned() -> None:
    for text in ("UMR 1", "UMR/", "/UMR", "U//MR", "ÜMR", "UMR_1", "", "U" * 36):
        with pytest.raises(InvalidIdentifier):
            MandateReference(text)


def test_a_changed_account_is_told_once_and_again_after_a_rejection() -> None:
    changed = mandate().with_account(iban=iban(77), account_holder="Ada Neri", on=DAY(2026, 2, 1))
    assert changed.pending_amendment == Amendment(DAY(2026, 2, 1), old_iban=iban(1))
    told = changed.collected(DAY(2026, 3, 20))
    assert told.pending_amendment is None
    assert told.last_collection_on == DAY(2026, 3, 20)
    again = told.rejected(DAY(2026, 3, 20))
    assert again.pending_amendment == changed.pending_amendment
    assert again.last_collection_on == DAY(2026, 3, 20)


def test_of_two_changes_the_bank_is_told_the_value_it_knows() -> None:
    first = mandate().with_account(iban=iban(77), account_holder="A", on=DAY(2026, 2, 1))
    second = first.with_account(iban=iban(78), account_holder="A", on=DAY(2026, 2, 9))
    assert second.pending_amendment == Amendment(DAY(2026, 2, 1), old_iban=iban(1))
    back = second.with_account(iban=iban(1), account_holder="A", on=DAY(2026, 2, 10))
    assert back.pending_amendment is None


def test_changes_of_reference_account_and_creditor_travel_together() -> None:
    creditor = CreditorId("IT66ZZZA1B2C3D4E5F6G7H8")
    changed = (
        mandate()
        .with_reference(umr=MandateReference("NEW-1"), on=DAY(2026, 2, 1))
        .with_account(iban=iban(5), account_holder="B", on=DAY(2026, 2, 2))
        .with_former_creditor(creditor_id=creditor, name="Vecchia Luce", on=DAY(2026, 2, 3))
    )
    expected = Amendment(DAY(2026, 2, 1), MandateReference("UMR-000001"), iban(1), creditor, "Vecchia Luce")
    assert changed.pending_amendment == expected


def test_the_same_account_is_no_change() -> None:
    assert mandate().with_account(iban=iban(1), account_holder="Other", on=DAY(2026, 2, 1)).amendments == ()


def test_an_empty_amendment_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        Amendment(DAY(2026, 1, 1))


def test_a_receivable_is_due_and_has_thirteen_digits() -> None:
    with pytest.raises(ValueError, match="13 digits"):
        attrs.evolve(receivable(), id="12345")
    with pytest.raises(ValueError, match="more than zero"):
        receivable(amount=ZERO)
    with pytest.raises(ValueError, match="before its issue"):
        receivable(due_date=DAY(2026, 2, 1))
    with pytest.raises(ValueError, match="attempts"):
        receivable(attempts=-1)
    assert receivable(amount=Money.of("0.01")).amount


def test_each_attempt_has_its_own_identifier() -> None:
    first = receivable(7)
    assert first.next_end_to_end_id == "0000000000007-1"
    out = first.moved_to(ReceivableStatus.COLLECTING)
    again = out.moved_to(ReceivableStatus.OPEN)
    assert again.next_end_to_end_id == "0000000000007-2"


def test_a_cancelled_receivable_is_not_collected() -> None:
    cancelled = receivable().moved_to(ReceivableStatus.CANCELLED)
    with pytest.raises(NoSuchStep, match="cancelled does not become collecting"):
        cancelled.moved_to(ReceivableStatus.COLLECTING)
