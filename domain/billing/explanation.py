"""The explanation of a bill: every line in plain Italian, with the calculation written out and the act behind it.

For a customer, a clerk or a judge who asks "why this amount". It is a view of the issued lines: no amount is computed
again, every number shown stands on the line or in the parameter rows it used (right to the elements of detail,
315/2024/R/com annex A). What a component is for is said by a glossary handed in, because it is data.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.billing.bill import Bill, BillPart
from domain.commodities.registry import commodity
from domain.kernel.calendar import ITALIAN_MONTHS
from domain.kernel.money import Money, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import FOREVER, Period
from domain.metering.reading import Quality
from domain.pricing.correction import MeterReading
from domain.pricing.line import Input, Line
from domain.pricing.taxes.vat import VatTotal
from domain.tariffs.component import Block
from domain.tariffs.parameter import ParameterRow, Status

_BLOCKS = {
    Block.SALE: "Spesa per la vendita",
    Block.NETWORK: "Spesa per la rete",
    Block.CHARGES: "Oneri generali di sistema",
    Block.TAXES: "Accise",
    Block.OTHER: "Altre partite",
}
_STATUS = {
    Status.CONFIRMED: "letto nell'atto citato",
    Status.DERIVED: "ricavato per calcolo da valori letti negli atti",
    Status.RECALLED: "da verificare nell'atto",
    Status.SYNTHETIC: "dimostrativo",
    Status.GIVEN: "indicato da chi ha chiesto il calcolo",
}
_DOUBTS = {
    Status.RECALLED: "{} usa un valore non ancora verificato nel suo atto: va confermato.",
    Status.SYNTHETIC: "{} usa un valore dimostrativo: il risultato non ha valore di bolletta.",
}
_ESTIMATED = "Una parte dei consumi è stimata: sarà ricalcolata quando arriverà una lettura effettiva."
_STATED = "Consumo comunicato dal distributore"


@attrs.frozen
class ParameterUsed:
    """A number the price was made of, and where it is written.

    name is the row of the tariff book, empty for what the contract itself says; then act, link and validity are
    empty too. warning is empty unless the value is not to be relied on.
    """

    symbol: str
    value: str
    name: str = ""
    act: str = ""
    link: str = ""
    validity: str = ""
    status: str = ""
    warning: str = ""


@attrs.frozen
class LineExplanation:
    """One line in words. `making` says how the unit price was made (empty where it is simply the price in force);
    `calculation` ends with the amount of the line; `correction` says what is recalculated, where it is part of that.

    supply  which supply it is of, where a bill has several
    """

    supply: str
    correction: str
    code: str
    label: str
    block: str
    what: str
    period: str
    quantity: str
    price: str
    share: str
    making: str
    calculation: str
    amount: Money
    vat: str
    note: str
    parameters: tuple[ParameterUsed, ...]
    warnings: tuple[str, ...]


@attrs.frozen
class TotalExplanation:
    """A total, and how it comes about."""

    label: str
    amount: Money
    words: str


@attrs.frozen
class Explanation:
    """A bill explained: its lines in their order, the blocks they add up to, VAT by treatment, the final totals."""

    number: str
    period: str
    lines: tuple[LineExplanation, ...]
    blocks: tuple[TotalExplanation, ...]
    vat: tuple[TotalExplanation, ...]
    totals: tuple[TotalExplanation, ...]
    warnings: tuple[str, ...]


def explain(bill: Bill, glossary: Mapping[str, str]) -> Explanation:
    """The explanation of an issued bill.

    `glossary` says by component code what a component is for; a code without words gets those of its block
    ("vendita", "rete", ...), and none where the block has none either. What is said of "gas.energy" goes before.
    """
    rows = {row.id: row for part in bill.parts for row in part.priced.rows}
    lines = tuple(
        _line(line, part, rows, glossary, reverses=reverses, is_alone=len(bill.parts) == 1)
        for part in bill.parts
        for line, reverses in zip(part.priced.lines, part.priced.reverses, strict=True)
    )
    warnings = dict.fromkeys(warning for line in lines for warning in line.warnings)
    estimated = [
        piece for part in bill.parts for piece in part.priced.consumption if piece.quality is Quality.ESTIMATED
    ]
    if estimated:
        warnings[_ESTIMATED] = None
    for piece in estimated:
        if piece.method:
            warnings[f"Consumi stimati {period_in_words(piece.period)}. Metodo: {piece.method}."] = None
    warnings |= {f"{stated_days(each)}.": None for part in bill.parts for each in part.readings if each.stated_from}
    return Explanation(
        str(bill.number),
        period_in_words(bill.period),
        lines,
        _blocks(bill),
        tuple(_vat(part) for part in bill.vat),
        _totals(bill),
        tuple(warnings),
    )


def stated_days(reading: MeterReading) -> str:
    """A use that no difference of registers gives, and its days: of a point without a meter, or of one that failed."""
    assert reading.stated_from is not None
    days = Period(reading.stated_from, reading.day + dt.timedelta(days=1))
    return f"{_STATED}, {period_in_words(days)}"


def line_label(line: Line) -> str:
    """The printed name with its time band, once."""
    is_named = line.band in ("", "M") or line.band in line.label.split()
    return line.label if is_named else f"{line.label} {line.band}"


def parameters_used(line: Line, rows: Mapping[str, ParameterRow]) -> tuple[ParameterUsed, ...]:
    """The numbers a line's price was made of. KeyError where a row is missing: a Priced carries all it used."""
    return tuple(_parameter(each, line.label, rows) for each in line.inputs)


