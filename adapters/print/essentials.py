"""The elementi informativi essenziali of a printed bill: supply, readings, use, history, payment, contacts.

Norm: 315/2024/R/com annex A art. 8.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from adapters.print import format as fmt
from adapters.print.wording import sentence, sentences
from application.ports.printing import Beside
from domain.commodities.electricity import Customer
from domain.commodities.registry import SupplyTerms, commodity
from domain.contracts.contract import Market
from domain.invoices.bill import Bill, MonthUse
from domain.invoices.explanation import day_in_words, number
from domain.meters.consumption import BandEnergy
from domain.meters.reading import Quality

_CUSTOMERS = {
    Customer.RESIDENT: "Domestico residente",
    Customer.NON_RESIDENT: "Domestico non residente",
    Customer.OTHER: "Altri usi",
}
_VOLTAGES = {"BT": "Bassa tensione", "MT": "Media tensione", "AT": "Alta tensione"}
_QUALITIES = {Quality.ACTUAL: "rilevata", Quality.SELF_READ: "autolettura", Quality.ESTIMATED: "stimata"}
_USES = {Quality.ACTUAL: "effettivo", Quality.SELF_READ: "da autolettura", Quality.ESTIMATED: "stimato"}
_MONTHS = ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic")
_BAND_NAMES = {"M": "Totale"}
_YEAR = 12
_COLUMNS = 14


@attrs.frozen
class Annual:
    """The use of the last twelve months: empty strings where they are not all known."""

    total: str
    period: str
    bands: tuple[tuple[str, str], ...]


@attrs.frozen
class Table:
    """A head and its rows, as many cells in each."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen
class Bar:
    """A month of the history: energy by band as plain numbers for the drawing, and the total as printed."""

    month: str
    year: str
    values: tuple[str, ...]
    total: str
    is_estimated: bool
    is_billed: bool


@attrs.frozen
class Chart:
    """The history by band, oldest month first."""

    bands: tuple[str, ...]
    names: tuple[str, ...]
    bars: tuple[Bar, ...]
    unit: str


@attrs.frozen
class Notice:
    """A titled paragraph."""

    title: str
    text: str


@attrs.frozen
class Essentials:
    """Page 3."""

    technical: tuple[tuple[str, str], ...]
    readings: Table
    uses: Table
    chart: Chart
    peaks: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    notices: tuple[Notice, ...]
    contacts: tuple[tuple[str, str], ...]


def essentials_view(bill: Bill, beside: Beside) -> Essentials:
    """The essential information of a bill."""
    unit = commodity(bill.priced.commodity).energy.value
    return Essentials(
        technical=_technical(bill),
        readings=_readings(bill, unit),
        uses=_uses(bill, unit),
        chart=_chart(bill.history, bill, unit),
        peaks=tuple((_month(peak.month.start.month), f"{number(peak.kw)} kW") for peak in beside.peaks),
        warnings=_warnings(bill),
        notices=_notices(bill),
        contacts=_contacts(bill),
    )


def annual_use(bill: Bill) -> Annual:
    """The last twelve months of the history, when there are twelve without a gap."""
    months = bill.history[-_YEAR:]
    is_whole = len(months) == _YEAR and all(a.month.stop == b.month.start for a, b in itertools.pairwise(months))
    if not is_whole:
        return Annual("", "", ())
    unit = commodity(bill.priced.commodity).energy.value
    bands = _band_names(use.bands for use in months)
    sums = {band: sum((_energy(use.bands, band) for use in months), Decimal(0)) for band in bands}
    first, last = months[0].month.start, months[-1].month.last
    return Annual(
        f"{fmt.energy(sum(sums.values(), Decimal(0)))} {unit}",
        f"{fmt.day(first)} – {fmt.day(last)}",
        tuple((band, fmt.energy(value)) for band, value in sums.items()) if len(sums) > 1 else (),
    )


def _technical(bill: Bill) -> tuple[tuple[str, str], ...]:
    point = bill.point
    return (
        *_supply(bill.supply),
        (commodity(bill.priced.commodity).point_label, point.code),
        ("Distributore", point.distributor.name),
        ("Fornitura attiva dal", fmt.day(bill.contract.since)),
    )


