"""The worklist of the market: what is late, due soon, blocked, out of place, or awaited; and one case drawn."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator

import attrs

from application.market.market_ports import MarketPorts
from application.ports.unit_of_work import UnitOfWork
from application.tariffs.book import book_of
from domain.kernel.validity import FOREVER, Period
from domain.market.case import Case, EffectStatus, lapsed
from domain.market.process import EffectKind, Process
from domain.market.timeline import DueDeadline, Moment, deadlines, next_due, timeline
from domain.pricing.rights.closing_term import deliver_by
from domain.tariffs.parameter import NotInForce

SOON_DAYS = 3  # our own: how many days before its day a deadline is shown as due soon
LOOKBACK_DAYS = 400  # our own: how long a finished case is asked for its readings and its closing bill
_ONE_DAY = dt.timedelta(days=1)
_CLOSING = (EffectKind.CLOSE_CONTRACT, EffectKind.END_SUPPLY, EffectKind.VOLTURA)


class Trouble(enum.Enum):
    """Why a case is on the worklist."""

    LATE = "late"
    DUE_SOON = "due soon"
    BLOCKED = "blocked"
    MISPLACED = "misplaced"
    READING = "reading awaited"
    CLOSING_BILL = "closing bill due"


@attrs.frozen
class WorkItem:
    """One thing to look at: the case, why, by which day where there is one, who must act, and what."""

    case: Case
    trouble: Trouble
    day: dt.date | None
    who: str
    detail: str


@attrs.frozen
class ShownCase:
    """A case with its process, its line of time, every deadline and what it still waits for."""

    case: Case
    process: Process
    moments: tuple[Moment, ...]
    due: tuple[DueDeadline, ...]
    items: tuple[WorkItem, ...]


def worklist(ports: MarketPorts, *, soon_days: int = SOON_DAYS) -> tuple[WorkItem, ...]:
    """Everything that needs a person, in order of day; what has no day first."""
    today = ports.actor.clock.today()
    with ports.units(ports.actor.tenant) as uow:
        cases = uow.market_cases.watched(today - dt.timedelta(days=LOOKBACK_DAYS))
        items = [item for case in cases for item in _items(uow, ports, case, soon_days)]
    return tuple(sorted(items, key=lambda item: (item.day or dt.date.min, item.case.code)))


def show_case(ports: MarketPorts, *, code: str) -> ShownCase:
    """One case, with everything. NotFound."""
    holidays = ports.books.holidays("holidays_working")
    with ports.units(ports.actor.tenant) as uow:
        case = _as_of_today(ports, uow.market_cases.get(code))
        items = tuple(_items(uow, ports, case, SOON_DAYS))
    process = ports.processes.get(case.process)
    return ShownCase(case, process, timeline(case, process, holidays), deadlines(process, case, holidays), items)


def _as_of_today(ports: MarketPorts, case: Case) -> Case:
    return lapsed(ports.processes.get(case.process), case, ports.actor.clock.today(), ports.actor.clock.now())


def _items(uow: UnitOfWork, ports: MarketPorts, stored: Case, soon_days: int) -> Iterator[WorkItem]:
    case, today = _as_of_today(ports, stored), ports.actor.clock.today()
    process = ports.processes.get(case.process)
    due = next_due(process, case, ports.books.holidays("holidays_working"))
    if due is not None and due.day is not None:
        detail = f"{process.state(case.state).title}: {due.deadline}"
        if due.day < today:
            yield WorkItem(case, Trouble.LATE, due.day, due.deadline.who, detail)
        elif due.day <= today + dt.timedelta(days=soon_days):
            yield WorkItem(case, Trouble.DUE_SOON, due.day, due.deadline.who, detail)
    for effect in case.blocked:
        yield WorkItem(case, Trouble.BLOCKED, effect.day, "us", f"{effect.kind.value}: {effect.detail}")
    for step in case.waiting:
        assert step.message is not None
        expected = " or ".join(process.expects(case.state, case.distributor)) or "nothing more"
        yield WorkItem(case, Trouble.MISPLACED, step.day, case.counterpart, f"{step.message.code} waits for {expected}")
    if case.state and process.state(case.state).outcome.value != "cancelled":
        yield from _awaited(uow, ports, process, case)


def _awaited(uow: UnitOfWork, ports: MarketPorts, process: Process, case: Case) -> Iterator[WorkItem]:
    """Readings of their day that have not come, and closing bills that were not made."""
    for effect in case.effects:
        if effect.status is not EffectStatus.DONE or effect.day is None:
            continue
        if effect.kind is EffectKind.AWAIT_READING:
            if not uow.measures.readings([case.point], effect.day, effect.day)[case.point]:
                detail = f"the reading of the end of {effect.day} ({' or '.join(process.readings)})"
                yield WorkItem(case, Trouble.READING, effect.day, case.distributor, detail)
        elif effect.kind in _CLOSING:
            yield from _closing(uow, ports, case, effect.contract)


def _closing(uow: UnitOfWork, ports: MarketPorts, case: Case, number: str) -> Iterator[WorkItem]:
    contract = uow.contracts.of([number]).get(number)
    if contract is None or contract.period.stop == FOREVER:
        return
    last = contract.period.last
    if uow.runs.billed_before([number], Period(last, last + _ONE_DAY)):
        return
    try:
        by = deliver_by(contract, book_of(uow, ports.books, ports.actor.clock.today()), last)
    except NotInForce as error:
        yield WorkItem(case, Trouble.CLOSING_BILL, None, "us", str(error))
        return
    yield WorkItem(case, Trouble.CLOSING_BILL, by, "us", f"contract {number} ended with {last}")
