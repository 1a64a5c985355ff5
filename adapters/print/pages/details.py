"""The elementi di dettaglio of a printed bill: every line with its act, in groups whose sums are the scontrino's.

Columns are texts of lines, level with each other (see `fit`): cells would cost most of the time of a bill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from adapters.print import format as fmt
from adapters.print.fit import fit
from adapters.print.pages.traffic import traffic_counted
from adapters.print.wording import SupplyWords, glossary, sentence, supply_words
from domain.billing.bill import Bill, BillPart, DocumentKind
from domain.billing.explanation import line_label, making, number, price_unit
from domain.billing.scontrino import Scontrino, ScontrinoRow, scontrino
from domain.kernel.money import Money, total
from domain.kernel.quantity import Unit
from domain.pricing.correction import Correction, CorrectionReason
from domain.pricing.line import Input, Line
from domain.pricing.lines.bonus import is_bonus
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow, Status

CREDIT_TOTAL = "Totale nota di credito"
CREDITS = (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL)
_COLUMNS_EM = (8.9, 20.0, 5.7, 6.8, 6.4, 3.3, 6.4, 3.3)
"""The inner widths of the columns in details.typ, in em of their text."""
_STATUS_NOTES = {
    Status.DERIVED: "valore ricavato per calcolo",
    Status.RECALLED: "valore da verificare nell’atto",
    Status.SYNTHETIC: "valore dimostrativo",
    Status.GIVEN: "valore indicato da chi ha chiesto il calcolo",
}


@attrs.frozen
class LineGroup:
    """Lines of one kind as columns of text, and their sum."""

    title: str
    subtotal_label: str
    subtotal: str
    periods: str
    labels: str
    quantities: str
    prices: str
    units: str
    shares: str
    amounts: str
    notes: str


@attrs.frozen
class SourceNote:
    """A numbered act: title, link, and the parameters read in it."""

    mark: str
    title: str
    link: str
    parameters: tuple[str, ...]


@attrs.frozen
class VatRow:
    """A VAT treatment: what it is, base, tax."""

    label: str
    taxable: str
    tax: str


@attrs.frozen
class PartDetails:
    """Every line of one supply; `net` is their sum."""

    groups: tuple[LineGroup, ...]
    net: str


@attrs.frozen
class Details:
    """What the detail pages say of the whole document, after the lines of its supplies."""

    vat: tuple[VatRow, ...]
    net: str
    tax: str
    total_label: str
    total: str
    sources: tuple[SourceNote, ...]
    words: tuple[tuple[str, str], ...]
    books: tuple[str, ...]
    digest: str
    stamp: str


@attrs.frozen
class _Kind:
    title: str
    subtotal_label: str
    holds: Callable[[Line], bool]
    amount: Callable[[Scontrino], Money]


def details_view(bill: Bill) -> tuple[tuple[PartDetails, ...], Details]:
    """Every line of a bill, supply by supply, and what holds for all. Subtotals are the amounts of the scontrini."""
    sources = Sources({row.id: row for part in bill.parts for row in part.priced.rows})
    parts = tuple(_part(part, sources) for part in bill.parts)
    tax = total(part.tax for part in bill.vat)
    whole = Details(
        vat=tuple(VatRow(_vat_label(part.vat), fmt.amount(part.taxable), fmt.amount(part.tax)) for part in bill.vat),
        net=fmt.amount(bill.net),
        tax=fmt.amount(tax),
        total_label=CREDIT_TOTAL if bill.kind in CREDITS else supply_words(bill.main.priced.commodity).total,
        total=fmt.amount(bill.total),
        sources=sources.notes(),
        words=_words(bill),
        books=tuple(dict.fromkeys(part.priced.book_digest for part in bill.parts)),
        digest=bill.digest,
        stamp=sentence("stamp").format(amount=fmt.amount(bill.stamp)) if bill.stamp else "",
    )
    return parts, whole


def _part(part: BillPart, sources: Sources) -> PartDetails:
    priced = part.priced
    receipt, words = scontrino(priced), supply_words(priced.commodity)
    own = [line for line in priced.lines if not line.correction]
    groups = []
    for kind in _kinds(words):
        lines = [line for line in own if kind.holds(line)]
        if lines:
            groups.append(_group(kind.title, kind.subtotal_label, lines, fmt.amount(kind.amount(receipt)), sources))
    for key, (title, subtotal) in _corrections(priced).items():
        lines = [line for line in priced.lines if line.correction == key]
        if lines:
            balance = fmt.amount(total(line.amount for line in lines))
            groups.append(_group(title, subtotal, lines, balance, sources))
    return PartDetails(tuple(groups), fmt.amount(priced.net))


def _corrections(priced: Priced) -> dict[str, tuple[str, str]]:
    """Title and subtotal of each correction by key; lines of a key that none declares are a correction too."""
    keys = dict.fromkeys(line.correction for line in priced.lines if line.correction)
    named = {each.key: _correction(each) for each in priced.corrections}
    return {key: named.get(key, ("Rettifica", "Totale rettifica")) for key in keys}


def _correction(each: Correction) -> tuple[str, str]:
    if each.reason is CorrectionReason.REVERSAL:
        return f"Storno {fmt.period(each.period)}", "Totale stornato"
    return f"Ricalcolo {fmt.period(each.period)} · {each.reason.value}", "Differenza del ricalcolo"


def _kinds(words: SupplyWords) -> tuple[_Kind, ...]:
    """The groups of a supply in the order of its scontrino."""
    pairs: list[_Kind] = []
    rows: tuple[tuple[Quota, Callable[[Scontrino], ScontrinoRow]], ...] = (
        (Quota.CONSUMPTION, lambda receipt: receipt.consumption),
        (Quota.FIXED, lambda receipt: receipt.fixed),
        (Quota.POWER, lambda receipt: receipt.power),
    )
    for quota, row in rows:
        pairs += _of_quota(quota, row, words)
    return (
        *pairs,
        _Kind(
            words.block(Block.TAXES),
            "Totale " + words.block(Block.TAXES).lower(),
            lambda line: line.quota is Quota.TAX,
            lambda receipt: receipt.excise,
        ),
        _Kind(
            "Altre partite",
            "Totale altre partite",
            lambda line: line.quota is Quota.PASSING and line.code != RAI_FEE and not is_bonus(line),
            lambda receipt: receipt.other - receipt.bonus,
        ),
        _Kind("Bonus sociale", "Totale bonus", is_bonus, lambda receipt: receipt.bonus),
        _Kind(
            "Canone di abbonamento alla televisione",
            "Totale canone",
            lambda line: line.quota is Quota.PASSING and line.code == RAI_FEE,
            lambda receipt: receipt.rai_fee,
        ),
    )


def _of_quota(quota: Quota, row: Callable[[Scontrino], ScontrinoRow], words: SupplyWords) -> list[_Kind]:
    """A quota whole, or in two where the commodity tells sale from network and charges."""
    name = words.quota(quota)
    if not words.sale:
        return [_Kind(name, f"Totale {name.lower()}", lambda line: line.quota is quota, lambda r: row(r).whole.amount)]
    titles = [words.sale.removeprefix("di cui "), words.network.removeprefix("di cui ")]
    return [
        _Kind(
            f"{name} · {titles[0].capitalize()}",
            words.sale,
            lambda line: line.quota is quota and line.block is Block.SALE,
            lambda r: row(r).sale.amount,
        ),
        _Kind(
            f"{name} · {titles[1].capitalize()}",
            words.network,
            lambda line: line.quota is quota and line.block is not Block.SALE,
            lambda r: row(r).network_and_charges.amount,
        ),
    ]


class Sources:
    """Acts in the order they are first used, each with its mark and the parameters read in it."""

    def __init__(self, rows: Mapping[str, ParameterRow]) -> None:
        self._rows = rows
        self._parameters: dict[tuple[str, str], dict[str, None]] = {}
        self._marks: dict[tuple[str, str], str] = {}

    def marks(self, line: Line) -> str:
        """The marks of a line's inputs: numbers of acts, C for the contract."""
        marks = [self._mark(each, line) if each.row else "C" for each in line.inputs]
        return " ".join(sorted(dict.fromkeys(marks), key=lambda mark: (not mark.isdigit(), mark.rjust(4))))

    def notes(self) -> tuple[SourceNote, ...]:
        """The acts by mark."""
        return tuple(
            SourceNote(mark, key[0], key[1], tuple(self._parameters[key])) for key, mark in self._marks.items()
        )

    def _mark(self, each: Input, line: Line) -> str:
        row = self._rows[each.row]
        key = (row.source.title, row.source.link)
        mark = self._marks.setdefault(key, str(len(self._marks) + 1))
        name = _name(line) if len(line.inputs) == 1 else f"{each.symbol} ({row.name})"
        doubt = f" ({_STATUS_NOTES[row.status]})" if row.status in _STATUS_NOTES else ""
        text = f"{name} {number(each.value)} {fmt.unit(each.unit).replace('EUR', '€').replace('/punto', '')}".rstrip()
        self._parameters.setdefault(key, {})[f"{text}, {fmt.period(row.period)}{doubt}"] = None
        return mark


