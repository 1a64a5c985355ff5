"""Cases in their store: the code of a new one, and whether one is open still."""

from __future__ import annotations

import datetime as dt

from application.ports.unit_of_work import UnitOfWork
from domain.market.case import Case
from domain.market.process import Process

_SERIES = "market case"  # of the counters of numbers; no series of documents holds a space


def next_code(uow: UnitOfWork, day: dt.date) -> str:
    """A code for a new case: the year and a counter of the tenant."""
    return f"{day.year}_{uow.serials.reserve(_SERIES, day.year, 1):07d}"


def store(uow: UnitOfWork, process: Process, case: Case) -> None:
    """Store a case: open as long as something is to come or to be done."""
    is_final = bool(case.state) and process.state(case.state).is_final
    uow.market_cases.put(case, is_open=not is_final or bool(case.blocked) or bool(case.waiting))
