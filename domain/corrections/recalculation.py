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

from domain.corrections.credited_components import credited_components
from domain.corrections.invoiced_position import InvoicedPosition, replaced_readings, without_days
from domain.corrections.recalculable import charge_of
from domain.kernel.fault import Fault
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import Call, local_day
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.correction import Correction, CorrectionReason, MeterReading
from domain.pricing.counters.billed_period import AnnualCounter, BilledEnergy, BilledPeriod
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.lines.bonus import is_bonus
from domain.pricing.price import price
from domain.pricing.price_basis import RecalculationBasis
from domain.pricing.priced import Priced, Refused
from domain.pricing.taxes.vat import vat_totals
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterRow


@attrs.frozen
class Recalculation:
    """A correction with its lines, and the parameter rows they name."""

    correction: Correction
    lines: tuple[Line, ...]
    rows: tuple[ParameterRow, ...]
    warnings: tuple[Fault, ...] = ()


def recalculate(
    *,
    facts: Sequence[BillingFacts],
    book: TariffBook,
    invoiced: InvoicedPosition,
    key: str,
    reason: CorrectionReason | None = None,
    readings: tuple[MeterReading, ...] = (),
) -> Recalculation | Refused | None:
    """The difference between what the days of `invoiced` cost as now known and what stands invoiced for them.

    facts   one for each document of `invoiced`, over its days, in order; the first knows what was charged of its
            month and year before it, the others are told here
    reason  why, where the caller knows; else it is found: calls that came late, energy that was estimated or measured
            otherwise, other terms, other prices

    None where nothing that is charged differs. Refused where a day cannot be priced.
    """
    if [each.period for each in facts] != [each.period for each in invoiced.documents]:
        raise ValueError(f"contract {facts[0].contract.number}: one set of facts for each document is needed")
    again: list[Priced] = []
    recalculated: list[RecalculationBasis] = []
    for each in facts:
        known = _after(each, [one.consumption for one in again], facts[0])
        priced = price(known, book)
        if isinstance(priced, Refused):
            return priced
        again.append(priced)
        recalculated.append(_basis_of(known, priced))
    taken_back, charged = changes(invoiced.lines, again, key, invoiced.credited)
    lines = (*taken_back, *charged)
    if not lines:
        return None
    now = tuple(without_days(piece) for each in facts for piece in each.consumption)
    before = tuple(piece for each in invoiced.documents for piece in each.consumption)
    late = tuple(
        rated
        for each, charged_then in zip(again, invoiced.documents, strict=True)
        for rated in each.calls
        if rated.call.key not in charged_then.calls
    )
    correction = Correction(
        key=key,
        reason=reason or (CorrectionReason.LATE_CALLS if late else _reason(facts, invoiced, before, now, lines)),
        period=invoiced.period,
        documents=tuple(str(bill.number) for bill in invoiced.sources),
        before=energy_by_band(before),
        after=energy_by_band(now),
        readings=readings,
        consumption=now,
        calls=late,
        told=invoiced.extra_codes,
        digests=tuple(bill.digest for bill in invoiced.sources),
        taken_back=len(taken_back),
        replaced=replaced_readings(invoiced, facts[0].contract.number, readings),
        again=tuple(recalculated),
    )
    named = {each.row for line in lines for each in line.inputs}
    rows = {row.id: row for row in (*invoiced.rows, *(row for each in again for row in each.rows)) if row.id in named}
    warnings = tuple(dict.fromkeys(fault for each in again for fault in each.warnings))
    return Recalculation(correction, lines, tuple(rows[name] for name in sorted(rows)), warnings)


