"""Documents of a supply that is described whole and stored nowhere: what an issued bill of it would be.

Corrections start from issued documents. A case tells what they charged and to which kind of customer; who sold and who
lives where decides nothing, so a stand-in takes their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from domain.billing.bill import (
    Bill,
    BillNumber,
    BillPart,
    ContractSummary,
    DocumentKind,
    DocumentReference,
    PaymentTerms,
)
from domain.billing.issue.bill_duties import instalments_of, with_limitation
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract, Market, PaymentMethod
from domain.contracts.party import Address, Party, PartyKind
from domain.contracts.seller import Seller
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.identifiers import (
    CONSUMER_DESTINATION,
    CodiceDestinatario,
    CodiceFiscale,
    CreditorId,
    Iban,
    PartitaIva,
)
from domain.kernel.validity import Period, months_later
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook

_TENANT, _NOBODY = "case", "00000000000"
_NOWHERE = Address("Via", "1", "00000", "Comune", "XX")
_SELLER = Seller(
    tenant=_TENANT,
    name=_TENANT,
    partita_iva=PartitaIva(_NOBODY),
    codice_fiscale=CodiceFiscale(_NOBODY),
    address=_NOWHERE,
    tax_regime="RF01",
    rea_office="XX",
    rea_number="1",
    share_capital="",
    iban=Iban("IT60X0542811101000000123456"),
    creditor_id=CreditorId("IT66ZZZA1B2C3D4E5F6G7H8"),
    phone="",
    email="",
    pec="",
    website="",
    complaints="",
)
_PUBLIC_OFFICE = CodiceDestinatario("000000")


@attrs.frozen
class StatedCustomer:
    """Who gets the documents, as far as the law asks.

    kind, small  what makes a customer protected by the two-year limitation
    market       the market of the contract, for the duty to offer instalments
    due_days     from issue to due date
    """

    kind: PartyKind
    small: bool
    market: Market
    due_days: int


@attrs.frozen(eq=False)
class StatedDocument:
    """A document as it was billed then, and what is known of it now.

    facts, book  what it was priced from; the day of issue is that of the facts
    now          the facts as known now; None where nothing of them is known otherwise
    """

    number: BillNumber
    facts: BillingFacts
    book: TariffBook
    now: BillingFacts | None = None

    @property
    def contract(self) -> str:
        """The contract it bills."""
        return self.facts.contract.number


def issued(documents: Sequence[StatedDocument], customer: StatedCustomer | None) -> tuple[Bill, ...] | Refused:
    """The documents as they were issued, or the first that could not have been."""
    bills = []
    for each in documents:
        priced = price(each.facts, each.book)
        if isinstance(priced, Refused):
            return priced
        bills.append(document(priced, each.facts, each.number, each.facts.issue_day, customer))
    return tuple(bills)


def document(
    priced: Priced,
    facts: BillingFacts,
    number: BillNumber,
    issued_on: dt.date,
    customer: StatedCustomer | None,
    *,
    kind: DocumentKind = DocumentKind.BILL,
    references: tuple[DocumentReference, ...] = (),
) -> Bill:
    """The document over a priced supply, on the terms of its last day."""
    contract = facts.contract
    terms = contract.terms.on(priced.period.last)
    offer = facts.offers[terms.offer]
    summary = ContractSummary(
        number=contract.number,
        customer_code=_NOBODY,
        market=customer.market if customer else contract.market,
        offer_code=offer.code,
        offer_name=offer.name,
        offer_description=offer.description,
        is_fixed=offer.is_fixed,
        since=contract.period.start,
        conditions_end=None,
    )
    code = commodity(contract.commodity).point_example
    point = SupplyPoint(code, contract.commodity, _NOWHERE, Distributor(_NOBODY, "", ""))
    return Bill(
        tenant=_TENANT,
        number=number,
        issued_on=issued_on,
        due_on=issued_on + dt.timedelta(days=customer.due_days if customer else contract.due_days),
        run="",
        seller=_SELLER,
        customer=_party(customer),
        parts=(BillPart(summary, point, terms.supply, priced, (), ()),),
        payment=PaymentTerms(PaymentMethod.TRANSFER),
        kind=kind,
        references=references,
    )


def with_limitation_and_instalments(bill: Bill, contract: Contract, book: TariffBook, earlier: Sequence[Bill]) -> Bill:
    """The document with what is too old set apart and the instalments it must offer; `earlier` are the bills before."""

    def before(_: str, day: dt.date, months: int) -> Sequence[Bill]:
        days = Period(months_later(day, -months), day)
        return [each for each in earlier if each.period.overlaps(days)]

    contracts = {contract.number: contract}
    offered = instalments_of(bill, contracts, book, before)
    return attrs.evolve(with_limitation(bill, contracts, book), instalments=offered)


def _party(customer: StatedCustomer | None) -> Party:
    kind = customer.kind if customer else PartyKind.PERSON
    return Party(
        id=_NOBODY,
        kind=kind,
        address=_NOWHERE,
        codice_fiscale=CodiceFiscale(_NOBODY),
        denomination=_TENANT,
        destination=_PUBLIC_OFFICE if kind is PartyKind.PUBLIC_BODY else CONSUMER_DESTINATION,
        small=customer.small if customer else False,
    )
