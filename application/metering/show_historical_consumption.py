"""Show what a point used before it was ours: every month as told, and whether it may seed an estimate."""

from __future__ import annotations

import datetime as dt
import enum

import attrs

from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import Period
from domain.metering.historical_consumption import PastUse, current_past

_EVER = Period(dt.date.min.replace(day=1))


class Standing(enum.Enum):
    """Whether a month that was told may seed an estimate, else why not."""

    COUNTS = "counts"
    SUPERSEDED = "superseded"
    UNVALIDATED = "not validated"
    DOUBTED = "energy or registers"
    PARTIAL = "not whole"


@attrs.frozen
class ToldMonth:
    """A month of the past of a point, as one record told it."""

    use: PastUse
    standing: Standing


def show_past_use(*, units: UnitsOfWork, tenant: str, point: str) -> tuple[ToldMonth, ...]:
    """Every month that was told of a point, in order of month and sending; nothing for a point without."""
    with units(tenant) as uow:
        uses = uow.measures.past([point], _EVER)[point]
    counting = current_past(uses)
    return tuple(ToldMonth(use, _standing(use, counts=use in counting)) for use in uses)


def _standing(use: PastUse, *, counts: bool) -> Standing:
    if not use.validated:
        return Standing.UNVALIDATED
    if not counts:
        return Standing.SUPERSEDED
    if use.is_whole:
        return Standing.COUNTS
    return Standing.DOUBTED if use.is_doubted and not use.days else Standing.PARTIAL