def _group(title: str, subtotal_label: str, lines: Sequence[Line], subtotal: str, sources: Sources) -> LineGroup:
    columns: list[list[str]] = [[] for _ in _COLUMNS_EM]
    for line in lines:
        cells = [fit(fmt.printable(cell), em) for cell, em in zip(_cells(line, sources), _COLUMNS_EM, strict=True)]
        cells[1] += _beneath(line)
        height = max(len(cell) for cell in cells)
        for column, cell in zip(columns, cells, strict=True):
            column += [*cell, *[""] * (height - len(cell))]
    texts = ["\n".join(cell or "\u00a0" for cell in column) for column in columns]
    return LineGroup(title, subtotal_label, subtotal, *texts)


def _cells(line: Line, sources: Sources) -> tuple[str, ...]:
    is_fine = not line.price.yearly and line.price.per is not Unit.POINT
    traffic = traffic_counted(line)
    if traffic:
        return (fmt.period(line.period), line_label(line), traffic, "", "", "", fmt.amount(line.amount), "C")
    return (
        fmt.period(line.period),
        line_label(line),
        number(line.quantity.value),
        number(line.price.value, 6 if is_fine else 2),
        price_unit(line.price),
        "" if line.share.numerator == line.share.denominator else str(line.share),
        fmt.amount(line.amount),
        sources.marks(line),
    )


