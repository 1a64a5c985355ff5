"""Consumption: the energy a supply point used over a period, by band, proved by readings or by load curves.

Energy between two readings belongs to the days after the first up to and with the day of the second. Differences are
never taken across two meters. A counter that falls is a rollover only when it stood near its end and the use it
implies is plausible for the power (reference on SII flows 7.2); otherwise it is a fault for a person. A quantity that
the distributor states is the use of its own days; registers are differenced again from the next one that is read.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import attrs

from domain.kernel.calendar import BandCalendar
from domain.kernel.rounding import places_of, split
from domain.kernel.validity import Period
from domain.metering.curve import DayCurve, MonthCurve, band_totals
from domain.metering.gas import standard_volume
from domain.metering.reading import Kind, Quality, Reading

_ONE_DAY = dt.timedelta(days=1)
_HOURS = 24


@attrs.frozen
class BandEnergy:
    """Energy in one band; "M" where the meter knows no bands."""

    band: str
    value: Decimal


@attrs.frozen
class MeasuredDay:
    """One day of a load curve: its quarter-hours and what they give by band."""

    curve: DayCurve
    bands: tuple[BandEnergy, ...]


@attrs.frozen
class Consumption:
    """Energy over a period, in the unit of the commodity, bands in order of name.

    `days` holds every day of the period where a load curve proves it, and is empty where registers do. `method` says
    how an estimate was made.
    """

    period: Period
    bands: tuple[BandEnergy, ...]
    quality: Quality
    days: tuple[MeasuredDay, ...] = ()
    method: str = ""

    def __attrs_post_init__(self) -> None:
        names = [part.band for part in self.bands]
        if not names or names != sorted(set(names)):
            raise ValueError(f"consumption over {self.period}: bands must be distinct and in order, got {names}")

    @classmethod
    def of_days(cls, period: Period, days: Iterable[MeasuredDay], quality: Quality) -> Consumption:
        """The energy of the days of a load curve, which must be those of `period`."""
        measured = tuple(days)
        sums: dict[str, Decimal] = {}
        for day in measured:
            for part in day.bands:
                sums[part.band] = sums.get(part.band, Decimal(0)) + part.value
        return cls(period, tuple(BandEnergy(band, _whole(sums[band])) for band in sorted(sums)), quality, measured)

    @property
    def total(self) -> Decimal:
        """The energy of all bands."""
        return sum((part.value for part in self.bands), Decimal(0))

    def cut(self, days: Iterable[dt.date]) -> tuple[Consumption, ...]:
        """The same energy split at `days`: by the curve where there is one, else pro rata by days, conserving it.

        Parts keep as many decimals as the energy has.
        """
        pieces = self.period.cut(days)
        if len(pieces) == 1:
            return (self,)
        if self.days:
            by_piece = ((piece, [day for day in self.days if day.curve.day in piece]) for piece in pieces)
            return tuple(Consumption.of_days(piece, days, self.quality) for piece, days in by_piece)
        weights = [piece.days for piece in pieces]
        shares = [(part.band, split(part.value, weights, places_of(part.value))) for part in self.bands]
        return tuple(
            Consumption(
                piece,
                tuple(BandEnergy(band, values[i]) for band, values in shares),
                self.quality,
                method=self.method,
            )
            for i, piece in enumerate(pieces)
        )


class MissingReading(LookupError):
    """There is no reading that closes a day the consumption begins or ends on."""


class CounterWentBackwards(ValueError):
    """A register shows less than before and it is no plausible rollover."""


class MeterChanged(ValueError):
    """Two readings are of different meters."""


class CurveIncomplete(LookupError):
    """A load curve misses days."""


@attrs.frozen
class RolloverRule:
    """When a fall is a rollover: it stood above `share` of the counter and the use is below power x hours x `slack`."""

    share: Decimal
    slack: Decimal


def between_readings(
    readings: Sequence[Reading], period: Period, rollover: RolloverRule, available_kw: Decimal
) -> tuple[Consumption, ...]:
    """The consumption from reading to reading over `period`; `readings` count (see `current`) and are of one point.

    Needs a reading on the day before `period.start`, or a quantity that begins with it, and a reading on its last day,
    else MissingReading. Readings between cut the period. Raises MeterChanged, CounterWentBackwards.
    """
    first, last = period.start - _ONE_DAY, period.last
    inside = [reading for reading in readings if first <= reading.day <= last and reading.states_use]
    days = [reading.day for reading in inside]
    opens_itself = bool(inside) and begins_with(inside[0], period)
    for day in (last,) if opens_itself else (first, last):
        if day not in days:
            raise MissingReading(f"no reading at the end of {day}; import it or bill a period that readings close")
    alone = (_stated(inside[0]),) if opens_itself else ()
    return (*alone, *(_difference(a, b, rollover, available_kw) for a, b in itertools.pairwise(inside)))


def begins_with(reading: Reading, period: Period) -> bool:
    """Whether a reading is a quantity of the days from the first of `period` on: no reading before need open it."""
    return reading.is_quantity and reading.rebuilt is not None and reading.rebuilt.start == period.start


def stated_from(before: Reading | None, reading: Reading) -> dt.date | None:
    """The day from which a reading states the use itself, given the reading before it; None where registers tell."""
    if reading.rebuilt is None or not reading.stated(Kind.ACTIVE):
        return None
    is_joined = before is not None and before.day + _ONE_DAY == reading.rebuilt.start
    return reading.rebuilt.start if is_joined or not reading.rebuilt.only_if_joined else None


def are_closed(readings: Iterable[Reading], period: Period) -> bool:
    """Whether readings open and close `period`, as `between_readings` needs it."""
    known = list(readings)
    days = {reading.day for reading in known}
    is_opened = period.start - _ONE_DAY in days or any(begins_with(reading, period) for reading in known)
    return is_opened and period.last in days


def stretches(readings: Iterable[Reading]) -> Iterator[tuple[tuple[Reading, ...], Period]]:
    """What may prove a use, in order of day: each two neighbours with the days between, or a quantity by itself where
    no reading is near enough before it."""
    before: Reading | None = None
    for reading in readings:
        start = reading.rebuilt.start if reading.is_quantity and reading.rebuilt is not None else None
        if start is not None and (before is None or before.day + _ONE_DAY < start):
            yield (reading,), Period(start, reading.day + _ONE_DAY)
        elif before is not None:
            yield (before, reading), Period(before.day + _ONE_DAY, reading.day + _ONE_DAY)
        before = reading


def _difference(first: Reading, last: Reading, rollover: RolloverRule, available_kw: Decimal) -> Consumption:
    first = first.onwards
    period = Period(first.day + _ONE_DAY, last.day + _ONE_DAY)
    depends_on: tuple[Quality, ...] = (first.quality, last.quality)
    if first.is_quantity or last.is_quantity:
        used = _rebuilt(first, last)
        depends_on = (last.quality,)
        if used is None:
            raise MissingReading(
                f"a quantity was stated up to {first.day}, and no register shown then opens the days to {last.day}: "
                "registers count again from the next reading on; record what they showed"
            )
    else:
        _one_meter(first, last)
        used = _rebuilt(first, last)
    if used is None:
        used = _differences(first, last, period, rollover, available_kw)
    bands = tuple(BandEnergy(band, _energy(used[band], last)) for band in sorted(used))
    return Consumption(period, bands, Quality.ESTIMATED if Quality.ESTIMATED in depends_on else last.quality)


def _differences(
    first: Reading, last: Reading, period: Period, rollover: RolloverRule, available_kw: Decimal
) -> dict[str, Decimal]:
    """What each register counted from one reading to the next."""
    before, after = first.bands(Kind.ACTIVE), last.bands(Kind.ACTIVE)
    found = {}
    for band in after:
        used = after[band] - before[band]
        found[band] = used if used >= 0 else _rolled_over(before[band], used, last, period, rollover, available_kw)
    return found


def _one_meter(first: Reading, last: Reading) -> None:
    """MeterChanged where two readings that show registers are not of one meter, read in one way; MissingReading where
    they show different bands."""
    if first.serial and last.serial and first.serial != last.serial:
        raise MeterChanged(
            f"meter {first.serial} on {first.day}, {last.serial} on {last.day}: record the exchange between them"
        )
    if first.multiplier != last.multiplier:
        raise MeterChanged(
            f"transformer ratio {first.multiplier} on {first.day}, {last.multiplier} on {last.day}: record the change"
        )
    if (first.coefficient is None) != (last.coefficient is None):
        raise MeterChanged(
            f"gas is read in {_reading_unit(first)} on {first.day}, in {_reading_unit(last)} on {last.day}: record the "
            "exchange"
        )
    before, after = first.bands(Kind.ACTIVE), last.bands(Kind.ACTIVE)
    if before.keys() != after.keys():
        raise MissingReading(
            f"registers {' '.join(before)} on {first.day}, {' '.join(after)} on {last.day}: no band can be differenced"
        )


def _rebuilt(first: Reading, last: Reading) -> dict[str, Decimal] | None:
    """What the sender states was used in place of the registers; it must begin where the reading before ends.

    None where the registers tell. Registers of which nothing is stated used nothing.
    """
    start = stated_from(first, last)
    if start is None:
        return None
    if start != first.day + _ONE_DAY:
        raise MissingReading(
            f"the use up to {last.day} was rebuilt from {start}, and the reading before is of {first.day}"
        )
    stated, shown = last.stated(Kind.ACTIVE), last.bands(Kind.ACTIVE)
    return {**dict.fromkeys(shown, Decimal(0)), **stated} if stated.keys() <= shown.keys() else stated


def _stated(quantity: Reading) -> Consumption:
    """The use of the days of a quantity, as it is stated."""
    assert quantity.rebuilt is not None, f"{quantity.point} on {quantity.day} is no quantity"
    bands = sorted(quantity.stated(Kind.ACTIVE).items())
    period = Period(quantity.rebuilt.start, quantity.day + _ONE_DAY)
    energy = tuple(BandEnergy(band, _energy(used, quantity)) for band, used in bands)
    return Consumption(period, energy, quantity.quality)


def _energy(used: Decimal, last: Reading) -> Decimal:
    """What a difference of the register is worth: by the C of the reading that closes it, for gas in m3."""
    if last.coefficient is not None:
        return standard_volume(used * last.multiplier, last.coefficient)
    return _whole(used * last.multiplier)


def _reading_unit(reading: Reading) -> str:
    return "Smc" if reading.coefficient is None else "m3"


def _rolled_over(
    before: Decimal, fall: Decimal, last: Reading, period: Period, rule: RolloverRule, available_kw: Decimal
) -> Decimal:
    what = f"register fell by {-fall} from {before} by {last.day}"
    if last.digits is None:
        raise CounterWentBackwards(f"{what}, and the number of its digits is unknown")
    modulus = Decimal(10) ** last.digits
    used = fall + modulus
    most = available_kw * period.days * _HOURS * rule.slack
    energy = _energy(used, last)
    if before <= modulus * rule.share or not 0 <= energy <= most:
        raise CounterWentBackwards(f"{what}; a rollover at {modulus} would mean {energy}, at most {most} is plausible")
    return used


def from_curves(curves: Sequence[MonthCurve], period: Period, calendar: BandCalendar) -> tuple[Consumption, ...]:
    """The consumption of each month of `period` from load curves that count, by band.

    Raises CurveIncomplete where a day of the period has no values.
    """
    active = [curve for curve in curves if curve.kind is Kind.ACTIVE]
    by_day = {day.day: (day, curve.quality) for curve in active for day in curve.days}
    result = []
    for month in period.months():
        wanted = [month.start + dt.timedelta(days=i) for i in range(month.days)]
        missing = [day for day in wanted if day not in by_day]
        if missing:
            raise CurveIncomplete(f"no curve for {len(missing)} days of {month}, the first {missing[0]}")
        estimated = any(by_day[day][1] is Quality.ESTIMATED for day in wanted)
        days = [measured(by_day[day][0], calendar) for day in wanted]
        result.append(Consumption.of_days(month, days, Quality.ESTIMATED if estimated else Quality.ACTUAL))
    return tuple(result)


def measured(curve: DayCurve, calendar: BandCalendar) -> MeasuredDay:
    """A day of a curve with its energy by band; LookupError where the calendar has no rule for it."""
    return MeasuredDay(curve, tuple(BandEnergy(band, value) for band, value in band_totals((curve,), calendar).items()))


def _whole(value: Decimal) -> Decimal:
    """The same number without trailing zeros after the point: 45.000 is 45."""
    return value.normalize() if value.as_tuple().exponent != 0 and value != value.to_integral_value() else value // 1
