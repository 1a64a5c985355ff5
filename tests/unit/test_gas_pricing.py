"""Pricing gas: what must hold for every supply, whatever its numbers, and what an offer may not ask."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.commodities.gas.bands import overlaid
from domain.commodities.gas.terms import BandLimits, BandYear, GasTerms, GasUse
from domain.contracts.contract import VatTerms
from domain.kernel.money import Money, total
from domain.kernel.validity import Dated, History, Period
from domain.pricing.facts import AnnualCounter
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.pricing.scontrino import scontrino
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Block, Quota
from domain.tariffs.discount import Discount, Off
from domain.tariffs.offer import Offer, SellerFee
from domain.tariffs.scale import scale
from tests.support.gas_bills import given_rows, priced, refused
from tests.support.strategies.gas import (
    OCTOBER,
    QUARTER,
    by_plant,
    counter,
    factory,
    facts,
    fixed,
    home,
    indexed,
    offers,
    supplies,
    used,
)
from tests.support.strategies.supply import packaged_book

quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIMIT = Decimal(480)
BANDED = ("tau3", "ug2_energy", "excise", "surcharge")
BY_BAND = ("gas/tau3", "gas/ug2_energy")


def quantities(lines: Iterable[Line]) -> dict[tuple[str, str, str], Decimal]:
    """Smc by component, band and VAT rate."""
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.quota in (Quota.CONSUMPTION, Quota.TAX):
            sums[line.code, line.band, str(line.vat.rate)] += line.quantity.value
    return dict(sums)


@quick
@given(supplies(), offers(), st.integers(0, 3_000), st.integers(0, 3_000))
def test_lines_add_up_to_blocks_quotas_and_totals(terms: GasTerms, offer: Offer, first: int, second: int) -> None:
    months = QUARTER.months()
    bill = priced(facts(terms, offer, [used(months[0], first), used(months[1], second)]))
    assert total(bill.block(block) for block in Block) == bill.net == total(bill.quota(quota) for quota in Quota)
    assert bill.total == bill.net + bill.tax
    assert total(part.taxable for part in bill.vat) == bill.net
    rows = scontrino(bill)
    quotas = total((rows.consumption.whole.amount, rows.fixed.whole.amount, rows.power.whole.amount))
    assert quotas + rows.excise_and_vat + rows.other == rows.total == bill.total


@quick
@given(supplies(), offers(), st.integers(0, 3_000), st.lists(st.integers(2, 91), max_size=5, unique=True))
def test_any_cut_of_the_days_fills_the_same_bands_and_vat(
    terms: GasTerms, offer: Offer, smc: int, cuts: list[int]
) -> None:
    whole = facts(terms, offer, [used(QUARTER, smc)])
    pieces = whole.consumption[0].cut(QUARTER.start + dt.timedelta(days=each) for each in cuts)
    lines: list[Line] = []
    before = Decimal(0)
    for piece in pieces:
        counters = tuple(counter(str(before), kind) for kind in BandYear)
        part = facts(terms, offer, [piece], counters=counters, since=QUARTER.start)
        lines.extend(priced(part).lines)
        before += piece.total
    assert quantities(lines) == quantities(priced(whole).lines)


@quick
@given(supplies(), offers(), st.integers(0, 5_000), st.integers(0, 200_000), st.integers(1, 500))
def test_more_gas_never_costs_less(terms: GasTerms, offer: Offer, smc: int, before: int, more: int) -> None:
    before = min(before, 190_000)
    counters = tuple(counter(before, kind) for kind in BandYear)
    some = priced(facts(terms, offer, [used(OCTOBER, smc)], counters=counters))
    assert priced(facts(terms, offer, [used(OCTOBER, smc + more)], counters=counters)).total >= some.total


@quick
@given(supplies(), offers(), st.integers(0, 4_000), st.integers(0, 2_000))
def test_every_component_charges_the_gas_that_was_measured(
    terms: GasTerms, offer: Offer, smc: int, before: int
) -> None:
    counters = tuple(counter(before, kind) for kind in BandYear)
    bill = priced(facts(terms, offer, [used(OCTOBER, smc)], counters=counters))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in bill.lines:
        if line.quota in (Quota.CONSUMPTION, Quota.TAX):
            sums[line.code] += line.quantity.value
    assert all(value == smc for code, value in sums.items() if code not in BANDED)
    assert all(value <= smc for value in sums.values())


@quick
@given(offers(), st.integers(0, 1_500), st.integers(0, 1_500))
def test_the_reduced_vat_reaches_the_first_480_smc_of_the_year_and_no_fee(offer: Offer, smc: int, before: int) -> None:
    bill = priced(facts(home(), offer, [used(OCTOBER, smc)], counters=(counter(before),)))
    reduced = [line for line in bill.lines if line.vat.rate == Decimal("0.10")]
    assert all(line.quota in (Quota.CONSUMPTION, Quota.TAX) for line in reduced)
    energy = sum((line.quantity.value for line in reduced if line.code == "energy"), Decimal(0))
    assert energy == min(Decimal(smc), max(LIMIT - before, Decimal(0)))
    assert all(line.vat.rate == Decimal("0.22") for line in bill.lines if line.quota is Quota.FIXED)


@given(
    st.lists(st.integers(1, 5_000), min_size=1, max_size=4, unique=True), st.integers(0, 9_000), st.integers(0, 9_000)
)
def test_partitions_laid_over_each_other_cover_the_quantity_once(limits: list[int], used_before: int, smc: int) -> None:
    one = scale([(str(each), Decimal(each)) for each in sorted(limits)] + [("", None)])
    two = scale([("low", LIMIT), ("high", None)])
    fills = (one.fill(Decimal(used_before), Decimal(smc)), two.fill(Decimal(used_before), Decimal(smc)))
    parts = list(overlaid(fills))
    assert sum((quantity for quantity, _ in parts), Decimal(0)) == smc
    for i, fill in enumerate(fills):
        by_tier: dict[str, Decimal] = defaultdict(Decimal)
        for quantity, tiers in parts:
            by_tier[tiers[i].name] += quantity
        assert dict(by_tier) == {part.tier.name: part.quantity for part in fill}


def test_counters_begin_again_with_their_year() -> None:
    across = Period(dt.date(2026, 12, 1), dt.date(2027, 2, 1))
    december, january = across.months()
    rows = [
        attrs.evolve(row, period=Period(dt.date(2026, 10, 1)))
        for row in packaged_book().rows
        if row.path.split("/")[0] in ("gas", "excise", "surcharge") and dt.date(2026, 12, 1) in row.period
    ]
    what = facts(
        home("2", "north_centre", "emilia_romagna"),
        fixed(),
        [used(december, 100), used(january, 200)],
        counters=(counter(1500),),
    )
    bill = priced(what, packaged_book().overlaid([], rows))
    excise = [(line.period.start.year, line.band, line.quantity.value) for line in bill.lines if line.code == "excise"]
    assert sorted(excise) == [
        (2026, "480-1560", Decimal(60)),
        (2026, "over_1560", Decimal(40)),
        (2027, "0-120", Decimal(120)),
        (2027, "120-480", Decimal(80)),
    ]


def test_bands_may_count_over_the_thermal_year_while_taxes_count_from_january() -> None:
    terms = attrs.evolve(home(), band_year=BandYear.THERMAL)
    bill = priced(facts(terms, fixed(), [used(OCTOBER, 100)], counters=(counter(1500),)))
    assert not [line for line in bill.lines if line.code == "tau3"]
    assert {line.band for line in bill.lines if line.code == "excise"} == {"480-1560", "over_1560"}


def test_a_counter_that_is_not_known_refuses_the_bill() -> None:
    code, message = refused(facts(home(), fixed(), [used(OCTOBER, 100)], since=dt.date(2025, 1, 1)))
    assert code == "PRC-008"
    assert "give the counter calendar_year" in message


def test_limits_by_day_hold_for_the_days_the_contract_supplies() -> None:
    terms = attrs.evolve(home(), limits=BandLimits.BY_DAY)
    bill = priced(facts(terms, fixed(), [used(OCTOBER, 200)]))  # from 1 October: 92 days of 2026
    tau3 = [(line.band, line.quantity.value) for line in bill.lines if line.code == "tau3"]
    assert tau3 == [("121-480", Decimal("90.739726")), ("481-1560", Decimal("79.013699"))]
    assert "92/365" in next(line.note for line in bill.lines if line.code == "tau3")
    assert [fault.code for fault in bill.warnings] == ["PRC-101"]
    whole = facts(terms, fixed(), [used(OCTOBER, 200)], counters=(counter(0),), since=dt.date(2026, 1, 1))
    assert [line.quantity.value for line in priced(whole).lines if line.code == "tau3"] == [80]


def test_an_index_in_gigajoules_is_multiplied_by_the_pcs() -> None:
    """10.486333 EUR/GJ × 0.038520 = 0.403934 EUR/Smc (ARERA, CMEM of January 2026)."""
    book = given_rows(
        index=("index/cmem_gj", (), "EUR/GJ", "10.486333"), pcs=("gas/pcs", ("R1",), "GJ/Smc", "0.039012")
    )
    bill = priced(facts(home(), indexed("index/cmem_gj"), [used(OCTOBER, 100)]), book)
    assert next(line.price.value for line in bill.lines if line.code == "energy") == Decimal("0.403934")
    plant = priced(facts(by_plant(home(), "R1"), indexed("index/cmem_gj"), [used(OCTOBER, 100)]), book)
    energy = next(line for line in plant.lines if line.code == "energy")
    assert energy.price.value == Decimal("0.409093")
    assert {each.row.split("@")[0] for each in energy.inputs} >= {"index/cmem_gj", "gas/pcs[R1]"}


def test_an_index_in_megawatt_hours_is_brought_to_smc() -> None:
    book = given_rows(index=("index/ttf_mwh", (), "EUR/MWh", "36"))
    bill = priced(facts(home(), indexed("index/ttf_mwh", "0.01"), [used(OCTOBER, 100)]), book)
    assert next(line.price.value for line in bill.lines if line.code == "energy") == Decimal("0.395200")


def test_prices_of_the_reference_pcs_follow_the_plant_where_the_contract_says_so() -> None:
    book = given_rows(pcs=("gas/pcs", ("R1",), "GJ/Smc", "0.039012"), index=("index/own", (), "EUR/Smc", "0.40"))
    offer = fixed("0.47", SellerFee("green", "Gas verde", Decimal("0.01"), Basis.ENERGY), passes=("ccr", "qvd_energy"))
    bill = priced(facts(by_plant(home(), "R1"), offer, [used(OCTOBER, 100)]), book)
    prices = {line.code: line.price.value for line in bill.lines if line.quota is Quota.CONSUMPTION}
    assert prices["energy"] == Decimal("0.476003")
    assert prices["green"] == Decimal("0.010128")
    assert prices["qt"] == Decimal("0.106391")
    assert prices["ccr"] == Decimal("0.025534")
    assert prices["qvd_energy"] == Decimal(".007946")
    monthly = priced(facts(by_plant(home(), "R1"), indexed("index/own", "0.07"), [used(OCTOBER, 100)]), book)
    energy = next(line for line in monthly.lines if line.code == "energy")
    assert (energy.price.value, energy.formula) == (Decimal("0.476003"), "(indice + spread) × PCS / PCS rif")


def test_a_plant_whose_pcs_is_not_known_refuses_the_bill() -> None:
    code, message = refused(facts(by_plant(home()), fixed(), [used(OCTOBER, 100)]))
    assert code == "PRC-001"
    assert "gas/pcs" in message


def test_the_monthly_index_of_the_book_is_used_as_it_stands() -> None:
    book = given_rows(index=("index/psv", (), "EUR/Smc", "0.40"))
    bill = priced(facts(home(), indexed("index/psv", "0.05"), [used(OCTOBER, 600)]), book)
    energy = [(line.quantity.value, line.price.value, line.amount) for line in bill.lines if line.code == "energy"]
    each = Decimal("0.45")
    assert energy == [(Decimal(480), each, Money.of("216.00")), (Decimal(120), each, Money.of("54.00"))]


def test_a_one_off_fee_is_charged_at_the_ordinary_vat_on_the_first_day() -> None:
    once = SellerFee("once", "Contributo di attivazione", Decimal(25), Basis.ONCE)
    bill = priced(facts(home(), fixed("0.47", once), [used(OCTOBER, 100)]))
    [line] = [line for line in bill.lines if line.code == "once"]
    assert (line.amount, line.vat.rate, line.block) == (Money.of("25.00"), Decimal("0.22"), Block.OTHER)


def test_a_discount_is_taken_off_the_sale_at_the_ordinary_rate() -> None:
    discount = Discount("welcome", "Sconto benvenuto", Decimal(12), Off.YEARLY)
    bill = priced(facts(home(), attrs.evolve(fixed(), discounts=(discount,)), [used(OCTOBER, 100)]))
    line = next(line for line in bill.lines if line.code == "welcome")
    assert (line.amount, line.vat.rate) == (Money.of("-1.00"), Decimal("0.22"))


def test_a_block_the_offer_includes_is_not_charged() -> None:
    bill = priced(facts(home(), attrs.evolve(fixed(), includes=(Block.CHARGES,)), [used(OCTOBER, 700)]))
    assert not [line for line in bill.lines if line.block is Block.CHARGES]
    assert [line for line in bill.lines if line.block is Block.NETWORK]


def test_a_contract_with_a_nature_has_it_on_every_line() -> None:
    what = facts(factory(), fixed(), [used(OCTOBER, 700)])
    terms = [
        Dated(each.period, attrs.evolve(each.value, vat=VatTerms("other", reverse_charge=True)))
        for each in what.contract.terms.entries
    ]
    contract = attrs.evolve(what.contract, terms=History.of("terms", terms))
    bill = priced(attrs.evolve(what, contract=contract))
    assert {line.vat.nature for line in bill.lines} == {"N6.8"}


def test_split_payment_stays_on_both_rates() -> None:
    what = facts(home(), fixed(), [used(OCTOBER, 700)])
    rows = [
        attrs.evolve(row, period=Period(dt.date(2026, 1, 1)))
        for row in packaged_book().rows
        if row.path == "vat/split_payment"
    ][:1]
    terms = [
        Dated(each.period, attrs.evolve(each.value, vat=VatTerms("other", split_payment=True)))
        for each in what.contract.terms.entries
    ]
    contract = attrs.evolve(what.contract, terms=History.of("terms", terms))
    bill = priced(attrs.evolve(what, contract=contract), packaged_book().overlaid([], rows))
    assert {(str(line.vat.rate), line.vat.exigibility) for line in bill.lines} == {("0.22", "S"), ("0.10", "S")}


def test_nothing_used_makes_fees_alone() -> None:
    bill = priced(facts(home(), fixed("0.47", SellerFee("commercial", "Quota fissa", Decimal(60))), [used(OCTOBER, 0)]))
    assert {line.quota for line in bill.lines} == {Quota.FIXED}


def test_a_change_of_vat_in_the_period_keeps_each_to_its_days() -> None:
    november = QUARTER.months()[1]
    what = facts(home(), fixed(), [used(OCTOBER, 100), used(november, 100)])
    first, second = (
        attrs.evolve(what.contract.terms.entries[0].value, supply=terms)
        for terms in (home(), factory(GasUse.INDUSTRIAL))
    )
    entries = [Dated(OCTOBER, first), Dated(Period(november.start), second)]
    contract = attrs.evolve(what.contract, terms=History.of("terms", entries))
    bill = priced(attrs.evolve(what, contract=contract))
    rates = {(line.period.start.month, str(line.vat.rate)) for line in bill.lines if line.code == "energy"}
    assert rates == {(10, "0.10"), (11, "0.22")}
    assert {line.period.start.month for line in bill.lines if line.code == "gs"} == {11}


def test_the_counters_of_a_bill_are_named_after_their_year() -> None:
    assert counter(1, BandYear.THERMAL) == AnnualCounter("thermal_year", dt.date(2026, 10, 1), Decimal(1))


def test_a_fee_below_zero_is_held_to_the_sale_of_gas() -> None:
    offer = fixed("0.47", SellerFee("commercial", "Quota fissa", Decimal(-99_999)))
    code, message = refused(facts(home(), offer, [used(OCTOBER, 50)]))
    assert code == "PRC-006"
    assert "(commercial) take 8333.25 off the sale part" in message
    assert "has 23.50" in message


def test_a_pcs_that_nobody_gave_is_named_by_plant_and_day() -> None:
    code, message = refused(facts(by_plant(home()), fixed("0.47"), [used(OCTOBER, 50)]))
    assert code == "PRC-001"
    assert message.startswith("parameter gas/pcs[34567801] has no value in force on 2026-10-01")


def without_bands() -> TariffBook:
    """The packaged book that has lost every value by network band."""
    book = packaged_book()
    return TariffBook.of(book.heads.values(), [row for row in book.rows if row.path not in BY_BAND], book.known_on)


@pytest.mark.parametrize(
    ("before", "smc", "reached"), [("100", 10, ["0-120"]), ("400", 100, ["121-480", "481-1560"]), ("0", 0, [])]
)
def test_only_the_bands_that_counter_and_consumption_reach_are_asked_for(
    before: str, smc: int, reached: list[str]
) -> None:
    what = facts(home(), fixed("0.47"), [used(OCTOBER, smc)], counters=(counter(before),), since=dt.date(2025, 1, 1))
    result = price(what, without_bands())
    if not reached:
        assert isinstance(result, Priced), result
        return
    assert isinstance(result, Refused), result
    named = [f"parameter {path} has no value in force on 2026-10-01" for path in missing_of(home(), reached)]
    assert [fault.message.partition(" (as known")[0] for fault in result.faults] == named


def missing_of(terms: GasTerms, bands: list[str]) -> list[str]:
    """tau3 and UG2 of some bands, as messages name them."""
    return [f"gas/tau3[{terms.area}, {band}]" for band in bands] + [f"gas/ug2_energy[{band}]" for band in bands]
