"""Energy counted over a month or a year: how much of it was used before each piece of a bill.

A counting period that began before the bill goes on from what earlier documents charged: the month's from
`facts.billed`, a year's from the counter ENERGY_COUNTER of `facts.counters`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.facts import BillingFacts
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.cuts import TermsPiece
from domain.tariffs.discount import Restart, counting_from
from domain.tariffs.offer import ENERGY_COUNTER


class CounterUnknown(LookupError):
    """How much was used since a counter began, before the period, is not known."""


def counted(context: LineContext, restart: Restart) -> Iterator[tuple[TermsPiece, Consumption, Decimal]]:
    """Every piece of energy with what was used before it since the counter began. CounterUnknown."""
    used: dict[dt.date, Decimal] = {}
    start = context.facts.contract.period.start
    for piece, consumption in context.energy:
        counting = counting_from(restart, consumption.period.start, start)
        if counting.start not in used:
            used[counting.start] = _before(context.facts, restart, counting)
        yield piece, consumption, used[counting.start]
        used[counting.start] += consumption.total


def _before(facts: BillingFacts, restart: Restart, counting: Period) -> Decimal:
    first = max(counting.start, facts.contract.period.start)
    if first >= facts.period.start:
        return Decimal(0)
    if restart is Restart.MONTH:
        return used_of_month(facts, counting.start)
    for counter in facts.counters:
        if counter.name == ENERGY_COUNTER and counter.year_start == counting.start:
            return counter.quantity
    raise CounterUnknown(
        f"contract {facts.contract.number}: how much energy was used from {first} to {facts.period.start} is "
        "not known, and its price depends on it; bill the days before first or give the counter"
    )


def used_of_month(facts: BillingFacts, month: dt.date) -> Decimal:
    """The energy of a calendar month, by its first day, that was charged before. CounterUnknown."""
    found = [each.energy for each in facts.billed if each.month == month]
    known = [energy for energy in found if energy is not None]
    if len(known) != len(found):
        first = max(month, facts.contract.period.start)
        raise CounterUnknown(
            f"contract {facts.contract.number}: how much energy was used from {first} to {facts.period.start} is not "
            "known, for not all of these days stand charged, and what counts over a month depends on it; bill those "
            "days first"
        )
    return sum(known, Decimal(0))
