"""The explanation of a conguaglio: what changed, since when, by which reading, at which price, what was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.invoices.bill import Bill
from domain.invoices.correction import MeterReading, Reason
from domain.invoices.corrections.conguaglio import Conguaglio, conguagli, conguaglio_text
from domain.invoices.corrections.rebilling import Recalculation, alone, recalculate
from domain.invoices.facts import BillingFacts
from domain.invoices.standing import standing
from domain.kernel.money import Money, total
from domain.kernel.validity import Period
from domain.meters.consumption import BandEnergy
from domain.meters.reading import Quality
from tests.strategies_supply import bills, facts, measured, mono, packaged_book, resident, used
from tests.unit.test_rebilling import issued, priced

JULY = Period(dt.date(2026, 7, 1), dt.date(2026, 8, 1))
READINGS = (
    MeterReading(dt.date(2026, 6, 30), (BandEnergy("M", Decimal(1000)),), Quality.ACTUAL, "A-77"),
    MeterReading(dt.date(2026, 7, 31), (BandEnergy("M", Decimal(1260)),), Quality.SELF_READ, "A-77"),
)


def corrected(before: BillingFacts, now: Sequence[BillingFacts]) -> Bill | None:
    stands = standing([issued(priced(before), 1)], "C1", before.period)
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
    assert view.reason is Reason.ESTIMATE_REPLACED
    assert view.since == JULY.start
    assert bill is not None
    assert view.difference == bill.total
    for words in (
        "I consumi di questi giorni erano stati stimati",
        "Lettura rilevata del 30 giugno 2026: M 1.000, contatore A-77.",
        "Lettura autolettura del 31 luglio 2026: M 1.260",
        "Consumi: 200 kWh fatturati prima, 260 kWh ora.",
        "Di quei documenti risultano già pagati 40,00 €.",
        "a suo debito",
        "Energia: 200 → 260 kWh, 24,00 € → 31,20 € (+7,20 €)",
    ):
        assert words in text


def test_a_price_that_changed_is_told_with_the_day_it_changed_on() -> None:
    dear = facts(JULY, resident("3"), mono("0.15"), [used(JULY, 200)])
    view = told(corrected(dear, [facts(JULY, resident("3"), mono("0.12"), [used(JULY, 200)])]))
    (price,) = view.prices
    assert (price.before, price.now, price.since) == ("0,150000 €/kWh", "0,120000 €/kWh", JULY.start)
    assert view.already_paid is None
    assert "a suo credito" in conguaglio_text(view)
    assert "già pagati" not in conguaglio_text(view)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bills(), st.data())
def test_the_components_add_up_to_the_correction(what: BillingFacts, data: st.DataObject) -> None:
    bill = corrected(what, [attrs.evolve(what, consumption=data.draw(measured(what.period)))])
    if bill is None:
        return
    view = told(bill)
    assert total(each.difference for each in view.components) == bill.net
    assert view.right - view.invoiced == view.difference == bill.total
