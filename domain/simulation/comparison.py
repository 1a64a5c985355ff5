"""Invoiced against true: for every closed period of a contract, the energy that stands charged and the one used.

A period is closed where the documents and the meter agree on both its ends: a document begins and another ends there,
and the true reading of that day was sent (quarter-hours close every day). Inside it days may have been estimated,
corrected or cut pro rata; their sum must be exact, band by band.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.pricing.counters.billed_period import BilledPeriod
from domain.simulation.point import Measured, Mishap
from domain.simulation.truth import Truth

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class ClosedPeriod:
    """One closed period of a contract: what was invoiced and what is true, by band."""

    contract: str
    point: str
    period: Period
    invoiced: tuple[tuple[str, Decimal], ...]
    true: tuple[tuple[str, Decimal], ...]

    @property
    def is_right(self) -> bool:
        """Whether every band is exactly what was used."""
        return self.invoiced == self.true

    def __str__(self) -> str:
        invoiced_text = " ".join(f"{band} {value}" for band, value in self.invoiced)
        right = " ".join(f"{band} {value}" for band, value in self.true)
        return f"{self.contract}, point {self.point}, {self.period}: invoiced {invoiced_text}, used {right}"


def closed_periods(truth: Truth, contract: str, charged: Sequence[BilledPeriod]) -> tuple[ClosedPeriod, ...]:
    """The closed periods of a contract, shortest possible; `charged` are its documents that stand, in order of day."""
    edges = sorted(
        {day for each in charged for day in (each.period.start, each.period.stop) if is_closed(truth, day - _ONE_DAY)}
    )
    found = []
    for start, stop in itertools.pairwise(edges):
        period = Period(start, stop)
        inside = [each for each in charged if period.covers(each.period)]
        if sum(each.period.days for each in inside) == period.days:
            found.append(ClosedPeriod(contract, truth.point.code, period, _sums(inside), _sorted(truth.used(period))))
    return tuple(found)


def is_closed(truth: Truth, day: dt.date) -> bool:
    """Whether the true index, or the true quarter-hours up to it, are known to the retailer at the end of a day."""
    point = truth.point
    event = next((each for each in point.events if _is_month_of(each.month, day)), None)
    is_lost = event is not None and event.mishap is Mishap.MISSING
    if point.measured.by_curve:
        return not is_lost
    if any(handover.on - _ONE_DAY == day for handover in point.handovers):
        return True
    if any(meter.since - _ONE_DAY == day for meter in point.meters[1:]):
        return True
    if point.measured is Measured.DAILY:
        return not is_lost
    return (day + _ONE_DAY).day == 1 and not is_lost


def _is_month_of(month: dt.date, day: dt.date) -> bool:
    return (month.year, month.month) == (day.year, day.month)


def _sums(charged: Iterable[BilledPeriod]) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = {}
    for each in charged:
        for piece in each.consumption:
            for part in piece.bands:
                sums[part.band] = sums.get(part.band, Decimal(0)) + part.value
    return _sorted(sums)


def _sorted(sums: dict[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    return tuple(sorted(sums.items()))
