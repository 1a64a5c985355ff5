"""Rebilling: days charged before are priced again, and what stands invoiced is taken back.

An issued document is never edited. The result is the difference: the lines that are no longer right, reversed, and
those that stand in their place, all marked with the key of one correction (315/2024/R/com annex A art. 8.5-8.6).
Lines that come out the same on both sides are left out, so that only what changed is shown; the sum by component is
exactly what is right now less what was invoiced. Excise thresholds are of the month, so documents that share a month
are reckoned again together (reference 1.5).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from domain.commodities.registry import SupplyTerms
from domain.invoices.bill import Bill, BillPart, DocumentKind
from domain.invoices.correction import Correction, MeterReading, Reason
from domain.invoices.facts import AnnualCounter, BilledEnergy, BillingFacts
from domain.invoices.line import Line, of_supply
from domain.invoices.priced import Priced, Refused
from domain.invoices.pricing import price
from domain.invoices.scontrino import RAI_FEE
from domain.kernel.fault import Fault
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.meters.consumption import BandEnergy, Consumption
from domain.meters.reading import Quality
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterRow
from domain.taxes.vat import vat_totals

_Charge = tuple[object, ...]


@attrs.frozen
class Charged:
    """Days one document billed, and the energy that stands charged for them, corrections included.

    by_curve  whether a load curve proved the energy when it was charged
    """

    document: str
    period: Period
    issued_on: dt.date
    consumption: tuple[Consumption, ...]
    offer: str
    supply: SupplyTerms
    by_curve: bool = False

    @property
    def is_estimated(self) -> bool:
        """Whether any of it is an estimate."""
        return any(piece.quality is Quality.ESTIMATED for piece in self.consumption)


@attrs.frozen
class Standing:
    """What stands invoiced of one contract over the days of some documents, reversals and corrections netted.

    lines    the prices of the supply that are not taken back; a line that was taken back without being charged before
             stands with its negative quantity
    sources  the numbers of all documents that charge or correct the days, in order of issue
    """

    documents: tuple[Charged, ...]
    lines: tuple[Line, ...]
    rows: tuple[ParameterRow, ...]
    sources: tuple[str, ...]

    @property
    def period(self) -> Period:
        """From the first day of any document to the last."""
        return Period(self.documents[0].period.start, self.documents[-1].period.stop)


@attrs.frozen
class Recalculation:
    """A correction with its lines, and the parameter rows they name."""

    correction: Correction
    lines: tuple[Line, ...]
    rows: tuple[ParameterRow, ...]
    warnings: tuple[Fault, ...] = ()


class NothingInvoiced(LookupError):
    """No document that stands bills a day of the period."""


def standing_documents(bills: Iterable[Bill], contract: str) -> tuple[Charged, ...]:
    """The documents that bill days of a contract and were not reversed, by day, with the energy they stand for."""
    charged: list[Charged] = []
    ordered = _alive(bills)
    for bill, part in _parts(ordered, contract):
        if bill.kind.charges_days:
            priced = part.priced
            pieces = tuple(_bare(piece) for piece in priced.consumption)
            charged.append(
                Charged(
                    str(bill.number),
                    priced.period,
                    bill.issued_on,
                    pieces,
                    part.contract.offer_code,
                    part.supply,
                    any(piece.days for piece in priced.consumption),
                )
            )
    for _, part in _parts(ordered, contract):
        for correction in part.priced.corrections:
            charged = [_corrected(each, correction) for each in charged]
    return tuple(sorted(charged, key=lambda each: each.period.start))


def standing(bills: Iterable[Bill], contract: str, period: Period) -> Standing:
    """What stands invoiced for the documents that bill a day of `period`, and for those that share a month with them.

    NothingInvoiced where there is none. Credits given as a sum are no price of the supply and stay as they are.
    """
    alive = _alive(bills)
    documents = standing_documents(alive, contract)
    chosen = together(documents, [each for each in documents if each.period.overlaps(period)])
    if not chosen:
        raise NothingInvoiced(f"contract {contract}: nothing that stands was billed for {period}")
    rows: dict[str, ParameterRow] = {}
    net: dict[_Charge, list[Line]] = {}
    sources: dict[str, None] = {}
    for bill, part in _parts(alive, contract):
        for line in part.priced.lines:
            if _is_reckoned(line) and any(line.period.overlaps(each.period) for each in chosen):
                _net(net, line)
                sources[str(bill.number)] = None
        rows |= {row.id: row for row in part.priced.rows}
    standing_lines = tuple(line for same in net.values() for line in same)
    return Standing(chosen, standing_lines, tuple(rows[name] for name in sorted(rows)), tuple(sources))


def starts_from(correction: Correction, bills: Iterable[Bill], contract: str) -> bool:
    """Whether what stands invoiced for the days of a correction is still what it was reckoned from."""
    try:
        return standing(bills, contract, correction.period).sources == correction.documents
    except NothingInvoiced:
        return False


def unbroken(documents: Sequence[Charged], stop: dt.date) -> tuple[Charged, ...]:
    """The documents whose days follow one another without a gap up to `stop`, which they do not hold."""
    chosen: list[Charged] = []
    for each in reversed([each for each in documents if each.period.stop <= stop]):
        if each.period.stop != stop:
            break
        chosen.append(each)
        stop = each.period.start
    return tuple(reversed(chosen))


def together(documents: Sequence[Charged], chosen: Iterable[Charged]) -> tuple[Charged, ...]:
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


def recalculate(
    *,
    facts: Sequence[BillingFacts],
    book: TariffBook,
    invoiced: Standing,
    key: str,
    reason: Reason | None = None,
    readings: tuple[MeterReading, ...] = (),
) -> Recalculation | Refused | None:
    """The difference between what the days of `invoiced` cost as now known and what stands invoiced for them.

    facts   one for each document of `invoiced`, over its days, in order; the first knows what was charged of its
            month and year before it, the others are told here
    reason  why, where the caller knows; else it is found: energy that was estimated or measured otherwise, other
            terms, other prices

    None where nothing that is charged differs. Refused where a day cannot be priced.
    """
    if [each.period for each in facts] != [each.period for each in invoiced.documents]:
        raise ValueError(f"contract {facts[0].contract.number}: one set of facts for each document is needed")
    again: list[Priced] = []
    for each in facts:
        priced = price(_after(each, [one.consumption for one in again], facts[0]), book)
        if isinstance(priced, Refused):
            return priced
        again.append(priced)
    taken_back, charged = _difference(
        invoiced.lines, [line for each in again for line in each.lines if _is_reckoned(line)]
    )
    if not taken_back and not charged:
        return None
    lines = (
        *(line.reversed(key) for line in taken_back),
        *(attrs.evolve(line, correction=key) for line in charged),
    )
    now = tuple(_bare(piece) for each in facts for piece in each.consumption)
    before = tuple(piece for each in invoiced.documents for piece in each.consumption)
    correction = Correction(
        key=key,
        reason=reason or _reason(facts, invoiced, before, now),
        period=invoiced.period,
        documents=invoiced.sources,
        before=energy_by_band(before),
        after=energy_by_band(now),
        readings=readings,
        consumption=now,
    )
    named = {each.row for line in lines for each in line.inputs}
    rows = {row.id: row for row in (*invoiced.rows, *(row for each in again for row in each.rows)) if row.id in named}
    warnings = tuple(dict.fromkeys(fault for each in again for fault in each.warnings))
    return Recalculation(correction, lines, tuple(rows[name] for name in sorted(rows)), warnings)


def with_recalculation(priced: Priced, found: Recalculation) -> Priced:
    """A priced supply with a recalculation of earlier days on the same document."""
    lines = (*priced.lines, *found.lines)
    rows = {row.id: row for row in (*priced.rows, *found.rows)}
    amount = BILL_ROUNDINGS[priced.rounding].amount
    return attrs.evolve(
        priced,
        lines=lines,
        vat=vat_totals(((line.vat, line.amount) for line in lines), amount),
        rows=tuple(rows[name] for name in sorted(rows)),
        warnings=tuple(dict.fromkeys((*priced.warnings, *found.warnings))),
        corrections=(*priced.corrections, found.correction),
    )


def alone(found: Recalculation, *, contract: str, commodity: str, rounding: str, book_digest: str) -> Priced:
    """A recalculation by itself, for a document that charges nothing else."""
    amount = BILL_ROUNDINGS[rounding].amount
    return Priced(
        contract=contract,
        commodity=commodity,
        period=found.correction.period,
        lines=found.lines,
        vat=vat_totals(((line.vat, line.amount) for line in found.lines), amount),
        rounding=rounding,
        book_digest=book_digest,
        rows=found.rows,
        warnings=found.warnings,
        consumption=(),
        corrections=(found.correction,),
    )


def energy_by_band(pieces: Iterable[Consumption]) -> tuple[BandEnergy, ...]:
    """The energy of some pieces by band, in order of band."""
    sums: dict[str, Decimal] = {}
    for piece in pieces:
        for part in piece.bands:
            sums[part.band] = sums.get(part.band, Decimal(0)) + part.value
    return tuple(BandEnergy(band, sums[band]) for band in sorted(sums))


def differs(charged: Charged, now: Sequence[Consumption]) -> bool:
    """Whether the energy of a document's days is now known to be another, or to lie otherwise over the days."""
    return [(piece.period, piece.bands) for piece in charged.consumption] != [
        (piece.period, piece.bands) for piece in now
    ]


