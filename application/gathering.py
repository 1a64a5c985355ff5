"""Gathering: the facts of many contracts at once, with a fixed number of queries.

Consumption comes from readings that close the period; from load curves where an offer is priced by the hour or no
readings close it. What cannot be proved is a refusal, never a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.seller import Seller
from domain.invoices.bill import Bill
from domain.invoices.facts import BilledEnergy, BillingFacts, HourlySeries
from domain.invoices.priced import Refused
from domain.invoices.risk import RiskRules
from domain.kernel.calendar import BandCalendar
from domain.kernel.fault import Fault
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.meters.consumption import (
    Consumption,
    CounterWentBackwards,
    CurveIncomplete,
    MeterChanged,
    MissingReading,
    RolloverRule,
    between_readings,
    from_curves,
)
from domain.meters.curve import MonthCurve, current_curves
from domain.meters.reading import Reading, current
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import IndexedPrice, Offer

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class ValidationRules:
    """The thresholds of the readings' validation and of the risk gate, in force on a day."""

    rollover: RolloverRule
    risk: RiskRules

    @classmethod
    def on(cls, book: TariffBook, day: dt.date) -> ValidationRules:
        """The rules of the book; NotInForce where one is missing."""
        share = book.value("validation/rollover_share", (), day).value
        slack = book.value("validation/power_slack", (), day).value
        risk = book.value("validation/risk_power_share", (), day).value
        return cls(RolloverRule(share, slack), RiskRules(risk))


def book_of(uow: UnitOfWork, books: TariffBooks, known_on: dt.date) -> TariffBook:
    """The common book as known on a day, under the tenant's own parameters."""
    heads, rows = uow.parameters.all()
    common = books.book(known_on)
    return common.overlaid(heads, rows) if rows else common


def gather(
    uow: UnitOfWork,
    *,
    numbers: Sequence[str],
    period: Period,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
) -> list[BillingFacts | Refused]:
    """The facts of each contract for the part of `period` it supplies, in the order of `numbers`."""
    contracts = uow.contracts.of(numbers)
    points = {contract.point for contract in contracts.values()}
    readings = uow.measures.readings(points, period.start - _ONE_DAY, period.last)
    curves = uow.measures.curves(points, period)
    billed = uow.bills.before(numbers, period.start, 1)
    sources = _Sources(
        seller=uow.sellers.get(),
        offers={offer.code: offer for offer in uow.offers.all()},
        hourly=uow.parameters.hourly(period),
        rules=rules,
        bands=bands,
        issue_day=issue_day,
        rounding=rounding,
    )
    return [
        sources.facts(
            contracts[number],
            period,
            current(readings.get(contracts[number].point, ())),
            current_curves(curves.get(contracts[number].point, ())),
            billed.get(number, ()),
        )
        for number in numbers
    ]


@attrs.frozen(eq=False)
class _Sources:
    """What the contracts of one chunk share."""

    seller: Seller
    offers: Mapping[str, Offer]
    hourly: Mapping[str, HourlySeries]
    rules: ValidationRules
    bands: BandCalendar
    issue_day: dt.date
    rounding: str

    def facts(
        self,
        contract: Contract,
        run_period: Period,
        readings: tuple[Reading, ...],
        curves: tuple[MonthCurve, ...],
        billed: Sequence[Bill],
    ) -> BillingFacts | Refused:
        period = contract.period.meet(run_period)
        assert period is not None, f"contract {contract.number} does not supply in {run_period}"
        try:
            consumption = self._consumption(contract, period, readings, curves)
        except MissingReading as error:
            return _refused(contract, period, "MET-001", error)
        except CounterWentBackwards as error:
            return _refused(contract, period, "MET-002", error)
        except MeterChanged as error:
            return _refused(contract, period, "MET-003", error)
        except CurveIncomplete as error:
            return _refused(contract, period, "MET-004", error)
        return BillingFacts(
            contract=contract,
            period=period,
            offers=self.offers,
            consumption=consumption,
            issue_day=self.issue_day,
            billed=billed_in_first_month(billed, period),
            hourly=self.hourly,
            rounding=BILL_ROUNDINGS[self.rounding],
            rai_nature=self.seller.rai_treatment,
        )

    def _consumption(
        self, contract: Contract, period: Period, readings: tuple[Reading, ...], curves: tuple[MonthCurve, ...]
    ) -> tuple[Consumption, ...]:
        if self._needs_curves(contract):
            return from_curves(curves, period, self.bands)
        days = {reading.day for reading in readings}
        if curves and not {period.start - _ONE_DAY, period.last} <= days:
            return from_curves(curves, period, self.bands)
        return between_readings(readings, period, self.rules.rollover, available_kw(contract, period))

    def _needs_curves(self, contract: Contract) -> bool:
        prices = (
            self.offers[entry.value.offer].price for entry in contract.terms.entries if entry.value.offer in self.offers
        )
        return any(isinstance(price, IndexedPrice) and price.hourly for price in prices)


def available_kw(contract: Contract, period: Period) -> Decimal:
    """The highest available power of the terms that are in force in `period`."""
    kind = commodity(contract.commodity)
    entries = [entry for entry in contract.terms.entries if entry.period.overlaps(period)]
    return max((kind.available(entry.value.supply) for entry in entries), default=Decimal(0))


def billed_in_first_month(billed: Sequence[Bill], period: Period) -> tuple[BilledEnergy, ...]:
    """What earlier bills charged of the calendar month in which `period` begins."""
    month = month_of(period.start)
    if month.start == period.start:
        return ()
    energy = Decimal(0)
    for bill in billed:
        for whole in bill.priced.consumption:
            energy += sum(
                (part.total for part in whole.cut((month.start, month.stop)) if month.covers(part.period)), Decimal(0)
            )
    return (BilledEnergy(month.start, energy),) if energy else ()


def _refused(contract: Contract, period: Period, code: str, error: Exception) -> Refused:
    message = f"point {contract.point}: {error}"
    return Refused(contract.number, period, (Fault(code, contract.number, message),))
