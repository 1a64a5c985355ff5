"""Cases of market processes as they are shown."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import attrs

from adapters.wire.view import At, view
from application.market.watch_cases import ShownCase, Trouble
from domain.market.case import EffectStatus
from domain.market.deadline import Bound
from domain.market.process import CaseOutcome, EffectKind, Way


@attrs.frozen
class CaseView:
    """A case, without its steps."""

    code: str
    process: str
    point: str
    contract: str
    state: str
    effective: dt.date | None
    opened_on: dt.date
    counterpart: str
    counterpart_case: str
    about: str
    reason: str


@attrs.frozen
class AskedView:
    """A case that was opened, and the file with its request."""

    case: Annotated[CaseView, At("case", whole=True)]
    file: Annotated[str, At("file_name")]
    sha256: str


@attrs.frozen
class WorkItemView:
    """A case to look at: why, by which day, who must act, and what."""

    case: Annotated[CaseView, At("case", whole=True)]
    trouble: Trouble
    day: dt.date | None
    who: str
    detail: str


@attrs.frozen
class DueView:
    """A term of a state, and whether it was kept; `met` is null while it is open."""

    state: Annotated[str, At("deadline.state")]
    term: Annotated[str, At("deadline")]
    bound: Annotated[Bound, At("deadline.bound")]
    day: dt.date | None
    left_on: dt.date | None
    met: bool | None
    who: Annotated[str, At("deadline.who")]
    mark: Annotated[str, At("deadline.mark")]
    source: Annotated[str, At("deadline.source")]


@attrs.frozen
class EffectView:
    """What a case does to the registry."""

    kind: EffectKind
    day: dt.date | None
    contract: str
    status: EffectStatus
    detail: str


@attrs.frozen
class MomentView:
    """A message or a day that moved a case."""

    day: dt.date
    at: dt.datetime
    way: Way
    who: str
    message: Annotated[str, At("code")]
    answer: str
    reason: str
    state: str
    placed: bool
    file: str
    record: Annotated[int, At("position")]
    due: tuple[DueView, ...]
    effects: tuple[EffectView, ...]
    note: str
    entered_by: str


@attrs.frozen
class CaseTimelineView:
    """A case with its timeline, its terms and what it waits for."""

    case: Annotated[CaseView, At("case", whole=True)]
    title: Annotated[str, At("process.title")]
    state_title: str
    outcome: CaseOutcome
    timeline: Annotated[tuple[MomentView, ...], At("moments")]
    deadlines: Annotated[tuple[DueView, ...], At("due")]
    open_items: Annotated[tuple[WorkItemView, ...], At("items")]


def case_timeline_view(shown: ShownCase) -> CaseTimelineView:
    """The view of a case in time."""
    state = shown.process.state(shown.case.state) if shown.case.state else None
    return view(
        CaseTimelineView,
        shown,
        state_title=state.title if state else "",
        outcome=state.outcome if state else CaseOutcome.OPEN,
    )
