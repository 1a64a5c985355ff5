"""What this package gives the house: e-invoices for the SdI (Sistema di Interscambio), a writer a tenant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from application.ports.einvoices import EInvoices

if TYPE_CHECKING:
    from adapters.fatturapa.document import CreditDocument


def build_einvoices(xsd: str) -> Callable[[str, CreditDocument, str], EInvoices]:
    """A maker of writers that share the official schema at `xsd`, or check without one where it is empty.

    A writer is made from the tax code of the transmitter (empty: each seller sends its own), the type of a bill below
    zero, and the label of supply points (empty: that of the commodity).
    """
    from adapters.fatturapa.document import Layout
    from adapters.fatturapa.fatturapa import FatturaPA
    from adapters.xml import Schema
    from domain.kernel.identifiers import CodiceFiscale

    schema = Schema.load(Path(xsd)) if xsd else None

    def writer(transmitter: str, credit_document: CreditDocument, point_label: str) -> EInvoices:
        sender = CodiceFiscale(transmitter) if transmitter else None
        return FatturaPA(Layout(sender, credit_document, point_label), schema)

    return writer
