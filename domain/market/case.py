"""A case: one run of a market process for one point, with everything that was said. It never loses history.

Each step keeps its message, the file it stood in and what it brought about. The same message again changes nothing; one
that comes too early is kept waiting and takes its place when what was missing has come.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from domain.market.message import MarketMessage
from domain.market.process import EffectKind, Process, Transition, Way

_ONE_DAY = dt.timedelta(days=1)


class EffectStatus(enum.Enum):
    """Planned by a transition; then done, or blocked with its reason."""

    PLANNED = "planned"
    DONE = "done"
    BLOCKED = "blocked"


@attrs.frozen(kw_only=True)
class Effect:
    """What a step brings about, on a day.

    day   the day it is of: the first day supplied or no longer supplied, the day at whose end a reading is awaited;
          None where no message told
    told  what was done, or why not
    was   the last day a contract had before it was closed, so that it can be opened again; None for no end
    """

    kind: EffectKind
    day: dt.date | None
    contract: str = ""
    status: EffectStatus = EffectStatus.PLANNED
    detail: str = ""
    was: dt.date | None = None


@attrs.frozen(kw_only=True)
class Exchange:
    """A message on its way: which way, when (UTC) and on which day (Europe/Rome), in which file.

    entered_by  who typed in what it says, where it came in no file; empty otherwise
    """

    message: MarketMessage
    way: Way
    at: dt.datetime
    day: dt.date
    file_sha256: str = ""
    file_name: str = ""
    entered_by: str = ""


@attrs.frozen(kw_only=True)
class CaseStep:
    """One entry of the history of a case.

    message  None where no message moved the case: its day came, or an effect was tried again
    state    the state after it; the one before where the message was out of place
    placed   False while the message waits for one that must come first
    told_by  who typed in what the message says, where it came in no file
    """

    at: dt.datetime
    day: dt.date
    way: Way
    message: MarketMessage | None
    state: str
    placed: bool = True
    file_sha256: str = ""
    file_name: str = ""
    effects: tuple[Effect, ...] = ()
    note: str = ""
    entered_by: str = ""

    @property
    def is_again(self) -> bool:
        """Whether a person had its effects tried again: no message, and not the day alone."""
        return self.message is None and bool(self.effects)

    def is_of(self, exchange: Exchange) -> bool:
        """Whether it holds this message: the same place of the same file, or the same content; what a person told and
        a file says too is one message where answer and day are the same."""
        mine, other = self.message, exchange.message
        if mine is None or self.way is not exchange.way:
            return False
        same_place = bool(exchange.file_sha256) and self.file_sha256 == exchange.file_sha256
        if same_place and mine.position == other.position and mine.code == other.code:
            return True
        if self.entered_by or exchange.entered_by:
            return (mine.code, mine.accepted, mine.effective) == (other.code, other.accepted, other.effective)
        return attrs.evolve(mine, position=1) == attrs.evolve(other, position=1)


@attrs.frozen(kw_only=True)
class Case:
    """One case.

    code              ours, unique for the tenant
    counterpart_case  the code of the other side, empty until known
    counterpart       VAT number of the other side: SII, distributor
    distributor       VAT number of the distributor of the point, whose exceptions hold
    supply_class      class that some terms depend on: BT, MT, AT of electricity
    effective         the day asked for or told: first day of the new state of things; None while unknown
    notice            the day a notice of default reached the customer, where the process needs one
    about             the code of the case it cancels
    """

    code: str
    process: str
    commodity: str
    point: str
    opened_on: dt.date
    state: str = ""
    contract: str = ""
    counterpart: str = ""
    counterpart_case: str = ""
    distributor: str = ""
    supply_class: str = ""
    effective: dt.date | None = None
    notice: dt.date | None = None
    about: str = ""
    steps: tuple[CaseStep, ...] = ()

    @property
    def blocked(self) -> tuple[Effect, ...]:
        """Effects that could not be carried out and have not been since."""
        last = {effect.kind: effect for effect in self.effects}
        return tuple(effect for effect in last.values() if effect.status is EffectStatus.BLOCKED)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Everything its steps brought about, in order."""
        return tuple(effect for step in self.steps for effect in step.effects)

    @property
    def waiting(self) -> tuple[CaseStep, ...]:
        """Messages that are out of place still, in order of arrival."""
        placed = [step.message for step in self.steps if step.placed]
        return tuple(step for step in self.steps if not step.placed and step.message not in placed)

    @property
    def reason(self) -> str:
        """Causale and text of the last refusal, empty where nothing was refused."""
        for step in reversed(self.steps):
            if step.message is not None and step.placed and step.message.accepted is False:
                return f"{step.message.reason_code} {step.message.reason_text}".strip()
        return ""


@attrs.frozen
class MisplacedMessage:
    """A message that the state of its case does not expect. `case` keeps it waiting."""

    case: Case
    state: str
    code: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        expected = " or ".join(self.expected) or "nothing more"
        return (
            f"case {self.case.code} is {self.state or 'not open'!r}: {self.code} is out of place, expected {expected}"
        )


