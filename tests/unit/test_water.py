"""Water, by vector and by property: bands, perequation, bonus, leaks."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.persistence.codec import CODEC
from adapters.wire import converter
from domain.commodities.water.lines import SERVICE_NAMES
from domain.commodities.water.offer_price import FixedPer, Franchise, Limit, WaterBand, WaterPrice
from domain.commodities.water.terms import Discharge, LeakRelief, WaterService, WaterTerms, WaterUse, utility_code
from domain.contracts.contract import ContractTerms, VatTerms
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.money import Money, total
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterRow, Status
from domain.tariffs.proration import YearShare
from tests.support.strategies.supply import packaged_book
from tests.support.water import AIT, BOOK, DEMO, DEMO_PRICE, RESIDENT, SOURCE, bill, demo, facts

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
YEAR_2017 = Period(dt.date(2017, 1, 1), dt.date(2018, 1, 1))
BY_TABLE = tuple(
    WaterBand(name, name, Limit.BY_MEMBERS if name != "eccedenza2" else Limit.NONE)
    for name in ("agevolata", "base", "eccedenza1", "eccedenza2")
)
AIT_PRICE = WaterPrice(BY_TABLE, least_members=True, most_members=True)


def lines(priced: Priced, code: str) -> list[Line]:
    return [line for line in priced.lines if line.code == code]


def volume(priced: Priced, code: str) -> Decimal:
    return sum((line.quantity.value for line in lines(priced, code)), Decimal(0))


def periods() -> st.SearchStrategy[Period]:
    """One day to three years, within 2020-2026."""
    return st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2023, 6, 30)), st.integers(1, 1000)).map(
        lambda pair: Period(pair[0], pair[0] + dt.timedelta(days=pair[1]))
    )


volumes = st.integers(0, 600_000).map(lambda number: str(Decimal(number).scaleb(-3)))


@pytest.mark.parametrize(
    ("members", "amount"), [(1, "31.95"), (2, "63.90"), (3, "95.85"), (4, "127.80"), (5, "159.75")]
)
def test_the_bonus_of_the_ait_tariff_is_met_to_the_cent(members: int, amount: str) -> None:
    row = ParameterRow("water/bonus_volume", (), YEAR_2017, YEAR_2017.start, Decimal("18.25"), SOURCE, Status.GIVEN)
    terms = WaterTerms(AIT, WaterUse.RESIDENT, members=(members,), bonus=True)
    result = price(facts(terms, AIT_PRICE, "100", YEAR_2017), packaged_book().overlaid([], [row]))
    assert isinstance(result, Priced), result
    assert [line.amount for line in lines(result, "bonus")] == [-Money.of(amount)]


@quick
@given(st.integers(1, 12), volumes, periods())
def test_more_household_members_never_raise_a_bill(members: int, m3: str, period: Period) -> None:
    fewer = bill(demo(members=(members,)), DEMO_PRICE, m3, period)
    more = bill(demo(members=(members + 1,)), DEMO_PRICE, m3, period)
    cents = Decimal("0.01") * sum(line.code == "acq" for line in fewer.lines + more.lines)
    assert more.net.amount <= fewer.net.amount + cents  # each line rounds once


@quick
@given(volumes, periods())
def test_slices_and_bands_sum_to_the_measured_volume(m3: str, period: Period) -> None:
    result = bill(demo(), DEMO_PRICE, m3, period)
    assert volume(result, "acq") == volume(result, "fogn") == volume(result, "dep") == Decimal(m3)


@quick
@given(volumes, periods(), st.lists(st.integers(1, 999), max_size=4))
def test_volumes_follow_the_readings_inside_a_slice(m3: str, period: Period, cuts: list[int]) -> None:
    days = [period.start + dt.timedelta(days=cut) for cut in cuts]
    whole = Consumption(period, (BandEnergy("M", Decimal(m3)),), Quality.ACTUAL)
    result = price(facts(demo(), DEMO_PRICE, m3, period, whole.cut(days)), BOOK)
    assert isinstance(result, Priced), result
    assert volume(result, "acq") == Decimal(m3)


@quick
@given(volumes, periods(), st.sets(st.sampled_from(list(WaterService)), min_size=1))
def test_perequation_is_services_times_volume_times_rate(m3: str, period: Period, served: set[WaterService]) -> None:
    services = tuple(service for service in WaterService if service in served)
    result = bill(demo(services=services), DEMO_PRICE, m3, period)
    for code in DEMO_PRICE.perequation:
        rated = lines(result, code)
        if len({line.price for line in rated}) == 1:
            assert volume(result, code) == Decimal(m3) * len(services)
        assert {line.band for line in rated} <= {SERVICE_NAMES[service] for service in services}
        for line in rated:
            assert abs(line.amount.amount - line.quantity.value * line.price.value) <= Decimal("0.005")


@quick
@given(volumes, periods())
def test_a_bonus_user_has_no_ui3(m3: str, period: Period) -> None:
    plain, granted = bill(demo(), DEMO_PRICE, m3, period), bill(demo(bonus=True), DEMO_PRICE, m3, period)
    assert not lines(granted, "ui3")
    assert len(lines(plain, "ui3")) > 0
    assert total(line.amount for line in lines(granted, "bonus")) < Money.of("0.00")


@quick
@given(st.integers(1, 400), st.integers(0, 4))
def test_the_relief_of_a_leak_never_raises_a_bill_and_leaves_the_reference_as_it_was(m3: int, franchise: int) -> None:
    structure = attrs.evolve(DEMO_PRICE, franchise=list(Franchise)[franchise % 3])
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 10))
    leak = LeakRelief(Decimal("0.5"))
    relieved = bill(demo(leak=leak), structure, str(m3), period)
    plain = bill(demo(), structure, str(m3), period)
    assert relieved.net <= plain.net
    if m3 < 100:
        assert relieved.net == plain.net
        assert [line.amount for line in lines(relieved, "leak")] == [Money.of("0.00")]
    else:
        assert volume(relieved, "leak") == -volume(relieved, "leak_fogn") == -volume(relieved, "leak_acq")


def test_a_leak_into_the_sewer_keeps_sewerage_and_treatment() -> None:
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 10))
    leak = LeakRelief(Decimal("0.5"), reached_sewer=True)
    result = bill(demo(leak=leak), DEMO_PRICE, "300", period)
    assert not lines(result, "leak_fogn")
    assert not lines(result, "leak_dep")
    assert lines(result, "leak")


def test_a_leak_where_only_the_sewer_is_served_takes_back_the_sewer() -> None:
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 4, 10))
    terms = demo(leak=LeakRelief(Decimal("0.5")), services=(WaterService.SEWERAGE,))
    result = bill(terms, DEMO_PRICE, "300", period)
    assert volume(result, "leak_fogn") == -(300 - Decimal("0.5") * 100 * Decimal("1.3"))
    assert not lines(result, "leak")


def test_limits_of_households_add_up_and_unknown_ones_count_the_default() -> None:
    period = Period(dt.date(2023, 1, 1), dt.date(2024, 1, 1))
    terms = WaterTerms(DEMO, WaterUse.CONDOMINIUM, units=3, members=(5,), tariff=RESIDENT)
    result = bill(terms, DEMO_PRICE, "2000", period)
    agevolata = sum(line.quantity.value for line in lines(result, "acq") if line.band == "agevolata")
    assert agevolata == Decimal("18.25") * (5 + 3 + 3)
    assert {line.quantity.value for line in lines(result, "acq_fixed")} == {Decimal(3)}


@pytest.mark.parametrize(("how", "days"), [(YearShare.DAYS_365, "365"), (YearShare.CALENDAR, "366")])
def test_a_leap_year_follows_the_declared_denominator(how: YearShare, days: str) -> None:
    period = Period(dt.date(2024, 1, 1), dt.date(2025, 1, 1))
    structure = attrs.evolve(DEMO_PRICE, fixed_year=how, band_year=how)
    result = bill(demo(), structure, "10", period)
    assert [str(line.share) for line in lines(result, "acq_fixed")] == [f"366/{days}"]


@quick
@given(st.integers(0, 400), st.integers(2, 200))
def test_two_halves_of_a_period_cost_what_the_whole_costs_but_for_rounding(daily_litres: int, half: int) -> None:
    start = dt.date(2024, 1, 1)
    middle, stop = start + dt.timedelta(days=half), start + dt.timedelta(days=2 * half)
    used = Decimal(daily_litres * half).scaleb(-3)
    whole = bill(demo(), DEMO_PRICE, str(2 * used), Period(start, stop))
    halves = [bill(demo(), DEMO_PRICE, str(used), period) for period in (Period(start, middle), Period(middle, stop))]
    cents = Decimal("0.01") * (len(whole.lines) + sum(len(each.lines) for each in halves))
    assert abs(whole.net.amount - sum(each.net.amount for each in halves)) <= cents


def test_a_quota_per_member_counts_no_more_than_the_ambit_says() -> None:
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    most = ParameterRow("water/fixed_members_most", (DEMO,), period, period.start, Decimal(3), SOURCE, Status.GIVEN)
    structure = attrs.evolve(DEMO_PRICE, fixed_per=FixedPer.MEMBER)
    for members, counted in ((2, 2), (5, 3)):
        result = price(facts(demo(members=(members,)), structure, "30", period), BOOK.overlaid([], [most]))
        assert isinstance(result, Priced), result
        assert [str(line.quantity) for line in lines(result, "acq_fixed")] == [f"{counted} componente"]


def test_a_tariff_that_is_settled_later_is_named_on_its_lines_and_among_its_rows() -> None:
    status = ParameterRow(
        "water/tariff_status",
        (DEMO,),
        Period(dt.date(2024, 1, 1)),
        dt.date(2024, 1, 1),
        Decimal(1),
        SOURCE,
        Status.GIVEN,
    )
    period = Period(dt.date(2024, 1, 1), dt.date(2024, 3, 1))
    result = price(facts(demo(), DEMO_PRICE, "30", period), BOOK.overlaid([], [status]))
    assert isinstance(result, Priced), result
    assert all("salvo conguaglio" in line.note for line in lines(result, "acq") + lines(result, "fogn"))
    assert status.id in {row.id for row in result.rows}


def test_a_missing_price_refuses_the_bill() -> None:
    result = price(facts(demo(ambit="nowhere"), DEMO_PRICE, "30", YEAR_2017), BOOK)
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-001"]


def test_terms_that_cannot_be_are_not_built() -> None:
    with pytest.raises(ValueError, match="at most one a unit"):
        demo(members=(2, 3))
    with pytest.raises(ValueError, match="resident home"):
        WaterTerms(DEMO, WaterUse.NON_RESIDENT, bonus=True)
    with pytest.raises(ValueError, match="industrial use"):
        demo(discharge=Discharge("a", ()))
    with pytest.raises(ValueError, match="only the last"):
        WaterPrice((WaterBand("a", "a"), WaterBand("b", "b")))
    with pytest.raises(InvalidIdentifier):
        utility_code("!")


def test_terms_and_structures_travel_and_are_stored_unchanged() -> None:
    terms = ContractTerms("T", demo(leak=LeakRelief(Decimal("0.4"))), VatTerms("water"))
    offer = facts(demo(), DEMO_PRICE, "1", YEAR_2017).offers["T"]
    offer = attrs.evolve(offer, validity=Period(dt.date(2020, 1, 1)))
    for kind, value in ((ContractTerms, terms), (Offer, offer)):
        assert CODEC.load(kind, CODEC.dump(value)) == value
        assert converter.read(kind, converter.write(value)) == value
