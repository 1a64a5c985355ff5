"""Rebilling: the difference between what days cost as now known and what stands invoiced for them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.contracts.contract import SocialBonus
from domain.corrections.invoiced_position import (
    InvoicedPosition,
    NothingInvoiced,
    billed_periods,
    invoiced_position,
    unbroken,
)
from domain.corrections.recalculation import Recalculation, alone, recalculate, with_recalculation
from domain.kernel.money import ZERO, Money, total
from domain.kernel.validity import History, Period
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason
from domain.pricing.counters.billed_period import BilledEnergy
from domain.pricing.extra import Extra
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.tariffs.book import TariffBook
from tests.support.recalculation_samples import issued, priced
from tests.support.strategies.supply import bills, facts, measured, mono, packaged_book, part, resident, used, yearly

quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
JULY, AUGUST = Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1)), Period(dt.date(2026, 8, 1), dt.date(2026, 9, 1))
CONTRACT = "C1"


def again(
    what: Sequence[BillingFacts], stands: InvoicedPosition, reason: CorrectionReason | None = None
) -> Recalculation | None:
    found = recalculate(facts=what, book=packaged_book(), invoiced=stands, key="k", reason=reason)
    assert found is None or isinstance(found, Recalculation), found
    return found


def by_code(lines: Iterable[Line]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for line in lines:
        sums[line.code] = sums.get(line.code, ZERO) + line.amount
    return {code: amount for code, amount in sums.items() if amount}


def whole(what: BillingFacts, documents: Sequence[Bill]) -> InvoicedPosition:
    return invoiced_position(documents, what.contract.number, what.period)


@quick
@given(bills())
def test_rebilling_with_nothing_changed_issues_nothing(what: BillingFacts) -> None:
    document = issued(priced(what), 1)
    assert again([what], whole(what, [document])) is None


@quick
@given(bills(), st.data())
def test_a_correction_is_by_component_what_is_right_less_what_was_invoiced(
    what: BillingFacts, data: st.DataObject
) -> None:
    now = attrs.evolve(what, consumption=data.draw(measured(what.period)))
    first, right = priced(what), priced(now)
    found = again([now], whole(what, [issued(first, 1)]))
    lines = found.lines if found else ()
    gap = by_code((*right.lines, *(line.reversed() for line in first.lines)))
    assert by_code(lines) == gap
    assert all(line.correction == "k" for line in lines)
    if found is None:
        assert first.lines == right.lines
    else:
        assert {each.row for line in lines for each in line.inputs if each.row} == {row.id for row in found.rows}


@quick
@given(bills(months=2), st.data())
def test_corrections_in_any_order_of_arrival_end_in_the_same_total(what: BillingFacts, data: st.DataObject) -> None:
    """Each month is corrected by a reading of its own; whichever comes first, the days end up charged the same."""
    months = what.period.months()
    right = data.draw(measured(what.period))
    ends = []
    for order in itertools.permutations(range(len(months))):
        known = list(what.consumption)
        documents = [issued(priced(part(what, month)), i + 1) for i, month in enumerate(months)]
        for step in order:
            known[step] = right[step]
            now = attrs.evolve(what, consumption=tuple(known))
            stands = whole(now, documents)
            pieces = [attrs.evolve(part(now, each.period), issue_day=each.period.last) for each in stands.documents]
            found = again(pieces, stands)
            if found:
                made = alone(
                    found, contract=CONTRACT, commodity="electricity", rounding="standard", book_digest="0" * 64
                )
                documents.append(issued(made, len(documents) + 1, kind=DocumentKind.CORRECTION))
        ends.append(by_code(line for document in documents for line in document.lines))
    final = attrs.evolve(what, consumption=right)
    for end in ends:
        assert end == by_code(line for month in months for line in priced(part(final, month)).lines)


def test_only_what_changed_is_shown() -> None:
    what = facts(JULY, resident("3"), mono("0.12", yearly("60")), [used(JULY, 200)])
    now = attrs.evolve(what, consumption=(used(JULY, 230),))
    found = again([now], whole(what, [issued(priced(what), 1)]))
    assert found is not None
    assert not {"sigma1", "sigma2", "commercial"} & {line.code for line in found.lines}
    assert {"energy", "sigma3", "excise"} <= {line.code for line in found.lines}
    assert found.correction.before == (BandEnergy("M", Decimal(200)),)
    assert found.correction.after == (BandEnergy("M", Decimal(230)),)


def test_the_excise_of_a_month_is_reckoned_again_for_every_document_of_it() -> None:
    """A month in two bills, 100 kWh each: 150 exempt, 50 taxed by the second. 40 kWh more in the first leave 10 exempt
    for the second (and 20 above 220 are taken back): both documents change, though only the first was wrong."""
    first, second = JULY.cut([dt.date(2026, 7, 16)])
    what = facts(JULY, resident("3"), mono("0.12"), [used(first, 100), used(second, 100)])
    billed = (BilledEnergy(JULY.start, Decimal(100)),)
    documents = [issued(priced(part(what, first)), 1), issued(priced(part(what, second, billed)), 2)]
    now = attrs.evolve(what, consumption=(used(first, 140), used(second, 100)))
    stands = invoiced_position(documents, CONTRACT, first)
    assert [each.document for each in stands.documents] == [str(each.number) for each in documents]
    found = again([part(now, first), part(now, second)], stands)
    assert found is not None
    excise = [line for line in found.lines if line.code == "excise"]
    assert [(line.quantity.value, line.period) for line in excise] == [
        (Decimal(-50), second),
        (Decimal(110), second),
    ]


@pytest.mark.parametrize(
    ("quality", "reason"),
    [(Quality.ESTIMATED, CorrectionReason.ESTIMATE_REPLACED), (Quality.ACTUAL, CorrectionReason.MEASURE_CORRECTED)],
)
def test_the_reason_tells_a_replaced_estimate_from_a_corrected_measure(
    quality: Quality, reason: CorrectionReason
) -> None:
    charged = attrs.evolve(used(JULY, 200), quality=quality)
    what = facts(JULY, resident("3"), mono("0.12"), [charged])
    found = again([attrs.evolve(what, consumption=(used(JULY, 210),))], whole(what, [issued(priced(what), 1)]))
    assert found is not None
    assert found.correction.reason is reason


def test_other_terms_and_other_prices_are_told_apart() -> None:
    what = facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])
    stands = whole(what, [issued(priced(what), 1, what=what)])
    terms = again([facts(JULY, resident("4.5"), mono("0.12"), [used(JULY, 200)])], stands)
    dearer = again([facts(JULY, resident("3"), mono("0.13"), [used(JULY, 200)])], stands)
    assert terms is not None
    assert dearer is not None
    assert terms.correction.reason is CorrectionReason.TERMS_CHANGED
    assert dearer.correction.reason is CorrectionReason.PRICE_CHANGED
    assert {line.code for line in dearer.lines} == {"energy"}


def test_a_bonus_granted_late_is_given_for_the_days_billed_without_it_and_a_deposit_stays() -> None:
    """31 days of July for a household of one or two: what pricing makes is reckoned again, what was told to be charged
    (the deposit) is not."""
    deposit = Extra("deposit", "Deposito cauzionale", JULY, Money.of("34.50"), nature="N1")
    what = attrs.evolve(facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)]), extras=(deposit,))
    (entry,) = what.contract.terms.entries
    granted = attrs.evolve(entry.value, bonus=SocialBonus("1-2", JULY))
    terms = History.of("terms", [attrs.evolve(entry, value=granted)])
    now = attrs.evolve(what, contract=attrs.evolve(what.contract, terms=terms))
    found = again([now], whole(what, [issued(priced(what), 1, what=what)]))
    assert found is not None
    assert {line.code for line in found.lines} == {"bonus"}
    assert all(line.amount < ZERO for line in found.lines)
    corrected = alone(found, contract=CONTRACT, commodity="electricity", rounding="standard", book_digest="0" * 64)
    stands = [issued(priced(what), 1, what=what), issued(corrected, 2, kind=DocumentKind.CORRECTION)]
    assert again([now], whole(what, stands)) is None


def test_a_reversed_document_and_its_reversal_stand_for_nothing() -> None:
    from domain.corrections.credit_note import Whole, credit_note

    what = facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])
    document = issued(priced(what), 1)
    reversal = credit_note(
        document, Whole(), number=BillNumber("E", 2026, 2), issued_on=document.issued_on, reason="wrong customer"
    )
    with pytest.raises(NothingInvoiced):
        whole(what, [document, reversal])
    new = issued(priced(what), 3)
    assert whole(what, [document, reversal, new]).documents[0].document == str(new.number)


def test_a_correction_on_the_next_bill_changes_neither_its_own_quotas_nor_its_proof() -> None:
    first = facts(JULY, resident("3"), mono("0.12"), [attrs.evolve(used(JULY, 200), quality=Quality.ESTIMATED)])
    found = again([attrs.evolve(first, consumption=(used(JULY, 260),))], whole(first, [issued(priced(first), 1)]))
    assert found is not None
    plain = priced(facts(AUGUST, resident("3"), mono("0.12"), [used(AUGUST, 100)]))
    bill = with_recalculation(plain, found)
    assert bill.corrected == total(line.amount for line in found.lines)
    assert bill.net == plain.net + bill.corrected
    assert [line for line in bill.lines if not line.correction] == list(plain.lines)


def test_the_energy_that_stands_is_that_of_the_last_correction() -> None:
    what = facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])
    document = issued(priced(what), 1)
    found = again([attrs.evolve(what, consumption=(used(JULY, 260),))], whole(what, [document]))
    assert found is not None
    made = alone(found, contract=CONTRACT, commodity="electricity", rounding="standard", book_digest="0" * 64)
    (charged,) = billed_periods([document, issued(made, 2, kind=DocumentKind.CORRECTION)], CONTRACT)
    assert charged.consumption == (used(JULY, 260),)


def test_days_without_a_gap_are_those_up_to_the_first_hole() -> None:
    def charged(period: Period) -> Bill:
        return issued(priced(facts(period, resident("3"), mono("0.12"), [used(period, 100)])), period.start.month)

    months = [Period(dt.date(2026, month, 1), dt.date(2026, month + 1, 1)) for month in (7, 9, 10)]
    documents = billed_periods([charged(month) for month in months], CONTRACT)
    assert [each.period for each in unbroken(documents, dt.date(2026, 11, 1))] == months[1:]
    assert unbroken(documents, dt.date(2026, 12, 1)) == ()


def test_a_tariff_approved_later_for_days_already_billed_is_settled_by_itself() -> None:
    """σ3 of July is known anew on 1 September, one thousandth dearer: 200 kWh cost 0,20 more and no more."""
    what = facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])
    stands = whole(what, [issued(priced(what), 1, what=what)])
    book = packaged_book()
    old = book.value("electricity/sigma3", (), JULY.start)
    new = attrs.evolve(old, period=JULY, known_from=dt.date(2026, 9, 1), value=old.value + Decimal("0.001"))
    later = TariffBook.of(book.heads.values(), [*book.rows, new], book.known_on)
    found = recalculate(facts=[what], book=later, invoiced=stands, key="k")
    assert isinstance(found, Recalculation)
    assert found.correction.reason is CorrectionReason.PRICE_CHANGED
    assert by_code(found.lines) == {"sigma3": Money.of("0.20")}
    assert {row.known_from for row in found.rows if row.path == old.path} == {old.known_from, new.known_from}
