"""Rating: what one call costs under a plan. Pure: the same calls in the same order give the same costs.

The longest prefix that fits decides the zone; time classes are of local days and hours; bundles are used up in order of
time. A call that outlives a bundle is charged for the rest and pays one connection fee.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal

import attrs

from domain.commodities.telephony.plan import MINUTES_A_DAY, Bundle, PhonePlan, Straddle, Zone
from domain.kernel.calendar import Holidays
from domain.kernel.telephone import CallKind, masked
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import ROME, Call
from domain.metering.calls.faults import TEL_005
from domain.pricing.priced import CannotBePriced
from domain.pricing.rated_call import CallPart, RatedCall, call_cost
from domain.tariffs.offer import OfferPrice

_FREE = Decimal(0)
_ONE_SECOND = dt.timedelta(seconds=1)
_SATURDAY, _SUNDAY = 5, 6
_Left = dict[tuple[str, str, dt.date], int]


class UnknownPrefix(CannotBePriced):
    """No zone of the plan has what was called."""

    code = TEL_005.code


@attrs.frozen(eq=False)
class Allowances:
    """What is left of the bundles, by plan, bundle and month. It goes down as calls are rated."""

    _left: _Left = attrs.field(factory=dict)

    def use(self, plan: str, bundle: Bundle, held: Period, wanted: int) -> int:
        """Use up to `wanted` units of the bundle in the month that `held` is of; how many there were.

        held  the days of the month on which the plan holds
        """
        month = month_of(held.start)
        place = (plan, bundle.code, month.start)
        if place not in self._left:
            self._left[place] = bundle.units * held.days // month.days if bundle.prorated else bundle.units
        free_units = min(wanted, self._left[place])
        self._left[place] -= free_units
        return free_units


@attrs.frozen(eq=False)
class _Day:
    """The time classes of one kind of day: the minutes at which one begins, and its name."""

    starts: tuple[int, ...]
    names: tuple[str, ...]

    def at(self, minute: int) -> tuple[str, int]:
        """The class at a minute of the day, and the minute at which the next begins."""
        i = bisect.bisect_right(self.starts, minute) - 1
        return self.names[i], self.starts[i + 1] if i + 1 < len(self.starts) else MINUTES_A_DAY


@attrs.frozen(eq=False)
class Rater:
    """A plan made ready: prefixes by kind, bundles in order, time classes by kind of day."""

    plan: PhonePlan
    _zones: Mapping[CallKind, Mapping[str, Zone]]
    _longest: Mapping[CallKind, int]
    _bundles: tuple[Bundle, ...]
    _days: Mapping[str, _Day]
    _holidays: Holidays

    def zone(self, call: Call) -> Zone:
        """The zone of what was called; UnknownPrefix where the plan has none."""
        zones = self._zones.get(call.kind, {})
        for length in range(min(len(call.b_number), self._longest.get(call.kind, 0)), -1, -1):
            if (found := zones.get(call.b_number[:length])) is not None:
                return found
        raise UnknownPrefix(
            f"the plan has no zone of {call.kind.value} for {masked(call.b_number) or 'data'}; add its prefix"
        )

    def rate(self, call: Call, allowances: Allowances, *, code: str, held: Period) -> RatedCall:
        """The cost of a call; `code` names the plan among the allowances, `held` are its days of the call's month."""
        zone = self.zone(call)
        counted = zone.counted(call.quantity)
        parts: list[CallPart] = []
        for time_class, units in self._by_time(call, counted):
            left = units
            for bundle in self._bundles:
                if left and bundle.covers(zone, time_class):
                    free_units = allowances.use(code, bundle, held, left)
                    if free_units:
                        parts.append(CallPart(time_class, free_units, _FREE, bundle.code))
                        left -= free_units
            if left or not units:
                parts.append(CallPart(time_class, left, zone.price(time_class)))
        made = tuple(parts)
        connection = zone.connection if counted and self._pays_connection(made) else _FREE
        return RatedCall(call, zone.code, counted, made, connection, call_cost(call, connection, made))

    def _pays_connection(self, parts: tuple[CallPart, ...]) -> bool:
        used = {part.bundle for part in parts}
        return "" in used or any(bundle.code in used and not bundle.covers_connection for bundle in self._bundles)

    def _by_time(self, call: Call, counted: int) -> tuple[tuple[str, int], ...]:
        """The counted units by time class, in order of time."""
        if not self._days:
            return (("", counted),)
        local = call.answered.astimezone(ROME)
        time_class, next_minute = self._class_at(local)
        if self.plan.straddle is Straddle.BY_START or call.kind is not CallKind.VOICE:
            return ((time_class, counted),)
        parts: list[tuple[str, int]] = []
        done = 0
        while done < counted:
            stop = min(counted, max(done + 1, _seconds_to(call.answered, local, next_minute)))
            if parts and parts[-1][0] == time_class:
                parts[-1] = (time_class, parts[-1][1] + stop - done)
            else:
                parts.append((time_class, stop - done))
            done = stop
            local = (call.answered + dt.timedelta(seconds=done)).astimezone(ROME)
            time_class, next_minute = self._class_at(local)
        return tuple(parts) or ((time_class, 0),)

    def _class_at(self, local: dt.datetime) -> tuple[str, int]:
        day = local.date()
        if day.weekday() == _SUNDAY or self._holidays.is_holiday(day):
            day_type = "holiday"
        else:
            day_type = "saturday" if day.weekday() == _SATURDAY else "weekday"
        return self._days[day_type].at(local.hour * 60 + local.minute)


def call_check(price: OfferPrice) -> Callable[[Call], None] | None:
    """What asks of a call that its zone is one of the plan (UnknownPrefix); None for a price that is no plan."""
    if not isinstance(price, PhonePlan):
        return None
    rater = rater_of(price)

    def check(call: Call) -> None:
        rater.zone(call)

    return check


@functools.lru_cache(maxsize=256)
def rater_of(plan: PhonePlan) -> Rater:
    """A plan made ready, once."""
    zones: dict[CallKind, dict[str, Zone]] = {}
    for zone in plan.zones:
        zones.setdefault(zone.kind, {}).update(dict.fromkeys(zone.prefixes or ("",), zone))
    days = {}
    for day_type in sorted({each for window in plan.windows for each in window.day_types}):
        windows = sorted(
            (window for window in plan.windows if day_type in window.day_types), key=lambda each: each.start_minute
        )
        days[day_type] = _Day(
            tuple(window.start_minute for window in windows), tuple(window.time_class for window in windows)
        )
    longest = {kind: max(map(len, prefixes)) for kind, prefixes in zones.items()}
    return Rater(plan, zones, longest, plan.ordered_bundles(), days, Holidays("plan", plan.holidays, frozenset()))


def _seconds_to(start: dt.datetime, local: dt.datetime, minute: int) -> int:
    """Elapsed seconds from `start` (UTC) to a minute of the local day; 1440 is the midnight that ends it."""
    midnight = dt.datetime.combine(local.date(), dt.time(), ROME)
    day = midnight + dt.timedelta(days=1) if minute == MINUTES_A_DAY else midnight + dt.timedelta(minutes=minute)
    boundary = day.replace(fold=local.fold).astimezone(dt.UTC)
    return -((start - boundary) // _ONE_SECOND)
