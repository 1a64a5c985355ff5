"""Simulated points: how much an invented customer uses, what meter counts it, and what befalls its measures.

Everything is data of a book, so that the same book gives the same files byte for byte. What goes wrong is told by rule
and not by chance: a test can say which bill must be corrected.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import attrs

from domain.commodities.registry import COMMODITIES, commodity
from domain.kernel.validity import Period
from domain.metering.reading import MeasureReason
from domain.metering.rules.measure_flows import DistributorFlows


class Measured(enum.Enum):
    """How a point is measured.

    REGISTERS  electricity by band, or a gas meter in m3 with its C, read at the end of each month
    CURVE      electricity by quarter-hour
    BOTH       electricity by band and by quarter-hour, from the same meter
    DAILY      gas with a converter that counts Smc, read every day
    """

    REGISTERS = "registers"
    CURVE = "curve"
    BOTH = "both"
    DAILY = "daily"

    @property
    def by_curve(self) -> bool:
        """Whether quarter-hours are sent, so that every day closes."""
        return self in (Measured.CURVE, Measured.BOTH)


class Mishap(enum.Enum):
    """What befalls the measure of one month.

    LATE       it comes `days` after the others
    ESTIMATED  it comes as an estimate; the true one follows as a correction `days` later
    WRONG      it is `by` too high in every register; the true one follows as a correction `days` later
    WITHDRAWN  it comes, is cancelled `days` later and sent anew five days after that
    MISSING    it never comes; the next one closes both months
    """

    LATE = "late"
    ESTIMATED = "estimated"
    WRONG = "wrong"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"


@attrs.frozen
class Shape:
    """How a kind of customer spreads its use: weights of the months, January first, and of the hours of a day."""

    months: tuple[int, ...]
    weekday: tuple[int, ...] = (1,) * 24
    weekend: tuple[int, ...] = (1,) * 24

    def __attrs_post_init__(self) -> None:
        if (len(self.months), len(self.weekday), len(self.weekend)) != (12, 24, 24):
            raise ValueError("a shape has 12 months, 24 hours of a weekday and 24 of a weekend day")
        if min(self.months) < 0 or not sum(self.months) or not sum(self.weekday) or not sum(self.weekend):
            raise ValueError("the weights of a shape are >= 0 and not all zero")


@attrs.frozen
class SimulatedEvent:
    """A mishap of the measure of the month that begins on `month`; `by` is in units of the register."""

    mishap: Mishap
    month: dt.date
    days: int = 10
    by: int = 0

    def __attrs_post_init__(self) -> None:
        if self.month.day != 1 or self.days < 1:
            raise ValueError(f"a mishap is of a month by its first day and takes days, got {self.month}, {self.days}")
        if (self.by > 0) is not (self.mishap is Mishap.WRONG):
            raise ValueError(f"{self.mishap.value} of {self.month}: only a wrong measure is too high by something")


@attrs.frozen
class Installed:
    """A meter that counts from `since` on (its first whole day); its registers all show `shown` when it begins.

    digits       figures before the point, the modulus of its rollover
    ratio        transformer ratio: what one unit of the register is worth
    coefficient  C of a gas meter that shows m3; None where the register counts what is billed
    """

    serial: str
    since: dt.date
    digits: int = 6
    shown: int = 0
    ratio: int = 1
    coefficient: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        if not self.ratio > 0 or not 0 <= self.shown < 10**self.digits:
            raise ValueError(f"meter {self.serial}: it shows 0 up to 10**{self.digits}, its ratio is above 0")


@attrs.frozen
class Handover:
    """A day on which the point changes hands: a reading of the day before is sent, with the case that caused it."""

    on: dt.date
    reason: MeasureReason
    case: str

    def __attrs_post_init__(self) -> None:
        if self.reason is MeasureReason.PERIODIC or not self.case:
            raise ValueError(f"handover of {self.on}: it has a case and a reason that is not periodic")


@attrs.frozen
class SimulatedPoint:
    """One invented point.

    yearly     kWh, m3 or, with a converter, Smc of a year, about
    shape      name of a shape of the book
    meters     in order, the first from the day after the book's first reading
    supplied   the days the retailer supplies it: what it is sent
    """

    code: str
    commodity: str
    distributor: str
    measured: Measured
    yearly: int
    shape: str
    meters: tuple[Installed, ...]
    supplied: tuple[Period, ...]
    handovers: tuple[Handover, ...] = ()
    events: tuple[SimulatedEvent, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self._can_be_measured():
            raise ValueError(f"point {self.code}: {self.commodity} is not measured by {self.measured.value}")
        since = [meter.since for meter in self.meters]
        if not since or since != sorted(set(since)) or self.yearly < 0:
            raise ValueError(f"point {self.code}: it has meters in order of day, and uses nothing below zero")
        months = [event.month for event in self.events]
        if len(set(months)) != len(months):
            raise ValueError(f"point {self.code}: one mishap a month")

    @property
    def flows(self) -> DistributorFlows:
        """The flows of its measures."""
        flows = commodity(self.commodity).measure_flows
        assert flows is not None, f"point {self.code} is measured by flows"
        return flows

    def flow_of(self, measured: Measured) -> str:
        """The flow of an ordinary month: of registers, of a curve or of daily readings."""
        flows = self.flows
        return {Measured.CURVE: flows.curve, Measured.DAILY: flows.daily}.get(measured, flows.registers)

    def has_code_of_2g(self, flow: str) -> bool:
        """Whether a flow is one of those that have codes of their own for second-generation meters, or such a code."""
        return flow.removesuffix("2G") in self.flows.second_generation

    def _can_be_measured(self) -> bool:
        if not any(kind.code == self.commodity and kind.measure_flows for kind in COMMODITIES):
            return False
        parts = (Measured.REGISTERS, Measured.CURVE) if self.measured is Measured.BOTH else (self.measured,)
        return all(self.flow_of(part) for part in parts)

    def meter_on(self, day: dt.date) -> Installed:
        """The meter that counts on a day."""
        return [meter for meter in self.meters if meter.since <= day][-1]

    def is_supplied_on(self, day: dt.date) -> bool:
        """Whether the retailer supplies it on a day."""
        return any(day in period for period in self.supplied)

    def is_read_on(self, day: dt.date) -> bool:
        """Whether the retailer gets the reading of a day: it supplies the point on it, or from the day after."""
        return self.is_supplied_on(day) or self.is_supplied_on(day + dt.timedelta(days=1))

    def event_of(self, month: Period) -> SimulatedEvent | None:
        """What befalls the measure of a month."""
        return next((event for event in self.events if event.month == month.start), None)
