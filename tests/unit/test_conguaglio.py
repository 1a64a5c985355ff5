"""The explanation of a conguaglio: what changed, since when, by which reading, at which price, what was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.billing.bill import Bill, DocumentKind
from domain.billing.explanation import explain
from domain.commodities.water.terms import LeakRelief
from domain.corrections.conguaglio import Conguaglio, conguagli, conguaglio_text
from domain.corrections.invoiced_position import invoiced_position
from domain.corrections.recalculation import Recalculation, alone, recalculate
from domain.kernel.money import Money, total
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason, MeterReading
from domain.pricing.facts import BillingFacts
from tests.support import water
from tests.support.recalculation_samples import issued, priced
from tests.support.strategies.bills import with_part
from tests.support.strategies.supply import bills, facts, measured, mono, packaged_book, resident, used, yearly

JULY = Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1))
READINGS = (
    MeterReading(dt.date(2026, 6, 30), (BandEnergy("M", Decimal(1000)),), Quality.ACTUAL, "A-77"),
    MeterReading(dt.date(2026, 7, 31), (BandEnergy("M", Decimal(1260)),), Quality.SELF_READ, "A-77"),
)


def corrected(before: BillingFacts, now: Sequence[BillingFacts]) -> Bill | None:
    stands = invoiced_position([issued(priced(before), 1)], "C1", before.period)
    found = recalculate(facts=now, book=packaged_book(), invoiced=stands, key="k", readings=READINGS)
    if found is None:
        return None
    assert isinstance(found, Recalculation)
    return issued(alone(found, contract="C1", commodity="electricity", rounding="standard", book_digest="0" * 64), 2)


def told(bill: Bill | None, paid: str = "") -> Conguaglio:
    assert bill is not None
    (view,) = conguagli(bill, Money.of(paid) if paid else None)
    return view


def test_an_estimate_replaced_is_told_with_its_readings_and_what_was_paid() -> None:
    guess = facts(JULY, resident("3"), mono("0.12"), [attrs.evolve(used(JULY, 200), quality=Quality.ESTIMATED)])
    bill = corrected(guess, [attrs.evolve(guess, consumption=(used(JULY, 260),))])
    view = told(bill, "40")
    text = conguaglio_text(view)
    assert view.reason is CorrectionReason.ESTIMATE_REPLACED
    assert view.since == JULY.start
    assert bill is not None
    assert view.difference == bill.total
    for words in (
        "I consumi di questi giorni erano stati stimati",
        "Lettura rilevata del 30 giugno 2026: M 1.000, contatore A-77.",
        "Lettura autolettura del 31 luglio 2026: M 1.260",
        "Consumi: 200 kWh fatturati prima, 260 kWh ora.",
        "Di quei documenti risultano già pagati 40,00 €.",
        "a tuo debito",
        "Energia: 200 → 260 kWh, 24,00 € → 31,20 € (+7,20 €)",
    ):
        assert words in text


def test_the_reading_that_was_replaced_is_told_before_the_one_that_took_its_place() -> None:
    wrong = MeterReading(dt.date(2026, 7, 31), (BandEnergy("M", Decimal(1200)),), Quality.ACTUAL, "A-77")
    before = facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])
    first = with_part(issued(priced(before), 1), readings=(READINGS[0], wrong))
    now = [attrs.evolve(before, consumption=(used(JULY, 260),))]
    found = recalculate(
        facts=now, book=packaged_book(), invoiced=invoiced_position([first], "C1", JULY), key="k", readings=READINGS
    )
    assert isinstance(found, Recalculation)
    assert found.correction.replaced == (wrong,)
    difference = alone(found, contract="C1", commodity="electricity", rounding="standard", book_digest="0" * 64)
    second = issued(difference, 2, kind=DocumentKind.CORRECTION)
    text = conguaglio_text(told(second))
    gone = "Lettura rilevata del 31 luglio 2026: M 1.200, contatore A-77, sostituita."
    assert text.index(gone) < text.index("Lettura autolettura del 31 luglio 2026: M 1.260, contatore A-77.")
    again = invoiced_position([first, second], "C1", JULY)
    third = recalculate(
        facts=[attrs.evolve(before, consumption=(used(JULY, 230),))],
        book=packaged_book(),
        invoiced=again,
        key="k2",
        readings=(READINGS[0], attrs.evolve(READINGS[1], bands=(BandEnergy("M", Decimal(1230)),))),
    )
    assert isinstance(third, Recalculation)
    assert third.correction.replaced == (READINGS[1],), "the second document went by it, the wrong one was told then"


def test_the_same_readings_at_another_price_replace_none() -> None:
    before, now = dearer_and_cheaper()
    first = with_part(issued(priced(before), 1), readings=READINGS)
    stands = invoiced_position([first], "C1", JULY)
    found = recalculate(facts=now, book=packaged_book(), invoiced=stands, key="k", readings=READINGS)
    assert isinstance(found, Recalculation)
    assert found.correction.replaced == ()


def test_what_was_paid_when_it_was_issued_is_told_unless_a_later_sum_is_given() -> None:
    bill = corrected(*dearer_and_cheaper())
    assert bill is not None
    known = tuple(attrs.evolve(each, paid=Money.of("12.00")) for each in bill.main.priced.corrections)
    bill = with_part(bill, priced=attrs.evolve(bill.main.priced, corrections=known))
    assert told(bill).already_paid == Money.of("12.00")
    assert told(bill, "40").already_paid == Money.of("40.00")


def test_yearly_prices_are_counted_in_months_as_on_the_scontrino() -> None:
    two = Period(JULY.start, dt.date(2026, 9, 1))
    pieces = [used(month, 100) for month in two.months()]
    before = facts(two, resident("3"), mono("0.12"), pieces)
    view = told(corrected(before, [facts(two, resident("4.5"), mono("0.12", yearly("96")), pieces)]))
    counted = {each.label: (each.quantity_before, each.quantity_now, each.unit) for each in view.components}
    assert counted["Quota fissa"] == (Decimal(0), Decimal(2), "mesi")
    assert counted["Quota potenza σ2"] == (Decimal(6), Decimal(9), "kW × mesi")
    assert "Quota fissa: 0 → 2 mesi, 0,00 € → 16,00 €" in conguaglio_text(view)


def test_a_price_that_changed_is_told_with_the_day_it_changed_on() -> None:
    view = told(corrected(*dearer_and_cheaper()))
    (price,) = view.prices
    assert (price.before, price.now, price.since) == ("0,150000 €/kWh", "0,120000 €/kWh", JULY.start)
    assert view.already_paid is None
    assert "a tuo credito" in conguaglio_text(view)
    assert "già pagati" not in conguaglio_text(view)


def leak_recognised_late() -> Bill:
    """The water of 100 days, of which a hidden leak is relieved later: lines of a volume below zero are charged."""
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 10))
    now = water.facts(water.demo(leak=LeakRelief(Decimal("0.5"))), water.DEMO_PRICE, "300", period)
    billed = water.bill(water.demo(), water.DEMO_PRICE, "300", period)
    stands = invoiced_position([issued(billed, 1)], "W", period)
    found = recalculate(facts=[now], book=water.BOOK, invoiced=stands, key="k")
    assert isinstance(found, Recalculation)
    return issued(alone(found, contract="W", commodity="water", rounding="standard", book_digest="0" * 64), 2)


def test_a_line_newly_charged_below_zero_stands_on_the_side_of_now() -> None:
    bill = leak_recognised_late()
    view = told(bill)
    relieved = [each for each in view.components if each.code.startswith("leak")]
    assert any(each.quantity_now < 0 for each in relieved)
    assert all(each.quantity_before == 0 and not each.before for each in relieved)
    assert view.difference == bill.total == view.right - view.invoiced
    said = {each.correction.split(":")[0] for each in explain(bill, {}).lines if each.code.startswith("leak")}
    assert said == {"Rettifica, addebita quanto ricalcolato"}


def test_of_a_correction_stored_before_its_sides_were_counted_the_sign_tells() -> None:
    bill = corrected(*dearer_and_cheaper())
    assert bill is not None
    plain = tuple(attrs.evolve(each, taken_back=None) for each in bill.main.priced.corrections)
    old = attrs.evolve(bill.main.priced, corrections=plain)
    assert old.reverses == bill.main.priced.reverses
    assert set(old.reverses) == {True, False}


def dearer_and_cheaper() -> tuple[BillingFacts, list[BillingFacts]]:
    dear = facts(JULY, resident("3"), mono("0.15"), [used(JULY, 200)])
    return dear, [facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bills(), st.data())
def test_the_components_add_up_to_the_correction(what: BillingFacts, data: st.DataObject) -> None:
    bill = corrected(what, [attrs.evolve(what, consumption=data.draw(measured(what.period)))])
    if bill is None:
        return
    view = told(bill)
    assert total(each.difference for each in view.components) == bill.net
    assert view.right - view.invoiced == view.difference == bill.total
