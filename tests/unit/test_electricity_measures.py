"""What is charged on measures beside energy, and what stands outside the price: reactive energy, power, bonus, sums."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.loader import load_bands
from domain.commodities.electricity.reactive import reactive_tiers
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.commodities.water.rights import water_indemnity
from domain.contracts.contract import ContractTerms, SocialBonus, VatTerms
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.consumption import BandEnergy
from domain.metering.demand import Demand, demands
from domain.metering.reading import Action, Kind, MeasureReason, NewMeter, Origin, Quality, Reading, RegisterValue
from domain.pricing.extra import Extra
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.pricing.rights.indemnity import LATE_BILL, late_bill, late_closing_bill, missed_standard
from domain.tariffs.component import Basis, Block
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import SellerFee
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.strategies.supply import facts, mono, other, packaged_book, resident, used

OCTOBER = month_of(dt.date(2026, 10, 1))
AUTUMN = Period(dt.date(2026, 10, 1), dt.date(2026, 12, 1))
BTA6 = other("BTA6", "50")
SOURCE = Source("given", "Given", "")


def bill(what: BillingFacts, *rows: ParameterRow) -> Priced:
    result = price(what, packaged_book().overlaid([], rows) if rows else packaged_book())
    assert isinstance(result, Priced), result
    return result


def refused(what: BillingFacts) -> tuple[str, str]:
    result = price(what, packaged_book())
    assert isinstance(result, Refused)
    return result.faults[0].code, result.faults[0].message


def with_terms(what: BillingFacts, **changes: object) -> BillingFacts:
    entries = [
        Dated(entry.period, attrs.evolve(entry.value, **changes))  # type: ignore[arg-type]
        for entry in what.contract.terms.entries
    ]
    terms: History[ContractTerms] = History.of("terms", entries)
    return attrs.evolve(what, contract=attrs.evolve(what.contract, terms=terms))


def kvarh(*values: int) -> tuple[BandEnergy, ...]:
    return tuple(BandEnergy(band, Decimal(value)) for band, value in zip(("F1", "F2", "F3"), values, strict=True))


ratios = st.integers(0, 100).map(lambda value: Decimal(value).scaleb(-2))
energies = st.integers(0, 10**8).map(lambda value: Decimal(value).scaleb(-3))


@given(reactive=energies, active=energies, one=ratios, two=ratios)
def test_reactive_tiers_conserve_the_energy(reactive: Decimal, active: Decimal, one: Decimal, two: Decimal) -> None:
    parts = reactive_tiers(reactive, active, min(one, two), max(one, two))
    assert sum(parts) == reactive
    assert min(parts) >= 0


def reactive_rows(voltage: str) -> tuple[ParameterRow, ...]:
    path = "electricity/reactive_price"
    return tuple(
        ParameterRow(path, (voltage, tier), OCTOBER, OCTOBER.start, Decimal(value), SOURCE, Status.GIVEN)
        for tier, value in (("low", "0.01"), ("high", "0.02"))
    )


def monthly(terms: ElectricityTerms, *reactive: int) -> BillingFacts:
    what = facts(OCTOBER, terms, mono("0.1"), [used(OCTOBER, 4_000, 6_000, 5_000)])
    return attrs.evolve(what, demand=(Demand(OCTOBER, None, kvarh(*reactive)),))


def test_reactive_energy_is_charged_in_two_tiers_of_f1_and_f2() -> None:
    result = bill(monthly(BTA6, 5_000, 4_000, 9_999), *reactive_rows("BT"))
    lines = {line.code: line.quantity.value for line in result.lines if line.code.startswith("reactive")}
    assert lines == {"reactive_low": 4_200, "reactive_high": 1_500}
    assert all(line.block is Block.NETWORK for line in result.lines if line.code in lines)


def test_small_supplies_and_homes_pay_for_no_reactive_energy() -> None:
    small = attrs.evolve(other("BTA5", "15"), available_kw=Decimal("16.5"))
    for terms in (small, resident("3")):
        assert not [line for line in bill(monthly(terms, 9_999, 9_999, 9_999)).lines if "reactive" in line.code]


def test_reactive_energy_that_is_not_measured_by_band_is_refused() -> None:
    what = facts(OCTOBER, BTA6, mono("0.1"), [used(OCTOBER, 10_000)])
    code, _ = refused(attrs.evolve(what, demand=(Demand(OCTOBER, None, kvarh(9_000, 0, 0)),)))
    assert code == "PRC-007"


def test_a_price_nobody_published_is_asked_for_only_where_it_is_due() -> None:
    assert bill(monthly(BTA6, 1_000, 1_000, 9_999))
    assert refused(monthly(BTA6, 5_000, 4_000, 0))[0] == "PRC-001"


PEAK = attrs.evolve(BTA6, peak_power=True)


def test_power_quotas_follow_the_highest_power_of_each_month() -> None:
    fee = SellerFee("power_fee", "Quota potenza", Decimal(12), Basis.POWER)
    pieces = [used(month, 1, 2, 3) for month in AUTUMN.months()]
    what = facts(AUTUMN, PEAK, attrs.evolve(mono("0.1"), fees=(fee,)), pieces)
    powers = (Decimal(48), Decimal("53.5"))
    shown = tuple(Demand(month, power) for month, power in zip(AUTUMN.months(), powers, strict=True))
    result = bill(attrs.evolve(what, demand=shown))
    for code in ("dis_power", "asos_power", "arim_power", "power_fee"):
        assert tuple(line.quantity.value for line in result.lines if line.code == code) == powers


def test_a_highest_power_that_is_not_known_is_refused() -> None:
    what = facts(OCTOBER, PEAK, mono("0.1"), [used(OCTOBER, 1, 2, 3)])
    code, message = refused(what)
    assert code == "PRC-007"
    assert str(OCTOBER) in message


@pytest.mark.parametrize("code", ["BTA6", "MTA1", "MTA2", "MTA3", "ALTA", "AAT1"])
def test_larger_supplies_pay_by_the_highest_power_unless_their_contract_says_otherwise(code: str) -> None:
    row = packaged_book().value("electricity/peak_power", (code,), OCTOBER.start)
    assert (row.value, row.status) == (Decimal(1), Status.RECALLED)


def test_the_tariff_code_says_by_which_power_a_supply_pays() -> None:
    silent = attrs.evolve(BTA6, peak_power=None)
    what = facts(OCTOBER, silent, mono("0.1"), [used(OCTOBER, 1, 2, 3)])
    assert refused(what)[0] == "PRC-007"
    shown = attrs.evolve(what, demand=(Demand(OCTOBER, Decimal(48)),))
    result = bill(shown)
    assert {line.quantity.value for line in result.lines if line.code.endswith("_power")} == {48}
    assert [fault.code for fault in result.warnings] == ["PRC-101"]
    committed = bill(facts(OCTOBER, BTA6, mono("0.1"), [used(OCTOBER, 1, 2, 3)]))
    assert {line.quantity.value for line in committed.lines if line.code.endswith("_power")} == {50}
    assert not committed.warnings


def test_small_supplies_pay_by_committed_power_whatever_was_withdrawn() -> None:
    shop = attrs.evolve(other("BTA3", "6"), peak_power=None)
    what = facts(OCTOBER, shop, mono("0.1"), [used(OCTOBER, 1, 2, 3)])
    result = bill(attrs.evolve(what, demand=(Demand(OCTOBER, Decimal(9)),)))
    assert {line.quantity.value for line in result.lines if line.code.endswith("_power")} == {6}


def test_a_home_has_no_peak_power_and_no_class() -> None:
    for changes in ({"peak_power": True}, {"energy_class": "ASOS.1"}):
        with pytest.raises(ValueError, match="home"):
            attrs.evolve(resident("3"), **changes)


@pytest.mark.parametrize("household", ["1-2", "3-4", "over_4"])
def test_the_bonus_of_a_year_is_the_yearly_amount(household: str) -> None:
    book = packaged_book()
    daily = book.value("bonus/electricity_day", (household,), OCTOBER.start).value
    assert daily * 365 == book.value("bonus/electricity", (household,), OCTOBER.start).value


def test_the_bonus_is_a_credit_outside_vat_until_its_last_day() -> None:
    bonus = SocialBonus("3-4", Period(dt.date(2025, 11, 11), dt.date(2026, 11, 11)))
    what = facts(AUTUMN, resident("3"), mono("0.1"), [used(month, 100) for month in AUTUMN.months()])
    without, result = bill(what), bill(with_terms(what, bonus=bonus))
    lines = [line for line in result.lines if line.code == "bonus"]
    assert [str(line.amount) for line in lines] == ["-15.81", "-5.10"]
    assert {(line.block, line.vat.rate) for line in lines} == {(Block.OTHER, Decimal(0))}
    assert result.tax == without.tax
    assert lines[0].note == "Fino al 10/11/2026"


def test_a_declaration_of_intent_leaves_vat_out_and_is_named() -> None:
    what = facts(OCTOBER, other("BTA3", "6"), mono("0.1"), [used(OCTOBER, 100)])
    result = bill(with_terms(what, vat=VatTerms("other", intent="2601-1")))
    [total] = result.vat
    assert (total.vat.nature, str(total.tax)) == ("N3.5", "0.00")
    assert total.vat.norm.endswith("2601-1")


def test_a_certificate_goes_with_an_exempt_use_and_is_shown() -> None:
    exempt = attrs.evolve(other("BTA3", "6"), excise=ExciseUse.EXEMPT, certificate="ADM 1/2026")
    result = bill(facts(OCTOBER, exempt, mono("0.1"), [used(OCTOBER, 100)]))
    [line] = [line for line in result.lines if line.block is Block.TAXES]
    assert (str(line.amount), line.note) == ("0.00", "Esente: ADM 1/2026")
    with pytest.raises(ValueError, match="exempts"):
        ElectricityTerms(
            ElectricityCustomer.OTHER, "BTA3", Decimal(6), Decimal(6), ExciseUse.OTHER, certificate="ADM 1/2026"
        )


def lookup() -> Lookup:
    return Lookup(packaged_book())


def credited(extra: Extra | None) -> str:
    return str(-extra.amount) if extra else ""


@pytest.mark.parametrize(
    ("days", "owed"),
    [(0, ""), (1, "6.00"), (10, "6.00"), (11, "8.00"), (15, "8.00"), (16, "10.00"), (45, "20.00"), (46, "40.00"),
     (90, "40.00"), (91, "60.00")],
)  # fmt: skip
def test_a_late_bill_owes_by_its_days(days: int, owed: str) -> None:
    assert credited(late_bill(lookup(), days, OCTOBER, OCTOBER.start)) == owed


@pytest.mark.parametrize(("days", "owed"), [(0, ""), (10, "4.00"), (11, "6.00"), (90, "20.00"), (91, "22.00")])
def test_a_late_closing_bill_owes_by_its_days(days: int, owed: str) -> None:
    assert credited(late_closing_bill(lookup(), days, OCTOBER, OCTOBER.start)) == owed


@pytest.mark.parametrize(
    ("standard", "days", "owed"),
    [("complaint", 30, ""), ("complaint", 31, "30.00"), ("complaint", 61, "60.00"), ("complaint", 91, "90.00"),
     ("rectification", 61, "30.00"), ("double_billing", 16, "30.00")],
)  # fmt: skip
def test_a_missed_standard_owes_once_twice_or_three_times(standard: str, days: int, owed: str) -> None:
    assert credited(missed_standard(lookup(), standard, days, OCTOBER, OCTOBER.start)) == owed


@pytest.mark.parametrize(("days", "owed"), [(45, ""), (46, "30.00"), (90, "30.00"), (91, "60.00"), (136, "90.00")])
def test_a_late_bill_of_water_owes_once_twice_or_three_times(days: int, owed: str) -> None:
    extra = water_indemnity(lookup(), "late_bill", days, OCTOBER, OCTOBER.start)
    assert credited(extra) == owed
    assert extra is None or (extra.code, extra.note) == (LATE_BILL, f"{days} giorni, RQSII (655/2015/R/idr)")


def reading(day: dt.date, active: int, reactive: int, power: str | None = None) -> Reading:
    return Reading(
        point="IT001E00000001",
        day=day,
        values=(
            RegisterValue(Kind.ACTIVE, "F1", Decimal(active)),
            RegisterValue(Kind.REACTIVE, "F1", Decimal(reactive)),
        ),
        quality=Quality.ACTUAL,
        reason=MeasureReason.PERIODIC,
        action=Action.NEW,
        flow="PDO",
        origin=Origin(dt.datetime(2026, 11, 5, tzinfo=dt.UTC), 1, 1, "0" * 64, "f"),
        multiplier=Decimal(40),
        max_power_kw=None if power is None else Decimal(power),
    )


def test_demand_is_read_from_the_registers_that_close_the_month() -> None:
    readings = [reading(dt.date(2026, 9, 30), 10, 5), reading(dt.date(2026, 10, 31), 30, 11, "48.2")]
    assert demands(readings, [], AUTUMN, load_bands()) == (
        Demand(OCTOBER, Decimal("48.2"), (BandEnergy("F1", Decimal(240)),)),
    )
    assert demands(readings[1:], [], OCTOBER, load_bands()) == (Demand(OCTOBER, Decimal("48.2")),)


def test_reactive_energy_of_two_meters_is_never_differenced() -> None:
    first, last = reading(dt.date(2026, 9, 30), 0, 100), reading(OCTOBER.last, 0, 190)
    new = (RegisterValue(Kind.ACTIVE, "F1", Decimal(0)), RegisterValue(Kind.REACTIVE, "F1", Decimal(150)))
    exchange = attrs.evolve(
        reading(dt.date(2026, 10, 10), 0, 130), exchange=NewMeter("B-1", new, multiplier=Decimal(40))
    )
    (found,) = demands((first, exchange, attrs.evolve(last, serial="B-1")), (), OCTOBER, load_bands())
    assert found.reactive == (BandEnergy("F1", Decimal((30 + 40) * 40)),)
    assert not demands((first, attrs.evolve(last, serial="B-1")), (), OCTOBER, load_bands())


def test_a_demand_is_of_one_month_and_never_negative() -> None:
    with pytest.raises(ValueError, match="one calendar month"):
        Demand(AUTUMN)
    with pytest.raises(ValueError, match="at least 0 kW"):
        Demand(OCTOBER, Decimal(-1))
    with pytest.raises(ValueError, match="at least 0 kvarh"):
        Demand(OCTOBER, None, kvarh(-1, 0, 0))
