"""A bill as a FatturaPA document, format FPR12 or FPA12 (schema 1.2.3). Pure: a bill in, a tree out.

The document shows the bill, it computes nothing anew: a DettaglioLinee per line of every supply, a DatiRiepilogo per
VAT total. Quantita cannot be negative in the schema, so the sign of a credit is that of PrezzoUnitario: what a
recalculation takes back has a negative price. A credit note is a TD04 with positive amounts that names its documents;
one above zero, as the reversal of a bill below zero, is a debit note, TD05.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import attrs

from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.names import progressive_text
from adapters.fatturapa.parties import buyer, seller
from adapters.fatturapa.text import basic, latin, pieces
from adapters.fatturapa.tree import Document, Node
from application.ports.einvoices import CannotInvoice
from domain.billing.bill import Bill, BillPart, DocumentKind
from domain.billing.explanation import line_label
from domain.billing.faults import DOC_001
from domain.commodities.registry import commodity
from domain.contracts.contract import PaymentMethod, PublicOrder
from domain.kernel.identifiers import CONSUMER_DESTINATION, CodiceFiscale
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import BILL_ROUNDINGS, EIGHT_PLACES
from domain.pricing.correction import CorrectionReason
from domain.pricing.line import Line
from domain.pricing.lines.taxes import RAI_FEE
from domain.pricing.taxes.vat import VatTotal, vat_totals

CreditDocument = Literal["TD01", "TD04"]

_MAX = LIMITS.lengths
_INVOICE: CreditDocument = "TD01"
_CREDIT_NOTE: CreditDocument = "TD04"
_DEBIT_NOTE = "TD05"
_CREDITS = (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL)
_PAYMENT_ONLY = "payment"
_PAID_BY = {PaymentMethod.DIRECT_DEBIT: "MP19", PaymentMethod.TRANSFER: "MP05"}
_HALF_CENT = Decimal("0.005")


@attrs.frozen
class Layout:
    """What the bill does not say.

    transmitter      tax code of the intermediary that sends the file; None where each seller sends its own
    credit_document  type of a bill whose total is negative: TD01 with negative prices, or TD04 with positive ones
    point_label      TipoDato of the supply point on each line; empty for the commodity's own: POD, PDR ...
    """

    transmitter: CodiceFiscale | None = None
    credit_document: CreditDocument = _INVOICE
    point_label: str = ""

    def sender_of(self, bill: Bill) -> CodiceFiscale:
        """Who sends the file of a bill."""
        return self.transmitter or bill.seller.codice_fiscale


@attrs.frozen
class _Content:
    """What of a bill stands in its document, each line with its supply and what a recalculation makes of it, and the
    sign the document type wants."""

    kind: str
    sign: int
    lines: tuple[tuple[BillPart, Line, str], ...]
    vat: tuple[VatTotal, ...]

    def signed(self, money: Money) -> str:
        return amount_text(money.amount * self.sign)


def document(bill: Bill, *, progressive: int, layout: Layout, pdf: bytes | None) -> Document:
    """The document of `bill`, the printed bill attached where `pdf` is given.

    Left out: lines of zero, and the RAI fee where the seller only collects it. CannotInvoice where nothing is left or
    where an identifier is longer than its element.
    """
    content = _content(bill, layout)
    to_office = bill.customer.destination.is_public_office
    version = "FPA12" if to_office else "FPR12"
    header: Node = (
        "FatturaElettronicaHeader",
        (_transmission(bill, progressive, layout, version), seller(bill.seller), buyer(bill.customer)),
    )
    body: list[Node] = [
        ("DatiGenerali", (_general(bill, content), *_orders(bill, content), *_references(bill))),
        ("DatiBeniServizi", _goods(bill, content, layout)),
        *_payment(bill),
    ]
    if pdf is not None:
        body.append(_attachment(bill, pdf))
    return Document(version, (header, ("FatturaElettronicaBody", tuple(body))))


def amount_text(value: Decimal) -> str:
    """An amount as the schema writes it: two decimals or more, as many as it has, no minus before zero."""
    if not value:
        return "0.00"
    text = f"{value:f}"
    if "." not in text:
        return f"{text}.00"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def _content(bill: Bill, layout: Layout) -> _Content:
    collected_only = bill.seller.rai_treatment == _PAYMENT_ONLY
    lines = tuple(
        (part, line, _recalculated(part, line, reverses=reverses))
        for part in bill.parts
        for line, reverses in zip(part.priced.lines, part.priced.reverses, strict=True)
        if line.amount and not (collected_only and line.code == RAI_FEE)
    )
    if not lines:
        raise _cannot(bill, "00200 DettaglioLinee: every line of the bill is zero; a bill of nothing has no e-invoice")
    shown = {line.vat for _, line, _ in lines}
    totals = bill.vat
    if collected_only:
        rounding = BILL_ROUNDINGS[bill.main.priced.rounding].amount
        totals = vat_totals(((line.vat, line.amount) for _, line, _ in lines), rounding)
    vat = tuple(part for part in totals if part.vat in shown)
    kind = _document_type(bill, layout, total(part.taxable + part.tax for part in vat))
    return _Content(kind, -1 if kind == _CREDIT_NOTE else 1, lines, vat)


def _document_type(bill: Bill, layout: Layout, amount: Money) -> str:
    if bill.kind in _CREDITS:
        return _DEBIT_NOTE if amount > ZERO else _CREDIT_NOTE
    return layout.credit_document if amount < ZERO else _INVOICE


def _transmission(bill: Bill, progressive: int, layout: Layout, version: str) -> Node:
    destination = bill.customer.destination
    nodes: list[Node] = [
        ("IdTrasmittente", (("IdPaese", "IT"), ("IdCodice", layout.sender_of(bill).text))),
        ("ProgressivoInvio", progressive_text(progressive)),
        ("FormatoTrasmissione", version),
        ("CodiceDestinatario", destination.text),
    ]
    if bill.customer.pec and destination == CONSUMER_DESTINATION:
        nodes.append(("PECDestinatario", bill.customer.pec))
    return ("DatiTrasmissione", tuple(nodes))


def _general(bill: Bill, content: _Content) -> Node:
    about = _about(bill)
    document_total = total(part.taxable + part.tax for part in content.vat)
    return (
        "DatiGeneraliDocumento",
        (
            ("TipoDocumento", content.kind),
            ("Divisa", "EUR"),
            ("Data", bill.issued_on.isoformat()),
            ("Numero", str(bill.number)),
            *_stamp(bill),
            ("ImportoTotaleDocumento", content.signed(document_total)),
            *(("Causale", piece) for piece in pieces(about, _MAX.causale)),
        ),
    )


def _stamp(bill: Bill) -> Iterator[Node]:
    if bill.stamp is not None:
        yield ("DatiBollo", (("BolloVirtuale", "SI"), ("ImportoBollo", amount_text(bill.stamp.amount))))


def _about(bill: Bill) -> str:
    """What the document is of: one supply in full, several by their points, the documents it corrects."""
    period = bill.period
    name = "Bolletta" if bill.kind is DocumentKind.BILL else bill.kind.value
    about = (
        f"{name} {bill.number} del {bill.issued_on:%d/%m/%Y}, periodo {period.start:%d/%m/%Y} - {period.last:%d/%m/%Y}"
    )
    points = [f"{commodity(part.point.commodity).point_label} {part.point.code}" for part in bill.parts]
    if len(bill.parts) == 1:
        return f"{about}, {points[0]}, contratto {bill.main.contract.number}, fornitura in {bill.main.point.address}"
    return f"{about}, {len(points)} forniture: {', '.join(points)}"


def _orders(bill: Bill, content: _Content) -> Iterator[Node]:
    """The order of each supply that has one, with the numbers of its lines where the document has several supplies."""
    orders: dict[PublicOrder, list[int]] = {}
    for number, (part, _, _) in enumerate(content.lines, start=1):
        if part.contract.order is not None:
            orders.setdefault(part.contract.order, []).append(number)
    for order, numbers in orders.items():
        nodes: list[Node] = []
        if len(numbers) < len(content.lines):
            nodes += [("RiferimentoNumeroLinea", str(number)) for number in numbers]
        nodes.append(("IdDocumento", _identifier(bill, "IdDocumento", order.document, _MAX.id_documento)))
        if order.cup:
            nodes.append(("CodiceCUP", _identifier(bill, "CodiceCUP", order.cup, _MAX.codice_cup)))
        if order.cig:
            nodes.append(("CodiceCIG", _identifier(bill, "CodiceCIG", order.cig, _MAX.codice_cig)))
        yield ("DatiContratto", tuple(nodes))


def _references(bill: Bill) -> Iterator[Node]:
    """The documents that this one takes back or corrects."""
    for each in bill.references:
        number = _identifier(bill, "IdDocumento", each.number, _MAX.id_documento)
        yield ("DatiFattureCollegate", (("IdDocumento", number), ("Data", each.issued_on.isoformat())))


def _goods(bill: Bill, content: _Content, layout: Layout) -> tuple[Node, ...]:
    points = {part.contract.number: _point(bill, part, layout) for part in bill.parts}
    lines = [
        _line(line, number, content.sign, points[part.contract.number], recalculated)
        for number, (part, line, recalculated) in enumerate(content.lines, start=1)
    ]
    return (*lines, *(_summary(part, content) for part in content.vat))


def _point(bill: Bill, part: BillPart, layout: Layout) -> Node:
    kind = commodity(part.point.commodity)
    label = layout.point_label or LIMITS.point_labels.get(kind.code, kind.point_label)
    return (
        "AltriDatiGestionali",
        (
            ("TipoDato", basic(label, _MAX.tipo_dato)),
            ("RiferimentoTesto", _identifier(bill, "RiferimentoTesto", part.point.code, _MAX.riferimento_testo)),
        ),
    )


def _recalculated(part: BillPart, line: Line, *, reverses: bool) -> str:
    """What is said of a line of a recalculation; one that only takes back is a credit note, and need not be said."""
    if not line.correction or any(
        each.key == line.correction and each.reason is CorrectionReason.REVERSAL for each in part.priced.corrections
    ):
        return ""
    return " - storno per ricalcolo" if reverses else " - ricalcolo"


def _line(line: Line, number: int, sign: int, point: Node, recalculated: str) -> Node:
    quantity, price = _quantity_and_price(line)
    description = line_label(line) + recalculated
    nodes: list[Node] = [("NumeroLinea", str(number))]
    if quantity is None:
        nodes.append(("Descrizione", latin(f"{description} ({line.quantity})", _MAX.descrizione)))
    else:
        nodes.append(("Descrizione", latin(description, _MAX.descrizione)))
        nodes.append(("Quantita", amount_text(quantity)))
        nodes.append(("UnitaMisura", basic(line.quantity.unit.value, _MAX.unita_misura)))
    nodes += [
        ("DataInizioPeriodo", line.period.start.isoformat()),
        ("DataFinePeriodo", line.period.last.isoformat()),
        ("PrezzoUnitario", amount_text(price * sign)),
        ("PrezzoTotale", amount_text(line.amount.amount * sign)),
        ("AliquotaIVA", str(line.vat.percent)),
    ]
    if line.vat.nature:
        nodes.append(("Natura", line.vat.nature))
    nodes.append(point)
    return ("DettaglioLinee", tuple(nodes))


def _quantity_and_price(line: Line) -> tuple[Decimal | None, Decimal]:
    """Quantity >= 0 and price, eight decimals, whose product rounds to the amount.

    No quantity, and the amount as price, where eight decimals of a price are too few for so great a quantity.
    """
    amount, value = line.amount.amount, line.quantity.value
    quantity = EIGHT_PLACES.apply(abs(value))
    if quantity:
        for exact in (line.period_price.copy_negate() if value < 0 else line.period_price, amount / quantity):
            price = EIGHT_PLACES.apply(exact)
            if abs(price * quantity - amount) <= _HALF_CENT:
                return quantity, price
    return None, amount


def _summary(part: VatTotal, content: _Content) -> Node:
    vat = part.vat
    nodes: list[Node] = [("AliquotaIVA", str(vat.percent))]
    if vat.nature:
        nodes.append(("Natura", vat.nature))
    nodes += [
        ("ImponibileImporto", content.signed(part.taxable)),
        ("Imposta", content.signed(part.tax)),
        ("EsigibilitaIVA", vat.exigibility),
    ]
    if vat.norm:
        nodes.append(("RiferimentoNormativo", latin(vat.norm, _MAX.riferimento_normativo)))
    return ("DatiRiepilogo", tuple(nodes))


def _payment(bill: Bill) -> tuple[Node, ...]:
    """How the customer pays what it owes, without what is too old to be owed; nothing where it owes nothing."""
    owed = bill.collectable
    if owed.amount <= 0:
        return ()
    nodes: list[Node] = [
        ("ModalitaPagamento", _PAID_BY[bill.payment.method]),
        ("DataScadenzaPagamento", bill.due_on.isoformat()),
        ("ImportoPagamento", amount_text(owed.amount)),
    ]
    if bill.payment.method is PaymentMethod.TRANSFER:
        nodes.append(("IBAN", bill.seller.iban.text))
    return (("DatiPagamento", (("CondizioniPagamento", "TP02"), ("DettaglioPagamento", tuple(nodes)))),)


def _attachment(bill: Bill, pdf: bytes) -> Node:
    name = f"{bill.number}.pdf".replace("/", "-")
    return (
        "Allegati",
        (
            ("NomeAttachment", latin(name, _MAX.nome_attachment)),
            ("FormatoAttachment", "PDF"),
            ("DescrizioneAttachment", "Bolletta"),
            ("Attachment", base64.b64encode(pdf).decode("ascii")),
        ),
    )


def _identifier(bill: Bill, element: str, text: str, limit: int) -> str:
    """An identifier as it is: one that does not fit is refused, never cut."""
    if not (0 < len(text) <= limit and text.isascii() and text.isprintable()):
        raise _cannot(
            bill, f"00200 {element}: {text!r} needs 1 to {limit} characters of Basic Latin; correct the registry"
        )
    return text


def _cannot(bill: Bill, message: str) -> CannotInvoice:
    return CannotInvoice(DOC_001.fault(str(bill.number), message))
