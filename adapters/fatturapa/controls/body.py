"""The SdI controls of one invoice: dates, number, lines, VAT (Elenco dei controlli v2.0, see controls.py).

A control yields one message a place that breaks it: what was found and what to do. Rates and tolerances are the SdI's;
our own documents never need a tolerance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.parsed import Body, DettaglioLinee, Fund, ScontoMaggiorazione, Summary
from adapters.fatturapa.sending import Sending
from domain.kernel.rounding import CENTS

_CODES = LIMITS.codes
_TOLERANCES = LIMITS.tolerances


def dated_after_sending(sending: Sending, body: Body) -> Iterator[str]:
    """00403."""
    if body.day > sending.sent_on:
        yield f"Data {body.day} is after the day of sending, {sending.sent_on}; send it on its day or later"


def doubled_in_file(sending: Sending, body: Body) -> Iterator[str]:
    """00409. One message, at the last of the invoices that are the same."""
    same = [other for other in sending.file.bodies if _identity(other) == _identity(body)]
    if len(same) > 1 and same[-1] is body:
        yield f"Numero {body.number} stands {len(same)} times in the file; send each invoice once"


def dated_before_linked(sending: Sending, body: Body) -> Iterator[str]:
    """00418."""
    for day in body.linked_days:
        if body.day < day:
            yield f"Data {body.day} is before the linked invoice of {day}; correct one of them"


def number_without_digit(sending: Sending, body: Body) -> Iterator[str]:
    """00425."""
    if not any(sign in "0123456789" for sign in body.number):
        yield f"Numero {body.number!r} has no digit"


def line_without_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00400."""
    yield from _without_nature(body.items)


def line_with_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00401."""
    yield from _with_nature(body, body.items)


def fund_without_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00413."""
    yield from _without_nature(body.funds)


def fund_with_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00414."""
    yield from _with_nature(body, body.funds)


def summary_without_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00429."""
    yield from _without_nature(body.summaries)


