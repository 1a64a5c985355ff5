"""Facts: everything about one contract that pricing needs, gathered before it is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.contracts.contract import Contract
from domain.kernel.fault import Fault
from domain.kernel.rounding import STANDARD, BillRounding
from domain.kernel.validity import Period
from domain.metering.calls.call import Call
from domain.metering.consumption import Consumption
from domain.metering.curve import HourlyPrices
from domain.metering.demand import Demand
from domain.pricing.commodity import Commodity
from domain.pricing.counters.billed_period import AnnualCounter, BilledEnergy
from domain.pricing.extra import Extra
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import Source, Status

WholePrices = tuple[tuple[int, ...], Decimal]


@attrs.frozen
class HourlySeries:
    """An index by hour, or by quarter-hour: the price of each elapsed one of each day, with its source."""

    name: str
    prices: HourlyPrices
    source: Source
    status: Status
    _wholes: dict[dt.date, WholePrices] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def whole(self, day: dt.date) -> WholePrices:
        """The prices of a day as whole numbers, and what one of them is in EUR; none where the day has no prices."""
        found = self._wholes.get(day)
        if found is None:
            found = self._wholes[day] = _whole(self.prices.get(day, ()))
        return found


def _whole(prices: tuple[Decimal, ...]) -> WholePrices:
    unit = Decimal(1)
    for price in prices:
        exponent = price.as_tuple().exponent
        assert isinstance(exponent, int), f"a price is finite, got {price}"
        unit = min(unit, Decimal(1).scaleb(exponent))
    return tuple(int(price / unit) for price in prices), unit


@attrs.frozen(eq=False)
class BillingFacts:
    """One contract, one period.

    offers       the offers its terms name, by code
    extras       sums that are no price of the supply
    counters     quantities that count over a year and were charged before the period began
    consumption  pieces that cover the period, in order, without gaps
    demand       maximum power and reactive energy by month, for supplies that pay by them
    billed       energy of the period's first month that was charged before, if it is cut by the period
    hourly       hourly series by name, for offers priced by the hour
    calls        calls of the period and of the part of its first month before it, in any order
    issue_day    the day VAT is due on
    notes        warnings about what it was gathered from
    commodity    what the commodity of the contract declares
    """

    contract: Contract
    period: Period
    offers: Mapping[str, Offer]
    consumption: tuple[Consumption, ...]
    issue_day: dt.date
    billed: tuple[BilledEnergy, ...] = ()
    counters: tuple[AnnualCounter, ...] = ()
    extras: tuple[Extra, ...] = ()
    hourly: Mapping[str, HourlySeries] = attrs.field(factory=dict)
    demand: tuple[Demand, ...] = ()
    calls: tuple[Call, ...] = ()
    rounding: BillRounding = STANDARD
    rai_nature: str = "N2.2"
    notes: tuple[Fault, ...] = ()
    commodity: Commodity = attrs.field(kw_only=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.commodity.code != self.contract.commodity:
            raise ValueError(
                f"contract {self.contract.number} is of {self.contract.commodity}, got {self.commodity.code}"
            )
