"""Load the history of many contracts: the days to be billed and those charged before them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from application.billing.calls import calls_of
from application.ports.unit_of_work import UnitOfWork
from domain.commodities.registry import commodity
from domain.corrections.contract_history import ContractHistory
from domain.corrections.invoiced_position import billed_periods
from domain.kernel.validity import Period, months_later
from domain.pricing.counters.yearly import MONTHS_BACK, counts_over_a_year

_ONE_DAY = dt.timedelta(days=1)


def contract_history(uow: UnitOfWork, numbers: Sequence[str], period: Period, months: int) -> ContractHistory:
    """What is stored of some contracts over `period` and the months before it, with a fixed number of queries.

    Curves of days past only for points that were billed by them.
    """
    contracts = uow.contracts.of(numbers)
    points = {contract.point for contract in contracts.values()}
    cut = period.start.day != 1  # the first document looked at may go on from days of its month before it
    billed = uow.bills.before(numbers, period.start, max(months, 1) + cut)
    offers = {offer.code: offer for offer in uow.offers.all()}
    counting = [
        number
        for number, contract in contracts.items()
        if counts_over_a_year(contract, offers, commodity(contract.commodity).counters)
    ]
    of_year = uow.bills.before(counting, period.start, months + MONTHS_BACK) if counting else {}
    first = months_later(period.start, -months)
    again = {
        contracts[number].point
        for number, bills in billed.items()
        if months and any(each.by_curve for each in billed_periods(bills, number))
    }
    curves = dict(uow.measures.curves(points, period))
    if again:
        curves |= uow.measures.curves(again, Period(first, period.stop))
    return ContractHistory(
        first=first,
        contracts=contracts,
        readings=uow.measures.readings(points, first - _ONE_DAY, period.last),
        curves=curves,
        billed=billed,
        hourly=uow.parameters.hourly(Period(first if again else period.start, period.stop)),
        of_year=of_year,
        calls=calls_of(uow, contracts.values(), Period(first, period.stop)),
        again=uow.bills.before(numbers, period.stop, len(period.months())),
        deposits=uow.bills.deposits(numbers),
        withheld=uow.findings.withheld(points),
        points=uow.points.of(points),
    )
