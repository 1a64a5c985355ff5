"""What is stored of some contracts over the days to be billed and those charged before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from domain.billing.bill import Bill, parts_of
from domain.billing.deposits import DepositEntry
from domain.billing.due_sums import EarlierSums
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.corrections.invoiced_position import billed_periods, unbroken
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import Call
from domain.metering.curve import MonthCurve, current_curves
from domain.metering.reading import Reading, current
from domain.metering.validation.finding import READING, Finding, not_withheld
from domain.pricing.counters.billed_period import BilledPeriod
from domain.pricing.facts import HourlySeries

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(eq=False)
class ContractHistory:
    """The readings, curves and documents of the contracts of one chunk, from day `first` on.

    of_year  the documents of a year and more before, for contracts whose commodity or offer counts over a year
    again    the documents of the days to be billed: reversed ones, unless those are only looked at
    deposits what documents did to the deposits of the contracts, whenever
    withheld the findings for which a measure of a point does not count
    points   of the contracts, where they are registered
    """

    first: dt.date
    contracts: Mapping[str, Contract]
    readings: Mapping[str, tuple[Reading, ...]]
    curves: Mapping[str, tuple[MonthCurve, ...]]
    billed: Mapping[str, Sequence[Bill]]
    hourly: Mapping[str, HourlySeries]
    of_year: Mapping[str, Sequence[Bill]] = attrs.field(factory=dict)
    calls: Mapping[str, tuple[Call, ...]] = attrs.field(factory=dict)
    again: Mapping[str, Sequence[Bill]] = attrs.field(factory=dict)
    deposits: Mapping[str, tuple[DepositEntry, ...]] = attrs.field(factory=dict)
    withheld: Mapping[str, tuple[Finding, ...]] = attrs.field(factory=dict)
    points: Mapping[str, SupplyPoint] = attrs.field(factory=dict)

    def charged(self, contract: Contract, stop: dt.date) -> tuple[BilledPeriod, ...]:
        """The documents of the days looked at, without a gap up to `stop`."""
        documents = billed_periods(self.billed.get(contract.number, ()), contract.number)
        return unbroken([each for each in documents if each.period.start >= self.first], stop)

    def sums_before(self, contract: Contract, period: Period) -> EarlierSums:
        """What documents say of the sums due on the bill of `period`."""
        billed = [bill for bill in self.again.get(contract.number, ()) if bill.kind.charges_days]
        issued = [
            bill.issued_on for bill, part in parts_of(billed, contract.number) if period.last in part.priced.period
        ]
        return EarlierSums(self.deposits.get(contract.number, ()), min(issued, default=None))

    def readings_that_count(self, contract: Contract) -> tuple[Reading, ...]:
        """The readings of its point that were neither superseded nor withheld."""
        return current(not_withheld(self.readings.get(contract.point, ()), self.withheld.get(contract.point, ())))

    def curves_that_count(self, contract: Contract) -> tuple[MonthCurve, ...]:
        """The curves of its point that were neither superseded nor withheld."""
        return current_curves(not_withheld(self.curves.get(contract.point, ()), self.withheld.get(contract.point, ())))

    def waiting(self, contract: Contract, period: Period) -> tuple[Finding, ...]:
        """The findings that withhold a measure of these days, or of the day before them, from being billed."""
        days = Period(period.start - _ONE_DAY, period.stop)
        return tuple(
            each
            for each in self.withheld.get(contract.point, ())
            if each.measure.day in days
            or (each.measure.register != READING and month_of(each.measure.day).overlaps(period))
        )
