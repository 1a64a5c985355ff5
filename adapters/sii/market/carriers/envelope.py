"""`MessaggioSII`: the same messages in the SOAP envelope of the PdC (Porta di Comunicazione), unsigned.

Signing, ciphering and tracing are the business of each user's PdC. Confirmed are the envelope, the identifiers and
the groups of APR; in which group a field of another message stands is ours (`DatiPratica`, R), so reading goes by path
first and by name next, whatever its case and underscores.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
from lxml import etree

from adapters.sii.layouts.codecs import STEP
from adapters.sii.layouts.format import CSV, MarketFormat, UnknownMessage, version_for
from adapters.sii.layouts.layout import Slot
from adapters.sii.market.carriers.tree import Texts, grow, leaves, path_of, serialized, sorted_out
from adapters.sii.market.intake import FileRejected, MessageIntake
from adapters.sii.records.codec import MalformedText
from adapters.sii.records.engine import BadRecord
from adapters.xml import local_name
from application.ports.market_flows import MarketPart
from domain.market.message_faults import SII_042

ROOT = "MessaggioSII"
_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_CODES = ("COD_SERVIZIO", "COD_FLUSSO")
_IDENTIFIERS = ("PIVA_UTENTE", "PIVA_GESTORE", "CP_UTENTE", "CP_GESTORE")


@attrs.frozen
class PdcParties:
    """Who asks and who serves, as the SII registered them; empty: their VAT numbers, as recalled (R)."""

    provider: str = ""  # Erogatore
    user: str = ""  # Fruitore


def message_element(root: etree._Element) -> etree._Element | None:
    """The MessaggioSII of a document, bare or in a SOAP body."""
    return next((each for each in root.iter(etree.Element) if local_name(str(each.tag)) == ROOT.lower()), None)


def read_envelope(name: str, message: etree._Element, formats: tuple[MarketFormat, ...]) -> Iterator[MarketPart]:
    """The messages of an envelope, one for each DatiSII. Raises FileRefused (SII-042)."""
    intake = MessageIntake(name)
    last: MarketFormat | None = None
    fault_of_file = ""
    for data in message.iterchildren(tag=etree.Element):
        if local_name(str(data.tag)) != "datisii":
            continue
        subject = f"record {intake.position} (line {data.sourceline})"
        raw = etree.tostring(data, encoding="unicode", with_tail=False)
        try:
            found = _leaves(data)
            last = _form(found, formats)
            held, extra = sorted_out(_renamed(found, last), {slot.name.lower(): slot.name for slot in last.fields})
        except (UnknownMessage, MalformedText) as error:
            fault_of_file = str(error)
            intake.refuse(SII_042.code, subject, fault_of_file, raw)
            continue
        except BadRecord as error:
            intake.refuse(error.code, subject, str(error), raw)
            continue
        intake.accept(last, held, extra, subject, raw)
    if last is None and fault_of_file:
        raise FileRejected(SII_042.code, fault_of_file)
    return intake.done(last)


def write_envelope(form: MarketFormat, message: Texts, parties: PdcParties) -> bytes:
    """A SOAP envelope with one message. Raises UnwritableMessage."""
    found, extra = message
    soap = etree.Element(f"{{{_SOAP}}}Envelope", nsmap={"soap": _SOAP})
    root = etree.SubElement(etree.SubElement(soap, f"{{{_SOAP}}}Body"), ROOT)
    request = etree.SubElement(root, "RichiestaSII")
    etree.SubElement(request, "Erogatore").text = parties.provider or found.get("PIVA_GESTORE", "")
    etree.SubElement(request, "Fruitore").text = parties.user or found.get("PIVA_UTENTE", "")
    etree.SubElement(request, "AzioneRichiesta", Servizio=form.service, Operazione=form.code)
    flow = etree.SubElement(etree.SubElement(root, "DatiSII"), "Flusso")
    groups: dict[str, etree._Element] = {}
    for slot in form.fields:
        if slot.name in found:
            grow(flow, _path(slot), found[slot.name], groups)
    for key, text in extra:
        grow(flow, path_of(form, key), text, groups)
    return serialized(soap)


def _path(slot: Slot) -> str:
    if slot.place.path:
        return slot.place.path
    if slot.name in _CODES:
        return slot.name
    return f"IdentificativiRichiesta/{slot.name}" if slot.name in _IDENTIFIERS else f"DatiPratica/{slot.name}"


def _leaves(data: etree._Element) -> list[tuple[str, str]]:
    """The leaves below the one element that DatiSII holds, whatever its name."""
    inner = list(data.iterchildren(tag=etree.Element))
    return list(leaves(inner[0])) if len(inner) == 1 and len(inner[0]) else list(leaves(data))


def _form(found: list[tuple[str, str]], formats: tuple[MarketFormat, ...]) -> MarketFormat:
    named = {_plain(path): text for path, text in reversed(found)}
    code = f"{named.get('codservizio', '').upper()}.{STEP.read(named.get('codflusso', ''))}"
    return version_for(tuple(each for each in formats if each.carrier == CSV), code, None)


def _renamed(found: list[tuple[str, str]], form: MarketFormat) -> list[tuple[str, str]]:
    """The leaves with the declared name of their field for a path, where they are of one."""
    by_path = {_path(slot).lower(): slot.name for slot in form.fields}
    by_name = {_plain(slot.name): slot.name for slot in form.fields}
    exact = {by_path[path.lower()] for path, _ in found if path.lower() in by_path}
    renamed = []
    for path, text in found:
        name = by_path.get(path.lower())
        if name is None and by_name.get(_plain(path)) not in exact:
            name = by_name.get(_plain(path))
        renamed.append((name or path, text))
    return renamed


def _plain(path: str) -> str:
    return path.rpartition("/")[2].lower().replace("_", "")