def apply(process: Process, case: Case, exchange: Exchange) -> Case | MisplacedMessage:
    """The case after a message, and after those that waited for it; unchanged where it was said before."""
    if any(step.is_of(exchange) for step in case.steps):
        return case
    case = lapsed(process, case, exchange.day, exchange.at)
    found = _transition(process, case, exchange)
    if found is None:
        step = _step(exchange, case.state, placed=False)
        retained = attrs.evolve(case, steps=(*case.steps, step))
        return MisplacedMessage(
            retained, case.state, exchange.message.code, process.expects(case.state, case.distributor)
        )
    case = _moved(process, case, found, exchange)
    return _drained(process, case, exchange)


def lapsed(process: Process, case: Case, day: dt.date, at: dt.datetime) -> Case:
    """The case as its effective day leaves it, where its state ends with that day."""
    target = process.state(case.state).lapses_to if case.state else ""
    if not target or case.effective is None or day < case.effective:
        return case
    step = CaseStep(at=at, day=case.effective, way=Way.IN, message=None, state=target, note="the day came")
    return attrs.evolve(case, state=target, steps=(*case.steps, step))


def with_last_effects(case: Case, since: int, effects: Iterable[Effect]) -> Case:
    """The case with the planned effects of its steps from number `since` on replaced, in order."""
    rest = list(effects)
    steps = list(case.steps)
    for i in range(since, len(steps)):
        count = len(steps[i].effects)
        steps[i] = attrs.evolve(steps[i], effects=tuple(rest[:count]))
        rest = rest[count:]
    assert not rest, "as many effects as were planned"
    return attrs.evolve(case, steps=tuple(steps))


def again(case: Case, day: dt.date | None) -> tuple[tuple[CaseStep, Effect], ...]:
    """The blocked effects of a case to be tried again, each with the step it is of; on `day` where no message names
    one: the first day of the new state of things."""
    found = []
    for blocked in case.blocked:
        step = next(step for step in case.steps if blocked in step.effects)
        on = blocked.day or _stated_day(blocked, step, day)
        found.append((step, attrs.evolve(blocked, day=on, status=EffectStatus.PLANNED, detail="")))
    return tuple(found)


def with_effects_again(
    case: Case, effects: tuple[Effect, ...], *, at: dt.datetime, today: dt.date, day: dt.date | None, by: str
) -> Case:
    """The case with one step more: what became of the effects a person had tried again."""
    note = f"tried again by {by}"
    step = CaseStep(at=at, day=today, way=Way.OUT, message=None, state=case.state, effects=effects, note=note)
    return attrs.evolve(case, effective=case.effective or day, steps=(*case.steps, step))


def _stated_day(effect: Effect, step: CaseStep, day: dt.date | None) -> dt.date | None:
    ends = any(each.kind is EffectKind.END_SUPPLY for each in step.effects)
    return day - _ONE_DAY if day and effect.kind is EffectKind.AWAIT_READING and not ends else day


def _transition(process: Process, case: Case, exchange: Exchange) -> Transition | None:
    message = exchange.message
    return process.transition(case.state, message.code, exchange.way, message.accepted, case.distributor)


def _moved(process: Process, case: Case, by: Transition, exchange: Exchange) -> Case:
    message = exchange.message
    own = message.service == process.opening.partition(".")[0]
    effective = message.effective or case.effective
    known = case.counterpart_case or (message.counterpart_case if own else "")
    planned = tuple(_planned(kind, by.effects, effective, case.contract) for kind in by.effects)
    step = _step(exchange, by.target, effects=planned)
    return attrs.evolve(case, state=by.target, effective=effective, counterpart_case=known, steps=(*case.steps, step))


def _planned(kind: EffectKind, among: tuple[EffectKind, ...], day: dt.date | None, contract: str) -> Effect:
    """A reading is awaited of the end of the day before, or of the last day where the supply ends with it."""
    if kind is EffectKind.AWAIT_READING and EffectKind.END_SUPPLY not in among and day is not None:
        day -= _ONE_DAY
    return Effect(kind=kind, day=day, contract=contract)


def _drained(process: Process, case: Case, exchange: Exchange) -> Case:
    """Those that waited, as far as they have their place now; each is placed once."""
    for waiting in case.waiting:
        assert waiting.message is not None
        again = Exchange(
            message=waiting.message,
            way=waiting.way,
            at=exchange.at,
            day=exchange.day,
            file_sha256=waiting.file_sha256,
            file_name=waiting.file_name,
            entered_by=waiting.entered_by,
        )
        found = _transition(process, case, again)
        if found is not None:
            return _drained(process, _moved(process, case, found, again), exchange)
    return case


def _step(exchange: Exchange, state: str, *, placed: bool = True, effects: tuple[Effect, ...] = ()) -> CaseStep:
    return CaseStep(
        at=exchange.at,
        day=exchange.day,
        way=exchange.way,
        message=exchange.message,
        state=state,
        placed=placed,
        file_sha256=exchange.file_sha256,
        file_name=exchange.file_name,
        effects=effects,
        entered_by=exchange.entered_by,
    )
