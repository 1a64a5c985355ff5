"""What was due in a case and when it came: deadlines, lateness, and the line of time a person reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from domain.kernel.calendar import Holidays
from domain.market.case import Case, CaseStep, Effect
from domain.market.deadline import Bound, Deadline, TermStart
from domain.market.process import Process, Way


@attrs.frozen
class DueDeadline:
    """A deadline of a stay of a case in a state.

    day      the last day (the first, where it is not before); None where figure or event are not known
    left_on  the day the state was left; None while the case is in it
    """

    deadline: Deadline
    day: dt.date | None
    left_on: dt.date | None

    @property
    def met(self) -> bool | None:
        """Whether it was kept; None while that is open or cannot be told."""
        if self.day is None or self.left_on is None:
            return None
        return self.left_on >= self.day if self.deadline.bound is Bound.NOT_BEFORE else self.left_on <= self.day

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has passed and the state was not left, or was left on the wrong side of it."""
        if self.left_on is not None:
            return self.met is False
        return self.day is not None and self.deadline.bound is Bound.BY and self.day < today


@attrs.frozen
class Moment:
    """One line of the timeline of a case.

    who       who spoke: us, the VAT number of the other side, or nobody where the day came
    answer    accepted, refused or empty; reason: causale and text
    due       the deadlines of the state that this step left
    told_by   who told it by hand, where it came in no file
    """

    day: dt.date
    at: dt.datetime
    way: Way
    who: str
    code: str
    answer: str
    reason: str
    state: str
    placed: bool
    file: str
    position: int
    due: tuple[DueDeadline, ...]
    effects: tuple[Effect, ...]
    note: str
    entered_by: str = ""


@attrs.frozen
class _Stay:
    """The days of a case in one state; the step by whose number it was left, None while it lasts."""

    state: str
    entered: dt.date
    left_by: int | None
    left_on: dt.date | None


def deadlines(process: Process, case: Case, holidays: Holidays) -> tuple[DueDeadline, ...]:
    """Every deadline of the case, of the states it left and of the one it is in, in order."""
    return tuple(due for stay in _stays(case) for due in _dues(process, case, stay, holidays))


def is_late(process: Process, case: Case, holidays: Holidays, today: dt.date) -> bool:
    """Whether the state the case is in should have been left before `today`."""
    return any(due.is_late(today) for due in deadlines(process, case, holidays) if due.left_on is None)


def next_due(process: Process, case: Case, holidays: Holidays) -> DueDeadline | None:
    """The open deadline that comes first; None where there is none with a day."""
    known = [d for d in deadlines(process, case, holidays) if d.left_on is None and d.deadline.bound is Bound.BY]
    return min((due for due in known if due.day is not None), key=lambda due: due.day or dt.date.max, default=None)


def timeline(case: Case, process: Process, holidays: Holidays) -> tuple[Moment, ...]:
    """The steps of a case in order of arrival, each with the deadlines of the state it left."""
    left = {stay.left_by: stay for stay in _stays(case) if stay.left_by is not None}
    return tuple(
        _moment(step, tuple(_dues(process, case, left[i], holidays)) if i in left else ())
        for i, step in enumerate(case.steps)
    )


def _stays(case: Case) -> Iterator[_Stay]:
    state, entered = "", case.opened_on
    for i, step in enumerate(case.steps):
        if step.placed and step.state != state:
            yield _Stay(state, entered, i, step.day)
            state, entered = step.state, step.day
    yield _Stay(state, entered, None, None)


def _dues(process: Process, case: Case, stay: _Stay, holidays: Holidays) -> Iterator[DueDeadline]:
    if stay.state and process.state(stay.state).is_final:
        return
    for each in process.deadlines_of(stay.state, stay.entered, case.distributor, case.supply_class):
        event = {
            TermStart.ENTERED: stay.entered,
            TermStart.OPENED: case.opened_on,
            TermStart.EFFECTIVE: case.effective,
            TermStart.NOTICE: case.notice,
        }[each.event]
        yield DueDeadline(each, each.day_after(event, holidays) if event is not None else None, stay.left_on)


def _moment(step: CaseStep, due: tuple[DueDeadline, ...]) -> Moment:
    message = step.message
    if message is None:
        return Moment(
            step.day, step.at, step.way, "", "", "", "", step.state, step.placed, "", 0, due, step.effects, step.note
        )
    answer = {True: "accepted", False: "refused", None: ""}[message.accepted]
    return Moment(
        day=step.day,
        at=step.at,
        way=step.way,
        who="us" if step.way is Way.OUT else message.sender,
        code=message.code,
        answer=answer,
        reason=f"{message.reason_code} {message.reason_text}".strip(),
        state=step.state,
        placed=step.placed,
        file=step.file_name,
        position=message.position,
        due=due,
        effects=step.effects,
        note=step.note,
        entered_by=step.entered_by,
    )
