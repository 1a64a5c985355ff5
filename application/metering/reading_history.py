"""Readings held against the history of their points: what a person read, before it is believed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from application.ports.unit_of_work import UnitOfWork
from domain.billing.risk import ValidationRules
from domain.contracts.contract import Contract
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.manual_readings.faults import RDG_015
from domain.metering.manual_readings.plausibility import PlausibilityRules, objections
from domain.metering.reading import Reading, current
from domain.tariffs.book import TariffBook

LOOKBACK = dt.timedelta(days=1100)
_ONE_DAY = dt.timedelta(days=1)
_TOO_MUCH = RDG_015.code

Bad = tuple[int, Fault]
"""A record of a list, by its number, and what is wrong with it."""


def checked_by_history(
    uow: UnitOfWork, book: TariffBook, readings: Sequence[Reading]
) -> tuple[tuple[Reading, ...], tuple[Bad, ...], tuple[Fault, ...]]:
    """The readings that can be, the others with their reason, and what is to be looked at of the former.

    Use beyond what is usual is looked at, not refused: the meter was read by someone who stood before it.
    """
    if not readings:
        return (), (), ()
    points = {each.point for each in readings}
    days = [each.day for each in readings]
    stored = uow.measures.readings(points, min(days) - LOOKBACK, max(days))
    contracts = contracts_of(uow, points)
    good: list[Reading] = []
    bad: list[Bad] = []
    suspicions: list[Fault] = []
    for each in readings:
        rules = PlausibilityRules(
            ValidationRules.on(book, each.day).rollover,
            book.value("metering/self_reading_history_share", (), each.day).value,
        )
        power = available_kw(contracts.get(each.point, ()), each.day)
        faults = tuple(objections(current(stored[each.point]), each, available_kw=power, rules=rules))
        against = [fault for fault in faults if fault.code != _TOO_MUCH]
        bad += [(each.origin.record, fault) for fault in against[:1]]
        if not against:
            good.append(each)
            suspicions += faults
    return tuple(good), tuple(bad), tuple(suspicions)


def contracts_of(uow: UnitOfWork, points: Iterable[str]) -> Mapping[str, list[Contract]]:
    """The contracts of each point, whatever their days."""
    known = uow.points.of(points)
    found: dict[str, list[Contract]] = {}
    for code in sorted({each.commodity for each in known.values()}):
        for contract in uow.contracts.at(code, [each.code for each in known.values() if each.commodity == code]):
            found.setdefault(contract.point, []).append(contract)
    return found


def available_kw(contracts: Iterable[Contract], day: dt.date) -> Decimal:
    """The power the supply could draw on a day; zero where power limits nothing, or nobody supplied."""
    day_period = Period(day, day + _ONE_DAY)
    return max((each.available_kw(day_period) for each in contracts if day in each.period), default=Decimal(0))
