"""The elementi informativi essenziali of a supply: supply, readings, use, history, payment, contacts.

Norm: 315/2024/R/com annex A art. 8.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from adapters.print import format as fmt
from adapters.print.pages.technical import technical_facts
from adapters.print.wording import SupplyWords, sentence, sentences
from application.ports.printing import PrintDetails
from domain.billing.bill import Bill, BillPart, MonthUse
from domain.billing.explanation import day_in_words, number, stated_days
from domain.commodities.registry import commodity
from domain.contracts.contract import Market
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import MeterReading
from domain.pricing.faults import PRC_103

QUALITIES = {Quality.ACTUAL: "rilevata", Quality.SELF_READ: "autolettura", Quality.ESTIMATED: "stimata"}
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
class PrintedNotice:
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
    notices: tuple[PrintedNotice, ...]
    contacts: tuple[tuple[str, str], ...]


def essentials_view(bill: Bill, part: BillPart, beside: PrintDetails, words: SupplyWords) -> Essentials:
    """The essential information of a supply; notices and contacts stand with the first one of its bill."""
    unit, is_first = _unit(part), part is bill.main
    return Essentials(
        technical=_technical(part, words),
        readings=_readings(part, unit) if is_measured(part) else Table((), ()),
        uses=_uses(part, unit) if is_measured(part) else Table((), ()),
        chart=_chart(part, unit) if is_measured(part) else Chart((), (), (), unit),
        peaks=tuple((_month(peak.month.start.month), f"{number(peak.kw)} kW") for peak in beside.peaks if is_first),
        warnings=_warnings(part),
        notices=_notices(bill, words) if is_first else (),
        contacts=_contacts(bill, words) if is_first else (),
    )


def is_measured(part: BillPart) -> bool:
    """Whether a meter shows what the supply uses."""
    return commodity(part.priced.commodity).measured


def _unit(part: BillPart) -> str:
    return fmt.unit(commodity(part.priced.commodity).energy.value)


def annual_use(part: BillPart) -> Annual:
    """The last twelve months of the history, when there are twelve without a gap."""
    months = part.history[-_YEAR:] if is_measured(part) else ()
    is_whole = len(months) == _YEAR and all(a.month.stop == b.month.start for a, b in itertools.pairwise(months))
    if not is_whole:
        return Annual("", "", ())
    unit = _unit(part)
    bands = _band_names(use.bands for use in months)
    sums = {band: sum((_energy(use.bands, band) for use in months), Decimal(0)) for band in bands}
    first, last = months[0].month.start, months[-1].month.last
    return Annual(
        f"{fmt.used(sum(sums.values(), Decimal(0)), unit)} {unit}",
        f"{fmt.day(first)} – {fmt.day(last)}",
        tuple((band, fmt.used(value, unit)) for band, value in sums.items()) if len(sums) > 1 else (),
    )


def _technical(part: BillPart, words: SupplyWords) -> tuple[tuple[str, str], ...]:
    point = part.point
    facts = (
        *technical_facts(part.supply, words),
        (commodity(part.priced.commodity).point_label, point.code),
        ("Distributore" if words.is_energy else "Gestore", point.distributor.name),
        ("Fornitura attiva dal", fmt.day(part.contract.since)),
    )
    return tuple((name, value) for name, value in facts if value)


def _readings(part: BillPart, unit: str) -> Table:
    bands = _band_names(reading.bands for reading in part.readings)
    shown = meter_unit(part.readings, unit)
    decimals = _decimals(reading.bands for reading in part.readings)
    head = ("Letture del contatore", *(f"{_BAND_NAMES.get(band, band)} ({shown})" for band in bands), "Tipo")
    rows = tuple(
        (
            " · ".join(reading_words(reading)),
            *_cells(reading.bands, bands, decimals),
            quality_word(reading),
        )
        for reading in part.readings
    )
    return Table(head, rows)


def meter_unit(readings: Iterable[MeterReading], unit: str) -> str:
    """What the meter counts: m³ of gas become what is billed by C."""
    counts = dict.fromkeys("m³" if each.coefficient is not None else unit for each in readings)
    return " o ".join(counts) or unit


def reading_words(reading: MeterReading) -> Iterable[str]:
    """When a register was read, of which meter, and the C of its m³; or of which days the use was stated instead."""
    yield day_in_words(reading.day) if reading.stated_from is None else stated_days(reading)
    if reading.serial:
        yield f"matr. {reading.serial}"
    if reading.coefficient is not None:
        yield f"C {number(reading.coefficient, 6)}"


def quality_word(reading: MeterReading) -> str:
    """How sure it is: of a register how it was read, of a stated use what kind of use it is."""
    return (QUALITIES if reading.stated_from is None else _USES)[reading.quality]


def _uses(part: BillPart, unit: str) -> Table:
    pieces = part.priced.consumption
    bands = _band_names(piece.bands for piece in pieces)
    decimals = _decimals(piece.bands for piece in pieces)
    totals = ("Totale",) if bands != ("M",) else ()
    names = (*(f"{_BAND_NAMES.get(band, band)} ({unit})" for band in bands), *(f"{name} ({unit})" for name in totals))
    rows = []
    for piece in pieces:
        cells = _cells(piece.bands, bands, decimals)
        total = (number(piece.total, decimals) for _ in totals)
        rows.append((fmt.period(piece.period), *cells, *total, _USES[piece.quality]))
    return Table(("Consumi fatturati", *names, "Tipo"), tuple(rows))


def _decimals(groups: Iterable[Iterable[BandEnergy]]) -> int:
    """As many as the value with the most: the figures of a table stand in line."""
    exponents = (part.value.normalize().as_tuple().exponent for group in groups for part in group)
    return max((0, *(-exponent for exponent in exponents if isinstance(exponent, int))))


def _cells(energy: Sequence[BandEnergy], bands: Sequence[str], decimals: int) -> tuple[str, ...]:
    """The energy of each band with so many decimals or more."""
    known = {part.band: number(part.value, decimals) for part in energy}
    return tuple(known.get(band, "–") for band in bands)


def _band_names(groups: Iterable[Iterable[BandEnergy]]) -> tuple[str, ...]:
    return tuple(sorted({part.band for group in groups for part in group}))


def _energy(bands: Sequence[BandEnergy], band: str) -> Decimal:
    return sum((part.value for part in bands if part.band == band), Decimal(0))


def _chart(part: BillPart, unit: str) -> Chart:
    shown: Sequence[MonthUse] = part.history[-_COLUMNS:]
    bands = _band_names(use.bands for use in shown)
    bars = tuple(
        Bar(
            _month(use.month.start.month),
            f"{use.month.start:%y}",
            tuple(f"{max(_energy(use.bands, band), Decimal(0)):f}" for band in bands),
            fmt.used(sum((part.value for part in use.bands), Decimal(0)), unit),
            use.quality is Quality.ESTIMATED,
            use.month.overlaps(part.priced.period),
        )
        for use in shown
    )
    return Chart(bands, tuple(_BAND_NAMES.get(band, f"Fascia {band}") for band in bands), bars, unit)


def _month(month: int) -> str:
    return _MONTHS[month - 1]


def _warnings(part: BillPart) -> tuple[str, ...]:
    known = sentences()
    codes = dict.fromkeys(fault.code for fault in part.priced.warnings if fault.code in known)
    if any(piece.quality is Quality.ESTIMATED for piece in part.priced.consumption):
        codes[PRC_103.code] = None
    return tuple(sentence(code) for code in codes)


def _notices(bill: Bill, words: SupplyWords) -> tuple[PrintedNotice, ...]:
    """The notices of the commodity; an offer of instalments takes the place of what is generally said of them."""
    is_free = bill.main.contract.market is Market.FREE
    instalments = sentence("instalments_free" if is_free else "instalments_protected")
    known = {
        "late": PrintedNotice("Se paghi in ritardo", sentence("late")),
        "instalments": PrintedNotice("Pagare a rate", instalments),
        "prescription": PrintedNotice("Consumi di oltre due anni fa", sentence("prescription")),
        "complaints": PrintedNotice("Reclami e conciliazione", f"{sentence('complaints')} {sentence('conciliation')}"),
    }
    if bill.instalments is not None:
        known["instalments"] = PrintedNotice("Puoi pagare a rate", bill.instalments.words)
    names = list(words.notices)
    if bill.instalments is not None and "instalments" not in names:
        names.append("instalments")
    return tuple(known[name] for name in names)


def _contacts(bill: Bill, words: SupplyWords) -> tuple[tuple[str, str], ...]:
    known = sentences()
    ports = known["helpdesk"]
    faults: dict[str, str] = {}
    for part in bill.parts:
        faults.setdefault(
            "Guasti, " + part.point.distributor.name, fmt.phone_or_text(part.point.distributor.fault_phone)
        )
    own = (*faults.items(), (bill.seller.name, fmt.phone_or_text(bill.seller.phone)))
    public = (
        (ports["text"], f"{ports['phone']} · {ports['site']}"),
        (known["consumption_portal"]["text"], known["consumption_portal"]["site"]),
        (known["offers_portal"]["text"], known["offers_portal"]["site"]),
    )
    found = (*own, *(public if words.is_energy else public[: int(words.has_helpdesk)]))
    return tuple((name, value) for name, value in found if value)
