"""Page 2 of a supply as strings: the scontrino dell'energia and the box offerta, or what other commodities call them.

Norm: 315/2024/R/com annex A art. 6 (scontrino), 7 (box offerta).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from adapters.print import format as fmt
from adapters.print.pages.traffic import traffic_counted
from adapters.print.wording import SupplyWords, sentence
from domain.billing.bill import BillPart
from domain.billing.explanation import day_in_words, line_label, month_in_words, number, price_unit
from domain.billing.scontrino import Part, Scontrino, ScontrinoRow, months_in
from domain.commodities.registry import commodity
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Unit
from domain.pricing.correction import CorrectionReason
from domain.pricing.line import Line
from domain.pricing.lines.bonus import is_bonus
from domain.pricing.lines.taxes import RAI_FEE
from domain.tariffs.component import Block, Quota

_OFFER_PRICES = 9
_OTHERS = 6


@attrs.frozen
class Field:
    """A name and what stands beside it."""

    name: str
    value: str


@attrs.frozen
class DiCuiView:
    """A "di cui" of a row."""

    label: str
    price: str
    amount: str


@attrs.frozen
class RowView:
    """A row of the scontrino: quantity x average price = amount."""

    label: str
    quantity: str
    price: str
    amount: str
    parts: tuple[DiCuiView, ...]


@attrs.frozen
class OtherView:
    """Amounts outside the supply: their sum, and each by name where they are more than the sum."""

    label: str
    amount: str
    parts: tuple[Field, ...]


@attrs.frozen
class ShareView:
    """A part of the total: its name, its amount as printed, and as a plain number for the drawing."""

    label: str
    amount: str
    value: str


@attrs.frozen
class ReceiptView:
    """The scontrino. `taxes` are name and amount; `split` is empty without split payment."""

    title: str
    note: str
    facts: tuple[Field, ...]
    rows: tuple[RowView, ...]
    taxes_title: str
    taxes_total: str
    taxes: tuple[Field, ...]
    others: tuple[OtherView, ...]
    total_label: str
    total: str
    split: str
    split_note: str
    payable_label: str
    payable: str
    payable_shown: str
    is_credit: bool
    vat_note: str
    shares: tuple[ShareView, ...]


@attrs.frozen
class OfferView:
    """The box offerta."""

    title: str
    name: str
    code: str
    kind: str
    description: str
    formula: str
    prices: tuple[Field, ...]
    fees: tuple[Field, ...]
    conditions: tuple[Field, ...]
    more: str


def conditions_end(part: BillPart) -> str:
    """Until when the economic conditions of the offer hold."""
    end = part.contract.conditions_end
    return "senza scadenza" if end is None else f"fino al {day_in_words(end)}"


def present(*pairs: tuple[str, str]) -> tuple[Field, ...]:
    """The fields that have a value."""
    return tuple(Field(name, value) for name, value in pairs if value)


def receipt_view(part: BillPart, receipt: Scontrino, words: SupplyWords, *, is_alone: bool) -> ReceiptView:
    """The scontrino of a supply; `is_alone` where it is the only one of its bill."""
    split = part.priced.split_tax
    owed = "Totale da pagare" if is_alone else "Totale fornitura"
    rows = tuple(_rows(part, receipt, words))
    return ReceiptView(
        title=words.receipt,
        note=" ".join(filter(None, (words.receipt_note if rows else "", _note_of_corrections(part, words)))),
        facts=(*_facts(part), *(() if is_alone else present(*order_fields(part)))),
        rows=rows,
        taxes_title=_taxes_title(part, receipt, words),
        taxes_total=fmt.amount(receipt.excise_and_vat),
        taxes=tuple(_taxes(part, receipt, words)),
        others=tuple(_others(part, receipt, words)),
        total_label=words.total if is_alone else "Totale della fornitura, IVA compresa",
        total=fmt.amount(receipt.total),
        split=fmt.amount(-split) if split else "",
        split_note=sentence("split_payment") if split else "",
        payable_label=_credited(is_alone) if receipt.payable < ZERO else owed,
        payable=fmt.amount(receipt.payable),
        payable_shown=fmt.amount_eur(-receipt.payable if receipt.payable < ZERO else receipt.payable),
        is_credit=receipt.payable < ZERO,
        vat_note="" if is_alone else sentence("vat_of_document"),
        shares=_shares(part, receipt, words) if rows else (),
    )


def _note_of_corrections(part: BillPart, words: SupplyWords) -> str:
    """What of their taxes recalculations hold."""
    recalculates = any(each.reason is not CorrectionReason.REVERSAL for each in part.priced.corrections)
    return sentence("recalculation_taxes") if recalculates and words.is_energy else ""


def _credited(is_alone: bool) -> str:
    return "Totale a tuo credito" if is_alone else "Credito fornitura"


def _taxes_title(part: BillPart, receipt: Scontrino, words: SupplyWords) -> str:
    """Of a document over corrections alone only VAT stands there: its excise is in the recalculations."""
    if words.is_energy and _charges(part):
        return f"{words.block(Block.TAXES)} e IVA"
    return "Imposte e IVA" if receipt.excise else "IVA"


def order_fields(part: BillPart) -> Iterable[tuple[str, str]]:
    """The public order of a supply, where it has one."""
    order = part.contract.order
    if order is not None:
        yield from (("Ordine o convenzione", order.document), ("CIG", order.cig), ("CUP", order.cup))


def _facts(part: BillPart) -> tuple[Field, ...]:
    power = commodity(part.priced.commodity).power(part.supply)
    return present(
        ("Fornitura", str(part.point.address)),
        (commodity(part.priced.commodity).point_label, part.point.code),
        ("Periodo", fmt.period(part.priced.period)),
        ("Potenza impegnata", f"{number(power)} kW" if power else ""),
    )


def _rows(part: BillPart, receipt: Scontrino, words: SupplyWords) -> Iterable[RowView]:
    """Quota by quota; of other commodities only those that have lines."""
    quotas = {line.quota for line in part.priced.lines if not line.correction}
    if not quotas and part.priced.corrections:
        return
    months = months_in(part.priced.period)
    month_text = f"{number(months)} {'mese' if months == 1 else 'mesi'}"
    if words.is_energy or Quota.CONSUMPTION in quotas:
        unit = fmt.unit(receipt.consumption.unit)
        used = f"{fmt.energy(receipt.consumption.quantity)} {unit}" if receipt.consumption.quantity else ""
        zero = f"0 {unit}" if words.is_energy else ""
        yield _row(words.quota(Quota.CONSUMPTION), receipt.consumption, unit, used or zero, words)
    if words.is_energy or Quota.FIXED in quotas:
        yield _row(words.quota(Quota.FIXED), receipt.fixed, "mese", month_text, words)
    if Quota.POWER in quotas:
        power = f"{number(receipt.power.quantity)} kW × {month_text}"
        yield _row(words.quota(Quota.POWER), receipt.power, "kW/mese", power, words)


def _charges(part: BillPart) -> bool:
    """Whether it charges anything for the first time."""
    return any(not line.correction for line in part.priced.lines)


def _taxes(part: BillPart, receipt: Scontrino, words: SupplyWords) -> Iterable[Field]:
    if receipt.excise or (words.is_energy and _charges(part)):
        yield Field(words.block(Block.TAXES), fmt.amount(receipt.excise))
    for each in receipt.vat:
        yield Field(f"IVA {fmt.percent(each.vat.rate)} su {fmt.amount_eur(each.taxable)}", fmt.amount(each.tax))


def _others(part: BillPart, receipt: Scontrino, words: SupplyWords) -> Iterable[OtherView]:
    """Recalculations, what is outside the supply, the social bonus, the RAI fee: each where there is any."""
    priced = part.priced
    if priced.corrections or receipt.corrections:
        sums = {
            each.key: total(line.amount for line in priced.lines if line.correction == each.key)
            for each in priced.corrections
        }
        named = tuple(
            Field(f"{each.reason.value}, {fmt.period(each.period)}", fmt.amount(sums[each.key]))
            for each in priced.corrections[:_OTHERS]
        )
        is_back = all(each.reason is CorrectionReason.REVERSAL for each in priced.corrections)
        excise = total(line.amount for line in priced.lines if line.correction and line.block is Block.TAXES)
        taxed = present((f"di cui {words.block(Block.TAXES).lower()}", fmt.amount(excise) if excise else ""))
        label = "Importi stornati" if is_back else "Ricalcoli"
        yield OtherView(label, fmt.amount(receipt.corrections), (*named, *taxed))
    own = [line for line in priced.lines if line.quota is Quota.PASSING and not line.correction]
    passing = [line for line in own if line.code != RAI_FEE and not is_bonus(line)]
    if passing:
        named = tuple(Field(line_label(line), fmt.amount(line.amount)) for line in passing[:_OTHERS])
        yield OtherView("Altre partite", fmt.amount(receipt.other - receipt.bonus), named)
    bonus = [line for line in own if is_bonus(line)]
    if bonus:
        named = tuple(Field(line_label(line), fmt.amount(line.amount)) for line in bonus[:_OTHERS])
        yield OtherView("Bonus sociale", fmt.amount(receipt.bonus), named if len(bonus) > 1 else ())
    if receipt.rai_fee:
        yield OtherView("Canone di abbonamento alla televisione", fmt.amount(receipt.rai_fee), ())


def offer_view(part: BillPart, words: SupplyWords) -> OfferView:
    """The box offerta: the offer, and the prices of the sale as they stand on the lines."""
    contract, end = part.contract, part.contract.conditions_end
    charged = (line for line in part.priced.lines if not line.correction and not traffic_counted(line))
    sale = [line for line in charged if line.block is Block.SALE]
    prices = _prices([line for line in sale if line.quota is Quota.CONSUMPTION and line.price.per is not Unit.EURO])
    fees = _distinct(
        (line_label(line), f"{number(line.price.value, 2)} €/{_per(line)}") for line in sale if line.price.yearly
    )
    formulas = dict.fromkeys(line.formula for line in sale if _is_composed(line))
    fixed = "Prezzo fisso" if contract.is_fixed else "Prezzo variabile"
    return OfferView(
        title=words.offer,
        name=contract.offer_name,
        code=contract.offer_code,
        kind=fixed if words.is_energy else "",
        description=contract.offer_description,
        formula="" if contract.is_fixed else next(iter(formulas), ""),
        prices=prices[:_OFFER_PRICES],
        fees=fees,
        conditions=present(
            ("Contratto attivo dal", fmt.day(contract.since)),
            ("Condizioni economiche", "senza scadenza" if end is None else f"fino al {fmt.day(end)}"),
        ),
        more="Le altre voci sono negli Elementi di dettaglio." if len(prices) > _OFFER_PRICES else "",
    )


def _shares(part: BillPart, receipt: Scontrino, words: SupplyWords) -> tuple[ShareView, ...]:
    """What the total is made of; nothing where a part is a credit, for that cannot be drawn as a share."""
    lines = [line for line in part.priced.lines if not line.correction]
    sums: dict[str, Money] = {}
    for block in (Block.SALE, Block.NETWORK, Block.CHARGES):
        name = words.block(block)
        sums[name] = sums.get(name, ZERO) + total(line.amount for line in lines if line.block is block)
    taxes = f"{words.block(Block.TAXES)} e IVA" if words.is_energy else "IVA e imposte"
    passing = total(line.amount for line in lines if line.block is Block.OTHER)
    parts = (
        *sums.items(),
        (taxes, receipt.excise_and_vat),
        ("Ricalcoli", receipt.corrections),
        (words.block(Block.OTHER), passing),
    )
    if any(money < ZERO for _, money in parts):
        return ()
    return tuple(ShareView(name, fmt.amount_eur(money), str(money)) for name, money in parts if money)


def _row(label: str, row: ScontrinoRow, unit: str, quantity: str, words: SupplyWords) -> RowView:
    """A row and, where the commodity knows them, what of it is sale and what network and charges."""
    parts = []
    if words.sale and (row.sale.amount or row.unit != Unit.KW.value):
        parts.append(_part(words.sale, row.sale, unit))
    if words.network:
        parts.append(_part(words.network, row.network_and_charges, unit))
    return RowView(label, quantity, _average(row.whole, unit), fmt.amount(row.whole.amount), tuple(parts))


def _part(label: str, part: Part, unit: str) -> DiCuiView:
    return DiCuiView(label, _average(part, unit), fmt.amount(part.amount))


def _average(part: Part, unit: str) -> str:
    return "" if part.average_price is None else f"{fmt.price(part.average_price)} €/{unit}"


def _is_composed(line: Line) -> bool:
    return len(line.inputs) > 1 and any(not each.row for each in line.inputs)


def _prices(lines: list[Line]) -> tuple[Field, ...]:
    """Each price once; one that changes over the period with the month it belongs to."""
    values: dict[str, set[str]] = {}
    for line in lines:
        values.setdefault(line_label(line), set()).add(str(line.price.value))
    return _distinct(
        (
            line_label(line) + (f", {month_in_words(line.period.start)}" if len(values[line_label(line)]) > 1 else ""),
            f"{fmt.price(line.price.value)} {price_unit(line.price)}",
        )
        for line in lines
    )


def _per(line: Line) -> str:
    return "anno" if line.price.per is Unit.POINT else f"{fmt.unit(line.price.per.value)}/anno"


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    return tuple(Field(name, value) for name, value in dict.fromkeys(pairs))