def number(value: Decimal, at_least: int = 0) -> str:
    """`value` as Italians write it, with every decimal it has and at least so many; never rounded.

    >>> number(Decimal("1274.9200"), 2), number(Decimal("-0.118"), 6), number(Decimal("45"))
    ('1.274,92', '-0,118000', '45')
    """
    whole, _, decimals = f"{value.copy_abs():f}".partition(".")
    decimals = decimals.rstrip("0").ljust(at_least, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(whole):,}".replace(",", ".") + (f",{decimals}" if decimals else "")


def euro(money: Money) -> str:
    """An amount with its sign: 1.274,92 €."""
    return f"{number(money.amount, 2)} €"


def day_in_words(day: dt.date) -> str:
    """31 ottobre 2026."""
    return f"{day.day} {ITALIAN_MONTHS[day.month - 1]} {day.year}"


def period_in_words(period: Period) -> str:
    """The first and the last day: "dal 1 luglio 2026 al 31 agosto 2026"; an open one only "dal"."""
    start = f"dal {day_in_words(period.start)}"
    return start if period.stop == FOREVER else f"{start} al {day_in_words(period.last)}"


def month_in_words(day: dt.date) -> str:
    """ottobre 2026."""
    return f"{ITALIAN_MONTHS[day.month - 1]} {day.year}"


def quantity_text(quantity: Quantity) -> str:
    """45 kWh; a single supply point is "1 punto"."""
    return f"{number(quantity.value)} {_sign(quantity.unit.value)}"


def price_unit(price: Price) -> str:
    """€/kWh, €/kW/anno ...; a price per supply point is simply €/anno, or €; none for a part of a sum of money."""
    if price.per is Unit.EURO:
        return ""
    if price.per is Unit.POINT:
        return "€/anno" if price.yearly else "€"
    return _sign(price.unit_text)


def price_text(price: Price) -> str:
    """At least six decimals for prices per unit, two for yearly ones and for sums of money, as the acts do."""
    return f"{number(price.value, 2 if price.yearly or price.per is Unit.POINT else 6)} {price_unit(price)}".rstrip()


def share_text(line: Line) -> str:
    """The part of the year charged, in words; empty for a price that is not yearly."""
    part = line.share
    if part.numerator == part.denominator:
        return "un anno intero" if line.price.yearly else ""
    if part.denominator == 12:
        return "un mese" if part.numerator == 1 else f"{part.numerator} mesi"
    if part.denominator in (365, 366):
        days = "un giorno" if part.numerator == 1 else f"{part.numerator} giorni"
        return f"{days} su {part.denominator}"
    return f"{part} dell'anno"


def calculation(line: Line) -> str:
    """Quantity, price, share and amount written out: "45 kWh × 0,118000 €/kWh = 5,31 €"."""
    quantity, price, amount = quantity_text(line.quantity), price_text(line.price), euro(line.amount)
    share = line.share
    is_whole = share.numerator == share.denominator
    if not line.step:
        return f"{quantity} × {price}{'' if is_whole else f' × {share}'} = {amount}"
    part = "" if is_whole else f" ÷ {share.denominator}" if share.numerator == 1 else f" × {share}"
    unit = price_unit(attrs.evolve(line.price, yearly=False))
    unit += " al mese" if (share.numerator, share.denominator) == (1, 12) else ""
    return f"{price}{part} = {number(line.period_price, 2)} {unit} × {quantity} = {amount}"


def making(line: Line) -> str:
    """How the unit price was made, first in symbols, then in numbers; empty where it is one number of one source.

    A yearly price is such a number: what its formula says of the year is in the calculation.
    """
    values = {each.symbol: number(each.value) for each in line.inputs}
    if line.price.yearly or not values or line.formula in values:
        return ""
    symbols = sorted(values, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(symbol)}(?!\w)" for symbol in symbols)
    filled = re.sub(pattern, lambda match: values[match.group()], line.formula)
    if filled == line.formula:
        return ""
    return f"{line.formula} = {filled} = {price_text(line.price)}"


