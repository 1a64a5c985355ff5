"""District heating, by vector and by property: formulas, seasons, tiers, provisional factors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.persistence.codec import CODEC
from adapters.wire import converter
from domain.commodities.heat.offer_price import (
    HeatBase,
    HeatCharge,
    HeatFactor,
    HeatPrice,
    HeatProduct,
    HeatTime,
    Season,
)
from domain.commodities.heat.terms import HeatTerms, HeatUse, substation_code
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.money import Money, total
from domain.kernel.rounding import FOUR_PLACES
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.facts import AnnualCounter, BillingFacts
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies.supply import packaged_book

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SOURCE = Source("test", "Valori di prova", "")
JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 2, 1))
AVOIDED_COST = HeatPrice(
    (
        HeatCharge(
            "energy",
            "Energia termica",
            HeatBase.MWH,
            (
                HeatProduct(
                    (
                        HeatFactor("PM", path="heat/pm"),
                        HeatFactor("860", value=Decimal(860)),
                        HeatFactor("IVAG", path="vat/rate", key=("gas_reference",), plus=Decimal(1)),
                        HeatFactor("PCI", path="heat/lower_heating_value", key=("$network",), divides=True),
                        HeatFactor("η", path="heat/boiler_efficiency", key=("$network",), divides=True),
                        HeatFactor("IVAT", path="vat/rate", key=("$vat",), plus=Decimal(1), divides=True),
                    )
                ),
            ),
            rounding="half-up-4",
        ),
    )
)


def flat(code: str, value: str, base: HeatBase = HeatBase.KWH, **more: Any) -> HeatCharge:
    charge = HeatCharge(code, code, base, (HeatProduct((HeatFactor("prezzo", value=Decimal(value)),)),))
    return attrs.evolve(charge, **more)


Values = Mapping[tuple[str, tuple[str, ...], dt.date], str]


def book(values: Values) -> TariffBook:
    """The packaged book with given values, each until the next of its key."""
    heads = {
        path: ParameterHead(path, "", "", "", "EUR", tuple(map(str, range(len(key)))), 6, "", dt.date(2020, 1, 1))
        for path, key, _ in values
        if path not in packaged_book().heads
    }
    rows = []
    for (path, key, start), value in values.items():
        later = [day for other, name, day in values if (other, name) == (path, key) and day > start]
        period = Period(start, min(later, default=FOREVER))
        rows.append(ParameterRow(path, key, period, dt.date(2020, 1, 1), Decimal(value), SOURCE, Status.GIVEN))
    return packaged_book().overlaid(heads.values(), rows)


def facts(
    terms: HeatTerms, structure: HeatPrice, kwh: str, period: Period = JANUARY, since: dt.date | None = None
) -> BillingFacts:
    offer = Offer(
        "T", "T", "heat", frozenset({"residential", "other"}), structure, (), (), Period(dt.date.min, FOREVER)
    )
    supplied = Period(since or period.start, period.stop)
    history = History.of("terms", [Dated(supplied, ContractTerms("T", terms, VatTerms(f"heat_{terms.use.value}")))])
    contract = Contract("H", "", "", "heat", supplied, history, PaymentMethod.TRANSFER, 1, 1)
    consumption = (Consumption(period, (BandEnergy("M", Decimal(kwh)),), Quality.ACTUAL),)
    return BillingFacts(contract, period, {"T": offer}, consumption, period.last)


def bill(what: BillingFacts, using: TariffBook) -> Priced:
    result = price(what, using)
    assert isinstance(result, Priced), result
    return result


def lines(priced: Priced, code: str) -> list[Line]:
    return [line for line in priced.lines if line.code == code]


RESIDENTIAL, OTHER = HeatTerms("iren_emilia", HeatUse.RESIDENTIAL), HeatTerms("iren_emilia", HeatUse.OTHER)
FROM_2025 = dt.date(2025, 1, 1)


def gas_price(value: str) -> TariffBook:
    return book({("heat/pm", (), FROM_2025): value, ("vat/rate", ("gas_reference",), FROM_2025): "0.22"})


def test_the_avoided_cost_of_iren_is_met_and_its_gross_price_is_the_same_under_both_vat() -> None:
    using = gas_price("0.95")
    prices = [lines(bill(facts(terms, AVOIDED_COST, "1000"), using), "energy")[0] for terms in (RESIDENTIAL, OTHER)]
    assert [line.price.value for line in prices] == [Decimal("137.2920"), Decimal("123.7879")]
    gross = {FOUR_PLACES.apply(line.price.value * (1 + line.vat.rate)) for line in prices}
    assert gross == {Decimal("151.0212")}


@quick
@given(st.integers(1, 3_000_000))
def test_the_gross_price_of_the_avoided_cost_does_not_depend_on_the_use(millionths: int) -> None:
    using = gas_price(str(Decimal(millionths).scaleb(-6)))
    first, second = (
        lines(bill(facts(terms, AVOIDED_COST, "1000"), using), "energy")[0] for terms in (RESIDENTIAL, OTHER)
    )
    gross = [line.price.value * (1 + line.vat.rate) for line in (first, second)]
    assert abs(gross[0] - gross[1]) < Decimal("0.0002")


@quick
@given(st.integers(0, 100_000), st.integers(1, 500), st.integers(0, 40_000), st.integers(0, 40_000))
def test_tiers_conserve_the_energy_and_do_not_depend_on_how_the_year_is_billed(
    kwh: int, days: int, first: int, second: int
) -> None:
    values: dict[tuple[str, tuple[str, ...], dt.date], str] = {
        ("heat/tier_limit", ("n", "1"), FROM_2025): "5000",
        ("heat/tier_limit", ("n", "2"), FROM_2025): "20000",
    }
    values |= {("heat/price", ("n", str(i)), FROM_2025): f"0.{20 - i}" for i in (1, 2, 3)}
    factor = HeatFactor("prezzo", path="heat/price", key=("$network", "$tier"))
    charge = HeatCharge("energy", "Calore", HeatBase.KWH, (HeatProduct((factor,)),), tiers=("1", "2", "3"))
    using, terms, structure = book(values), HeatTerms("n", HeatUse.RESIDENTIAL), HeatPrice((charge,))
    period = Period(dt.date(2025, 3, 1), dt.date(2025, 3, 1) + dt.timedelta(days=days))
    result = bill(facts(terms, structure, str(kwh), period), using)
    assert sum(line.quantity.value for line in result.lines) == kwh
    one = bill(facts(terms, structure, str(first + second)), using)
    january = bill(facts(terms, structure, str(first)), using)
    february = Period(dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    later = facts(terms, structure, str(second), february, since=JANUARY.start)
    counter = AnnualCounter("energy", dt.date(2026, 1, 1), Decimal(first))
    then = bill(attrs.evolve(later, counters=(counter,)), using)
    assert abs(one.net.amount - january.net.amount - then.net.amount) <= Decimal("0.03")


def test_tiers_in_the_middle_of_a_year_need_the_counter_of_earlier_bills() -> None:
    charge = flat("energy", "0.1", tiers=("1", "2"))
    using = book({("heat/tier_limit", ("n", "1"), FROM_2025): "5000"})
    what = facts(HeatTerms("n", HeatUse.OTHER), HeatPrice((charge,)), "100", since=dt.date(2025, 1, 1))
    late = attrs.evolve(what, period=Period(dt.date(2026, 1, 15), JANUARY.stop))
    late = attrs.evolve(late, consumption=(attrs.evolve(what.consumption[0], period=late.period),))
    assert isinstance(price(what, using), Priced)  # begins with the year
    refused = price(late, using)
    assert isinstance(refused, Refused)
    assert refused.faults[0].code == "PRC-008"
    assert "the tiers of charge energy depend on it" in refused.faults[0].message


def test_a_bill_over_the_new_year_charges_each_year_what_the_next_bill_counts() -> None:
    """17 kWh over twelve days of December, each with a price of its own, and three of January: however December is cut,
    January is charged what its counter will say."""
    factor = HeatFactor("prezzo", path="heat/own")
    charge = HeatCharge("energy", "Calore", HeatBase.KWH, (HeatProduct((factor,)),), tiers=("1", "2"))
    values: dict[tuple[str, tuple[str, ...], dt.date], str] = {("heat/tier_limit", ("n", "1"), FROM_2025): "5000"}
    values |= {("heat/own", (), dt.date(2025, 12, day)): f"0.1{day - 20}" for day in range(20, 32)}
    what = facts(
        HeatTerms("n", HeatUse.OTHER),
        HeatPrice((charge,)),
        "17",
        Period(dt.date(2025, 12, 20), dt.date(2026, 1, 4)),
    )
    (measured,) = what.consumption
    december, january = (part.total for part in measured.cut([dt.date(2026, 1, 1)]))
    charged = lines(bill(what, book(values)), "energy")
    by_year = {
        year: sum((line.quantity.value for line in charged if line.period.start.year == year), Decimal(0))
        for year in (2025, 2026)
    }
    assert by_year == {2025: december, 2026: january}


def test_a_lagged_index_takes_the_value_of_the_month_before() -> None:
    factor = HeatFactor("indice", path="heat/pm", lag_months=1)
    structure = HeatPrice((HeatCharge("energy", "Calore", HeatBase.KWH, (HeatProduct((factor,)),)),))
    months: Values = {("heat/pm", (), dt.date(2025, 12, 1)): "0.10", ("heat/pm", (), dt.date(2026, 1, 1)): "0.20"}
    period = Period(dt.date(2026, 1, 1), dt.date(2026, 3, 1))
    result = bill(facts(HeatTerms("n", HeatUse.OTHER), structure, "590", period), book(months))
    assert [(line.quantity.value, line.price.value) for line in result.lines] == [
        (Decimal(310), Decimal("0.10")),
        (Decimal(280), Decimal("0.20")),
    ]


def test_a_lagged_value_that_changes_in_mid_month_changes_the_price_as_many_months_later() -> None:
    """The index rose on 17 December: the price, a month late, rises on 17 January."""
    factor = HeatFactor("indice", path="heat/pm", lag_months=1)
    structure = HeatPrice((HeatCharge("energy", "Calore", HeatBase.KWH, (HeatProduct((factor,)),)),))
    values: Values = {("heat/pm", (), dt.date(2025, 12, 1)): "0.10", ("heat/pm", (), dt.date(2025, 12, 17)): "0.20"}
    result = bill(facts(HeatTerms("n", HeatUse.OTHER), structure, "310"), book(values))
    assert [(line.period.start.day, line.quantity.value, line.price.value) for line in result.lines] == [
        (1, Decimal(160), Decimal("0.10")),
        (17, Decimal(150), Decimal("0.20")),
    ]


@pytest.mark.parametrize(("status", "provisional"), [("1", True), ("0", False)])
def test_a_factor_to_be_settled_is_named_until_it_is_final(status: str, provisional: bool) -> None:
    factor = HeatFactor("K2", path="heat/k2", at_most=Decimal("1.04"), provisional="heat/k2_status")
    structure = HeatPrice((HeatCharge("energy", "Calore", HeatBase.KWH, (HeatProduct((factor,)),)),))
    using = book({("heat/k2", (), FROM_2025): "1.02", ("heat/k2_status", (), FROM_2025): status})
    line = bill(facts(HeatTerms("n", HeatUse.OTHER), structure, "100"), using).lines[0]
    assert ("salvo conguaglio" in line.note) is provisional


@quick
@given(st.integers(1, 650), st.integers(1, 400))
def test_seasons_charge_each_of_their_days_once(start: int, days: int) -> None:
    season = Season(10, 15, 4, 15)
    structure = HeatPrice((flat("volume", "1", HeatBase.VOLUME, time=HeatTime.SEASON),), season=season)
    first = dt.date(2024, 1, 1) + dt.timedelta(days=start)
    period = Period(first, first + dt.timedelta(days=days))
    terms = HeatTerms("n", HeatUse.OTHER, heated_volume_m3=Decimal(1000))
    result = bill(facts(terms, structure, "0", period), packaged_book())
    inside = sum(
        any(period.start + dt.timedelta(days=i) in season.beginning_in(year) for year in range(2023, 2028))
        for i in range(days)
    )
    assert sum(line.period.days for line in result.lines) == inside


def test_a_credit_lowers_the_taxable_sum() -> None:
    structure = HeatPrice((flat("energy", "0.1"), flat("tax_credit", "0.02195", HeatBase.RENEWABLE_KWH, credit=True)))
    terms = HeatTerms("n", HeatUse.RESIDENTIAL, renewable_share=Decimal("0.6"))
    result = bill(facts(terms, structure, "1000"), packaged_book())
    assert [line.amount for line in result.lines] == [Money.of("100.00"), Money.of("-13.17")]
    assert [part.taxable for part in result.vat] == [Money.of("86.83")]


@quick
@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_more_heat_never_costs_less(kwh: int, more: int) -> None:
    structure = HeatPrice((flat("energy", "0.0912"), flat("power", "7.3", HeatBase.POWER)))
    terms = HeatTerms("n", HeatUse.OTHER, contract_power_kw=Decimal(50))
    first, second = (bill(facts(terms, structure, str(each)), packaged_book()) for each in (kwh, kwh + more))
    assert first.net <= second.net
    assert total(line.amount for line in first.lines) == first.net


@quick
@given(st.integers(0, 10**6), st.integers(1, 999))
def test_the_parts_of_a_mixed_use_sum_to_the_whole_and_bear_their_own_vat(kwh: int, thousandths: int) -> None:
    structure = HeatPrice((flat("energy", "0.0912"), flat("power", "7.3", HeatBase.POWER)))
    terms = HeatTerms(
        "n",
        HeatUse.MIXED,
        contract_power_kw=Decimal("151.5"),
        residential_share=Decimal(thousandths).scaleb(-3),
    )
    what = facts(attrs.evolve(terms, use=HeatUse.OTHER, residential_share=Decimal(0)), structure, str(kwh))
    mixed = History.of("terms", [Dated(JANUARY, ContractTerms("T", terms, VatTerms("heat_other")))])
    offer = attrs.evolve(what.offers["T"], customers=frozenset({"mixed"}))
    result = bill(
        attrs.evolve(what, contract=attrs.evolve(what.contract, terms=mixed), offers={"T": offer}), packaged_book()
    )
    assert sum(line.quantity.value for line in lines(result, "energy")) == kwh
    assert sum(line.quantity.value for line in lines(result, "power")) == Decimal("151.5")
    assert {line.vat.rate for line in result.lines} == {Decimal("0.10"), Decimal("0.22")}


def test_every_number_of_a_formula_stands_on_the_line() -> None:
    line = lines(bill(facts(RESIDENTIAL, AVOIDED_COST, "1000"), gas_price("0.95")), "energy")[0]
    assert [each.symbol for each in line.inputs] == ["PM", "860", "IVAG", "PCI", "η", "IVAT"]
    assert [bool(each.row) for each in line.inputs] == [True, False, True, True, True, True]
    assert line.formula == "PM × 860 × (1 + IVAG) / PCI / η / (1 + IVAT)"


@pytest.mark.parametrize(
    ("charge", "said"),
    [
        (flat("flow", "1", HeatBase.FLOW), "which the supply does not state"),
        (
            attrs.evolve(
                flat("energy", "1"),
                formula=(
                    HeatProduct((HeatFactor("a", value=Decimal(1)), HeatFactor("b", value=Decimal(0), divides=True))),
                ),
            ),
            "divides by zero",
        ),
        (
            attrs.evolve(flat("energy", "1"), formula=(HeatProduct((HeatFactor("a", supply="height"),)),)),
            "no number 'height'",
        ),
        (
            attrs.evolve(
                flat("energy", "1"), formula=(HeatProduct((HeatFactor("a", value=Decimal(1), after_months=24),)),)
            ),
            "does not say when",
        ),
        (
            attrs.evolve(
                flat("energy", "1"), formula=(HeatProduct((HeatFactor("a", path="heat/price", key=("$zone",)),)),)
            ),
            "does not name",
        ),
    ],
)
def test_a_price_that_does_not_fit_its_supply_refuses_the_bill(charge: HeatCharge, said: str) -> None:
    result = price(facts(HeatTerms("n", HeatUse.OTHER), HeatPrice((charge,)), "10"), packaged_book())
    assert isinstance(result, Refused)
    assert said in result.faults[0].message


def test_structures_that_cannot_be_are_not_built() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        HeatFactor("a")
    with pytest.raises(ValueError, match="is none of"):
        HeatFactor("a", path="heat/price", key=("$who",))
    with pytest.raises(ValueError, match="declares none"):
        HeatPrice((flat("volume", "1", HeatBase.VOLUME, time=HeatTime.SEASON),))
    with pytest.raises(ValueError, match="each code once"):
        HeatPrice((flat("energy", "1"), flat("energy", "2")))
    with pytest.raises(InvalidIdentifier):
        substation_code("-")


def test_terms_and_structures_travel_and_are_stored_unchanged() -> None:
    terms = ContractTerms(
        "T", HeatTerms("n", HeatUse.OTHER, supplied_since=dt.date(2024, 1, 1)), VatTerms("heat_other")
    )
    offer = facts(RESIDENTIAL, AVOIDED_COST, "1").offers["T"]
    offer = attrs.evolve(offer, validity=Period(dt.date(2020, 1, 1)))
    for kind, value in ((ContractTerms, terms), (Offer, offer)):
        assert CODEC.load(kind, CODEC.dump(value)) == value
        assert converter.read(kind, converter.write(value)) == value
