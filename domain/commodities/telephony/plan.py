"""A phone plan: zones with prefixes, prices by time class, steps, connection fees and bundles.

A plan is data of the seller's. Counting (reference C.1): nothing where a call was not answered; else at least the
minimum and the first step, then whole steps. Plan sheets: AGCOM 252/16/CONS. Holidays are the plan's own list: what
counts as a holiday is a matter of the contract.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.calendar import HolidayRule
from domain.kernel.telephone import CallKind
from domain.tariffs.offer import YearlyCounter

DAY_TYPES = ("weekday", "saturday", "holiday")
MINUTES_A_DAY = 24 * 60
_PREFIX = re.compile(r"\+[1-9]\d{0,14}\Z", re.ASCII)


class Straddle(enum.Enum):
    """A call that runs from one time class into another: priced by its start, or split at the boundary."""

    BY_START = "by_start"
    SPLIT = "split"


@attrs.frozen
class TimeWindow:
    """The minutes of some kinds of day that are of one time class: from `start_minute` up to without `stop_minute`.

    day_types  of weekday, saturday, holiday (Sundays are holidays); minutes are local, 0 to 1440
    """

    time_class: str
    day_types: tuple[str, ...]
    start_minute: int
    stop_minute: int

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.start_minute < self.stop_minute <= MINUTES_A_DAY:
            raise ValueError(
                f"time class {self.time_class}: minutes of a day rise from 0 to {MINUTES_A_DAY}, got "
                f"{self.start_minute} .. {self.stop_minute}"
            )
        if not self.day_types or set(self.day_types) - set(DAY_TYPES):
            raise ValueError(
                f"time class {self.time_class}: days are of {', '.join(DAY_TYPES)}, got {', '.join(self.day_types)}"
            )


@attrs.frozen
class TimePrice:
    """EUR a minute, message or megabyte in one time class; the class is empty where time does not matter."""

    value: Decimal
    time_class: str = ""


@attrs.frozen
class Zone:
    """Where one price holds.

    prefixes    beginnings of E.164 numbers, with +; the longest that fits decides; none for data
    connection  connection fee, EUR a call
    first_step  the first step, then `next_step`, in counted units; `minimum` where a call counts at least so much
    """

    code: str
    label: str
    kind: CallKind
    prefixes: tuple[str, ...]
    prices: tuple[TimePrice, ...]
    connection: Decimal = Decimal(0)
    first_step: int = 1
    next_step: int = 1
    minimum: int = 0

    def __attrs_post_init__(self) -> None:
        if bool(self.prefixes) == (self.kind is CallKind.DATA):
            raise ValueError(f"zone {self.code}: prefixes are for voice and messages and they need at least one")
        wrong = [prefix for prefix in self.prefixes if not _PREFIX.match(prefix)]
        if wrong:
            raise ValueError(f"zone {self.code}: a prefix is + and digits, got {wrong[0]!r}")
        if self.first_step < 1 or self.next_step < 1 or self.minimum < 0:
            raise ValueError(
                f"zone {self.code}: steps are at least 1 and a minimum at least 0, got first {self.first_step}, next "
                f"{self.next_step}, minimum {self.minimum}"
            )
        if self.connection < 0 or any(price.value < 0 for price in self.prices):
            raise ValueError(f"zone {self.code}: prices and the connection fee are at least 0")

    def counted(self, quantity: int) -> int:
        """The units a call of `quantity` counts.

        >>> Zone("m", "", CallKind.VOICE, ("+393",), (), first_step=30, next_step=30).counted(31)
        60
        """
        if quantity == 0:
            return 0
        above = max(quantity, self.minimum, self.first_step) - self.first_step
        return self.first_step + -(-above // self.next_step) * self.next_step

    def price(self, time_class: str) -> Decimal:
        """The price in a time class."""
        return next(price.value for price in self.prices if price.time_class in ("", time_class))


@attrs.frozen
class Bundle:
    """Traffic included each calendar month, in counted units; bundles are used up in order of weight, highest first.

    zones               the codes of the zones it covers
    time_classes        the time classes it covers; none for all
    covers_connection   a call that is wholly included pays no connection fee
    prorated            in a month the plan holds only in part, units by days, rounded down
    """

    code: str
    label: str
    kind: CallKind
    zones: tuple[str, ...]
    units: int
    weight: int = 0
    time_classes: tuple[str, ...] = ()
    covers_connection: bool = True
    prorated: bool = False

    def __attrs_post_init__(self) -> None:
        if self.units < 1:
            raise ValueError(f"bundle {self.code}: includes at least 1 unit, got {self.units}")

    def covers(self, zone: Zone, time_class: str) -> bool:
        """Whether it includes traffic to a zone in a time class."""
        is_mine = zone.kind is self.kind and zone.code in self.zones
        return is_mine and (not self.time_classes or time_class in self.time_classes)


@attrs.frozen(cache_hash=True)
class PhonePlan:
    """What traffic costs.

    windows   the time classes; none where time does not matter, else they cover every day without overlap
    holidays  the days that are holidays beside Sundays; at least one where there are windows
    straddle  how a call that crosses from one class into another is priced
    """

    is_fixed: ClassVar[bool] = False
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    zones: tuple[Zone, ...]
    bundles: tuple[Bundle, ...] = ()
    windows: tuple[TimeWindow, ...] = ()
    holidays: tuple[HolidayRule, ...] = ()
    straddle: Straddle = Straddle.BY_START

    def __attrs_post_init__(self) -> None:
        _distinct("zone", (zone.code for zone in self.zones))
        _distinct("bundle", (bundle.code for bundle in self.bundles))
        _distinct("prefix", (f"{zone.kind.value} {prefix}" for zone in self.zones for prefix in zone.prefixes))
        _distinct("data zone", (zone.kind.value for zone in self.zones if zone.kind is CallKind.DATA))
        if self.windows and not self.holidays:
            raise ValueError("a plan with time classes lists its holidays; it has none")
        for day_type in DAY_TYPES if self.windows else ():
            _whole_day(day_type, [window for window in self.windows if day_type in window.day_types])
        classes = {window.time_class for window in self.windows} or {""}
        for zone in self.zones:
            priced = [price.time_class for price in zone.prices]
            if priced != [""] and (len(set(priced)) != len(priced) or set(priced) != classes):
                raise ValueError(
                    f"zone {zone.code}: needs one price, or one for each of {', '.join(sorted(classes))}; got "
                    f"{', '.join(priced) or 'none'}"
                )
        for bundle in self.bundles:
            kinds = {zone.code for zone in self.zones if zone.kind is bundle.kind}
            if not bundle.zones or set(bundle.zones) - kinds or set(bundle.time_classes) - classes:
                raise ValueError(
                    f"bundle {bundle.code}: names zones of {bundle.kind.value} and time classes of the plan, got "
                    f"{', '.join((*bundle.zones, *bundle.time_classes)) or 'none'}"
                )

    def ordered_bundles(self) -> tuple[Bundle, ...]:
        """The bundles in the order they are used up: by weight, highest first, then as listed."""
        return tuple(sorted(self.bundles, key=lambda bundle: -bundle.weight))


def _distinct(what: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"a plan has each {what} once, got {code!r} twice")
        seen.add(code)


def _whole_day(day_type: str, windows: list[TimeWindow]) -> None:
    reached = 0
    for window in sorted(windows, key=lambda each: each.start_minute):
        if window.start_minute != reached:
            break
        reached = window.stop_minute
    if reached != MINUTES_A_DAY or sum(each.stop_minute - each.start_minute for each in windows) != MINUTES_A_DAY:
        raise ValueError(f"time classes must cover a {day_type} without gap or overlap; minute {reached} is not right")
