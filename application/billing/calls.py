"""The calls that price contracts of lines over a period, with one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from application.ports.unit_of_work import UnitOfWork
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import ROME, Call, local_day


def calls_of(uow: UnitOfWork, contracts: Iterable[Contract], period: Period) -> Mapping[str, tuple[Call, ...]]:
    """The calls of each contract of a line in `period` and in the part of its first month before it, by contract.

    Those of days on which the contract has the line; those before the period count for the bundles of the month.
    """
    lines = {contract.number: _lines(contract) for contract in contracts}
    numbers = {number for held in lines.values() for number, _ in held}
    if not numbers:
        return {}
    found = uow.calls.of(numbers, _midnight(month_of(period.start).start), _midnight(period.stop))
    return {
        name: tuple(call for number, days in held for call in found[number] if local_day(call) in days)
        for name, held in lines.items()
        if held
    }


def _lines(contract: Contract) -> tuple[tuple[str, Period], ...]:
    """The lines of a contract and the days it has them."""
    line_of, held = commodity(contract.commodity).line, []
    if line_of is None:
        return ()
    for entry in contract.terms.entries:
        days = entry.period.meet(contract.period)
        if days is not None:
            held.append((line_of(entry.value.supply), days))
    return tuple(held)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ROME)