def changes(
    before: Iterable[Line], again: Sequence[Priced], key: str, credited: Sequence[Line] = ()
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a correction: those that stand and are no longer right, reversed, and those in their place.

    Lines that both sides have are left out, and lines of no quantity do not count. `credited` is what credit notes took
    back by decision: what stands is reckoned as before them, and never given back a second time.
    """
    old = [line for line in before if line.quantity.value]
    now = (*(line for each in again for line in each.lines), *credited_components(credited, again))
    new = [line for line in now if line.quantity.value]
    return (
        tuple(line.reversed(key) for line in _without(old, new)),
        tuple(attrs.evolve(line, correction=key) for line in _without(new, old)),
    )


def with_recalculation(priced: Priced, found: Recalculation) -> Priced:
    """A priced supply with a recalculation of earlier days on the same document."""
    lines = (*priced.lines, *found.lines)
    rows = {row.id: row for row in (*priced.rows, *found.rows)}
    amount = BILL_ROUNDINGS[priced.rounding].amount
    basis = priced.basis
    if basis is not None and not basis.used:
        basis = attrs.evolve(basis, used=tuple(row.id for row in priced.rows))
    return attrs.evolve(
        priced,
        basis=basis,
        lines=lines,
        vat=vat_totals(((line.vat, line.amount) for line in lines), amount),
        rows=tuple(rows[name] for name in sorted(rows)),
        warnings=tuple(dict.fromkeys((*priced.warnings, *found.warnings))),
        corrections=(*priced.corrections, found.correction),
    )


def alone(found: Recalculation, *, contract: str, commodity: str, rounding: str, book_digest: str) -> Priced:
    """A recalculation by itself, for a document that charges nothing else."""
    return Priced(
        contract=contract,
        commodity=commodity,
        period=found.correction.period,
        lines=found.lines,
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


def differs(charged: BilledPeriod, now: Sequence[Consumption], calls: Iterable[Call]) -> bool:
    """Whether the energy of a document's days is now known to be another or to lie otherwise over the days, or a call
    of `calls` is of these days and was not charged."""
    if any(call.key not in charged.calls and local_day(call) in charged.period for call in calls):
        return True
    return [(piece.period, piece.bands) for piece in charged.consumption] != [
        (piece.period, piece.bands) for piece in now
    ]


def _basis_of(facts: BillingFacts, priced: Priced) -> RecalculationBasis:
    """What was priced again, with its load curves only where an hourly price reads them."""
    basis = priced.basis
    assert basis is not None, f"contract {facts.contract.number}: pricing keeps its grounds"
    pieces = facts.consumption if basis.facts.hourly else tuple(map(without_days, facts.consumption))
    rows = sorted((*priced.rows, *basis.unused), key=lambda row: row.id)
    return RecalculationBasis(attrs.evolve(basis.facts, consumption=pieces), tuple(rows), basis.units)


def _without(lines: Iterable[Line], others: Iterable[Line]) -> list[Line]:
    left = Counter(map(charge_of, others))
    basis = []
    for line in lines:
        charge = charge_of(line)
        if left[charge]:
            left[charge] -= 1
        else:
            basis.append(line)
    return basis


def _after(facts: BillingFacts, earlier: Sequence[tuple[Consumption, ...]], first: BillingFacts) -> BillingFacts:
    """The facts of one document, knowing what the documents before it charge now of its month and of its year."""
    if not earlier:
        return attrs.evolve(facts, extras=())
    pieces = [piece for each in earlier for piece in each]
    started = {(each.name, each.year_start): each.quantity for each in first.counters}
    counters = tuple(
        AnnualCounter(
            each.name,
            each.year_start,
            started.get((each.name, each.year_start), Decimal(0))
            + _within(pieces, Period(each.year_start, facts.period.start)),
        )
        if each.year_start < facts.period.start
        and ((each.name, each.year_start) in started or _begins_with(first, each.year_start))
        else each
        for each in facts.counters
    )
    return attrs.evolve(facts, extras=(), counters=counters, billed=_billed(facts, pieces, first))


def _begins_with(first: BillingFacts, year_start: dt.date) -> bool:
    """Whether nothing can have been used of a year before the first document."""
    return max(year_start, first.contract.period.start) >= first.period.start


def _billed(facts: BillingFacts, pieces: Sequence[Consumption], first: BillingFacts) -> tuple[BilledEnergy, ...]:
    """What is charged now of the month in which a document begins; unknown where the facts say so."""
    month = month_of(facts.period.start)
    before = {each.month: each.energy for each in first.billed}.get(month.start, Decimal(0))
    if before is None or any(each.energy is None for each in facts.billed):
        return (BilledEnergy(month.start, None),)
    energy = before + _within(pieces, month)
    return (BilledEnergy(month.start, energy),) if month.start < facts.period.start and energy else ()


def _within(pieces: Iterable[Consumption], period: Period) -> Decimal:
    """The energy on the days of `period`."""
    parts = (part for piece in pieces for part in piece.cut((period.start, period.stop)))
    return sum((part.total for part in parts if period.covers(part.period)), Decimal(0))


def _reason(
    facts: Sequence[BillingFacts],
    invoiced: InvoicedPosition,
    before: Sequence[Consumption],
    now: Sequence[Consumption],
    lines: Sequence[Line],
) -> CorrectionReason:
    if [(piece.period, piece.bands) for piece in before] != [(piece.period, piece.bands) for piece in now]:
        was_estimated = any(piece.quality is Quality.ESTIMATED for piece in before)
        is_estimated = any(piece.quality is Quality.ESTIMATED for piece in now)
        return (
            CorrectionReason.ESTIMATE_REPLACED
            if was_estimated and not is_estimated
            else CorrectionReason.MEASURE_CORRECTED
        )
    for each, charged in zip(facts, invoiced.documents, strict=True):
        terms = each.contract.terms.on(charged.period.last)
        if (terms.offer, terms.supply) != (charged.offer, charged.supply):
            return CorrectionReason.TERMS_CHANGED
    return CorrectionReason.TERMS_CHANGED if any(map(is_bonus, lines)) else CorrectionReason.PRICE_CHANGED
