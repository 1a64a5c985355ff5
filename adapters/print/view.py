"""The printed bill as a value of ready-made strings: page 1 (frontespizio unificato) and page 2 (scontrino, offer).

Norm: 315/2024/R/com annex A art. 5 (page 1 holds all and only these elements), 6 (scontrino), 7 (box offerta).
Nothing is computed here: every amount is a line's or a domain view's.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from adapters.print import format as fmt
from adapters.print.details import Details, details_view
from adapters.print.essentials import Annual, Essentials, annual_use, essentials_view
from adapters.print.receipt import Field, OfferView, ReceiptView, conditions_end, offer_view, present, receipt_view
from adapters.print.wording import sentence
from application.ports.printing import Beside
from domain.commodities.registry import commodity
from domain.contracts.contract import Market, PaymentMethod
from domain.contracts.seller import Brand, Seller
from domain.invoices.bill import Bill
from domain.invoices.explanation import day_in_words
from domain.invoices.scontrino import Scontrino, scontrino
from domain.kernel.money import ZERO, total

MARKETS = {
    Market.FREE: "Mercato libero",
    Market.VULNERABLE: "Servizio di tutela della vulnerabilità",
    Market.GRADUAL: "Servizio a tutele graduali",
}
_BONUS = "bonus"
_KIND = "Bolletta di periodo"


@attrs.frozen
class FrontView:
    """Page 1."""

    service: str
    market: str
    kind: str
    recipient: tuple[str, ...]
    payable_label: str
    payable: str
    due: str
    sentence: str
    included: tuple[Field, ...]
    is_credit: bool
    customer: tuple[Field, ...]
    supply: tuple[Field, ...]
    document: tuple[Field, ...]
    payment_title: str
    payment_text: str
    payment: tuple[Field, ...]
    overdue: str
    einvoice: str
    annual: Annual
    offer: str
    offer_end: str
    fault_phone: str
    distributor: str
    complaints: tuple[Field, ...]
    message: str


@attrs.frozen
class BillView:
    """The whole document."""

    title: str
    number: str
    seller: str
    imprint: str
    logo: str
    primary: str
    accent: str
    details_url: str
    demo: str
    front: FrontView
    receipt: ReceiptView
    offer: OfferView
    essentials: Essentials
    details: Details


def bill_view(bill: Bill, *, brand: Brand, details_url: str, has_einvoice: bool, beside: Beside) -> BillView:
    """The view of a bill; see BillPrinter.render."""
    seller, kind = bill.seller, commodity(bill.priced.commodity)
    receipt = scontrino(bill.priced)
    codes = {warning.code for warning in bill.priced.warnings}
    own_code = "" if seller.codice_fiscale.text == seller.partita_iva.text else f" · C.F. {seller.codice_fiscale}"
    imprint = (
        f"{seller.name} · {seller.address} · P. IVA {seller.partita_iva}{own_code} · "
        f"REA {seller.rea_office} {seller.rea_number} · Capitale sociale {seller.share_capital} · {seller.website}"
    )
    return BillView(
        title=f"Bolletta {bill.number}",
        number=str(bill.number),
        seller=seller.name,
        imprint=imprint,
        logo=brand.logo_svg,
        primary=brand.primary,
        accent=brand.accent,
        details_url=details_url,
        demo=sentence("PRC-102") if "PRC-102" in codes else "",
        front=_front(bill, receipt, kind.label, has_einvoice, beside),
        receipt=receipt_view(bill, receipt),
        offer=offer_view(bill),
        essentials=essentials_view(bill, beside),
        details=details_view(bill, receipt),
    )


def _front(bill: Bill, receipt: Scontrino, service: str, has_einvoice: bool, beside: Beside) -> FrontView:
    seller, customer, contract, point = bill.seller, bill.customer, bill.contract, bill.point
    is_credit = receipt.payable < ZERO
    title, text, payment = _payment(bill)
    einvoice = sentence("einvoice") + (f" {sentence('einvoice_attached')}" if has_einvoice else "")
    return FrontView(
        service=service,
        market=MARKETS[contract.market],
        kind=_KIND,
        recipient=(
            customer.name,
            f"{customer.address.street} {customer.address.number}",
            f"{customer.address.postcode} {customer.address.town} {customer.address.province}",
        ),
        payable_label="Totale a tuo credito" if is_credit else "Totale da pagare",
        payable=fmt.amount_eur(-receipt.payable if is_credit else receipt.payable),
        due="" if receipt.payable <= ZERO else day_in_words(bill.due_on),
        sentence=sentence("total"),
        included=_included(bill, receipt),
        is_credit=is_credit,
        customer=_customer(bill),
        supply=_supply(bill, service),
        document=_document(bill),
        payment_title=title,
        payment_text=text,
        payment=payment,
        overdue=_overdue(beside),
        einvoice=einvoice,
        annual=annual_use(bill),
        offer=contract.offer_name,
        offer_end=conditions_end(bill),
        fault_phone=fmt.phone_or_text(point.distributor.fault_phone),
        distributor=point.distributor.name,
        complaints=_complaints(seller),
        message=beside.message,
    )


def _customer(bill: Bill) -> tuple[Field, ...]:
    customer = bill.customer
    return present(
        ("Intestatario", customer.name),
        ("Codice fiscale", str(customer.codice_fiscale or "")),
        ("Partita IVA", str(customer.partita_iva or "")),
        ("Codice cliente", bill.contract.customer_code),
        ("Codice contratto", bill.contract.number),
    )


def _supply(bill: Bill, service: str) -> tuple[Field, ...]:
    return present(
        ("Servizio", service),
        ("Mercato", MARKETS[bill.contract.market]),
        (commodity(bill.priced.commodity).point_label, bill.point.code),
        ("Indirizzo di fornitura", str(bill.point.address)),
    )


def _document(bill: Bill) -> tuple[Field, ...]:
    return present(
        ("Numero", str(bill.number)),
        ("Tipo", _KIND),
        ("Data di emissione", day_in_words(bill.issued_on)),
        ("Periodo di fatturazione", fmt.period(bill.priced.period)),
        ("Scadenza", day_in_words(bill.due_on) if bill.payable > ZERO else ""),
        *_order(bill),
    )


def _complaints(seller: Seller) -> tuple[Field, ...]:
    return present(
        ("Reclami", seller.complaints),
        ("Telefono", fmt.phone_or_text(seller.phone)),
        ("E-mail", seller.email),
        ("PEC", seller.pec),
        ("Sito", seller.website),
    )


def _included(bill: Bill, receipt: Scontrino) -> tuple[Field, ...]:
    """What page 1 shows apart, though it is in the total: the RAI fee and the social bonus."""
    bonus = total(line.amount for line in bill.priced.lines if line.code == _BONUS)
    return present(
        ("di cui canone di abbonamento alla televisione", fmt.amount_eur(receipt.rai_fee) if receipt.rai_fee else ""),
        ("di cui bonus sociale", fmt.amount_eur(bonus) if bonus else ""),
    )


def _order(bill: Bill) -> Iterable[tuple[str, str]]:
    order = bill.contract.order
    if order is not None:
        yield "Ordine o convenzione", order.document
        yield "CIG", order.cig
        yield "CUP", order.cup


def _payment(bill: Bill) -> tuple[str, str, tuple[Field, ...]]:
    payment, seller = bill.payment, bill.seller
    is_debit = payment.method is PaymentMethod.DIRECT_DEBIT
    status = "Domiciliazione attiva" if is_debit else "Domiciliazione non attiva"
    if bill.payable < ZERO:
        return "Credito", sentence("credit"), present(("Addebito diretto", status))
    if not bill.payable:
        return "Nessun pagamento", sentence("nothing"), present(("Addebito diretto", status))
    if is_debit:
        text = sentence("debit").format(iban=fmt.masked(payment.masked_iban), due=day_in_words(bill.due_on))
        fields = (("Addebito diretto", status), ("Mandato", payment.mandate), ("Creditore", str(seller.creditor_id)))
        return "Addebito diretto SEPA", text, present(*fields)
    fields = (
        ("IBAN", fmt.iban(str(seller.iban))),
        ("Causale", f"Bolletta {bill.number}"),
        ("Addebito diretto", status),
    )
    return "Bonifico bancario", sentence("transfer").format(seller=seller.name), present(*fields)


def _overdue(beside: Beside) -> str:
    if beside.overdue is None:
        return ""
    if beside.overdue <= ZERO:
        return sentence("no_overdue")
    return sentence("overdue").format(amount=fmt.amount_eur(beside.overdue))
