"""What stands invoiced of a contract: the documents that charge its days, reversals and corrections netted.

Counters of a year, corrections and credit notes all start from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import attrs

from domain.billing.bill import Bill, BillPart, alive, parts_of
from domain.corrections.recalculable import credited_on, netted, recalculable_on
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import Consumption
from domain.pricing.correction import CREDIT, Correction, MeterReading
from domain.pricing.counters.billed_period import BilledPeriod
from domain.pricing.line import Line, of_supply
from domain.pricing.lines.taxes import RAI_FEE
from domain.tariffs.parameter import ParameterRow

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class InvoicedPosition:
    """What stands invoiced of one contract over the days of some documents, reversals and corrections netted.

    lines    what pricing the supply made and is not taken back; a line that was taken back without being charged before
             stands with its negative quantity
    sources  all documents that charge, correct or credit the days, in order of issue
    told     codes of sums the documents were told to charge: pricing the supply again does not make them again
    credited what credit notes took back by decision of the components of these days, as their lines stand
    """

    documents: tuple[BilledPeriod, ...]
    lines: tuple[Line, ...]
    rows: tuple[ParameterRow, ...]
    sources: tuple[Bill, ...]
    extra_codes: tuple[str, ...] = ()
    credited: tuple[Line, ...] = ()

    @property
    def period(self) -> Period:
        """From the first day of any document to the last."""
        return Period(self.documents[0].period.start, self.documents[-1].period.stop)


class NothingInvoiced(LookupError):
    """No document that stands bills a day of the period."""


def billed_periods(bills: Iterable[Bill], contract: str) -> tuple[BilledPeriod, ...]:
    """The documents that bill days of a contract and were not reversed, by day, with the energy they stand for."""
    periods: list[BilledPeriod] = []
    ordered = alive(bills)
    for bill, part in parts_of(ordered, contract):
        if bill.kind.charges_days:
            priced = part.priced
            pieces = tuple(without_days(piece) for piece in priced.consumption)
            facts = priced.basis.facts if priced.basis else None
            periods.append(
                BilledPeriod(
                    str(bill.number),
                    priced.period,
                    bill.issued_on,
                    pieces,
                    part.contract.offer_code,
                    part.supply,
                    priced.rounding,
                    any(piece.days for piece in priced.consumption),
                    frozenset(rated.call.key for rated in priced.calls),
                    facts.counters if facts else None,
                    facts.billed if facts else None,
                )
            )
    for _, part in parts_of(ordered, contract):
        for correction in part.priced.corrections:
            periods = [_corrected(each, correction) for each in periods]
    return tuple(sorted(periods, key=lambda each: each.period.start))


def invoiced_position(bills: Iterable[Bill], contract: str, period: Period) -> InvoicedPosition:
    """What stands invoiced for the documents that bill a day of `period`, and for those that share a month with them.

    NothingInvoiced where there is none. Deposits and all else a document was told to charge are not made by pricing the
    supply, and credits given as a sum or by component are decisions: they stay as they are.
    """
    living = alive(bills)
    documents = billed_periods(living, contract)
    chosen = together(documents, [each for each in documents if each.period.overlaps(period)])
    if not chosen:
        raise NothingInvoiced(f"contract {contract}: nothing that stands was billed for {period}")
    days = [each.period for each in chosen]
    parts = tuple(parts_of(living, contract))
    extra_codes = _extra_codes(parts)
    rows: dict[str, ParameterRow] = {}
    lines: list[Line] = []
    credited: list[Line] = []
    sources: list[Bill] = []
    for bill, part in parts:
        of_days = recalculable_on(part.priced.lines, days, extra_codes)
        credited_lines = credited_on(part.priced.lines, days, extra_codes)
        if of_days or credited_lines:
            sources.append(bill)
        lines += of_days
        credited += credited_lines
        rows |= {row.id: row for row in part.priced.rows}
    named = tuple(rows[name] for name in sorted(rows))
    return InvoicedPosition(chosen, netted(lines), named, tuple(sources), tuple(sorted(extra_codes)), tuple(credited))


def replaced_readings(
    invoiced: InvoicedPosition, contract: str, now: Sequence[MeterReading]
) -> tuple[MeterReading, ...]:
    """The readings the documents of `invoiced` went by that are not among those of `now`, in order of day.

    Of a day that several documents tell, what the last one told. None where `now` is empty: energy measured by a load
    curve, or by readings that nobody told, replaces none.
    """
    if not now:
        return ()
    first, last = invoiced.period.start - _ONE_DAY, invoiced.period.last
    went_by: dict[tuple[dt.date, str, bool], MeterReading] = {}
    for _, part in parts_of(invoiced.sources, contract):
        extra_codes = (*part.readings, *(reading for each in part.priced.corrections for reading in each.readings))
        went_by |= {
            (each.day, each.serial, each.stated_from is not None): each
            for each in extra_codes
            if first <= each.day <= last
        }
    return tuple(went_by[key] for key in sorted(went_by) if went_by[key] not in now)


def starts_from(correction: Correction, bills: Iterable[Bill], contract: str) -> bool:
    """Whether what stands invoiced for the days of a correction is still what it was reckoned from."""
    try:
        sources = invoiced_position(bills, contract, correction.period).sources
    except NothingInvoiced:
        return False
    return tuple(str(bill.number) for bill in sources) == correction.documents


def unbroken(documents: Sequence[BilledPeriod], stop: dt.date) -> tuple[BilledPeriod, ...]:
    """The documents whose days follow one another without a gap up to `stop`, which they do not hold."""
    chosen: list[BilledPeriod] = []
    for each in reversed([each for each in documents if each.period.stop <= stop]):
        if each.period.stop != stop:
            break
        chosen.append(each)
        stop = each.period.start
    return tuple(reversed(chosen))


def estimated_with(documents: Sequence[BilledPeriod], chosen: Sequence[BilledPeriod]) -> tuple[BilledPeriod, ...]:
    """The chosen documents, and the estimates that follow one another up to them and after them: a reading replaces all
    estimates back to the reading before it."""
    first, last = documents.index(chosen[0]), documents.index(chosen[-1])
    while first and _goes_on(documents[first - 1], documents[first]):
        first -= 1
    while last + 1 < len(documents) and _goes_on(documents[last], documents[last + 1]):
        last += 1
    return tuple(documents[first : last + 1])


def together(documents: Sequence[BilledPeriod], chosen: Iterable[BilledPeriod]) -> tuple[BilledPeriod, ...]:
    """The documents from the first chosen one to the last, and on both sides those that share a month with them."""
    places = [documents.index(each) for each in chosen]
    if not places:
        return ()
    first, last = min(places), max(places)
    while first and _share_a_month(documents[first - 1].period, documents[first].period):
        first -= 1
    while last + 1 < len(documents) and _share_a_month(documents[last].period, documents[last + 1].period):
        last += 1
    return tuple(documents[first : last + 1])


def _corrected(charged: BilledPeriod, correction: Correction) -> BilledPeriod:
    pieces = tuple(piece for piece in correction.consumption if charged.period.covers(piece.period))
    calls = {rated.call.key for rated in correction.calls} if correction.period.overlaps(charged.period) else set()
    again = next(
        (recalculated.facts for recalculated in correction.again if recalculated.facts.period == charged.period),
        charged,
    )
    if not pieces and not calls and again is charged:
        return charged
    return attrs.evolve(
        charged,
        consumption=pieces or charged.consumption,
        calls=charged.calls | calls,
        counters=again.counters,
        billed=again.billed,
    )


def without_days(piece: Consumption) -> Consumption:
    """The piece without its load curve, as documents keep it."""
    return attrs.evolve(piece, days=())


def _extra_codes(parts: Iterable[tuple[Bill, BillPart]]) -> frozenset[str]:
    """The codes of sums that documents were told to charge: pricing the supply again does not make them again.

    Where the grounds of a document are not known, every sum that only passes through it but the RAI fee is taken so.
    """
    codes = {CREDIT}
    for _, part in parts:
        if part.priced.basis is not None:
            codes |= {extra.code for extra in part.priced.basis.facts.extras}
        else:
            own = [line for line in part.priced.lines if not line.correction and line.code != RAI_FEE]
            codes |= {line.code for line in own if not of_supply(line)}
    return frozenset(codes)


def _goes_on(first: BilledPeriod, second: BilledPeriod) -> bool:
    return first.is_estimated and second.is_estimated and first.period.stop == second.period.start


def _share_a_month(first: Period, second: Period) -> bool:
    return month_of(first.last) == month_of(second.start)
