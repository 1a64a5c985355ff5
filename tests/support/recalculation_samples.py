"""Facts that are priced and issued, to be recalculated."""

from __future__ import annotations

import attrs

from domain.billing.bill import Bill, DocumentKind
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced
from tests.support.strategies.bills import sample_bill, with_part
from tests.support.strategies.supply import packaged_book


def priced(what: BillingFacts) -> Priced:
    result = price(what, packaged_book())
    assert isinstance(result, Priced), result
    return result


def issued(
    result: Priced, serial: int, *, kind: DocumentKind = DocumentKind.BILL, what: BillingFacts | None = None
) -> Bill:
    """A document of a priced supply, with the terms it was priced by."""
    bill = with_part(sample_bill(serial=serial), priced=result, readings=(), history=())
    contract = attrs.evolve(bill.main.contract, number=result.contract)
    bill = attrs.evolve(with_part(bill, contract=contract), kind=kind)
    if what is not None:
        terms = what.contract.terms.on(result.period.last)
        contract = attrs.evolve(contract, offer_code=terms.offer)
        bill = with_part(bill, contract=contract, supply=terms.supply)
    return bill
