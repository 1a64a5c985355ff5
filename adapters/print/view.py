"""The printed bill as a value of ready-made strings: page 1, then its supplies one by one.

Norm: 315/2024/R/com annex A art. 5 (frontespizio unificato), 6 (scontrino), 7 (box offerta), 8; 569/2018/R/com art. 3
(the page of what is too old to be owed). Nothing is computed here: every amount is a line's or a domain view's.
"""

from __future__ import annotations

import attrs

from adapters.print.pages.details import CREDIT_TOTAL, CREDITS, Details, PartDetails, details_view
from adapters.print.pages.essentials import Essentials, essentials_view
from adapters.print.pages.front import FrontView, document_word, front_view
from adapters.print.pages.limited import LimitedView, limited_views
from adapters.print.pages.recalculations import RecalculationView, recalculation_views
from adapters.print.pages.receipt import OfferView, ReceiptView, offer_view, receipt_view
from adapters.print.pages.traffic import TrafficView, traffic_view
from adapters.print.wording import sentence, supply_words
from application.ports.printing import PrintDetails
from domain.billing.bill import Bill, BillPart
from domain.billing.scontrino import scontrino
from domain.commodities.registry import commodity
from domain.contracts.seller import Brand
from domain.pricing.faults import PRC_102

_CREDIT_RECEIPT = "Riepilogo del credito"


@attrs.frozen
class SupplyView:
    """The pages of one supply; `heading` is empty where it is the only one."""

    heading: str
    icon: str
    receipt: ReceiptView
    offer: OfferView
    recalculations: tuple[RecalculationView, ...]
    essentials: Essentials
    details: PartDetails
    traffic: TrafficView | None


@attrs.frozen
class PrintedBill:
    """The whole document. `limited` holds the pages that go before all others; mostly none."""

    title: str
    number: str
    seller: str
    imprint: str
    logo: str
    primary: str
    accent: str
    details_url: str
    proof: str
    demo: str
    recalculation: str
    limited: tuple[LimitedView, ...]
    front: FrontView
    parts: tuple[SupplyView, ...]
    details: Details


def bill_view(bill: Bill, *, brand: Brand, details_url: str, has_einvoice: bool, beside: PrintDetails) -> PrintedBill:
    """The view of a bill; see BillPrinter.render."""
    seller = bill.seller
    codes = {warning.code for part in bill.parts for warning in part.priced.warnings}
    own_code = "" if seller.codice_fiscale.text == seller.partita_iva.text else f" · C.F. {seller.codice_fiscale}"
    imprint = (
        f"{seller.name} · {seller.address} · P. IVA {seller.partita_iva}{own_code} · "
        f"REA {seller.rea_office} {seller.rea_number} · Capitale sociale {seller.share_capital} · {seller.website}"
    )
    part_details, details = details_view(bill)
    parts = tuple(_part(bill, part, each, beside) for part, each in zip(bill.parts, part_details, strict=True))
    return PrintedBill(
        title=f"{document_word(bill)} {bill.number}",
        number=str(bill.number),
        seller=seller.name,
        imprint=imprint,
        logo=brand.logo_svg,
        primary=brand.primary,
        accent=brand.accent,
        details_url=details_url,
        proof=sentence("proof"),
        demo=sentence(PRC_102.code) if PRC_102.code in codes else "",
        recalculation=sentence("recalculation"),
        limited=limited_views(bill),
        front=front_view(bill, has_einvoice, beside),
        parts=parts,
        details=details,
    )


def _part(bill: Bill, part: BillPart, details: PartDetails, beside: PrintDetails) -> SupplyView:
    words, kind = supply_words(part.priced.commodity), commodity(part.priced.commodity)
    is_alone, is_credit = len(bill.parts) == 1, bill.kind in CREDITS
    if is_credit:
        words = attrs.evolve(words, receipt=_CREDIT_RECEIPT, total=CREDIT_TOTAL, receipt_note="")
    return SupplyView(
        heading="" if is_alone else f"{kind.label} · {kind.point_label} {part.point.code} · {part.point.address}",
        icon=words.icon,
        receipt=receipt_view(part, scontrino(part.priced), words, is_alone=is_alone),
        offer=attrs.evolve(offer_view(part, words), name="") if is_credit else offer_view(part, words),
        recalculations=recalculation_views(part, bill.issued_on),
        essentials=essentials_view(bill, part, beside, words),
        details=details,
        traffic=traffic_view(part) if beside.with_calls else None,
    )