def _supply(terms: SupplyTerms) -> tuple[tuple[str, str], ...]:
    customer = _CUSTOMERS[terms.customer]
    return (
        ("Tipologia di cliente", customer if terms.is_domestic else f"{customer} ({terms.tariff_code})"),
        ("Tensione di fornitura", f"{_VOLTAGES[terms.voltage]} ({terms.voltage})"),
        ("Potenza impegnata", f"{number(terms.committed_kw)} kW"),
        ("Potenza disponibile", f"{number(terms.available_kw)} kW"),
    )


def _readings(bill: Bill, unit: str) -> Table:
    bands = _band_names(reading.bands for reading in bill.readings)
    head = ("Letture del contatore", *(f"{_BAND_NAMES.get(band, band)} ({unit})" for band in bands), "Tipo")
    rows = tuple(
        (
            day_in_words(reading.day) + (f" · matr. {reading.serial}" if reading.serial else ""),
            *_cells(reading.bands, bands),
            _QUALITIES[reading.quality],
        )
        for reading in bill.readings
    )
    return Table(head, rows)


def _uses(bill: Bill, unit: str) -> Table:
    pieces = bill.priced.consumption
    bands = _band_names(piece.bands for piece in pieces)
    totals = ("Totale",) if bands != ("M",) else ()
    names = (*(f"{_BAND_NAMES.get(band, band)} ({unit})" for band in bands), *(f"{name} ({unit})" for name in totals))
    rows = []
    for piece in pieces:
        cells = _cells(piece.bands, bands)
        rows.append(
            (fmt.period(piece.period), *cells, *(fmt.energy(piece.total) for _ in totals), _USES[piece.quality])
        )
    return Table(("Consumi fatturati", *names, "Tipo"), tuple(rows))


def _cells(energy: Sequence[BandEnergy], bands: Sequence[str]) -> tuple[str, ...]:
    known = {part.band: fmt.energy(part.value) for part in energy}
    return tuple(known.get(band, "–") for band in bands)


def _band_names(groups: Iterable[Iterable[BandEnergy]]) -> tuple[str, ...]:
    return tuple(sorted({part.band for group in groups for part in group}))


def _energy(bands: Sequence[BandEnergy], band: str) -> Decimal:
    return sum((part.value for part in bands if part.band == band), Decimal(0))


def _chart(history: Sequence[MonthUse], bill: Bill, unit: str) -> Chart:
    shown = history[-_COLUMNS:]
    bands = _band_names(use.bands for use in shown)
    bars = tuple(
        Bar(
            _month(use.month.start.month),
            f"{use.month.start:%y}",
            tuple(f"{max(_energy(use.bands, band), Decimal(0)):f}" for band in bands),
            fmt.energy(sum((part.value for part in use.bands), Decimal(0))),
            use.quality is Quality.ESTIMATED,
            use.month.overlaps(bill.priced.period),
        )
        for use in shown
    )
    return Chart(bands, tuple(_BAND_NAMES.get(band, f"Fascia {band}") for band in bands), bars, unit)


def _month(month: int) -> str:
    return _MONTHS[month - 1]


def _warnings(bill: Bill) -> tuple[str, ...]:
    known = sentences()
    codes = dict.fromkeys(fault.code for fault in bill.priced.warnings if fault.code in known)
    if any(piece.quality is Quality.ESTIMATED for piece in bill.priced.consumption):
        codes["PRC-103"] = None
    return tuple(sentence(code) for code in codes)


def _notices(bill: Bill) -> tuple[Notice, ...]:
    is_free = bill.contract.market is Market.FREE
    return (
        Notice("Se paghi in ritardo", sentence("late")),
        Notice("Pagare a rate", sentence("instalments_free" if is_free else "instalments_protected")),
        Notice("Consumi di oltre due anni fa", sentence("prescription")),
        Notice("Reclami e conciliazione", f"{sentence('complaints')} {sentence('conciliation')}"),
    )


def _contacts(bill: Bill) -> tuple[tuple[str, str], ...]:
    known = sentences()
    desk = known["helpdesk"]
    return (
        ("Guasti, " + bill.point.distributor.name, fmt.phone_or_text(bill.point.distributor.fault_phone)),
        (bill.seller.name, fmt.phone_or_text(bill.seller.phone)),
        (desk["text"], f"{desk['phone']} · {desk['site']}"),
        (known["consumption_portal"]["text"], known["consumption_portal"]["site"]),
        (known["offers_portal"]["text"], known["offers_portal"]["site"]),
    )
