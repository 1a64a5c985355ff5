"""The rules about readings of registers. Each looks at one reading and at what counted before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from domain.kernel.validity import Period, months_later
from domain.metering.consumption import (
    Consumption,
    CounterWentBackwards,
    MeterChanged,
    MissingReading,
    between_readings,
    stated_from,
)
from domain.metering.reading import Action, Kind, Reading, of_kind
from domain.metering.validation.arrival import arrival
from domain.metering.validation.context import PointContext, number_text
from domain.metering.validation.faults import (
    VEE_002,
    VEE_003,
    VEE_004,
    VEE_005,
    VEE_006,
    VEE_007,
    VEE_008,
    VEE_011,
    VEE_015,
    VEE_016,
    VEE_018,
)
from domain.metering.validation.rule import Broken
from domain.metering.validation.usage import Span, spans, usual

_ONE_DAY = dt.timedelta(days=1)
_HOURS = 24
_FLOOR_DAYS = 30


@attrs.frozen
class ReadingCase:
    """One reading to be judged.

    before    the readings that count and are of days before, in order; the last one opens its difference
    same_day  those of its day that came before it and were not rejected
    billed    whether its day stood billed when it came
    """

    reading: Reading
    before: Sequence[Reading]
    same_day: Sequence[Reading]
    context: PointContext
    billed: bool = False


def broken_by(case: ReadingCase) -> tuple[Broken, ...]:
    """The rules the reading breaks, in order of code."""
    reading = case.reading
    found = list(arrival(reading, Period(reading.day, reading.day + 2 * _ONE_DAY), case.same_day, case))
    if reading.action is not Action.CANCEL:
        found += _peak(case)
        found += _sum_of_bands(case)
        found += _gas(case)
        found += _difference(case)
    return tuple(sorted(found, key=lambda each: each.rule))


def _difference(case: ReadingCase) -> Iterator[Broken]:
    """What the difference to the reading before tells: another meter, a fall, too much, nothing, far from usual."""
    opening = next((each for each in reversed(case.before) if each.states_use), None)
    reading = case.reading
    if not reading.states_use:
        return
    apart = _apart(case.context, opening, reading)
    if apart:
        yield Broken(VEE_018.code, apart)
    some, days = _opened(opening, reading)
    if not some:
        return
    power = case.context.power_kw(days)
    try:
        (used,) = between_readings(some, days, case.context.limits.rollover, power)
    except MeterChanged as error:
        yield Broken(VEE_002.code, str(error))
        return
    except CounterWentBackwards as error:
        yield Broken(VEE_003.code, str(error))
        return
    except MissingReading as error:
        yield Broken(VEE_002.code, str(error))
        return
    if len(some) > 1 and stated_from(some[0], reading) is None:
        yield from _rolled_over(some[0], reading, used)
    yield from above_power(case.context, used.total, days)
    if used.total == 0:
        yield from _unused(case, days)
    yield from _far_from_usual(case, used.total, days)


def _opened(opening: Reading | None, reading: Reading) -> tuple[tuple[Reading, ...], Period]:
    """The readings that prove the use up to `reading`, and its days; no readings where nothing opens them."""
    if reading.is_quantity and reading.rebuilt is not None:
        return (reading,), Period(reading.rebuilt.start, reading.day + _ONE_DAY)
    days = Period(reading.day if opening is None else opening.day + _ONE_DAY, reading.day + _ONE_DAY)
    if opening is None:
        return (), days
    since = stated_from(opening, reading)
    is_open = not opening.onwards.is_quantity if since is None else since == days.start
    return ((opening, reading) if is_open else ()), days


def _apart(context: PointContext, opening: Reading | None, reading: Reading) -> str:
    """Why what is stated of a use and the reading before it do not meet; empty where they do."""
    if opening is None:
        return ""
    free = opening.day + _ONE_DAY
    if reading.rebuilt is None:
        if not opening.onwards.is_quantity:
            return ""
        return f"the use up to {opening.day} is a quantity: no register opens the days up to {reading.day}"
    start = reading.rebuilt.start
    if start == free or (start > free and not context.supplies(Period(free, start))):
        return ""
    counts = "; the registers count" if reading.rebuilt.only_if_joined else ""
    return f"the use up to {reading.day} is stated from {start}, the reading before is of {opening.day}{counts}"


def _rolled_over(opening: Reading, reading: Reading, used: Consumption) -> Iterator[Broken]:
    before, after = opening.onwards.bands(Kind.ACTIVE), reading.bands(Kind.ACTIVE)
    fell = [band for band in sorted(after) if after[band] < before[band]]
    if fell:
        registers = ", ".join(f"{band} from {number_text(before[band])} to {number_text(after[band])}" for band in fell)
        digits = reading.digits
        yield Broken(VEE_004.code, f"{registers}, {digits} digits: {number_text(used.total)} used since {opening.day}")


def above_power(context: PointContext, total: Decimal, days: Period) -> Iterator[Broken]:
    """VEE-005 where the power does not allow the use, by readings or by a curve."""
    power = context.power_kw(days)
    most = power * days.days * _HOURS * context.limits.rollover.slack
    if power > 0 and total > most:
        yield Broken(VEE_005.code, f"{_used(context, total, days)}; {_allows(context, days)}")


def _unused(case: ReadingCase, days: Period) -> Iterator[Broken]:
    """VEE-007: nothing used for months, since the last confirmation of it."""
    context = case.context
    since = context.confirmed_before(VEE_007.code, days.last)
    first = days.start
    for span in reversed(spans(case.before)):
        if span.total != 0 or span.period.stop != first or (since is not None and span.period.start <= since):
            break
        first = span.period.start
    months = context.limits.zero_months
    if context.supplies(days) and months_later(first, months) <= days.stop:
        confirmed = f"; an empty supply was confirmed up to {since}" if since is not None else ""
        yield Broken(
            VEE_007.code, f"0 {context.unit} from {first} to {days.last}, told after {months} months{confirmed}"
        )


def _far_from_usual(case: ReadingCase, total: Decimal, days: Period) -> Iterator[Broken]:
    """VEE-008: more than so many times what is usual, or less than what is usual divided by it.

    Once a finding was confirmed, only use from the days it was about on is looked at: the confirmed level is the new
    one.
    """
    context, limits = case.context, case.context.limits
    since = context.confirmed_before(VEE_008.code, days.last)
    history: tuple[Span, ...] = spans(case.before)
    if since is not None:
        history = tuple(each for each in history if each.period.last >= since)
    found = usual(
        history,
        days,
        least_days=limits.history_days if since is None else 1,
        needs_year=limits.needs_year and since is None,
    )
    if found is None:
        return
    floor = limits.history_floor * days.days / _FLOOR_DAYS
    factor = limits.history_factor
    rose = total > found.high * factor and total - found.high > floor
    fell = total * factor < found.low and found.low - total > floor
    if rose or fell:
        level = (
            number_text(found.low)
            if found.low == found.high
            else f"{number_text(found.low)} to {number_text(found.high)}"
        )
        reasons = [_used(context, total, days), f"{level} {found.where}"]
        if since is not None:
            reasons[-1] += f", since the change confirmed on the reading of {since}"
        if context.power_kw(days) > 0:
            reasons.append(_allows(context, days))
        yield Broken(VEE_008.code, "; ".join(reasons))


def _used(context: PointContext, total: Decimal, days: Period) -> str:
    return f"{number_text(total)} {context.unit} in {days.days} days to {days.last}"


def _allows(context: PointContext, days: Period) -> str:
    power = context.power_kw(days)
    return f"available power {number_text(power)} kW allows {number_text(power * days.days * _HOURS)}"


def _peak(case: ReadingCase) -> Iterator[Broken]:
    reading = case.reading
    yield from peak(case.context, max(reading.powers, default=None), Period(reading.day, reading.day + _ONE_DAY))


def peak(context: PointContext, shown: Decimal | None, days: Period) -> Iterator[Broken]:
    """VEE-006 where the highest power withdrawn is far above the available power."""
    power, share = context.power_kw(days), context.limits.power_peak_share
    if shown is not None and power > 0 and shown > power * share:
        drawn = f"{number_text(shown)} kW withdrawn, {number_text(power)} kW available"
        yield Broken(VEE_006.code, f"{drawn}, told above {number_text(share)} times")


def _sum_of_bands(case: ReadingCase) -> Iterator[Broken]:
    slack = case.context.limits.band_slack
    stated = case.reading.rebuilt.values if case.reading.rebuilt is not None else ()
    for bands in (of_kind(case.reading.values, Kind.ACTIVE), of_kind(stated, Kind.ACTIVE)):
        total = bands.pop("M", None)
        summed = sum(bands.values(), Decimal(0))
        if total is not None and bands and abs(total - summed) > slack:
            names = "+".join(sorted(bands))
            yield Broken(
                VEE_011.code,
                f"M shows {number_text(total)}, {names} {number_text(summed)}; {number_text(slack)} may lie between",
            )


def _gas(case: ReadingCase) -> Iterator[Broken]:
    """VEE-015, VEE-016: a C outside its limits, a converter without the volume of the meter."""
    reading, limits = case.reading, case.context.limits
    least, most = limits.coefficient_least, limits.coefficient_most
    for shown in dict.fromkeys((reading.coefficient, reading.onwards.coefficient)):
        if shown is not None and not least <= shown <= most:
            yield Broken(
                VEE_015.code, f"C {number_text(shown)}, expected from {number_text(least)} to {number_text(most)}"
            )
    had_volume = case.before and case.before[-1].onwards.bands(Kind.VOLUME)
    if had_volume and reading.coefficient is None and not reading.bands(Kind.VOLUME):
        yield Broken(VEE_016.code, f"the converter is read, the meter is not; it was on {case.before[-1].day}")
