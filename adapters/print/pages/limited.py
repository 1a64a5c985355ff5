"""The pages that go before all others where a bill charges consumption of more than two years ago: notice and form.

Norm: 569/2018/R/com annex A art. 3.1-3.3 (amounts that may be left unpaid: shown apart, page of their own, form to
object, out of direct debit), 4.1 (amounts the seller holds to be owed: amount, reason, how to complain).
"""

from __future__ import annotations

import attrs

from adapters.print import format as fmt
from adapters.print.pages.receipt import Field, present
from adapters.print.wording import sentence
from domain.billing.bill import Bill, BillPart
from domain.billing.duties.limitation import Limited, Upheld
from domain.billing.explanation import day_in_words, period_in_words
from domain.commodities.registry import commodity
from domain.contracts.contract import PaymentMethod
from domain.contracts.party import Party


@attrs.frozen
class LimitedView:
    """The notice, the amounts, what is to be paid, and the form to send back. `is_owed` tells the two pages apart."""

    title: str
    amount: str
    notice: str
    what_to_do: str
    debit: str
    amounts: tuple[Field, ...]
    rest_title: str
    rest: str
    rest_note: str
    form_title: str
    form: tuple[Field, ...]
    objection: str
    send_to: str
    is_owed: bool = False


def limited_views(bill: Bill) -> tuple[LimitedView, ...]:
    """The page of what may be left unpaid, where there is any, then one for each part the seller holds to be owed."""
    limited = () if bill.limited is None else (_limited(bill, bill.limited),)
    return (*limited, *(_upheld(bill, each) for each in bill.upheld))


def _limited(bill: Bill, limited: Limited) -> LimitedView:
    amount, days = fmt.amount_eur(limited.payable), period_in_words(limited.period)
    is_debit = bill.payment.method is PaymentMethod.DIRECT_DEBIT
    return LimitedView(
        title=sentence("limited_title"),
        amount=amount,
        notice=sentence("limited").format(amount=amount, period=days),
        what_to_do=sentence("limited_form"),
        debit=sentence("limited_debit") if is_debit else "",
        amounts=_amounts(limited, "Importo che puoi non pagare"),
        rest_title="Da pagare in ogni caso",
        rest=f"{fmt.amount_eur(bill.collectable)} entro il {day_in_words(bill.due_on)}",
        rest_note="Il resto della bolletta è alle pagine seguenti.",
        form_title="Modulo per non pagare",
        form=_form(bill, limited),
        objection=sentence("limited_objection").format(amount=amount, period=days, number=bill.number),
        send_to=_send_to(bill),
    )


def _upheld(bill: Bill, upheld: Upheld) -> LimitedView:
    part = upheld.part
    amount, days = fmt.amount_eur(part.payable), period_in_words(part.period)
    is_debit = bill.payment.method is PaymentMethod.DIRECT_DEBIT
    return LimitedView(
        title=sentence("upheld_title"),
        amount=amount,
        notice=sentence("upheld").format(amount=amount, period=days, reason=upheld.reason),
        what_to_do=sentence("upheld_form"),
        debit=sentence("upheld_debit") if is_debit else "",
        amounts=_amounts(part, "Importo da pagare"),
        rest_title="A chi fare reclamo",
        rest=bill.seller.complaints or bill.seller.name,
        rest_note=sentence("upheld_after"),
        form_title="Modulo di reclamo",
        form=_form(bill, part),
        objection=sentence("upheld_objection").format(amount=amount, period=days, number=bill.number),
        send_to=_send_to(bill),
        is_owed=True,
    )


def _amounts(limited: Limited, label: str) -> tuple[Field, ...]:
    taxed = [
        (f"IVA {fmt.percent(part.vat.rate)} su {fmt.amount_eur(part.taxable)}", fmt.amount_eur(part.tax))
        for part in limited.vat
        if not part.vat.nature
    ]
    return present(
        ("Consumi", fmt.period(limited.period)),
        ("Imponibile", fmt.amount_eur(limited.net)),
        *taxed,
        (label, fmt.amount_eur(limited.payable)),
    )


def _form(bill: Bill, limited: Limited) -> tuple[Field, ...]:
    """Who objects to what: only the supplies it is about."""
    parts = [part for part in bill.parts if not limited.contracts or part.contract.number in limited.contracts]
    return present(
        ("Intestatario", bill.customer.name),
        ("Codice fiscale", _tax_code(bill.customer)),
        ("Codice cliente", bill.main.contract.customer_code),
        ("Codice contratto", ", ".join(dict.fromkeys(part.contract.number for part in parts))),
        ("Fornitura" if len(parts) == 1 else "Forniture", ", ".join(dict.fromkeys(_supply(part) for part in parts))),
        ("Bolletta", f"{bill.number} del {fmt.day(bill.issued_on)}"),
    )


def _tax_code(customer: Party) -> str:
    return str(customer.codice_fiscale or customer.partita_iva or "")


def _supply(part: BillPart) -> str:
    kind = commodity(part.priced.commodity)
    return f"{kind.label}, {kind.point_label} {part.point.code}"


def _send_to(bill: Bill) -> str:
    return " · ".join(filter(None, (bill.seller.name, bill.seller.complaints, bill.seller.pec)))
