"""The elementi di dettaglio of a printed bill: every line with its act, in groups whose sums are the scontrino's.

Columns are texts of lines, level with each other (see `fit`): cells would cost most of the time of a bill.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs

from adapters.print import format as fmt
from adapters.print.fit import fit
from adapters.print.pages.detail_columns import COLUMNS, LABEL, LABEL_EM, ColumnHead, column_heads
from adapters.print.pages.detail_sources import SourceNote, Sources, component_name
from adapters.print.wording import SupplyWords, glossary, sentence, supply_words
from domain.billing.bill import Bill, BillPart, DocumentKind
from domain.billing.explanation import making
from domain.billing.scontrino import Scontrino, ScontrinoRow, scontrino
from domain.kernel.money import Money, total
from domain.pricing.correction import Correction, CorrectionReason
from domain.pricing.line import Line
from domain.pricing.lines.bonus import is_bonus
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block, Quota

CREDIT_TOTAL = "Totale nota di credito"
CREDITS = (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL)


@attrs.frozen
class LineGroup:
    """Lines of one kind as columns of text, by the name of the column, and their sum."""

    title: str
    subtotal_label: str
    subtotal: str
    columns: Mapping[str, str]


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
    """What the detail pages say of the whole document: the columns of lines, and what comes after them."""

    columns: tuple[ColumnHead, ...]
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
        columns=column_heads(),
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


def _group(title: str, subtotal_label: str, lines: Sequence[Line], subtotal: str, sources: Sources) -> LineGroup:
    columns: dict[str, list[str]] = {each.name: [] for each in COLUMNS}
    for line in lines:
        cells = {each.name: fit(fmt.printable(each.cell(line, sources)), each.width_em) for each in COLUMNS}
        cells[LABEL] += _beneath(line)
        height = max(len(cell) for cell in cells.values())
        for name, cell in cells.items():
            columns[name] += [*cell, *[""] * (height - len(cell))]
    texts = {name: "\n".join(cell or "\u00a0" for cell in column) for name, column in columns.items()}
    return LineGroup(title, subtotal_label, subtotal, texts)


def _beneath(line: Line) -> tuple[str, ...]:
    """Under the name: how the price was made, and what a reader must know."""
    made = making(line)
    calculated = made.rpartition(" = ")[0].partition(" = ")[2]
    lines = [part for more in (calculated, line.note) for part in (fit(fmt.printable(more), LABEL_EM - 1))]
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
                found[key] = (component_name(line), known[key])
    return tuple(found.values())
