"""The rules of the validation of measures: what each accepts and refuses, and the reasons it gives."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.books import PackagedTariffs
from domain.kernel.fault import Severity
from domain.kernel.validity import Period, month_of, months_later
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import (
    Action,
    Kind,
    MeasureReason,
    NewMeter,
    Origin,
    Quality,
    Reading,
    Rebuilt,
    RegisterValue,
)
from domain.metering.validation import curves as curve_rules
from domain.metering.validation import readings as reading_rules
from domain.metering.validation.context import PointContext, Supplied, Thresholds
from domain.metering.validation.curves import CurveCase
from domain.metering.validation.finding import Decision, Finding, FindingState, FindingStep, Measure, NotDecidable
from domain.metering.validation.readings import ReadingCase
from domain.metering.validation.rule import RULES, RuleSetting, Setting, UnknownRule, ValidationSettings

POINT = "IT001E12345678"
TODAY = dt.date(2026, 11, 24)
BOOK = PackagedTariffs().book(TODAY)
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def limits(commodity: str = "electricity") -> Thresholds:
    return Thresholds.of(
        lambda name: BOOK.value(f"validation/{name}", (), TODAY).value,
        lambda name: BOOK.value(f"validation/{name}", (commodity,), TODAY).value,
    )


def context(power: str = "3.3", commodity: str = "electricity", **confirmed: tuple[dt.date, ...]) -> PointContext:
    supplied = (Supplied(Period(dt.date(2023, 1, 1)), Decimal(power)),)
    told = {code.replace("_", "-"): days for code, days in confirmed.items()}
    return PointContext(POINT, "kWh", TODAY, supplied, limits(commodity), told)


def origin(record: int = 1, sent: dt.datetime = NOW) -> Origin:
    return Origin(sent, 1, record, "a" * 64, "file.xml")


def shown(day: dt.date, value: int | str, *, record: int = 1, **changes: object) -> Reading:
    values = (RegisterValue(Kind.ACTIVE, "M", Decimal(value)),)
    plain = Reading(
        POINT,
        day,
        values,
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "PNO",
        origin(record),
        serial="A-1",
        digits=6,
    )
    return attrs.evolve(plain, **changes)  # type: ignore[arg-type]


def month_ends(first: dt.date, *used: int, start: int = 1000) -> list[Reading]:
    """Readings at the ends of months, the first at the end of the month before `first`."""
    readings = [shown(first - dt.timedelta(days=1), start)]
    for number, kwh in enumerate(used):
        start += kwh
        readings.append(shown(months_later(first, number + 1) - dt.timedelta(days=1), start))
    return readings


def found(
    reading: Reading,
    *before: Reading,
    same_day: tuple[Reading, ...] = (),
    billed: bool = False,
    where: PointContext | None = None,
) -> dict[str, str]:
    case = ReadingCase(reading, before, same_day, where or context(), billed)
    return {each.rule: each.reasons for each in reading_rules.broken_by(case)}


FIRST, LAST = shown(dt.date(2026, 9, 30), 1000), shown(dt.date(2026, 10, 31), 1200)


def test_a_reading_as_usual_breaks_nothing() -> None:
    assert found(LAST, FIRST) == {}
    assert found(FIRST) == {}


def test_a_point_that_is_not_supplied_that_day_is_told_and_the_opening_reading_is_not() -> None:
    ours = attrs.evolve(context(), supplied=(Supplied(Period(dt.date(2026, 10, 1)), Decimal(3)),))
    assert found(FIRST, where=ours) == {}
    before = shown(dt.date(2026, 9, 29), 990)
    assert "2026-09-29" in found(before, where=ours)["VEE-001"]


def test_another_meter_without_an_exchange_is_told() -> None:
    assert "A-2" in found(attrs.evolve(LAST, serial="A-2"), FIRST)["VEE-002"]
    new = NewMeter("A-2", (RegisterValue(Kind.ACTIVE, "M", Decimal(1100)),))
    assert found(attrs.evolve(LAST, serial="A-2"), attrs.evolve(FIRST, exchange=new)) == {}
    assert "VEE-002" in found(attrs.evolve(LAST, multiplier=Decimal(30)), FIRST)


def test_a_register_that_fell_is_told_as_a_fall_or_as_a_rollover_and_never_dropped() -> None:
    assert "fell by 1" in found(shown(LAST.day, 999), FIRST)["VEE-003"]
    rolled = found(shown(LAST.day, 100), shown(FIRST.day, 999_900))
    assert rolled == {"VEE-004": "M from 999,900 to 100, 6 digits: 200 used since 2026-09-30"}


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_every_fall_is_told_and_no_rise_is(before: int, after: int) -> None:
    told = found(shown(LAST.day, after), shown(FIRST.day, before), where=context("10000"))
    assert bool(told.keys() & {"VEE-003", "VEE-004"}) == (after < before)


def stated(start: dt.date, last: dt.date, kwh: int, **changes: object) -> Reading:
    """The use of some days, told in the place of registers."""
    rebuilt = Rebuilt(start, (RegisterValue(Kind.ACTIVE, "M", Decimal(kwh)),))
    plain = attrs.evolve(shown(last, 0, record=2), values=(), serial=None, digits=None, rebuilt=rebuilt)
    return attrs.evolve(plain, **changes)  # type: ignore[arg-type]


OCTOBER_FIRST = dt.date(2026, 10, 1)


def test_a_quantity_is_held_against_the_power_and_against_history_and_never_as_a_register() -> None:
    assert found(stated(OCTOBER_FIRST, LAST.day, 200)) == {}
    assert found(stated(OCTOBER_FIRST, LAST.day, 200), FIRST) == {}, "it shows less than the register before: no fall"
    assert "VEE-005" in found(stated(OCTOBER_FIRST, LAST.day, 3000))
    months = [Period(dt.date(2026, n, 1), months_later(dt.date(2026, n, 1), 1)) for n in range(1, 10)]
    year = [stated(each.start, each.last, 100) for each in months]
    assert "100 to 111 in 273 days before" in found(stated(OCTOBER_FIRST, LAST.day, 1500), *year)["VEE-008"]
    empty = [stated(each.start, each.last, 0) for each in months]
    assert "0 kWh from 2026-01-01 to 2026-10-31" in found(stated(OCTOBER_FIRST, LAST.day, 0), *empty)["VEE-007"]


def test_a_quantity_that_does_not_join_the_reading_before_it_is_told() -> None:
    for start in (dt.date(2026, 9, 25), dt.date(2026, 10, 4)):
        told = found(stated(start, LAST.day, 200), FIRST)
        assert told == {
            "VEE-018": f"the use up to 2026-10-31 is stated from {start}, the reading before is of 2026-09-30"
        }
    later = attrs.evolve(context(), supplied=(Supplied(Period(dt.date(2026, 10, 4)), Decimal("3.3")),))
    assert found(stated(dt.date(2026, 10, 4), LAST.day, 200), FIRST, where=later) == {}, "the days between are not ours"
    next_register = shown(dt.date(2026, 11, 20), 20)
    assert found(next_register, FIRST, stated(OCTOBER_FIRST, LAST.day, 200)) == {
        "VEE-018": "the use up to 2026-10-31 is a quantity: no register opens the days up to 2026-11-20"
    }
    beside = Rebuilt(dt.date(2026, 10, 4), stated(OCTOBER_FIRST, LAST.day, 7).rebuilt.values, only_if_joined=True)  # type: ignore[union-attr]
    assert found(attrs.evolve(LAST, rebuilt=beside), FIRST)["VEE-018"].endswith("; the registers count")
    joined = attrs.evolve(beside, start=OCTOBER_FIRST)
    assert found(attrs.evolve(shown(LAST.day, 900), rebuilt=joined), FIRST) == {}, "registers that fell do not count"


def test_two_quantities_of_a_day_are_the_same_only_if_they_state_the_same() -> None:
    first, same = stated(OCTOBER_FIRST, LAST.day, 200), stated(OCTOBER_FIRST, LAST.day, 200, origin=origin(3))
    other = stated(OCTOBER_FIRST, LAST.day, 210, origin=origin(3))
    assert "VEE-013" in found(same, same_day=(first,))
    assert found(other, same_day=(first,)) == {}


def test_use_above_the_power_is_told_with_what_the_power_allows() -> None:
    told = found(shown(LAST.day, 4000), FIRST)
    assert told == {"VEE-005": "3,000 kWh in 31 days to 2026-10-31; available power 3.3 kW allows 2,455.2"}
    assert found(shown(LAST.day, 3700), FIRST) == {}, "up to the slack"
    assert found(shown(LAST.day, 4000), FIRST, where=context("0")) == {}, "power limits nothing"


def test_a_peak_far_above_the_power_is_told() -> None:
    assert "4.5 kW withdrawn" in found(attrs.evolve(LAST, max_power_kw=Decimal("4.5")), FIRST)["VEE-006"]
    assert found(attrs.evolve(LAST, max_power_kw=Decimal("4.2")), FIRST) == {}


def test_nothing_used_is_told_after_six_months_and_counts_again_from_a_confirmation() -> None:
    *before, last = month_ends(dt.date(2026, 1, 1), 0, 0, 0, 0, 0, 0)
    assert "0 kWh from 2026-01-01 to 2026-06-30" in found(last, *before)["VEE-007"]
    assert found(before[-1], *before[:-1]) == {}
    confirmed = context(VEE_007=(dt.date(2026, 3, 31),))
    assert found(last, *before, where=confirmed) == {}


def test_use_far_from_history_tells_the_same_months_of_two_years() -> None:
    first, *_ = started = month_ends(dt.date(2024, 9, 1), *(310 if i < 12 else 420 for i in range(24)))
    last = shown(dt.date(2026, 9, 30), str(first.values[0].value + 12 * 310 + 12 * 420 + 2204))
    told = found(last, *started)["VEE-008"]
    assert told == (
        "2,204 kWh in 30 days to 2026-09-30; 310 to 420 in the same months of the last 2 years; "
        "available power 3.3 kW allows 2,376"
    )
    as_usual = shown(dt.date(2026, 9, 30), str(first.values[0].value + 12 * 310 + 12 * 420 + 900))
    assert found(as_usual, *started) == {}, "below three times the most"


def test_a_short_history_is_compared_by_days_but_not_where_the_season_rules() -> None:
    before = month_ends(dt.date(2026, 7, 1), 200, 200, 200)
    last = shown(dt.date(2026, 10, 31), 1000 + 600 + 1000)
    assert "in 92 days before" in found(last, *before)["VEE-008"]
    assert found(last, *before, where=context(commodity="gas")) == {}
    assert found(last, *before[2:]) == {}, "one month of history is too little"


def test_a_confirmed_fall_is_the_history_from_then_on() -> None:
    """Twelve months: 600 kWh a month, then 100 from May on, once the customer has moved part of the house to gas."""
    used = (600, 600, 600, 600, 100, 100, 100, 100, 100, 100)
    readings = month_ends(dt.date(2026, 1, 1), *used)
    fall = found(readings[5], *readings[:5])["VEE-008"]
    assert fall.startswith("100 kWh in 31 days to 2026-05-31; ")
    confirmed = context(VEE_008=(readings[5].day,))
    for i in range(6, len(readings)):
        assert found(readings[i], *readings[:i], where=confirmed) == {}, readings[i].day
    risen = shown(readings[6].day, str(readings[5].values[0].value + 600))
    told = found(risen, *readings[:6], where=confirmed)["VEE-008"]
    assert "since the change confirmed on the reading of 2026-05-31" in told


def test_the_total_and_the_bands_are_held_together() -> None:
    bands = tuple(RegisterValue(Kind.ACTIVE, band, Decimal(400)) for band in ("F1", "F2", "F3"))
    whole = attrs.evolve(LAST, values=(*bands, RegisterValue(Kind.ACTIVE, "M", Decimal(1203))))
    assert found(whole) == {}
    wrong = attrs.evolve(LAST, values=(*bands, RegisterValue(Kind.ACTIVE, "M", Decimal(1204))))
    assert "M shows 1,204, F1+F2+F3 1,200" in found(wrong)["VEE-011"]


def test_an_estimate_after_an_actual_value_is_told_and_the_other_way_round_is_not() -> None:
    later = shown(LAST.day, 1210, record=2, quality=Quality.ESTIMATED)
    assert "quality S after E" in found(later, FIRST, same_day=(LAST,))["VEE-012"]
    assert found(shown(LAST.day, 1210, record=2), FIRST, same_day=(later,)) == {}


def test_the_same_values_again_are_a_duplicate_and_others_of_a_billed_day_a_rebilling() -> None:
    again = attrs.evolve(LAST, origin=origin(2))
    assert set(found(again, FIRST, same_day=(LAST,), billed=True)) == {"VEE-013"}
    other = shown(LAST.day, 1190, record=2)
    assert "is replaced" in found(other, FIRST, same_day=(LAST,), billed=True)["VEE-014"]
    gone = shown(LAST.day, 0, record=3, values=(), action=Action.CANCEL)
    assert "is cancelled" in found(gone, FIRST, same_day=(LAST,), billed=True)["VEE-014"]
    assert found(gone, FIRST, same_day=(LAST,)) == {}


def test_gas_is_held_to_its_coefficient_and_to_both_registers() -> None:
    m3 = attrs.evolve(FIRST, coefficient=Decimal("1.03"))
    assert found(attrs.evolve(LAST, coefficient=Decimal("1.03")), m3) == {}
    assert "C 0.5" in found(attrs.evolve(LAST, coefficient=Decimal("0.5")), m3)["VEE-015"]
    both = attrs.evolve(FIRST, values=(*FIRST.values, RegisterValue(Kind.VOLUME, "M", Decimal(7))))
    assert "2026-09-30" in found(LAST, both)["VEE-016"]


def test_a_day_to_come_and_one_long_past_are_refused() -> None:
    assert "today is" in found(shown(dt.date(2026, 11, 25), 1))["VEE-017"]
    old = attrs.evolve(context(), supplied=(Supplied(Period(dt.date(2010, 1, 1)), Decimal(3)),))
    assert "the oldest that counts" in found(shown(dt.date(2021, 10, 1), 1), where=old)["VEE-017"]
    assert RULES["VEE-017"].severity is Severity.REFUSE


OCTOBER = month_of(dt.date(2026, 10, 1))


def whole_curve(missing: int = 0, wh: int = 100) -> MonthCurve:
    days = [OCTOBER.start + dt.timedelta(days=i) for i in range(OCTOBER.days - missing)]
    quarters = {dt.date(2026, 10, 25): 100}
    return MonthCurve(
        POINT,
        Kind.ACTIVE,
        OCTOBER,
        tuple(DayCurve(day, (wh,) * quarters.get(day, 96)) for day in days),
        Quality.ACTUAL,
        Action.NEW,
        "PDO2G",
        origin(),
    )


def found_in(curve: MonthCurve, *readings: Reading, earlier: tuple[MonthCurve, ...] = ()) -> dict[str, str]:
    case = CurveCase(curve, readings, earlier, context())
    return {each.rule: each.reasons for each in curve_rules.broken_by(case)}


def test_a_curve_is_held_to_its_days_its_power_and_its_registers() -> None:
    assert found_in(whole_curve()) == {}
    assert "2 days of 2026-10-01 .. 2026-11-01 are missing, the first 2026-10-30" in found_in(whole_curve(2))["VEE-009"]
    assert "VEE-005" in found_in(whole_curve(wh=1000))
    assert "VEE-006" in found_in(attrs.evolve(whole_curve(), max_power_kw=Decimal(9)))
    total = Decimal(96 * 31 + 4) / 10
    close = shown(LAST.day, str(1000 + total + 2))
    assert found_in(whole_curve(), FIRST, close) == {}
    assert "VEE-010" in found_in(whole_curve(), FIRST, shown(LAST.day, 1400))
    estimated = attrs.evolve(whole_curve(wh=90), quality=Quality.ESTIMATED, origin=origin(2))
    assert "VEE-012" in found_in(estimated, earlier=(whole_curve(),))


def test_settings_keep_every_change_and_the_last_one_holds() -> None:
    plain = ValidationSettings()
    assert plain.severity("VEE-008") is Severity.HOLD
    changes = (
        RuleSetting("VEE-005", Setting.OFF, "Ada", NOW, "too many"),
        RuleSetting("16", Setting.WARN, "Ada", NOW),
        RuleSetting("VEE-005", Setting.REFUSE, "Bob", NOW),
    )
    settings = ValidationSettings(changes)
    assert settings.severity("VEE-005") is Severity.REFUSE
    assert ValidationSettings(changes[:1]).severity("VEE-005") is None
    assert settings.record_rules() == {"16": "warn"}
    with pytest.raises(UnknownRule, match="VEE-999"):
        RuleSetting("VEE-999", Setting.OFF, "Ada", NOW)
    with pytest.raises(UnknownRule, match="record rule"):
        RuleSetting("16", Setting.HOLD, "Ada", NOW)


def decision(step: FindingStep, why: str = "spoken to the customer") -> Decision:
    return Decision(step, "Ada", NOW, why)


def test_a_finding_is_decided_once_and_withholds_as_it_was_decided() -> None:
    held = Finding(Measure.of(LAST), "VEE-008", Severity.HOLD, "why")
    assert held.withholds
    assert not held.decided(decision(FindingStep.CONFIRM)).withholds
    rejected = held.decided(decision(FindingStep.REJECT))
    assert (rejected.state, rejected.withholds, rejected.id) == (FindingState.REJECTED, True, held.id)
    with pytest.raises(NotDecidable, match="is rejected"):
        rejected.decided(decision(FindingStep.CONFIRM))
    lapsed = held.decided(decision(FindingStep.LAPSE))
    assert not lapsed.withholds
    assert lapsed.decided(decision(FindingStep.REOPEN)).state is FindingState.OPEN
    assert not attrs.evolve(held, severity=Severity.WARN).withholds
    with pytest.raises(NotDecidable, match="refuses"):
        attrs.evolve(held, severity=Severity.REFUSE).decided(decision(FindingStep.CONFIRM))
    with pytest.raises(NotDecidable, match="say why"):
        decision(FindingStep.CONFIRM, " ")
