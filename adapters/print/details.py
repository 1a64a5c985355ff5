"""The elementi di dettaglio of a printed bill: every line with its act, in groups whose sums are the scontrino's.

Columns are texts of lines, level with each other (see `fit`): cells would cost most of the time of a bill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from adapters.print import format as fmt
from adapters.print.fit import fit
from adapters.print.wording import glossary
from domain.invoices.bill import Bill
from domain.invoices.explanation import line_label, making, number, price_unit
from domain.invoices.line import Input, Line
from domain.invoices.scontrino import RAI_FEE, Scontrino
from domain.kernel.money import Money
from domain.kernel.quantity import Unit
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow, Status
from domain.taxes.vat import Vat

_COLUMNS_EM = (8.9, 20.0, 5.7, 6.8, 6.4, 3.3, 6.4, 3.3)
"""The inner widths of the columns in details.typ, in em of their text."""
_STATUS_NOTES = {
    Status.DERIVED: "valore ricavato per calcolo",
    Status.RECALLED: "valore da verificare nell’atto",
    Status.SYNTHETIC: "valore dimostrativo",
    Status.GIVEN: "valore indicato da chi ha chiesto il calcolo",
}


@attrs.frozen
class Group:
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
class Details:
    """The detail pages."""

    groups: tuple[Group, ...]
    vat: tuple[VatRow, ...]
    net: str
    tax: str
    total: str
    sources: tuple[SourceNote, ...]
    words: tuple[tuple[str, str], ...]
    book: str


@attrs.frozen
class _Kind:
    title: str
    subtotal_label: str
    holds: Callable[[Line], bool]
    amount: Callable[[Scontrino], Money]


def _is(quota: Quota, *, sale: bool) -> Callable[[Line], bool]:
    return lambda line: line.quota is quota and (line.block is Block.SALE) == sale


_SALE, _NETWORK = "Spesa per la vendita", "Spesa per la rete e gli oneri generali"
_KINDS = (
    _Kind(
        f"Quota per consumi · {_SALE}",
        "di cui spesa per la vendita",
        _is(Quota.CONSUMPTION, sale=True),
        lambda receipt: receipt.consumption.sale.amount,
    ),
    _Kind(
        f"Quota per consumi · {_NETWORK}",
        "di cui rete e oneri",
        _is(Quota.CONSUMPTION, sale=False),
        lambda receipt: receipt.consumption.network_and_charges.amount,
    ),
    _Kind(
        f"Quota fissa · {_SALE}",
        "di cui spesa per la vendita",
        _is(Quota.FIXED, sale=True),
        lambda receipt: receipt.fixed.sale.amount,
    ),
    _Kind(
        f"Quota fissa · {_NETWORK}",
        "di cui rete e oneri",
        _is(Quota.FIXED, sale=False),
        lambda receipt: receipt.fixed.network_and_charges.amount,
    ),
    _Kind(
        f"Quota potenza · {_SALE}",
        "di cui spesa per la vendita",
        _is(Quota.POWER, sale=True),
        lambda receipt: receipt.power.sale.amount,
    ),
    _Kind(
        f"Quota potenza · {_NETWORK}",
        "di cui rete e oneri",
        _is(Quota.POWER, sale=False),
        lambda receipt: receipt.power.network_and_charges.amount,
    ),
    _Kind("Accise", "Totale accise", lambda line: line.quota is Quota.TAX, lambda receipt: receipt.excise),
    _Kind(
        "Altre partite",
        "Totale altre partite",
        lambda line: line.quota is Quota.PASSING and line.code != RAI_FEE,
        lambda receipt: receipt.other,
    ),
    _Kind(
        "Canone di abbonamento alla televisione",
        "Totale canone",
        lambda line: line.quota is Quota.PASSING and line.code == RAI_FEE,
        lambda receipt: receipt.rai_fee,
    ),
)


def details_view(bill: Bill, receipt: Scontrino) -> Details:
    """Every line of a bill. The subtotals are the amounts of the scontrino."""
    priced = bill.priced
    sources = _Sources({row.id: row for row in priced.rows})
    groups = []
    for kind in _KINDS:
        lines = [line for line in priced.lines if kind.holds(line)]
        if lines:
            groups.append(_group(kind, lines, fmt.amount(kind.amount(receipt)), sources))
    return Details(
        groups=tuple(groups),
        vat=tuple(VatRow(_vat_label(part.vat), fmt.amount(part.taxable), fmt.amount(part.tax)) for part in priced.vat),
        net=fmt.amount(priced.net),
        tax=fmt.amount(priced.tax),
        total=fmt.amount(priced.total),
        sources=sources.notes(),
        words=_words(priced.lines),
        book=priced.book_digest,
    )


class _Sources:
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
        text = f"{name} {number(each.value)} {each.unit.replace('EUR', '€').replace('/punto', '')}".rstrip()
        self._parameters.setdefault(key, {})[f"{text}, {fmt.period(row.period)}{doubt}"] = None
        return mark


def _group(kind: _Kind, lines: Sequence[Line], subtotal: str, sources: _Sources) -> Group:
    columns: list[list[str]] = [[] for _ in _COLUMNS_EM]
    for line in lines:
        cells = [fit(fmt.printable(cell), em) for cell, em in zip(_cells(line, sources), _COLUMNS_EM, strict=True)]
        cells[1] += _beneath(line)
        height = max(len(cell) for cell in cells)
        for column, cell in zip(columns, cells, strict=True):
            column += [*cell, *[""] * (height - len(cell))]
    texts = ["\n".join(cell or "\u00a0" for cell in column) for column in columns]
    return Group(kind.title, kind.subtotal_label, subtotal, *texts)


def _cells(line: Line, sources: _Sources) -> tuple[str, ...]:
    is_fine = not line.price.yearly and line.price.per is not Unit.POINT
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


def _words(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """The glossary of the voices of this bill, each once; the voices without words of their own are left out."""
    known = glossary()
    named = {line.code: _name(line) for line in reversed(lines)}
    return tuple((named[code], known[code]) for code in dict.fromkeys(line.code for line in lines) if code in known)


def _name(line: Line) -> str:
    """The name of a component without the band or the month of one of its lines."""
    return line.label.partition(",")[0].removesuffix(f" {line.band}")
