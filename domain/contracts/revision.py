"""Contracts that a market process opens, closes, opens again or changes, by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs

from domain.contracts.contract import Contract, ContractTerms, SocialBonus
from domain.kernel.validity import FOREVER, Dated, History, Period


class TermsEnded(ValueError):
    """A contract would begin after its terms have ended."""


def started(contract: Contract, day: dt.date) -> Contract:
    """The contract as it begins on `day`, whatever day was hoped for: its first terms begin with it.

    TermsEnded where it would have ended by then.
    """
    period = Period(day, contract.period.stop)
    alive = [entry for entry in contract.terms.entries if entry.period.stop > day]
    if not alive:
        raise TermsEnded(f"contract {contract.number}: its terms end before {day}")
    first, *rest = alive
    entries = (Dated(Period(day, first.period.stop), first.value), *rest)
    return attrs.evolve(contract, period=period, terms=History(contract.terms.name, entries))


def reopened(contract: Contract, last_day: dt.date | None) -> Contract:
    """The contract with the end it had before it was closed; None: without one."""
    stop = FOREVER if last_day is None else last_day + dt.timedelta(days=1)
    return attrs.evolve(contract, period=Period(contract.period.start, stop))


def revised(contract: Contract, period: Period, change: Callable[[ContractTerms], ContractTerms]) -> Contract:
    """The contract with its terms changed on the days of `period`, and as they were on all others."""
    entries: list[Dated[ContractTerms]] = []
    for entry in contract.terms.entries:
        for part in entry.period.cut((period.start, period.stop)):
            value = change(entry.value) if period.covers(part) else entry.value
            if entries and entries[-1].value == value and entries[-1].period.stop == part.start:
                entries[-1] = Dated(Period(entries[-1].period.start, part.stop), value)
            else:
                entries.append(Dated(part, value))
    return attrs.evolve(contract, terms=History(contract.terms.name, tuple(entries)))


def with_bonus(contract: Contract, bonus: SocialBonus) -> Contract:
    """The contract with a social bonus on its days."""
    return revised(contract, bonus.period, lambda terms: attrs.evolve(terms, bonus=bonus))


def with_rai_fee(contract: Contract, day: dt.date, *, charged: bool) -> Contract:
    """The contract with the RAI fee charged or not from a day on."""
    return revised(contract, Period(day, FOREVER), lambda terms: attrs.evolve(terms, rai_fee=charged))
