"""Deadlines of market processes: from which event, how long, by whom; reckoned with a calendar that is handed in.

A figure that no source gives is left out and says so: it is never made up (reference on SII flows, section 4). Terms in
working days count the days after the event, as a term does that starts with it.
"""

from __future__ import annotations

import datetime as dt
import enum

import attrs

from domain.kernel.calendar import Holidays
from domain.kernel.fault import Severity
from domain.kernel.validity import months_later

_EVERYBODY = ("", "00000000000")


class TermStart(enum.Enum):
    """What a term counts from: the state was entered, the case was opened, the day asked for, the notice of default."""

    ENTERED = "entered"
    OPENED = "opened"
    EFFECTIVE = "effective"
    NOTICE = "notice"


class TermUnit(enum.Enum):
    """How a term counts; DAY_OF_MONTH is that day of the month of the event, or of one some months away."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    DAY_OF_MONTH = "day_of_month"


class Bound(enum.Enum):
    """Whether something must be done by the day, or not before it."""

    BY = "by"
    NOT_BEFORE = "not_before"


@attrs.frozen(kw_only=True)
class Deadline:
    """One term.

    state        the state that must be left by then; empty: the request itself must have gone out
    amount       days (negative: before the event), or the day of the month; None where no source gives it
    months       of DAY_OF_MONTH: how many months after that of the event
    working      extra working days after the day reckoned
    who          who must act: us, sii or distributor
    severity     what a miss is: HOLD blocks, WARN is shown
    mark         C confirmed, I inferred, R recalled, NF not found, ours; source names where
    distributor  VAT number it holds for alone; only_for: class of supply (BT, MT ...) it holds for alone
    """

    state: str
    event: TermStart
    unit: TermUnit
    amount: int | None
    who: str
    mark: str
    source: str
    severity: Severity = Severity.WARN
    bound: Bound = Bound.BY
    months: int = 0
    working: int = 0
    valid_from: dt.date = dt.date.min
    distributor: str = ""
    only_for: str = ""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.amount is None and self.mark != "NF":
            raise ValueError(f"deadline of {self.state!r}: without a figure its mark is NF, got {self.mark!r}")
        if self.unit is TermUnit.DAY_OF_MONTH and self.amount is not None and not 1 <= self.amount <= 31:
            raise ValueError(f"deadline of {self.state!r}: a day of the month is 1 to 31, got {self.amount}")

    def holds(self, day: dt.date, distributor: str, supply_class: str) -> bool:
        """Whether it is in force on a day, for a distributor and a class of supply."""
        mine = self.distributor in _EVERYBODY or self.distributor == distributor
        return self.valid_from <= day and mine and self.only_for in ("", supply_class)

    def rank(self) -> tuple[bool, bool, dt.date]:
        """What goes before what: of a distributor over general, of a class over general, later over earlier."""
        return self.distributor not in _EVERYBODY, bool(self.only_for), self.valid_from

    def day_after(self, event_day: dt.date, holidays: Holidays) -> dt.date | None:
        """The last day (or the first, where not before) by the day of its event; None where the figure is missing."""
        if self.amount is None:
            return None
        if self.unit is TermUnit.WORKING_DAYS:
            day = holidays.shift(event_day, self.amount)
        elif self.unit is TermUnit.CALENDAR_DAYS:
            day = event_day + dt.timedelta(days=self.amount)
        else:
            first = months_later(event_day.replace(day=1), self.months)
            last = months_later(first, 1) - dt.timedelta(days=1)
            day = min(first + dt.timedelta(days=self.amount - 1), last)
        return holidays.shift(day, self.working) if self.working else day

    def __str__(self) -> str:
        if self.amount is None:
            return "to be completed"
        if self.unit is TermUnit.DAY_OF_MONTH:
            away = f", {self.months:+d} months" if self.months else ""
            text = f"day {self.amount} of the month of {self.event.value}{away}"
        else:
            text = f"{self.amount} {self.unit.value.replace('_', ' ')} from {self.event.value}"
        return text + (f" and {self.working} working days" if self.working else "")
