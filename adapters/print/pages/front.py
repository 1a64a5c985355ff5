"""Page 1 of the printed bill as strings: the frontespizio unificato, of a bill of one supply or of several.

Norm: 315/2024/R/com annex A art. 5 (page 1 holds all and only these elements).
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from adapters.print import format as fmt
from adapters.print.pages.details import CREDITS
from adapters.print.pages.essentials import Annual, Table, annual_use, is_measured
from adapters.print.pages.receipt import Field, conditions_end, order_fields, present
from adapters.print.wording import sentence, supply_words
from application.ports.printing import PrintDetails
from domain.billing.bill import Bill, DocumentKind
from domain.billing.explanation import day_in_words
from domain.billing.scontrino import scontrino
from domain.commodities.registry import commodity
from domain.contracts.contract import Market, PaymentMethod
from domain.contracts.seller import Seller
from domain.kernel.money import ZERO, Money, total

MARKETS = {
    Market.FREE: "Mercato libero",
    Market.VULNERABLE: "Servizio di tutela della vulnerabilità",
    Market.GRADUAL: "Servizio a tutele graduali",
}
_ABOUT = {
    DocumentKind.CORRECTION: "correction",
    DocumentKind.CLOSING_BALANCE: "closing_balance",
    DocumentKind.CREDIT_NOTE: "credit_note",
    DocumentKind.REVERSAL: "reversal",
}
_ENDS = (DocumentKind.CLOSING, DocumentKind.CLOSING_BALANCE)
_ON_PAGE_ONE = 7
"""More supplies than this are listed on a page of their own."""


@attrs.frozen
class FrontView:
    """Page 1. `supplies` lists the supplies where there are several: here, or on a page of their own (`is_long`)."""

    document_word: str
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
    has_annual: bool
    annual: Annual
    offer: str
    offer_end: str
    supplies: Table
    is_long: bool
    faults: tuple[Field, ...]
    complaints: tuple[Field, ...]
    message: str


def front_view(bill: Bill, has_einvoice: bool, beside: PrintDetails) -> FrontView:
    seller, customer = bill.seller, bill.customer
    is_credit = bill.payable < ZERO
    is_alone = len(bill.parts) == 1
    title, text, payment = _payment(bill)
    einvoice = sentence("einvoice") + (f" {sentence('einvoice_attached')}" if has_einvoice else "")
    return FrontView(
        document_word=document_word(bill),
        service=_service(bill),
        market=" · ".join(_markets(bill)),
        kind=bill.kind.value,
        recipient=(
            customer.name,
            f"{customer.address.street} {customer.address.number}",
            f"{customer.address.postcode} {customer.address.town} {customer.address.province}",
        ),
        payable_label="Totale a tuo credito" if is_credit else "Totale da pagare",
        payable=fmt.amount_eur(-bill.payable if is_credit else bill.payable),
        due="" if bill.payable <= ZERO else day_in_words(bill.due_on),
        sentence=_sentence(bill),
        included=_included(bill),
        is_credit=is_credit,
        customer=_customer(bill),
        supply=_supply(bill),
        document=_document(bill),
        payment_title=title,
        payment_text=text,
        payment=payment,
        overdue=_overdue(beside),
        einvoice=einvoice,
        has_annual=is_measured(bill.main),
        annual=annual_use(bill.main),
        offer=bill.main.contract.offer_name if is_alone else "",
        offer_end=conditions_end(bill.main) if is_alone else "",
        supplies=Table((), ()) if is_alone else _supplies(bill),
        is_long=len(bill.parts) > _ON_PAGE_ONE,
        faults=_faults(bill),
        complaints=_complaints(seller),
        message=beside.message,
    )


def document_word(bill: Bill) -> str:
    if bill.kind.is_difference:
        return bill.kind.value
    return "Nota di credito" if bill.kind in CREDITS else "Bolletta"


def _service(bill: Bill) -> str:
    """The services of a bill, each once."""
    return ", ".join(dict.fromkeys(commodity(part.priced.commodity).label for part in bill.parts))


def _markets(bill: Bill) -> tuple[str, ...]:
    """The markets of the supplies that have one."""
    parts = [part for part in bill.parts if supply_words(part.priced.commodity).is_energy]
    return tuple(dict.fromkeys(MARKETS[part.contract.market] for part in parts))


def _sentence(bill: Bill) -> str:
    documents = "la bolletta " if len(bill.references) == 1 else "le bollette "
    documents += ", ".join(f"{each.number} del {fmt.day(each.issued_on)}" for each in bill.references)
    if bill.references and bill.kind in _ABOUT:
        return sentence(_ABOUT[bill.kind]).format(documents=documents)
    title = supply_words(bill.main.priced.commodity).receipt
    same = len({supply_words(part.priced.commodity).receipt for part in bill.parts}) == 1
    return sentence("total").format(receipt=title if same else "riepilogo di ogni fornitura")


def _supplies(bill: Bill) -> Table:
    """The supplies of a bill: what is used and charged without VAT, then VAT and the total of the document."""
    rows = []
    for part in bill.parts:
        kind = commodity(part.priced.commodity)
        annual = annual_use(part)
        used = sum(piece.total for piece in part.priced.consumption)
        rows.append(
            (
                kind.label,
                f"{kind.point_label} {part.point.code}",
                f"{part.point.address.street} {part.point.address.number}, {part.point.address.town}",
                fmt.period(part.priced.period),
                f"{fmt.used(used, kind.energy.value)} {fmt.unit(kind.energy.value)}" if used else "–",
                annual.total or "–",
                fmt.amount(part.priced.net),
            )
        )
    tax = total(part.tax for part in bill.vat)
    rows.append(("", "", "", "", "", "IVA", fmt.amount(tax)))
    rows.append(("", "", "", "", "", "Totale", fmt.amount(bill.total)))
    return Table(("Servizio", "Punto", "Indirizzo", "Periodo", "Consumo", "Consumo annuo", "Importo €"), tuple(rows))


def _faults(bill: Bill) -> tuple[Field, ...]:
    """Whom to call when the supply fails: each distributor once."""
    known = {part.point.distributor.name: part.point.distributor.fault_phone for part in bill.parts}
    return present(*((name, fmt.phone_or_text(phone)) for name, phone in known.items()))


def _customer(bill: Bill) -> tuple[Field, ...]:
    customer = bill.customer
    return present(
        ("Intestatario", customer.name),
        ("Codice fiscale", str(customer.codice_fiscale or "")),
        ("Partita IVA", str(customer.partita_iva or "")),
        ("Codice cliente", bill.main.contract.customer_code),
        ("Codice contratto", bill.main.contract.number),
    )


def _supply(bill: Bill) -> tuple[Field, ...]:
    if len(bill.parts) > 1:
        places = dict.fromkeys(str(part.point.address) for part in bill.parts)
        return present(
            ("Servizi", _service(bill)),
            ("Mercato", ", ".join(_markets(bill))),
            ("Forniture", str(len(bill.parts))),
            (
                "Indirizzo di fornitura" if len(places) == 1 else "Indirizzi",
                next(iter(places)) if len(places) == 1 else str(len(places)),
            ),
        )
    return present(
        ("Servizio", _service(bill)),
        ("Mercato", ", ".join(_markets(bill))),
        (commodity(bill.main.priced.commodity).point_label, bill.main.point.code),
        ("Indirizzo di fornitura", str(bill.main.point.address)),
    )


def _document(bill: Bill) -> tuple[Field, ...]:
    return present(
        ("Numero", str(bill.number)),
        ("Tipo", bill.kind.value),
        ("Data di emissione", day_in_words(bill.issued_on)),
        ("Periodo di fatturazione", fmt.period(bill.period)),
        ("Scadenza", day_in_words(bill.due_on) if bill.payable > ZERO else ""),
        ("Documenti rettificati", ", ".join(each.number for each in bill.references)),
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


def _included(bill: Bill) -> tuple[Field, ...]:
    """What page 1 shows apart, though it is in the total: the RAI fee, the social bonus, recalculations."""
    receipts = [scontrino(part.priced) for part in bill.parts]
    rai, bonus = total(each.rai_fee for each in receipts), total(each.bonus for each in receipts)
    corrected = ZERO if bill.kind in CREDITS else total(each.corrections for each in receipts)
    limited = ZERO if bill.limited is None else bill.limited.payable
    upheld = total(each.part.payable for each in bill.upheld)
    return present(
        ("di cui canone di abbonamento alla televisione", _if(rai)),
        ("di cui bonus sociale", _if(bonus)),
        ("di cui ricalcoli, IVA esclusa", _if(corrected)),
        ("di cui importi che puoi non pagare", _if(limited)),
        ("di cui consumi di oltre due anni fa, da pagare", _if(upheld)),
    )


def _if(money: Money) -> str:
    return fmt.amount_eur(money) if money else ""


def _order(bill: Bill) -> Iterable[tuple[str, str]]:
    """The public order of the bill; where its supplies have several, each stands with its supply."""
    orders = dict.fromkeys(part.contract.order for part in bill.parts)
    if len(orders) == 1:
        yield from order_fields(bill.main)


def _payment(bill: Bill) -> tuple[str, str, tuple[Field, ...]]:
    payment, seller = bill.payment, bill.seller
    is_debit = payment.method is PaymentMethod.DIRECT_DEBIT
    status = "Domiciliazione attiva" if is_debit else "Domiciliazione non attiva"
    if bill.payable < ZERO:
        words = sentence("credit_of_closing" if bill.kind in _ENDS else "credit")
        return "Credito", words, present(("Addebito diretto", status))
    if not bill.payable:
        return "Nessun pagamento", sentence("nothing"), present(("Addebito diretto", status))
    if is_debit:
        text = sentence("debit" if bill.limited is None else "debit_of").format(
            iban=fmt.masked(payment.masked_iban), due=day_in_words(bill.due_on), amount=fmt.amount_eur(bill.collectable)
        )
        fields = (("Addebito diretto", status), ("Mandato", payment.mandate), ("Creditore", str(seller.creditor_id)))
        return "Addebito diretto SEPA", text, present(*fields)
    fields = (
        ("IBAN", fmt.iban(str(seller.iban))),
        ("Causale", f"Bolletta {bill.number}"),
        ("Addebito diretto", status),
    )
    return "Bonifico bancario", sentence("transfer").format(seller=seller.name), present(*fields)


def _overdue(beside: PrintDetails) -> str:
    if beside.overdue is None:
        return ""
    if beside.overdue <= ZERO:
        return sentence("no_overdue")
    return sentence("overdue").format(amount=fmt.amount_eur(beside.overdue))
