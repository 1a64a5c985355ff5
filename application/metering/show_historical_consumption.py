"""Show what a point used before it was ours: every month as told, and whether it may seed an estimate."""

from __future__ import annotations

import datetime as dt
import enum

import attrs

from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import Period
from domain.metering.estimates.historical_consumption import HistoricalConsumption, current_history

_EVER = Period(dt.date.min.replace(day=1))


class HistoryStatus(enum.Enum):
    """Whether a month that was told may seed an estimate, else why not."""

    COUNTS = "counts"
    SUPERSEDED = "superseded"
    UNVALIDATED = "not validated"
    DOUBTED = "energy or registers"
    PARTIAL = "not whole"


@attrs.frozen
class HistoricalMonth:
    """A month of the past of a point, as one record told it."""

    use: HistoricalConsumption
    status: HistoryStatus


def show_historical_consumption(*, units: UnitsOfWork, tenant: str, point: str) -> tuple[HistoricalMonth, ...]:
    """Every month that was told of a point, in order of month and sending; nothing for a point without."""
    with units(tenant) as uow:
        uses = uow.measures.history([point], _EVER)[point]
    counting = current_history(uses)
    return tuple(HistoricalMonth(use, _status(use, counts=use in counting)) for use in uses)


def _status(use: HistoricalConsumption, *, counts: bool) -> HistoryStatus:
    if not use.validated:
        return HistoryStatus.UNVALIDATED
    if not counts:
        return HistoryStatus.SUPERSEDED
    if use.is_whole:
        return HistoryStatus.COUNTS
    return HistoryStatus.DOUBTED if use.is_doubted and not use.days else HistoryStatus.PARTIAL
