"""How much the invented customers use: months by band, quarter-hours, what the registers show.

Whole numbers throughout, and a hash where chance is wanted, so that every machine gets the same figures.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import attrs

from adapters.tariffs.loader import load_bands
from domain.kernel.calendar import BandCalendar, quarter_hours
from domain.kernel.validity import Period, month_of
from domain.meters.curve import DayCurve, band_totals

FIRST_READING = dt.date(2025, 8, 31)
BANDS = ("F1", "F2", "F3")
_CURVES_FROM = dt.date(2026, 9, 1)
_ROLLS_OVER_AFTER = dt.date(2026, 8, 31)
_SHORT_COUNTER = 5


@attrs.frozen
class Profile:
    """How a kind of customer uses energy.

    months    thousandths of a year by month, January first
    bands     hundredths of a month in F1, F2, F3
    weekday   weight of each hour, and of each hour of a Saturday or Sunday in `weekend`
    """

    months: tuple[int, ...]
    bands: tuple[int, int, int]
    weekday: tuple[int, ...]
    weekend: tuple[int, ...]


_HOME = (3, 2, 2, 2, 2, 3, 6, 8, 6, 4, 4, 5, 7, 6, 4, 4, 5, 7, 10, 12, 11, 9, 7, 4)
_HOME_WEEKEND = (4, 3, 2, 2, 2, 2, 3, 5, 8, 9, 8, 9, 11, 9, 7, 6, 6, 8, 10, 12, 11, 9, 7, 5)
_SHOP = (2, 2, 2, 2, 2, 2, 3, 6, 11, 12, 12, 12, 9, 7, 10, 12, 12, 12, 11, 7, 3, 2, 2, 2)
_WORKS = (3, 3, 3, 3, 3, 4, 10, 18, 20, 20, 20, 19, 14, 18, 20, 20, 18, 12, 6, 4, 3, 3, 3, 3)
_IDLE = (2,) * 24

PROFILES: Mapping[str, Profile] = {
    "home": Profile((98, 84, 82, 73, 70, 80, 96, 88, 74, 78, 84, 93), (34, 30, 36), _HOME, _HOME_WEEKEND),
    "shop": Profile((84, 78, 80, 76, 80, 92, 98, 82, 84, 80, 81, 85), (57, 26, 17), _SHOP, _IDLE),
    "works": Profile((88, 86, 90, 84, 88, 86, 84, 46, 86, 92, 90, 80), (63, 21, 16), _WORKS, _IDLE),
    "school": Profile((112, 106, 104, 86, 84, 50, 20, 16, 78, 104, 118, 122), (72, 17, 11), _SHOP, _IDLE),
    "stairs": Profile((92, 82, 84, 78, 78, 76, 80, 80, 82, 86, 90, 92), (32, 30, 38), _HOME, _HOME_WEEKEND),
}


@attrs.frozen
class Usage:
    """One point: how much, how it is measured, and its meter (transformer ratio, digits)."""

    point: str
    profile: Profile
    yearly_kwh: int
    measured_by: frozenset[str]  # registers, curve
    ka: int
    digits: int

    @property
    def has_registers(self) -> bool:
        """Whether its registers are read each month after August 2026."""
        return "registers" in self.measured_by

    @property
    def has_curve(self) -> bool:
        """Whether its quarter-hours are delivered."""
        return "curve" in self.measured_by


def read_usage(file: Path) -> dict[str, Usage]:
    """The rows of usage.csv by point."""
    with file.open(encoding="utf-8", newline="") as lines:
        return {
            row["point"]: Usage(
                point=row["point"],
                profile=PROFILES[row["profile"]],
                yearly_kwh=int(row["yearly_kwh"]),
                measured_by=frozenset(row["measured_by"].split("+")),
                ka=int(row["ka"]),
                digits=int(row["digits"]),
            )
            for row in csv.DictReader(lines)
        }


def chance(*what: object, below: int) -> int:
    """A number from 0 up to `below`, always the same for the same subject."""
    text = "/".join(map(str, what)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:6], "big") % below


def month_kwh(usage: Usage, month: Period) -> int:
    """The energy of a calendar month."""
    plain = usage.yearly_kwh * usage.profile.months[month.start.month - 1]
    return plain * (92 + chance(usage.point, month.start, below=17)) // 100_000


def month_curve(usage: Usage, month: Period) -> tuple[DayCurve, ...]:
    """The quarter-hours of every day of a calendar month."""
    days = [month.start + dt.timedelta(days=i) for i in range(month.days)]
    weights = {day: _weights(usage, day) for day in days}
    total = sum(map(sum, weights.values()))
    energy = month_kwh(usage, month) * 1000
    return tuple(DayCurve(day, tuple(energy * weight // total for weight in weights[day])) for day in days)


def _weights(usage: Usage, day: dt.date) -> list[int]:
    hours = usage.profile.weekend if day.weekday() > 4 else usage.profile.weekday
    return [hours[hour] * (70 + chance(usage.point, day, i, below=61)) for i, hour in enumerate(quarter_hours(day))]


def max_power_kw(days: tuple[DayCurve, ...]) -> Decimal:
    """The highest quarter-hour as power, three decimals."""
    return Decimal(max(value for day in days for value in day.values) * 4).scaleb(-3)


def registers(usage: Usage, day: dt.date) -> dict[str, Decimal]:
    """What the registers F1, F2, F3 show at the end of `day`, from FIRST_READING on."""
    shown = {}
    for band in BANDS:
        value = _first(usage, band) + _turned(usage, band, day)
        shown[band] = value % Decimal(10) ** usage.digits
    return shown


def _first(usage: Usage, band: str) -> Decimal:
    """What a register showed on FIRST_READING. The F2 of a counter of five digits is about to roll over."""
    if usage.digits == _SHORT_COUNTER and band == "F2":
        return Decimal(10) ** usage.digits - 12 - _turned(usage, band, _ROLLS_OVER_AFTER)
    return Decimal(2000 + chance(usage.point, band, below=30_000))


def _turned(usage: Usage, band: str, day: dt.date) -> Decimal:
    """How far a register moved from FIRST_READING to the end of `day`."""
    moved = Decimal(0)
    start = FIRST_READING + dt.timedelta(days=1)
    while start <= day:
        month = month_of(start)
        whole = _month_bands(usage, month)[band]
        moved += whole if day >= month.last else Decimal(int(whole) * day.day // month.days)
        start = month.stop
    return moved


@functools.cache
def _month_bands(usage: Usage, month: Period) -> Mapping[str, Decimal]:
    """By how much each register moves in a month: the sums of the curve where there is one."""
    if usage.has_curve and month.start >= _CURVES_FROM:
        return band_totals(month_curve(usage, month), _calendar())
    energy = month_kwh(usage, month)
    f2, f3 = (energy * share // 100 // usage.ka for share in usage.profile.bands[1:])
    return {"F1": Decimal(energy // usage.ka - f2 - f3), "F2": Decimal(f2), "F3": Decimal(f3)}


@functools.cache
def _calendar() -> BandCalendar:
    return load_bands()
