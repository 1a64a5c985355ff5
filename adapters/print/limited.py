"""The page that goes before all others where a bill charges what is too old to be owed: notice and form.

Norm: 569/2018/R/com annex A art. 3.1-3.3 (amounts shown apart, page of their own, form to object, out of direct debit).
"""

from __future__ import annotations

import attrs

from adapters.print import format as fmt
from adapters.print.receipt import Field, present
from adapters.print.wording import sentence
from domain.contracts.contract import PaymentMethod
from domain.invoices.bill import Bill
from domain.invoices.duties.limitation import Limited
from domain.invoices.explanation import day_in_words, period_in_words
from domain.kernel.money import Money


@attrs.frozen
class LimitedView:
    """The notice, the amounts, and the form to send back."""

    title: str
    amount: str
    notice: str
    what_to_do: str
    debit: str
    amounts: tuple[Field, ...]
    rest: str
    form: tuple[Field, ...]
    objection: str
    send_to: str


def owed_now(bill: Bill) -> Money:
    """What is collected: all that is owed, without what may be left unpaid."""
    return bill.payable if bill.limited is None else bill.payable - bill.limited.payable


def limited_view(bill: Bill, limited: Limited) -> LimitedView:
    """The page of the part of a bill that may be left unpaid."""
    amount, days = fmt.amount_eur(limited.payable), period_in_words(limited.period)
    taxed = [
        (f"IVA {fmt.percent(part.vat.rate)} su {fmt.amount_eur(part.taxable)}", fmt.amount_eur(part.tax))
        for part in limited.vat
        if not part.vat.nature
    ]
    is_debit = bill.payment.method is PaymentMethod.DIRECT_DEBIT
    return LimitedView(
        title=sentence("limited_title"),
        amount=amount,
        notice=sentence("limited").format(amount=amount, period=days),
        what_to_do=sentence("limited_form"),
        debit=sentence("limited_debit") if is_debit else "",
        amounts=present(
            ("Consumi", days),
            ("Imponibile", fmt.amount_eur(limited.net)),
            *taxed,
            ("Importo che puoi non pagare", amount),
        ),
        rest=f"{fmt.amount_eur(owed_now(bill))} entro il {day_in_words(bill.due_on)}",
        form=present(
            ("Intestatario", bill.customer.name),
            ("Codice cliente", bill.main.contract.customer_code),
            ("Codice contratto", ", ".join(dict.fromkeys(part.contract.number for part in bill.parts))),
            ("Punto di fornitura", ", ".join(dict.fromkeys(part.point.code for part in bill.parts))),
            ("Bolletta", f"{bill.number} del {fmt.day(bill.issued_on)}"),
        ),
        objection=sentence("limited_objection").format(amount=amount, period=days, number=bill.number),
        send_to=" · ".join(filter(None, (bill.seller.name, bill.seller.complaints, bill.seller.pec))),
    )