def _beneath(line: Line) -> tuple[str, ...]:
    """Under the name: how the price was made, and what a reader must know."""
    made = making(line)
    calculated = made.rpartition(" = ")[0].partition(" = ")[2]
    lines = [part for more in (calculated, line.note) for part in (fit(fmt.printable(more), _COLUMNS_EM[1] - 1))]
    return tuple(f"\u00a0\u00a0{part}" for part in lines if part)


def _vat_label(vat: Vat) -> str:
    if vat.nature:
        return f"Senza IVA, natura {vat.nature}" + (f" · {vat.norm}" if vat.norm else "")
    split = " · scissione dei pagamenti" if vat.exigibility == "S" else ""
    return f"IVA {fmt.percent(vat.rate)}{split}"


def _words(bill: Bill) -> tuple[tuple[str, str], ...]:
    """The glossary of the voices of this bill, each once; the voices without words of their own are left out."""
    known = glossary()
    found: dict[str, tuple[str, str]] = {}
    for part in bill.parts:
        for line in part.priced.lines:
            key = f"{part.priced.commodity}.{line.code}"
            key = key if key in known else line.code
            if key in known and key not in found:
                found[key] = (_name(line), known[key])
    return tuple(found.values())


def _name(line: Line) -> str:
    """The name of a component without the band or the month of one of its lines."""
    return line.label.partition(",")[0].removesuffix(f" {line.band}")