def summary_with_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00430."""
    yield from _with_nature(body, body.summaries)


def line_withheld(sending: Sending, body: Body) -> Iterator[str]:
    """00411."""
    yield from _withheld(body, body.items)


def fund_withheld(sending: Sending, body: Body) -> Iterator[str]:
    """00415."""
    yield from _withheld(body, body.funds)


def too_few_summaries(sending: Sending, body: Body) -> Iterator[str]:
    """00419."""
    rates = {each.rate for each in body.charged}
    if len(body.summaries) < len(rates):
        yield f"{len(body.summaries)} DatiRiepilogo for {len(rates)} rates; give each rate its own"


def split_reverse_charge(sending: Sending, body: Body) -> Iterator[str]:
    """00420."""
    for each in body.summaries:
        if each.nature.startswith(_CODES.reverse_charge_prefix) and each.exigibility == "S":
            yield f"{each.place}: Natura {each.nature} with EsigibilitaIVA S; reverse charge has no split payment"


def wrong_tax(sending: Sending, body: Body) -> Iterator[str]:
    """00421."""
    for each in body.summaries:
        right = CENTS.apply(each.rate * each.taxable / 100)
        if abs(each.tax - right) > _TOLERANCES.tax:
            yield f"{each.place}: Imposta {each.tax}, {each.rate} % of {each.taxable} is {right}"


def wrong_taxable(sending: Sending, body: Body) -> Iterator[str]:
    """00422. By rate, all natures of a rate together."""
    stated: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    right: defaultdict[Decimal, Decimal] = defaultdict(Decimal)
    for each in body.charged:
        right[each.rate] += each.amount
    for part in body.summaries:
        stated[part.rate] += part.taxable
        right[part.rate] += part.rounding
    for rate, taxable in stated.items():
        if abs(taxable - right[rate]) >= _TOLERANCES.taxable:
            yield f"rate {rate}: ImponibileImporto {taxable}, the lines give {right[rate]}"


def wrong_line_total(sending: Sending, body: Body) -> Iterator[str]:
    """00423."""
    for item in body.items:
        right = _discounted(item.price, item.discounts) * item.quantity
        if abs(item.amount - right) > _TOLERANCES.line:
            yield f"{item.place}: PrezzoTotale {item.amount}, quantity and price give {right.normalize():f}"


def rate_below_one(sending: Sending, body: Body) -> Iterator[str]:
    """00424."""
    for each in (*body.charged, *body.summaries):
        if each.rate != 0 and each.rate < _TOLERANCES.least_rate:
            yield f"{each.place}: AliquotaIVA {each.rate}; write 22 % as 22.00"


def document_discount_without_value(sending: Sending, body: Body) -> Iterator[str]:
    """00437."""
    if any(_has_no_value(each) for each in body.discounts):
        yield "ScontoMaggiorazione of the document has neither Percentuale nor Importo"


def line_discount_without_value(sending: Sending, body: Body) -> Iterator[str]:
    """00438."""
    for item in body.items:
        if any(_has_no_value(each) for each in item.discounts):
            yield f"{item.place}: ScontoMaggiorazione has neither Percentuale nor Importo"


def rate_without_summary(sending: Sending, body: Body) -> Iterator[str]:
    """00443."""
    for rate in sorted({each.rate for each in body.charged} - {each.rate for each in body.summaries}):
        yield f"AliquotaIVA {rate} has no DatiRiepilogo"


def nature_without_summary(sending: Sending, body: Body) -> Iterator[str]:
    """00444."""
    for nature in sorted({each.nature for each in body.charged} - {each.nature for each in body.summaries} - {""}):
        yield f"Natura {nature} has no DatiRiepilogo"


def generic_nature(sending: Sending, body: Body) -> Iterator[str]:
    """00445."""
    for each in (*body.charged, *body.summaries):
        if each.nature in _CODES.generic_natures:
            yield f"{each.place}: Natura {each.nature} is generic; use one of its parts, e.g. {each.nature}.1"


def zero_rate_not_allowed(sending: Sending, body: Body) -> Iterator[str]:
    """00474."""
    if body.kind in _CODES.taxed_only:
        for item in body.items:
            if item.rate == 0:
                yield f"{item.place}: {body.kind} has no lines at rate zero"


def _identity(body: Body) -> tuple[str, int, bool]:
    when = body.day.toordinal() if body.is_art73 else body.day.year
    return body.number, when, body.kind in _CODES.credit_note


def _without_nature(parts: Iterable[DettaglioLinee | Fund | Summary]) -> Iterator[str]:
    for each in parts:
        if each.rate == 0 and not each.nature:
            yield f"{each.place}: AliquotaIVA 0 without Natura; say why there is no VAT"


def _with_nature(body: Body, parts: Iterable[DettaglioLinee | Fund | Summary]) -> Iterator[str]:
    if body.kind in _CODES.rate_with_nature:
        return
    for each in parts:
        if each.rate != 0 and each.nature:
            yield f"{each.place}: AliquotaIVA {each.rate} with Natura {each.nature}; leave one out"


def _withheld(body: Body, parts: Iterable[DettaglioLinee | Fund]) -> Iterator[str]:
    for each in parts:
        if each.is_withheld and not body.has_withholding:
            yield f"{each.place}: Ritenuta SI, but the document has no DatiRitenuta"


def _has_no_value(discount: ScontoMaggiorazione) -> bool:
    return discount.percent is None and discount.amount is None


def _discounted(price: Decimal, discounts: Iterable[ScontoMaggiorazione]) -> Decimal:
    """The unit price after its discounts: each on what the one before left, an amount before a percentage."""
    for each in discounts:
        if each.amount is not None:
            price += each.sign * each.amount
        elif each.percent is not None:
            price += each.sign * price * each.percent / 100
    return price