def _sign(unit: str) -> str:
    """A unit as printed: € and m³."""
    return unit.replace("EUR", "€").replace("m3", "m³")


def _line(
    line: Line,
    part: BillPart,
    rows: Mapping[str, ParameterRow],
    glossary: Mapping[str, str],
    *,
    reverses: bool,
    is_alone: bool,
) -> LineExplanation:
    used = parameters_used(line, rows)
    return LineExplanation(
        supply="" if is_alone else supply_in_words(part),
        correction=_correction(line, part, reverses=reverses),
        code=line.code,
        label=line_label(line),
        block=_BLOCKS[line.block],
        what=_what(line, part, glossary),
        period=period_in_words(line.period),
        quantity=quantity_text(line.quantity),
        price=price_text(line.price),
        share=share_text(line),
        making=making(line),
        calculation=calculation(line),
        amount=line.amount,
        vat=_vat_label(line.vat.rate, line.vat.nature),
        note=line.note,
        parameters=used,
        warnings=tuple(dict.fromkeys(each.warning for each in used if each.warning)),
    )


def _what(line: Line, part: BillPart, glossary: Mapping[str, str]) -> str:
    for name in (line.code, line.block.value):
        for key in (f"{part.priced.commodity}.{name}", name):
            if key in glossary:
                return glossary[key]
    return ""


def supply_in_words(part: BillPart) -> str:
    """Energia elettrica, POD IT001E00000001, Via Roma 1 ..."""
    kind = commodity(part.priced.commodity)
    return f"{kind.label}, {kind.point_label} {part.point.code}, {part.point.address}"


def _correction(line: Line, part: BillPart, *, reverses: bool) -> str:
    """Why a line of a correction is there, and whether it takes back or charges."""
    if not line.correction:
        return ""
    what = "toglie quanto già fatturato" if reverses else "addebita quanto ricalcolato"
    reasons = {each.key: f": {each.reason.value}, {period_in_words(each.period)}" for each in part.priced.corrections}
    return f"Rettifica, {what}{reasons.get(line.correction, '')}"


def _parameter(each: Input, label: str, rows: Mapping[str, ParameterRow]) -> ParameterUsed:
    value = f"{number(each.value)} {_sign(each.unit)}".rstrip()
    if not each.row:
        return ParameterUsed(each.symbol, value, status="dal contratto")
    row = rows[each.row]
    doubt = _DOUBTS.get(row.status, "")
    return ParameterUsed(
        each.symbol,
        value,
        row.name,
        row.source.title,
        row.source.link,
        period_in_words(row.period),
        _STATUS[row.status],
        doubt.format(label),
    )


def _blocks(bill: Bill) -> tuple[TotalExplanation, ...]:
    result = []
    for block, label in _BLOCKS.items():
        amounts = [line.amount for line in bill.lines if line.block is block]
        if amounts:
            words = "una voce" if len(amounts) == 1 else f"somma di {len(amounts)} voci"
            result.append(TotalExplanation(label, total(amounts), words))
    return tuple(result)


def _vat_label(rate: Decimal, nature: str) -> str:
    return f"senza IVA, natura {nature}" if nature else f"IVA {number(rate * 100)} %"


def _vat(part: VatTotal) -> TotalExplanation:
    label = _vat_label(part.vat.rate, part.vat.nature)
    norm = f" ({part.vat.norm})" if part.vat.norm else ""
    if part.vat.nature:
        words = f"su {euro(part.taxable)} non si applica IVA{norm}"
    else:
        words = f"{euro(part.taxable)} × {number(part.vat.rate * 100)} % = {euro(part.tax)}"
        if part.vat.exigibility == "S":
            words += f", versata all'Erario da chi riceve la bolletta{norm}"
    return TotalExplanation(label, part.tax, words)


def _totals(bill: Bill) -> tuple[TotalExplanation, ...]:
    tax = total(part.tax for part in bill.vat)
    whole = f"{euro(bill.net)} di voci + {euro(tax)} di IVA = {euro(bill.total)}"
    split = bill.total - bill.payable
    owed = f"{euro(bill.total)} - {euro(split)} di IVA a scissione = {euro(bill.payable)}" if split else ""
    return (
        TotalExplanation("Totale bolletta", bill.total, whole),
        TotalExplanation("Totale da pagare", bill.payable, owed or "il totale della bolletta"),
    )
