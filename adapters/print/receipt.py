"""Page 2 of the printed bill as strings: the scontrino dell'energia and the box offerta.

Norm: 315/2024/R/com annex A art. 6 (scontrino), 7 (box offerta).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from adapters.print import format as fmt
from adapters.print.wording import sentence
from domain.commodities.registry import commodity
from domain.invoices.bill import Bill
from domain.invoices.explanation import day_in_words, line_label, month_in_words, number
from domain.invoices.line import Line
from domain.invoices.scontrino import RAI_FEE, Part, Row, Scontrino, months_in
from domain.kernel.money import ZERO
from domain.kernel.quantity import Unit
from domain.tariffs.component import Block, Quota

_OFFER_PRICES = 9
_OTHERS = 6


@attrs.frozen
class Field:
    """A name and what stands beside it."""

    name: str
    value: str


@attrs.frozen
class PartView:
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
    parts: tuple[PartView, ...]


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

    facts: tuple[Field, ...]
    rows: tuple[RowView, ...]
    taxes_total: str
    taxes: tuple[Field, ...]
    others: tuple[OtherView, ...]
    total: str
    split: str
    split_note: str
    payable_label: str
    payable: str
    shares: tuple[ShareView, ...]


@attrs.frozen
class OfferView:
    """The box offerta."""

    name: str
    code: str
    kind: str
    description: str
    formula: str
    prices: tuple[Field, ...]
    fees: tuple[Field, ...]
    conditions: tuple[Field, ...]
    more: str


def conditions_end(bill: Bill) -> str:
    """Until when the economic conditions of the offer hold."""
    end = bill.contract.conditions_end
    return "senza scadenza" if end is None else f"fino al {day_in_words(end)}"


def present(*pairs: tuple[str, str]) -> tuple[Field, ...]:
    """The fields that have a value."""
    return tuple(Field(name, value) for name, value in pairs if value)


def receipt_view(bill: Bill, receipt: Scontrino) -> ReceiptView:
    """The scontrino of a bill."""
    months = months_in(bill.priced.period)
    month_word = "mese" if months == 1 else "mesi"
    used = f"{fmt.energy(receipt.consumption.quantity)} {receipt.consumption.unit}"
    rows = [
        _row("Quota per consumi", receipt.consumption, receipt.consumption.unit, used, has_sale=True),
        _row("Quota fissa", receipt.fixed, "mese", f"{number(months)} {month_word}", has_sale=True),
    ]
    if any(line.quota is Quota.POWER for line in bill.priced.lines):
        power = f"{number(receipt.power.quantity)} kW × {number(months)} {month_word}"
        rows.append(_row("Quota potenza", receipt.power, "kW/mese", power, has_sale=bool(receipt.power.sale.amount)))
    split = bill.priced.split_tax
    taxes = [Field("Accise", fmt.amount(receipt.excise))]
    for part in receipt.vat:
        name = f"IVA {fmt.percent(part.vat.rate)} su {fmt.amount_eur(part.taxable)}"
        taxes.append(Field(name, fmt.amount(part.tax)))
    others = []
    passing = [line for line in bill.priced.lines if line.quota is Quota.PASSING and line.code != RAI_FEE]
    if passing:
        named = tuple(Field(line_label(line), fmt.amount(line.amount)) for line in passing[:_OTHERS])
        others.append(OtherView("Altre partite", fmt.amount(receipt.other), named))
    if receipt.rai_fee:
        others.append(OtherView("Canone di abbonamento alla televisione", fmt.amount(receipt.rai_fee), ()))
    return ReceiptView(
        facts=present(
            ("Fornitura", str(bill.point.address)),
            (commodity(bill.priced.commodity).point_label, bill.point.code),
            ("Periodo", fmt.period(bill.priced.period)),
            ("Potenza impegnata", f"{number(bill.supply.committed_kw)} kW"),
        ),
        rows=tuple(rows),
        taxes_total=fmt.amount(receipt.excise_and_vat),
        taxes=tuple(taxes),
        others=tuple(others),
        total=fmt.amount(receipt.total),
        split=fmt.amount(-split) if split else "",
        split_note=sentence("split_payment") if split else "",
        payable_label="Totale a tuo credito" if receipt.payable < ZERO else "Totale da pagare",
        payable=fmt.amount(receipt.payable),
        shares=_shares(bill, receipt),
    )


def offer_view(bill: Bill) -> OfferView:
    """The box offerta: the offer, and the prices of the sale as they stand on the lines."""
    contract, end = bill.contract, bill.contract.conditions_end
    sale = [line for line in bill.priced.lines if line.block is Block.SALE]
    prices = _prices([line for line in sale if line.quota is Quota.CONSUMPTION])
    fees = _distinct(
        (line_label(line), f"{number(line.price.value, 2)} €/{_per(line)}") for line in sale if line.price.yearly
    )
    formulas = dict.fromkeys(line.formula for line in sale if _is_composed(line))
    return OfferView(
        name=contract.offer_name,
        code=contract.offer_code,
        kind="Prezzo fisso" if contract.is_fixed else "Prezzo variabile",
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


def _shares(bill: Bill, receipt: Scontrino) -> tuple[ShareView, ...]:
    """What the total is made of; nothing where a part is a credit, for that cannot be drawn as a share."""
    priced = bill.priced
    parts = (
        ("Vendita", priced.block(Block.SALE)),
        ("Rete", priced.block(Block.NETWORK)),
        ("Oneri generali", priced.block(Block.CHARGES)),
        ("Accise e IVA", receipt.excise_and_vat),
        ("Canone TV e altre partite", priced.block(Block.OTHER)),
    )
    if any(money < ZERO for _, money in parts):
        return ()
    return tuple(ShareView(name, fmt.amount_eur(money), str(money)) for name, money in parts if money)


def _row(label: str, row: Row, unit: str, quantity: str, *, has_sale: bool) -> RowView:
    parts = []
    if has_sale:
        parts.append(_part("di cui spesa per la vendita", row.sale, unit))
    parts.append(_part("di cui spesa per la rete e gli oneri generali", row.network_and_charges, unit))
    return RowView(label, quantity, _average(row.whole, unit), fmt.amount(row.whole.amount), tuple(parts))


def _part(label: str, part: Part, unit: str) -> PartView:
    return PartView(label, _average(part, unit), fmt.amount(part.amount))


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
            f"{fmt.price(line.price.value)} €/{line.price.per.value}",
        )
        for line in lines
    )


def _per(line: Line) -> str:
    return "anno" if line.price.per is Unit.POINT else f"{line.price.per.value}/anno"


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    return tuple(Field(name, value) for name, value in dict.fromkeys(pairs))
