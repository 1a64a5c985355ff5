"""Compare what was invoiced with the truth of a simulation, for every closed period of every contract."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import attrs

from application.ports.unit_of_work import UnitsOfWork
from domain.commodities.registry import COMMODITIES
from domain.corrections.invoiced_position import billed_periods
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.simulation.comparison import ClosedPeriod, closed_periods
from domain.simulation.distributor import SimulatedMarket
from domain.simulation.faults import SIM_002

_MONTHS = 36


@attrs.frozen
class Comparison:
    """Every closed period, the days that were billed but are not closed, the contracts that were not billed for all
    their days, and how often validation doubted a measure, by code."""

    contracts: int
    periods: tuple[ClosedPeriod, ...]
    open_days: int
    unbilled: tuple[Fault, ...] = ()
    findings: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def differences(self) -> tuple[ClosedPeriod, ...]:
        """The closed periods that are not invoiced as used."""
        return tuple(each for each in self.periods if not each.is_right)

    @property
    def is_right(self) -> bool:
        """Whether something was compared, every period is right and every contract was billed to its last day."""
        return bool(self.periods) and not self.differences and not self.unbilled


def compare_with_truth(*, units: UnitsOfWork, tenant: str, market: SimulatedMarket, billed: Period) -> Comparison:
    """What stands invoiced of the contracts at the points of the book against what was used; `billed` are the days
    every contract should be charged for, as far as it supplies. SIM-002 for a contract that is not.
    """
    periods: list[ClosedPeriod] = []
    unbilled: list[Fault] = []
    open_days = 0
    points = {point.code for point in market.book.points}
    with units(tenant) as uow:
        mine = [each for kind in COMMODITIES for each in uow.contracts.at(kind.code, points)]
        findings = Counter(each.rule for doubted in uow.findings.of(points).values() for each in doubted)
        bills = uow.bills.before([each.number for each in mine], dt.date(billed.stop.year + 1, 1, 1), _MONTHS)
    for contract in sorted(mine, key=lambda each: each.number):
        charged = billed_periods(bills.get(contract.number, ()), contract.number)
        found = closed_periods(market.truth(contract.point), contract.number, charged)
        periods += found
        days = sum(each.period.days for each in charged)
        open_days += days - sum(each.period.days for each in found)
        due = contract.period.meet(billed)
        if due is not None and days != due.days:
            message = f"contract {contract.number}: {days} days of {due} are billed, {due.days} should be"
            unbilled.append(SIM_002.fault(contract.number, message))
    return Comparison(len(mine), tuple(periods), open_days, tuple(unbilled), findings)
