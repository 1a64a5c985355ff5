"""Whether a market process may be asked, and a case be cancelled, as things are."""

from __future__ import annotations

import datetime as dt

from domain.kernel.calendar import Holidays
from domain.kernel.fault import Severity
from domain.market.case import Case
from domain.market.deadline import Bound, Deadline
from domain.market.process import Process
from domain.market.supply_state import SupplyState
from domain.market.timeline import deadlines


class CannotRequest(ValueError):
    """A process cannot be asked, or a case not be cancelled, as things are: which, and why."""


def check_supply(process: Process, point: str, day: dt.date, state: SupplyState) -> None:
    """CannotAsk where the supply is in another state on the day than the process needs."""
    if process.needs and state.value not in process.needs:
        raise CannotRequest(
            f"process {process.code} is asked of a supply that is {' or '.join(process.needs)}; on {day} that of "
            f"{point} is {state.value}"
        )


def check_notice(process: Process, case: Case) -> None:
    """CannotAsk where the process needs a notice to the customer, and the case names none."""
    for each in process.deadlines_of("", case.opened_on, case.distributor, case.supply_class):
        if _forbids(each) and case.notice is None:
            raise CannotRequest(f"process {process.code}: give the day the notice reached the customer ({each})")


def check_not_before(process: Process, case: Case, holidays: Holidays) -> None:
    """CannotAsk where a term forbids the request on the day the case is opened."""
    for due in deadlines(process, case, holidays):
        if _forbids(due.deadline) and due.day is not None and case.opened_on < due.day:
            raise CannotRequest(f"process {process.code}: not before {due.day} ({due.deadline}; {due.deadline.source})")


def _forbids(deadline: Deadline) -> bool:
    return deadline.bound is Bound.NOT_BEFORE and deadline.severity is Severity.HOLD
