"""The port EInvoices in FatturaPA format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import attrs

from adapters.fatturapa.controls.document import check
from adapters.fatturapa.document import Layout, document
from adapters.fatturapa.names import file_name
from adapters.fatturapa.sending import PublicBody
from adapters.fatturapa.tree import write
from adapters.xml import Schema
from application.ports.einvoices import CannotInvoice, EInvoice
from domain.billing.bill import Bill
from domain.billing.faults import DOC_001
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault


@attrs.frozen
class FatturaPA:
    """Writes and checks FatturaPA files.

    layout          transmitter and what else the bill does not say
    schema          the official schema; None: every control but 00200 is still made
    public_bodies   what is known here of the IPA register, by tax code
    """

    layout: Layout
    schema: Schema | None = None
    public_bodies: Mapping[str, PublicBody] = attrs.field(factory=dict)

    @classmethod
    def with_schema_at(cls, path: Path | None, *, layout: Layout) -> FatturaPA:
        """With the schema file at `path`, xmldsig-core-schema.xsd beside it; the schema may not be redistributed."""
        return cls(layout, Schema.load(path) if path is not None else None)

    def write(self, bill: Bill, *, progressive: int, sent_on: dt.date, pdf: bytes | None = None) -> EInvoice:
        """The file of `bill`. CannotInvoice where it is dated after `sent_on` or does not fit the format."""
        if bill.issued_on > sent_on:
            message = f"00403 issued on {bill.issued_on}, cannot be sent on {sent_on}; send it on its day or later"
            raise CannotInvoice(DOC_001.fault(str(bill.number), message))
        xml = write(document(bill, progressive=progressive, layout=self.layout, pdf=pdf))
        return EInvoice(file_name(self.layout.sender_of(bill), progressive), xml, digest_of_bytes(xml))

    def check(self, xml: bytes, *, name: str, sent_on: dt.date) -> tuple[Fault, ...]:
        """What the SdI would reject; see `controls.check`."""
        return check(xml, name=name, sent_on=sent_on, schema=self.schema, public_bodies=self.public_bodies)