def _alive(bills: Iterable[Bill]) -> tuple[Bill, ...]:
    """Without the reversed and what reverses them, oldest first."""
    every = tuple(bills)
    gone = {each.number for bill in every if bill.kind is DocumentKind.REVERSAL for each in bill.references}
    kept = {
        bill.number: bill for bill in every if bill.kind is not DocumentKind.REVERSAL and str(bill.number) not in gone
    }
    return tuple(sorted(kept.values(), key=lambda bill: (bill.issued_on, bill.number)))


def _parts(bills: Iterable[Bill], contract: str) -> Iterable[tuple[Bill, BillPart]]:
    return ((bill, part) for bill in bills for part in bill.parts if part.contract.number == contract)


def _corrected(charged: Charged, correction: Correction) -> Charged:
    pieces = tuple(piece for piece in correction.consumption if charged.period.covers(piece.period))
    return attrs.evolve(charged, consumption=pieces) if pieces else charged


def _bare(piece: Consumption) -> Consumption:
    return attrs.evolve(piece, days=())


def _is_reckoned(line: Line) -> bool:
    """Whether pricing the supply again gives the line again: all but sums that are no price of it."""
    return of_supply(line) or line.code == RAI_FEE


def _share_a_month(first: Period, second: Period) -> bool:
    return month_of(first.last) == month_of(second.start)


