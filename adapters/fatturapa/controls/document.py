"""The controls of the SdI that can be made here, as a table: code, rule, function.

Source: Agenzia delle Entrate, Elenco dei controlli effettuati sul file fattura, v2.0 of 31/01/2025, and Allegato A
1.9.1. They look at the file itself, so a foreign file is checked like one of ours. What needs the registers of the tax
agency is not here; a duplicate of an earlier file (00002, 00404) is found by whoever keeps the numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

import attrs

from adapters.fatturapa.controls import body, header
from adapters.fatturapa.limits import LIMITS
from adapters.fatturapa.names import is_file_name
from adapters.fatturapa.parsed import Body, Unreadable, read
from adapters.fatturapa.sending import PublicBody, Sending
from adapters.xml import MalformedXml, Schema, UnsafeXml, parse
from domain.billing.faults import DOC_001
from domain.kernel.fault import Fault


@attrs.frozen
class FileControl:
    """A control of a file, made once."""

    code: str
    rule: str
    find: Callable[[Sending], Iterator[str]]


@attrs.frozen
class BodyControl:
    """A control of each invoice of a file."""

    code: str
    rule: str
    find: Callable[[Sending, Body], Iterator[str]]


NAME = "00001"
SIZE = "00003"
SCHEMA = "00200"

WHOLE_FILE: Mapping[str, str] = {
    NAME: "The file name is country, tax code of the transmitter and up to five letters and digits.",
    SIZE: "The file is not larger than the limit.",
    SCHEMA: "The file follows the schema.",
}
"""Controls made on the name and the bytes, before anything is read."""

FILE_CONTROLS: tuple[FileControl, ...] = (
    FileControl("00313", "XXXXXXX is only for foreign buyers.", header.foreign_destination),
    FileControl("00330", "PECDestinatario is not a mailbox of the SdI.", header.pec_of_the_sdi),
    FileControl("00398", "The central office is not used where the body has one office.", header.office_not_named),
    FileControl("00399", "A body of the IPA register is invoiced by FPA12 to its office.", header.public_body_missed),
    FileControl("00417", "The buyer has a VAT number or a tax code.", header.buyer_without_ids),
    FileControl("00427", "Six characters of destination with FPA12, seven with FPR12.", header.destination_length),
    FileControl("00428", "FormatoTrasmissione is the versione.", header.formats_differ),
    FileControl("00471", "Seller and buyer differ for these types.", header.seller_is_buyer),
    FileControl("00472", "Seller and buyer are the same for these types.", header.seller_is_not_buyer),
    FileControl("00473", "The seller's country fits the type.", header.seller_country),
    FileControl("00475", "The buyer has a VAT number for these types.", header.buyer_vat_number),
    FileControl("00476", "Seller and buyer are not both foreign.", header.both_foreign),
)

BODY_CONTROLS: tuple[BodyControl, ...] = (
    BodyControl("00400", "A line at rate zero has a Natura.", body.line_without_nature),
    BodyControl("00401", "A line with a rate has no Natura.", body.line_with_nature),
    BodyControl("00403", "Data is not after the day of sending.", body.dated_after_sending),
    BodyControl("00409", "An invoice stands once in a file.", body.doubled_in_file),
    BodyControl("00411", "A line with Ritenuta needs DatiRitenuta.", body.line_withheld),
    BodyControl("00413", "A cassa at rate zero has a Natura.", body.fund_without_nature),
    BodyControl("00414", "A cassa with a rate has no Natura.", body.fund_with_nature),
    BodyControl("00415", "A cassa with Ritenuta needs DatiRitenuta.", body.fund_withheld),
    BodyControl("00418", "Data is not before that of a linked invoice.", body.dated_before_linked),
    BodyControl("00419", "There are as many DatiRiepilogo as rates.", body.too_few_summaries),
    BodyControl("00420", "Reverse charge has no split payment.", body.split_reverse_charge),
    BodyControl("00421", "Imposta is rate x ImponibileImporto.", body.wrong_tax),
    BodyControl("00422", "ImponibileImporto is the sum of the lines of its rate.", body.wrong_taxable),
    BodyControl("00423", "PrezzoTotale is PrezzoUnitario with its discounts x Quantita.", body.wrong_line_total),
    BodyControl("00424", "A rate is a percentage, not a ratio.", body.rate_below_one),
    BodyControl("00425", "Numero has a digit.", body.number_without_digit),
    BodyControl("00429", "A riepilogo at rate zero has a Natura.", body.summary_without_nature),
    BodyControl("00430", "A riepilogo with a rate has no Natura.", body.summary_with_nature),
    BodyControl("00437", "A discount of the document has a value.", body.document_discount_without_value),
    BodyControl("00438", "A discount of a line has a value.", body.line_discount_without_value),
    BodyControl("00443", "Every rate of the lines is in a riepilogo.", body.rate_without_summary),
    BodyControl("00444", "Every Natura of the lines is in a riepilogo.", body.nature_without_summary),
    BodyControl("00445", "Natura is not one of the generic codes.", body.generic_nature),
    BodyControl("00474", "Every line has a rate for these types.", body.zero_rate_not_allowed),
)


def check(
    xml: bytes,
    *,
    name: str,
    sent_on: dt.date,
    schema: Schema | None,
    public_bodies: Mapping[str, PublicBody] | None = None,
) -> tuple[Fault, ...]:
    """Every control that the unsigned file `xml` breaks when sent under `name` on `sent_on`, in the order of the table.

    Faults are DOC-001, their message begins with the SdI code. Without a schema 00200 is only given where the file
    cannot be read. 00398 and 00399 look up the buyer's tax code in `public_bodies`, the IPA register or a part of it.
    """
    found = _look(xml, name, sent_on, schema, public_bodies or {})
    return tuple(DOC_001.fault(name, f"{code} {message}") for code, message in found)


def _look(
    xml: bytes, name: str, sent_on: dt.date, schema: Schema | None, public_bodies: Mapping[str, PublicBody]
) -> Iterator[tuple[str, str]]:
    if not is_file_name(name):
        yield NAME, f"file name {name!r}; expected e.g. IT01234567897_00001.xml"
    if len(xml) > LIMITS.max_bytes:
        yield SIZE, f"{len(xml)} bytes, at most {LIMITS.max_bytes}; make the attachment smaller"
        return
    try:
        root = parse(xml, limit_bytes=LIMITS.max_bytes)
    except (MalformedXml, UnsafeXml) as error:
        yield SCHEMA, f"{error}; write the file again"
        return
    errors = schema.errors(root) if schema else ()
    for each in errors:
        yield SCHEMA, each
    try:
        file = read(root)
    except Unreadable as error:
        if not errors:
            yield SCHEMA, str(error)
        return
    sending = Sending(file, sent_on, public_bodies)
    for control in FILE_CONTROLS:
        for message in control.find(sending):
            yield control.code, message
    for invoice in file.bodies:
        for each_control in BODY_CONTROLS:
            for message in each_control.find(sending, invoice):
                yield each_control.code, f"invoice {invoice.number}: {message}"
