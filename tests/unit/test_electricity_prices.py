"""Prices of electricity: tiers, regulated services, all-inclusive offers, hours and zones, classes of firms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands
from domain.commodities.electricity.components import regulated
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import VatTerms
from domain.kernel.calendar import quarters_in
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import BandEnergy, Consumption, measured
from domain.metering.curve import DayCurve
from domain.metering.reading import Quality
from domain.offers.annual_estimate import EstimatedSpend, estimate
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.pricing.lines.offer.hourly_price import weighted
from domain.pricing.lines.offer.sale import ENERGY
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.component import Block
from domain.tariffs.discount import Base, Discount, Off, Restart
from domain.tariffs.offer import (
    BandPrice,
    IndexedPrice,
    Offer,
    OfferPrice,
    PriceTier,
    RegulatedPrice,
    TieredPrice,
)
from domain.tariffs.parameter import ParameterRow, Source, Status
from domain.tariffs.scale import BadScale
from tests.support.strategies.supply import facts, mono, other, packaged_book, resident, used, yearly

OCTOBER = month_of(dt.date(2026, 10, 1))
MARCH = month_of(dt.date(2026, 3, 1))
MAY = month_of(dt.date(2026, 5, 1))
SOURCE = Source("gme", "GME", "")
ZERO = Decimal(0)


def priced_by(what: OfferPrice, *passes: str) -> Offer:
    return attrs.evolve(mono("0.1", passes=passes), price=what)


def bill(what: BillingFacts) -> Priced:
    result = price(what, packaged_book())
    assert isinstance(result, Priced), result
    return result


def tiers(*steps: tuple[int | None, str], restart: Restart = Restart.YEAR) -> TieredPrice:
    return TieredPrice(
        tuple(PriceTier(None if upto is None else Decimal(upto), Decimal(value)) for upto, value in steps), restart
    )


@given(energy=st.lists(st.integers(0, 900), min_size=3, max_size=3), restart=st.sampled_from(Restart))
def test_tiers_conserve_the_energy(energy: list[int], restart: Restart) -> None:
    what = priced_by(tiers((100, "0.1"), (500, "0.2"), (None, "0.3"), restart=restart))
    period = Period(dt.date(2026, 10, 1), dt.date(2027, 1, 1))
    pieces = [used(month, value) for month, value in zip(period.months(), energy, strict=True)]
    lines = [line for line in bill(facts(period, resident("3"), what, pieces)).lines if line.code == ENERGY]
    assert sum((line.quantity.value for line in lines), ZERO) == sum(energy)
    for month, value in zip(period.months(), energy, strict=True):
        assert sum((line.quantity.value for line in lines if month.covers(line.period)), ZERO) == value


def test_tiers_rise_and_the_last_has_no_end() -> None:
    with pytest.raises(BadScale):
        tiers((200, "0.1"), (100, "0.2"), (None, "0.3"))
    with pytest.raises(BadScale):
        tiers((200, "0.1"))


def unit_price(what: Priced, *codes: str, band: str = "") -> Decimal:
    """The sum of the prices of some lines, EUR/kWh."""
    lines = [line for line in what.lines if line.code in codes and line.band in ("", band)]
    assert {line.code for line in lines} == set(codes)
    return sum((line.price.value for line in lines), ZERO)


@pytest.mark.parametrize(("band", "printed"), [("F1", "0.174062"), ("F2", "0.186038"), ("F3", "0.168636")])
def test_tutele_graduali_by_band_are_as_printed_to_the_sixth_decimal(band: str, printed: str) -> None:
    stg = priced_by(RegulatedPrice(), "celd_bands", "cdispd", "csed", "cpstgd", "gamma")
    result = bill(facts(MARCH, resident("3"), stg, [used(MARCH, 10, 20, 30)]))
    assert unit_price(result, "celd_bands", "cdispd", "csed", "cpstgd", band=band) == Decimal(printed)


def test_tutele_graduali_of_one_price_are_as_printed() -> None:
    stg = priced_by(RegulatedPrice(), "celd", "cdispd", "csed", "cpstgd", "gamma")
    result = bill(facts(MARCH, resident("3"), stg, [used(MARCH, 100)]))
    assert unit_price(result, "celd", "cdispd", "csed", "cpstgd") == Decimal("0.174479")
    assert unit_price(result, "gamma") == Decimal("-73.1637")


def test_celd_is_the_pun_of_the_month_with_losses() -> None:
    book = packaged_book()
    day = MARCH.start
    assert book.value("electricity/celd", ("mono",), day).value == book.value("index/pun", (), day).value * Decimal(
        "1.10"
    )


def test_an_offer_on_the_pun_with_losses_asks_the_price_of_celd() -> None:
    pun = attrs.evolve(mono("0"), price=IndexedPrice("index/pun", (BandPrice("M", ZERO),)))
    losses = ParameterRow("electricity/losses", ("BT",), MARCH, MARCH.start, Decimal("0.10"), SOURCE, Status.GIVEN)
    result = price(facts(MARCH, resident("3"), pun, [used(MARCH, 100)]), packaged_book().overlaid([], [losses]))
    assert isinstance(result, Priced), result
    assert (
        unit_price(result, ENERGY, band="M") == packaged_book().value("electricity/celd", ("mono",), MARCH.start).value
    )


@pytest.mark.parametrize(("band", "printed"), [("F1", "0.15837"), ("F23", "0.15799")])
def test_maggior_tutela_by_band_is_as_printed(band: str, printed: str) -> None:
    mt = priced_by(RegulatedPrice(), "pe_bands", "pd", "ppe", "pcv", "dispbt")
    result = bill(facts(MAY, resident("3"), mt, [used(MAY, 10, 20, 30)]))
    assert unit_price(result, "pe_bands", "pd", "ppe", band=band) == Decimal(printed)
    grouped = {line.band: line.quantity.value for line in result.lines if line.code == "pe_bands"}
    assert grouped == {"F1": 10, "F23": 50}


def test_maggior_tutela_of_one_price_is_as_printed() -> None:
    mt = priced_by(RegulatedPrice(), "pe", "pd", "ppe", "pcv", "dispbt")
    result = bill(facts(MAY, resident("3"), mt, [used(MAY, 100)]))
    assert unit_price(result, "pe", "pd", "ppe") == Decimal("0.15811")
    assert unit_price(result, "pcv", "dispbt") == Decimal("44.7311")


def test_a_component_by_band_needs_a_meter_of_bands() -> None:
    stg = priced_by(RegulatedPrice(), "celd_bands")
    result = price(facts(MARCH, resident("3"), stg, [used(MARCH, 100)]), packaged_book())
    assert isinstance(result, Refused)
    assert result.faults[0].code == "PRC-005"


def test_an_all_inclusive_offer_charges_no_network_and_no_charges() -> None:
    flat = attrs.evolve(mono("0.25", yearly("240")), includes=(Block.NETWORK, Block.CHARGES))
    result = bill(facts(OCTOBER, resident("3"), flat, [used(OCTOBER, 200)]))
    assert {line.code for line in result.lines} == {ENERGY, "commercial", "excise"}
    half = attrs.evolve(flat, includes=(Block.CHARGES,))
    assert bill(facts(OCTOBER, resident("3"), half, [used(OCTOBER, 200)])).block(Block.NETWORK)
    with pytest.raises(ValueError, match="network and charges at most"):
        attrs.evolve(flat, includes=(Block.TAXES,))


def curve(day: dt.date, step: int = 7) -> DayCurve:
    return DayCurve(day, tuple(step * i % 400 for i in range(quarters_in(day))))


def by_curve(period: Period) -> Consumption:
    days = [period.start + dt.timedelta(days=i) for i in range(period.days)]
    calendar = load_bands()
    return Consumption.of_days(period, [measured(curve(day), calendar) for day in days], Quality.ACTUAL)


CHANGE = Period(dt.date(2026, 10, 24), dt.date(2026, 10, 27))


@given(values=st.lists(st.integers(-500_000, 900_000), min_size=25, max_size=25))
def test_quarters_of_one_hour_at_one_price_weigh_as_the_hour(values: list[int]) -> None:
    consumption = by_curve(CHANGE)
    hours = {
        day.curve.day: tuple(Decimal(value).scaleb(-6) for value in values[: len(day.curve.values) // 4])
        for day in consumption.days
    }
    quarters = {day: tuple(value for value in prices for _ in range(4)) for day, prices in hours.items()}
    one, other_one = (
        weighted(HourlySeries("index/h", prices, SOURCE, Status.CONFIRMED), consumption) for prices in (hours, quarters)
    )
    assert one.value == other_one.value
    energy = sum((day.curve.values for day in consumption.days), ())
    money = [
        price * watt
        for day in consumption.days
        for price, watt in zip(quarters[day.curve.day], day.curve.values, strict=True)
    ]
    exact = sum(money, ZERO) / sum(energy)
    assert abs(one.value - exact) <= Decimal("0.000000005")


def test_a_zonal_hourly_offer_takes_the_series_of_its_zone() -> None:
    zonal = priced_by(IndexedPrice("index/z", (BandPrice("M", ZERO),), hourly=True, zonal=True))
    consumption = by_curve(CHANGE)
    series = {
        f"index/z:{zone}": HourlySeries(
            f"index/z:{zone}",
            {day.curve.day: (Decimal(value),) * (len(day.curve.values) // 4) for day in consumption.days},
            SOURCE,
            Status.CONFIRMED,
        )
        for zone, value in (("NORD", "0.1"), ("SUD", "0.2"))
    }
    south = attrs.evolve(resident("3"), zone="SUD")
    result = bill(attrs.evolve(facts(CHANGE, south, zonal, [consumption]), hourly=series))
    assert unit_price(result, ENERGY, band="M") == Decimal("0.22")
    nowhere = price(attrs.evolve(facts(CHANGE, resident("3"), zonal, [consumption]), hourly=series), packaged_book())
    assert isinstance(nowhere, Refused)
    assert "names none" in nowhere.faults[0].message


def test_an_energy_intensive_firm_has_its_own_asos() -> None:
    firm = attrs.evolve(other("BTA6", "50"), energy_class="ASOS.1")
    keys = {component.code: (component.path, component.key) for component in regulated(firm)}
    assert keys["asos_energy"] == ("electricity/asos_energivori_energy", ("BTA6", "ASOS.1"))
    assert keys["arim_energy"] == ("electricity/arim_energy", ("BTA6",))


@pytest.mark.parametrize(("code", "voltage"), [("MTA1", "MT"), ("MTA3", "MT"), ("ALTA", "AT"), ("AAT1", "AT")])
def test_charges_of_higher_voltages_are_known_for_the_middle_of_2025(code: str, voltage: str) -> None:
    terms = ElectricityTerms(ElectricityCustomer.OTHER, code, Decimal(400), Decimal(400), ExciseUse.OTHER, voltage)
    book, day = packaged_book(), dt.date(2025, 7, 1)
    charges = [component for component in regulated(terms) if component.block is Block.CHARGES]
    assert all(book.value(component.path, component.key, day) for component in charges)
    result = price(facts(OCTOBER, terms, mono("0.1"), [used(OCTOBER, 100)]), book)
    assert isinstance(result, Refused)
    assert result.faults[0].code == "PRC-001"
    assert code in result.faults[0].message


def year_of(what: Offer) -> EstimatedSpend:
    use = AnnualSupply(
        "electricity", resident("3"), what, (BandEnergy("M", Decimal(2700)),), VatTerms("domestic"), OCTOBER.start
    )
    result = estimate(use, packaged_book())
    assert isinstance(result, EstimatedSpend), result
    return result


def test_a_year_takes_a_discount_on_its_first_840_kwh_alone() -> None:
    discount = Discount("d", "Sconto", Decimal("0.07568"), Off.ENERGY, Base.ENERGY, Decimal(840))
    what = attrs.evolve(mono("0.20", yearly("102.78")), discounts=(discount,))
    spend = year_of(what)
    assert spend.sale.amount == Decimal("642.78")
    assert (spend.sale + spend.discount).amount == Decimal("579.21")  # not 438.44: reference 5.3


def test_a_year_takes_only_discounts_that_are_due_by_themselves() -> None:
    base = Discount("a", "Sconto", Decimal("0.10"), Off.RATIO, Base.ENERGY)
    wanted = (
        base,
        attrs.evolve(base, code="b", condition="e_bill"),
        Discount("c", "Buono", Decimal(20), Off.ONCE),
        attrs.evolve(base, code="e", months=6),
    )
    spend = year_of(attrs.evolve(mono("0.20", yearly("100")), discounts=wanted))
    assert spend.discount.amount == Decimal("-54") - 20 - 27


def test_a_year_has_tiers_and_an_all_inclusive_price() -> None:
    what = attrs.evolve(
        priced_by(tiers((100, "0.1"), (None, "0.2"), restart=Restart.MONTH)), includes=(Block.NETWORK, Block.CHARGES)
    )
    spend = year_of(what)
    assert spend.sale.amount == Decimal("420.00")  # 12 × 100 at .1, 1500 at .2
    assert not spend.network
    assert not spend.charges