def _net(net: dict[_Charge, list[Line]], line: Line) -> None:
    """Take a line in; one that takes back a line that stands removes it."""
    if not line.quantity.value:
        return
    plain = attrs.evolve(line, correction="")
    opposite = net.get(_charge(plain.reversed()))
    if opposite:
        opposite.pop()
    else:
        net.setdefault(_charge(plain), []).append(plain)


def _charge(line: Line) -> _Charge:
    """What makes two lines charge the same, whichever row their price was read from."""
    fee = (line.price, line.share, line.step, line.rounding)
    return (line.code, line.band, line.block, line.quota, line.period, line.quantity, *fee, line.amount, line.vat)


def _difference(before: Iterable[Line], now: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """The lines of each side that the other does not have, in their order; lines of no quantity do not count."""
    old = [line for line in before if line.quantity.value]
    new = [line for line in now if line.quantity.value]
    return _without(old, new), _without(new, old)


def _without(lines: Iterable[Line], others: Iterable[Line]) -> list[Line]:
    left = Counter(map(_charge, others))
    kept = []
    for line in lines:
        charge = _charge(line)
        if left[charge]:
            left[charge] -= 1
        else:
            kept.append(line)
    return kept


def _after(facts: BillingFacts, earlier: Sequence[tuple[Consumption, ...]], first: BillingFacts) -> BillingFacts:
    """The facts of one document, knowing what the documents before it charge now of its month and of its year."""
    if not earlier:
        return attrs.evolve(facts, extras=())
    pieces = [piece for each in earlier for piece in each]
    month = month_of(facts.period.start)
    billed = {each.month: each.energy for each in first.billed}.get(month.start, Decimal(0)) + _within(pieces, month)
    started = {(each.name, each.year_start): each.quantity for each in first.counters}
    counters = tuple(
        AnnualCounter(
            each.name,
            each.year_start,
            started.get((each.name, each.year_start), Decimal(0))
            + _within(pieces, Period(each.year_start, facts.period.start)),
        )
        if each.year_start < facts.period.start
        else each
        for each in facts.counters
    )
    cut = month.start < facts.period.start and billed
    return attrs.evolve(facts, extras=(), counters=counters, billed=(BilledEnergy(month.start, billed),) if cut else ())


def _within(pieces: Iterable[Consumption], period: Period) -> Decimal:
    """The energy on the days of `period`."""
    parts = (part for piece in pieces for part in piece.cut((period.start, period.stop)))
    return sum((part.total for part in parts if period.covers(part.period)), Decimal(0))


def _reason(
    facts: Sequence[BillingFacts],
    invoiced: Standing,
    before: Sequence[Consumption],
    now: Sequence[Consumption],
) -> Reason:
    if [(piece.period, piece.bands) for piece in before] != [(piece.period, piece.bands) for piece in now]:
        was_estimated = any(piece.quality is Quality.ESTIMATED for piece in before)
        is_estimated = any(piece.quality is Quality.ESTIMATED for piece in now)
        return Reason.ESTIMATE_REPLACED if was_estimated and not is_estimated else Reason.MEASURE_CORRECTED
    for each, charged in zip(facts, invoiced.documents, strict=True):
        terms = each.contract.terms.on(charged.period.last)
        if (terms.offer, terms.supply) != (charged.offer, charged.supply):
            return Reason.TERMS_CHANGED
    return Reason.PRICE_CHANGED
