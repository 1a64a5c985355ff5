"""What stands charged of some days, as counters of a month or a year go on from it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.validity import Period
from domain.metering.calls.call import CallKey
from domain.metering.consumption import Consumption
from domain.metering.reading import Quality


@attrs.frozen
class BilledEnergy:
    """Energy of one calendar month that earlier documents charged; `month` is its first day.

    energy  None where some of its days that are supplied do not stand charged, so that it is not known
    """

    month: dt.date
    energy: Decimal | None


@attrs.frozen
class AnnualCounter:
    """How much of a yearly allowance was used before the period: `name` of the counter, first day of its year."""

    name: str
    year_start: dt.date
    quantity: Decimal


@attrs.frozen
class BilledPeriod:
    """Days one document billed, and the energy that stands charged for them, corrections included.

    rounding  name of the BillRounding it was priced by
    by_curve  whether a load curve proved the energy when it was charged
    calls     the calls that stand charged, corrections included
    counters  of years, as the days were priced from them, by the document or the last correction; None where unknown
    billed    energy of the first month before the days, as they were priced from it; None where unknown
    """

    document: str
    period: Period
    issued_on: dt.date
    consumption: tuple[Consumption, ...]
    offer: str
    supply: SupplyTerms
    rounding: str
    by_curve: bool = False
    calls: frozenset[CallKey] = attrs.field(default=frozenset(), repr=False)
    counters: tuple[AnnualCounter, ...] | None = attrs.field(default=None, repr=False)
    billed: tuple[BilledEnergy, ...] | None = attrs.field(default=None, repr=False)

    @property
    def is_estimated(self) -> bool:
        """Whether any of it is an estimate."""
        return any(piece.quality is Quality.ESTIMATED for piece in self.consumption)
