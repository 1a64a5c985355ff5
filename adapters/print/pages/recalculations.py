"""The recalculations of a supply as strings: why, which days, which readings, what was invoiced and what is right.

Norm: 315/2024/R/com annex A art. 8.5-8.6 (ricalcoli). The figures are those of the domain's conguaglio.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from adapters.print import format as fmt
from adapters.print.pages.essentials import Table, meter_unit, quality_word, reading_words
from adapters.print.pages.receipt import Field, present
from domain.billing.bill import BillPart
from domain.billing.explanation import day_in_words, number
from domain.corrections.conguaglio import MONTHS, Conguaglio, conguaglio, readings_by_day
from domain.kernel.money import ZERO, Money
from domain.metering.consumption import BandEnergy
from domain.pricing.correction import CorrectionReason, MeterReading

_COMPONENTS = 24


@attrs.frozen
class RecalculationView:
    """One recalculation. `energy`, `readings` and `components` have no rows where there is nothing to show.

    replaced  of each row of `readings`, whether that reading holds no more
    paid      what was paid of the documents, where it was looked up when this was issued
    """

    reason: str
    period: str
    facts: tuple[Field, ...]
    words: tuple[str, ...]
    readings: Table
    replaced: tuple[bool, ...]
    energy: Table
    components: Table
    more: str
    invoiced: str
    right: str
    difference_label: str
    difference: str
    paid_label: str
    paid: str


def recalculation_views(part: BillPart, issued_on: dt.date) -> tuple[RecalculationView, ...]:
    """Every recalculation of a supply, in order; what only takes back is none."""
    found = (each for each in part.priced.corrections if each.reason is not CorrectionReason.REVERSAL)
    return tuple(_view(conguaglio(part, each), issued_on) for each in found)


def _view(view: Conguaglio, issued_on: dt.date) -> RecalculationView:
    unit = fmt.unit(view.unit)
    shown = view.components[:_COMPONENTS]
    hidden = len(view.components) - len(shown)
    return RecalculationView(
        reason=view.reason.value.capitalize(),
        period=fmt.period(view.period),
        facts=present(
            ("Periodo ricalcolato", fmt.period(view.period)),
            ("Motivo", view.reason.value),
            ("Documenti ricalcolati", ", ".join(view.documents)),
            ("Differenze dal", fmt.day(view.since)),
        ),
        words=(*view.words[:2], *_prices(view)),
        readings=_readings(view, unit),
        replaced=tuple(is_replaced for _, is_replaced in readings_by_day(view)),
        energy=_energy(view, unit),
        components=Table(
            ("Voce", "Quantità prima", "Quantità ora", "Importo prima €", "Importo ora €", "Differenza €"),
            tuple(
                (
                    each.label,
                    _quantity(each.quantity_before, each.unit),
                    _quantity(each.quantity_now, each.unit),
                    fmt.amount(each.before),
                    fmt.amount(each.now),
                    fmt.amount(each.difference),
                )
                for each in shown
            ),
        ),
        more=f"Altre {hidden} voci sono negli Elementi di dettaglio." if hidden else "",
        invoiced=fmt.amount(-view.invoiced),
        right=fmt.amount(view.right),
        difference_label=_label(view.difference),
        difference=fmt.amount(view.difference),
        paid_label=f"Già pagato dei documenti ricalcolati, al {fmt.day(issued_on)}",
        paid="" if view.already_paid is None else fmt.amount(view.already_paid),
    )


def _prices(view: Conguaglio) -> Iterable[str]:
    """The unit prices that are others on the same days."""
    for price in view.prices:
        yield f"{price.label}: prezzo {price.before} prima, {price.now} ora, dal {day_in_words(price.since)}."


def _label(difference: Money) -> str:
    if difference > ZERO:
        return "Differenza a tuo debito"
    return "Differenza a tuo credito" if difference < ZERO else "Nessuna differenza"


def _quantity(value: Decimal, unit: str) -> str:
    if not value:
        return "–"
    return f"{number(value)} {'mese' if unit == MONTHS and value == 1 else fmt.unit(unit)}"


def _readings(view: Conguaglio, unit: str) -> Table:
    readings = readings_by_day(view)
    bands = _names(each.bands for each, _ in readings)
    rows = tuple(
        (
            " · ".join(reading_words(each)),
            *_cells(each.bands, bands),
            quality_word(each) + (_replaced(each) if is_replaced else ""),
        )
        for each, is_replaced in readings
    )
    shown = meter_unit((each for each, _ in readings), unit)
    return Table(("Letture", *(f"{_title(band)} ({shown})" for band in bands), "Tipo"), rows)


def _replaced(reading: MeterReading) -> str:
    return ", sostituita" if reading.stated_from is None else ", sostituito"


def _energy(view: Conguaglio, unit: str) -> Table:
    bands = _names((view.before, view.now))
    if not bands:
        return Table((), ())
    before, now = _values(view.before), _values(view.now)
    rows = (
        ("Fatturati prima", *_texts(before, bands), ""),
        ("Ricalcolati", *_texts(now, bands), ""),
        ("Differenza", *(fmt.energy(now.get(band, Decimal(0)) - before.get(band, Decimal(0))) for band in bands), ""),
    )
    return Table(("Consumi", *(f"{_title(band)} ({unit})" for band in bands), ""), rows)


def _names(groups: Iterable[Iterable[BandEnergy]]) -> tuple[str, ...]:
    return tuple(sorted({part.band for group in groups for part in group}))


def _title(band: str) -> str:
    return "Totale" if band == "M" else band


def _values(energy: Iterable[BandEnergy]) -> dict[str, Decimal]:
    return {part.band: part.value for part in energy}


def _texts(values: dict[str, Decimal], bands: Sequence[str]) -> tuple[str, ...]:
    return tuple(fmt.energy(values[band]) if band in values else "–" for band in bands)


def _cells(energy: Sequence[BandEnergy], bands: Sequence[str]) -> tuple[str, ...]:
    return _texts(_values(energy), bands)
