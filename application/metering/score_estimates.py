"""Hold what bills estimated against what was measured later, and sum it up by half-year (TIF art. 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from application.ports.clock import Clock
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.bill import Bill, alive, parts_of
from domain.billing.risk import ValidationRules
from domain.contracts.contract import Contract
from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption, CurveIncomplete, from_curves
from domain.metering.curve import MonthCurve, current_curves
from domain.metering.estimates.estimate_score import EstimateIndex, EstimateScore, indices
from domain.metering.estimates.estimation import over, proved, without_replaced_estimates
from domain.metering.reading import Quality, Reading, current

_PAGE = 500
_ONE_DAY = dt.timedelta(days=1)
_STANDARD = "estimate/half_yearly_standard"


@attrs.frozen
class ScoredEstimates:
    """Every estimate billed for days of a period, the indices, and the most an index may be."""

    scores: tuple[EstimateScore, ...]
    indices: tuple[EstimateIndex, ...]
    standard: Decimal


def score_estimates(
    *, units: UnitsOfWork, books: TariffBooks, clock: Clock, tenant: str, period: Period
) -> ScoredEstimates:
    """The estimates of every contract that bills charged for days of `period`, scored by what is known now.

    Documents that were taken back do not count. NotInForce where the standard of today is not in the book.
    """
    today = clock.today()
    scores: list[EstimateScore] = []
    with units(tenant) as uow:
        book = book_of(uow, books, today)
        rules = ValidationRules.on(book, today)
        after = ""
        while page := uow.contracts.page(after, _PAGE):
            after = page[-1].number
            scores += _scores(uow, page, period, today, rules, books.bands())
        standard = book.value(_STANDARD, (), today).value
    return ScoredEstimates(tuple(scores), indices(scores), standard)


def _scores(
    uow: UnitOfWork,
    contracts: Sequence[Contract],
    period: Period,
    today: dt.date,
    rules: ValidationRules,
    bands: BandCalendar,
) -> Iterator[EstimateScore]:
    bills = uow.bills.before([each.number for each in contracts], period.stop, len(period.months()) + 1)
    guessed = {each.number: _estimates(bills.get(each.number, ()), each.number, period) for each in contracts}
    requested = [each for each in contracts if guessed[each.number]]
    if not requested:
        return
    first = min(piece.period.start for each in requested for _, piece in guessed[each.number])
    points = {each.point for each in requested}
    known = _Known(
        uow.measures.readings(points, _year_before(first), today),
        uow.measures.curves(points, Period(first, max(today, first) + _ONE_DAY)),
        rules,
        bands,
    )
    for contract in requested:
        for number, piece in guessed[contract.number]:
            yield EstimateScore(
                contract.number,
                contract.point,
                contract.commodity,
                number,
                piece.period,
                piece.method,
                piece.total,
                known.actual(contract, piece.period),
            )


def _estimates(bills: Sequence[Bill], contract: str, period: Period) -> list[tuple[str, Consumption]]:
    return [
        (str(bill.number), piece)
        for bill, part in parts_of(alive(bills), contract)
        if bill.kind.charges_days
        for piece in part.priced.consumption
        if piece.quality is Quality.ESTIMATED and piece.method and piece.period.overlaps(period)
    ]


def _year_before(day: dt.date) -> dt.date:
    return day - 366 * _ONE_DAY


@attrs.frozen(eq=False)
class _Known:
    """What is measured of some points."""

    readings: Mapping[str, Sequence[Reading]]
    curves: Mapping[str, Sequence[MonthCurve]]
    rules: ValidationRules
    bands: BandCalendar

    def actual(self, contract: Contract, period: Period) -> Decimal | None:
        """The energy of `period` where readings or curves prove every day of it, and none of them is an estimate."""
        firm = [each for each in current(self.readings[contract.point]) if each.quality is not Quality.ESTIMATED]
        retained = without_replaced_estimates(firm, period.start)
        pieces = over(proved(retained, self.rules.rollover, contract.available_kw(period)), period)
        if not pieces:
            try:
                pieces = from_curves(current_curves(self.curves[contract.point]), period, self.bands)
            except CurveIncomplete:
                return None
        if any(piece.quality is Quality.ESTIMATED for piece in pieces):
            return None
        return sum((piece.total for piece in pieces), Decimal(0))
