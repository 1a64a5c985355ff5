"""The explanation of a conguaglio: what changed, since when, which reading, which price, what was already paid.

A view of one correction of an issued document and of its lines, in plain Italian; nothing is computed that the lines
do not hold (315/2024/R/com annex A art. 8.5-8.6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from domain.billing.bill import Bill, BillPart
from domain.billing.explanation import day_in_words, euro, line_label, number, period_in_words, price_text, stated_days
from domain.billing.scontrino import months_in
from domain.commodities.registry import commodity
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Unit
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import Correction, CorrectionReason, MeterReading
from domain.pricing.line import Line
from domain.pricing.taxes.vat import vat_totals

MONTHS = "mesi"
"""The unit of a component whose price is of a year and of the supply."""
_QUALITY = {
    Quality.ACTUAL: "rilevata",
    Quality.SELF_READ: "autolettura",
    Quality.ESTIMATED: "stimata",
}
_WHY = {
    CorrectionReason.ESTIMATE_REPLACED: "I consumi di questi giorni erano stati stimati. Ora c'è una lettura "
    "effettiva, quindi abbiamo rifatto il conto con i consumi reali.",
    CorrectionReason.WRONG_READING: "Una lettura usata prima era sbagliata. Abbiamo rifatto il conto con quella "
    "giusta.",
    CorrectionReason.MEASURE_CORRECTED: "Il distributore ha corretto la misura. Abbiamo rifatto il conto con quella "
    "nuova.",
    CorrectionReason.LATE_CALLS: "Alcune chiamate di questi giorni sono arrivate dall'operatore dopo la bolletta. Le "
    "abbiamo aggiunte al conto.",
    CorrectionReason.RECONSTRUCTED: "Il contatore non ha funzionato e i consumi sono stati ricostruiti.",
    CorrectionReason.PRICE_CHANGED: "I consumi sono gli stessi: è cambiato un prezzo o una tariffa che vale anche "
    "allora.",
    CorrectionReason.TERMS_CHANGED: "Sono cambiati i dati della fornitura che valgono per quei giorni.",
    CorrectionReason.REVERSAL: "Il documento è stato annullato.",
}


@attrs.frozen
class Compared:
    """One component before and now: quantity and amount; `difference` is what changes hands.

    unit  of the quantities as the scontrino counts them: of a yearly price "mesi", or "kW × mesi"
    """

    code: str
    label: str
    unit: str
    quantity_before: Decimal
    quantity_now: Decimal
    before: Money
    now: Money

    @property
    def difference(self) -> Money:
        """Now less before."""
        return self.now - self.before


@attrs.frozen
class PriceChange:
    """A unit price that is another on the same days: before, now, and the first of those days."""

    label: str
    before: str
    now: str
    since: dt.date


@attrs.frozen
class Conguaglio:
    """The explanation of one correction.

    since             the first day that is charged otherwise
    before, now       energy by band
    readings          those it goes by; replaced: those the documents went by and that hold no more
    components        what changed, in the order of the bill; `unchanged` components are not shown
    invoiced          what the documents had charged for what changed, VAT included, and right: what it costs now
    difference        to be paid, or given back when negative, VAT included
    already_paid      what the customer had paid of those documents, where it is known: as told, else when it was issued
    words             the same in sentences
    """

    reason: CorrectionReason
    period: Period
    since: dt.date
    documents: tuple[str, ...]
    unit: str
    before: tuple[BandEnergy, ...]
    now: tuple[BandEnergy, ...]
    readings: tuple[MeterReading, ...]
    replaced: tuple[MeterReading, ...]
    components: tuple[Compared, ...]
    prices: tuple[PriceChange, ...]
    invoiced: Money
    right: Money
    difference: Money
    already_paid: Money | None
    words: tuple[str, ...]


def conguagli(bill: Bill, already_paid: Money | None = None) -> tuple[Conguaglio, ...]:
    """The explanation of every correction on a document, in order."""
    return tuple(
        conguaglio(part, correction, already_paid) for part in bill.parts for correction in part.priced.corrections
    )


def conguaglio(part: BillPart, correction: Correction, already_paid: Money | None = None) -> Conguaglio:
    """The explanation of one correction of a part of a document."""
    lines = [line for line in part.priced.lines if line.correction == correction.key]
    before = [line for place, line in enumerate(lines) if correction.reverses(line, place)]
    now = [line for place, line in enumerate(lines) if not correction.reverses(line, place)]
    rounding = BILL_ROUNDINGS[part.priced.rounding].amount

    def with_vat(some: Iterable[Line]) -> Money:
        totals = vat_totals(((line.vat, line.amount) for line in some), rounding)
        return total(each.taxable + each.tax for each in totals)

    difference = with_vat(lines)
    invoiced = ZERO - with_vat(before)
    view = Conguaglio(
        reason=correction.reason,
        period=correction.period,
        since=min((line.period.start for line in lines), default=correction.period.start),
        documents=correction.documents,
        unit=commodity(part.priced.commodity).energy.value,
        before=correction.before,
        now=correction.after,
        readings=correction.readings,
        replaced=correction.replaced,
        components=_compared(before, now),
        prices=_price_changes(before, now),
        invoiced=invoiced,
        right=invoiced + difference,
        difference=difference,
        already_paid=correction.paid if already_paid is None else already_paid,
        words=(),
    )
    return attrs.evolve(view, words=tuple(_words(view)))


def conguaglio_text(view: Conguaglio) -> str:
    """The explanation as plain text, for a terminal, an e-mail or a screen reader."""
    rows = [
        f"  {each.label}: {number(each.quantity_before)} → {number(each.quantity_now)} {each.unit}, "
        f"{euro(each.before)} → {euro(each.now)} ({_signed(each.difference)})"
        for each in view.components
    ]
    return "\n".join((*view.words, "Voce per voce:", *rows)) + "\n"


def readings_by_day(view: Conguaglio) -> tuple[tuple[MeterReading, bool], ...]:
    """All readings in order of day, each with whether it was replaced; a replaced one before what took its place."""
    every = [*((each, True) for each in view.replaced), *((each, False) for each in view.readings)]
    return tuple(sorted(every, key=lambda pair: pair[0].day))


def _compared(before: Sequence[Line], now: Sequence[Line]) -> tuple[Compared, ...]:
    found = []
    keys = dict.fromkeys((line.code, line.band, line.quantity.unit) for line in (*before, *now))
    for code, band, unit in keys:
        old = [line for line in before if (line.code, line.band, line.quantity.unit) == (code, band, unit)]
        new = [line for line in now if (line.code, line.band, line.quantity.unit) == (code, band, unit)]
        found.append(
            Compared(
                code,
                line_label((new or old)[-1]),
                _unit((new or old)[-1]),
                -sum(map(_counted, old), Decimal(0)),
                sum(map(_counted, new), Decimal(0)),
                ZERO - total(line.amount for line in old),
                total(line.amount for line in new),
            )
        )
    return tuple(found)


def _counted(line: Line) -> Decimal:
    """What a line counts as the scontrino does: a yearly price the months it is charged for, of each kW or point."""
    return line.quantity.value * months_in(line.period) if line.price.yearly else line.quantity.value


def _unit(line: Line) -> str:
    if not line.price.yearly:
        return line.quantity.unit.value
    return MONTHS if line.quantity.unit is Unit.POINT else f"{line.quantity.unit.value} × {MONTHS}"


def _price_changes(before: Sequence[Line], now: Sequence[Line]) -> tuple[PriceChange, ...]:
    """Where a line taken back and a line charged meet on some days with another price."""
    found: dict[tuple[str, str, str], PriceChange] = {}
    for new in now:
        for old in before:
            days = old.period.meet(new.period)
            if (old.code, old.band) == (new.code, new.band) and days and old.price != new.price:
                key = (line_label(new), price_text(old.price), price_text(new.price))
                since = min(days.start, found[key].since) if key in found else days.start
                found[key] = PriceChange(*key, since)
    return tuple(found.values())


def _words(view: Conguaglio) -> Iterable[str]:
    yield f"Ricalcolo {period_in_words(view.period)}. {_WHY[view.reason]}"
    yield f"Le differenze partono dal {day_in_words(view.since)}."
    for reading, is_replaced in readings_by_day(view):
        bands = ", ".join(f"{each.band} {number(each.value)}" for each in reading.bands)
        meter = f", contatore {reading.serial}" if reading.serial else ""
        if reading.stated_from is not None:
            end = ", sostituito" if is_replaced else ""
            yield f"{stated_days(reading)}: {bands}{end}."
            continue
        end = ", sostituita" if is_replaced else ""
        yield f"Lettura {_QUALITY[reading.quality]} del {day_in_words(reading.day)}: {bands}{meter}{end}."
    if view.before != view.now:
        old, new = _sum(view.before), _sum(view.now)
        yield f"Consumi: {number(old)} {view.unit} fatturati prima, {number(new)} {view.unit} ora."
    for price in view.prices:
        yield f"{price.label}: prezzo {price.before} prima, {price.now} ora, dal {day_in_words(price.since)}."
    if view.documents:
        yield f"Documenti che avevano fatturato questi giorni: {', '.join(view.documents)}."
    yield (
        f"Per le voci che cambiano avevamo fatturato {euro(view.invoiced)} IVA compresa; il conto giusto è "
        f"{euro(view.right)}."
    )
    if view.already_paid is not None:
        yield f"Di quei documenti risultano già pagati {euro(view.already_paid)}."
    if view.difference > ZERO:
        yield f"Differenza a tuo debito: {euro(view.difference)}."
    elif view.difference < ZERO:
        yield f"Differenza a tuo credito: {euro(-view.difference)}."
    else:
        yield "La differenza è zero."


def _sum(energy: Iterable[BandEnergy]) -> Decimal:
    return sum((each.value for each in energy), Decimal(0))


def _signed(money: Money) -> str:
    return euro(money) if money < ZERO else f"+{euro(money)}"
