"""What a meter shows beside active energy: the highest power withdrawn and reactive energy, month by month.

Power quotas of larger supplies and the charges for reactive energy are reckoned on it (TIT; reference 1.2 and 1.9).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import BandEnergy
from domain.metering.curve import MonthCurve, band_totals
from domain.metering.reading import Kind, Reading

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class Demand:
    """One calendar month, or the days of it that are billed.

    max_power_kw  the highest power withdrawn; None where the meter does not tell
    reactive      reactive energy withdrawn, kvarh by band; empty where it is not measured
    """

    period: Period
    max_power_kw: Decimal | None = None
    reactive: tuple[BandEnergy, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not month_of(self.period.start).covers(self.period):
            raise ValueError(f"a demand is of days of one calendar month, got {self.period}")
        if self.max_power_kw is not None and not self.max_power_kw >= 0:
            raise ValueError(f"demand of {self.period}: power is at least 0 kW, got {self.max_power_kw}")
        negative = [part for part in self.reactive if not part.value >= 0]
        if negative:
            raise ValueError(f"demand of {self.period}: reactive energy is at least 0 kvarh, got {negative[0].value}")


def demands(
    readings: Sequence[Reading], curves: Sequence[MonthCurve], period: Period, calendar: BandCalendar
) -> tuple[Demand, ...]:
    """The demand of each month of `period`, as far as readings and curves that count tell it."""
    found = []
    for month in period.months():
        power, reactive = _from_curves(curves, month, calendar)
        power = power if power is not None else _highest(readings, month)
        reactive = reactive or _between(readings, month)
        if power is not None or reactive:
            found.append(Demand(month, power, reactive))
    return tuple(found)


def _from_curves(
    curves: Sequence[MonthCurve], days: Period, calendar: BandCalendar
) -> tuple[Decimal | None, tuple[BandEnergy, ...]]:
    mine = [curve for curve in curves if curve.month.covers(days)]
    powers = [curve.max_power_kw for curve in mine if curve.max_power_kw is not None]
    inside = [day for curve in mine if curve.kind is Kind.INDUCTIVE for day in curve.days if day.day in days]
    whole = len({day.day for day in inside}) == days.days
    totals = band_totals(inside, calendar) if whole else {}
    return max(powers, default=None), tuple(BandEnergy(band, value) for band, value in totals.items())


def _highest(readings: Sequence[Reading], days: Period) -> Decimal | None:
    """The highest power the readings taken in `days` tell."""
    return max((power for reading in readings if reading.day in days for power in reading.powers), default=None)


def _between(readings: Sequence[Reading], days: Period) -> tuple[BandEnergy, ...]:
    """Reactive energy of `days`, between the readings that close them or as a quantity states it; nothing where they do
    not, or a register fell.

    An exchange inside them ends one difference and begins the next.
    """
    up_to = days.start - _ONE_DAY
    before: Reading | None = None
    used: dict[str, Decimal] = {}
    for reading in (each for each in readings if up_to <= each.day <= days.last):
        stated = _stated(reading, up_to)
        if not (_reactive(reading) or reading.exchange or stated):
            continue
        if reading.day > days.start - _ONE_DAY:
            step = stated or (_difference(before, reading) if before is not None else {})
            if not step:
                return ()
            for band, value in step.items():
                used[band] = used.get(band, Decimal(0)) + value * reading.multiplier
        before, up_to = reading.onwards, reading.day
    return tuple(BandEnergy(band, used[band]) for band in sorted(used)) if up_to == days.last else ()


def _difference(opened: Reading, last: Reading) -> dict[str, Decimal]:
    before, after = _reactive(opened), _reactive(last)
    is_one_meter = (opened.serial, opened.multiplier) == (last.serial, last.multiplier)
    if not is_one_meter or before.keys() != after.keys() or any(after[band] < before[band] for band in after):
        return {}
    return {band: after[band] - before[band] for band in after}


def _stated(reading: Reading, up_to: dt.date) -> dict[str, Decimal]:
    """The reactive energy a quantity states of the days after `up_to`."""
    if reading.rebuilt is None or reading.rebuilt.start != up_to + _ONE_DAY:
        return {}
    return reading.stated(Kind.REACTIVE) or reading.stated(Kind.INDUCTIVE)


def _reactive(reading: Reading) -> dict[str, Decimal]:
    return reading.bands(Kind.REACTIVE) or reading.bands(Kind.INDUCTIVE)
