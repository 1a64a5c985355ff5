"""Facts: everything about one contract that pricing needs, gathered before it is called."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.contracts.contract import Contract
from domain.kernel.rounding import STANDARD, BillRounding
from domain.kernel.validity import Period
from domain.meters.consumption import Consumption
from domain.meters.curve import HourlyPrices
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import Source, Status


@attrs.frozen
class BilledEnergy:
    """Energy of one calendar month that earlier documents charged; `month` is its first day."""

    month: dt.date
    energy: Decimal


@attrs.frozen
class HourlySeries:
    """An index by hour: the price of each elapsed hour of each day, with its source."""

    name: str
    prices: HourlyPrices
    source: Source
    status: Status


@attrs.frozen(eq=False)
class BillingFacts:
    """One contract, one period.

    offers       the offers its terms name, by code
    consumption  pieces that cover the period, in order, without gaps
    billed       energy of the period's first month that was charged before, if it is cut by the period
    hourly       hourly series by name, for offers priced by the hour
    issue_day    the day VAT is due on
    """

    contract: Contract
    period: Period
    offers: Mapping[str, Offer]
    consumption: tuple[Consumption, ...]
    issue_day: dt.date
    billed: tuple[BilledEnergy, ...] = ()
    hourly: Mapping[str, HourlySeries] = attrs.field(factory=dict)
    rounding: BillRounding = STANDARD
    rai_nature: str = "N2.2"
