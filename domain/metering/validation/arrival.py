"""The rules about how a measure came: whose point it is, what it replaces, what it repeats, what day it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol

from domain.kernel.validity import Period, months_later
from domain.metering.curve import MonthCurve
from domain.metering.reading import Action, Quality, Reading
from domain.metering.validation.context import PointContext
from domain.metering.validation.faults import VEE_001, VEE_012, VEE_013, VEE_014, VEE_017
from domain.metering.validation.rule import Broken

_RANK = {Quality.ACTUAL: 0, Quality.SELF_READ: 1, Quality.ESTIMATED: 2}


class _Case(Protocol):
    """What every case tells."""

    @property
    def context(self) -> PointContext: ...
    @property
    def billed(self) -> bool: ...


def arrival(
    measure: Reading | MonthCurve, days: Period, earlier: Sequence[Reading | MonthCurve], case: _Case
) -> Iterator[Broken]:
    """What of these rules a measure of some days breaks; `earlier` are those of the same day or month before it.

    A reading opens the day after its own, so that of the day before a contract is of the contract too.
    """
    context = case.context
    if not context.supplies(days):
        yield Broken(VEE_001.code, f"no contract of ours supplies {context.point} on {days.start}")
    yield from _day(measure, days.start, context)
    if not earlier:
        return
    last = max(earlier, key=lambda each: each.origin)
    where = f"record {last.origin.record} of {last.origin.file_name or 'a reading without a file'}"
    if measure.action is not Action.CANCEL:
        if last.action is not Action.CANCEL and _RANK[measure.quality] > _RANK[last.quality]:
            qualities = f"quality {measure.quality.value} after {last.quality.value}"
            yield Broken(VEE_012.code, f"{qualities} of {days.start} ({where})")
        if _content(measure) == _content(last):
            yield Broken(VEE_013.code, f"the same values came with {where}")
            return
    if case.billed:
        what = "cancelled" if measure.action is Action.CANCEL else "replaced"
        yield Broken(VEE_014.code, f"the value of {days.start} ({where}) stands billed and is {what}")


def _day(measure: Reading | MonthCurve, first: dt.date, context: PointContext) -> Iterator[Broken]:
    last = measure.day if isinstance(measure, Reading) else max((each.day for each in measure.days), default=first)
    if last > context.today:
        yield Broken(VEE_017.code, f"the measure is of {last}, today is {context.today}")
    oldest = months_later(measure.origin.sent_at.date(), -context.limits.oldest_months)
    if first < oldest:
        sent = measure.origin.sent_at.date()
        yield Broken(VEE_017.code, f"the measure is of {first}, sent on {sent}; the oldest that counts is of {oldest}")


def _content(measure: Reading | MonthCurve) -> tuple[object, ...]:
    """What a measure says, whoever sent it in whichever record."""
    if isinstance(measure, MonthCurve):
        return (measure.days, measure.quality, measure.max_power_kw)
    registers = frozenset(measure.values)
    how = (measure.serial, measure.multiplier, measure.coefficient, measure.exchange)
    return (registers, measure.rebuilt, measure.quality, *how)
