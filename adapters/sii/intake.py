"""Reading measure files as they arrive: an XML, or a zip with XMLs in folders, each judged alone.

Nothing is held whole: an XML is read a batch at a time, the members of a zip lie in a temporary file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from adapters.sii.containers import ZipContainers
from adapters.sii.rules import RuleSettings
from adapters.sii.unpack import Limits
from adapters.sii.xml_intake import BatchSize, Xml
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFile
from domain.metering.delivery import Delivery, Part, RefusedFile, gathered

_NO_SETTINGS: RuleSettings = {}
_BATCH = BatchSize()


def read_file(
    *,
    name: str,
    data: bytes,
    addressees: frozenset[str],
    limits: Limits,
    received_at: dt.datetime,
    rule_settings: RuleSettings = _NO_SETTINGS,
) -> tuple[Delivery | RefusedFile, ...]:
    """Everything that small files hold, at once; see `files_of`."""
    found = files_of(
        name=name,
        content=Spooled.of(data),
        addressees=addressees,
        limits=limits,
        received_at=received_at,
        rule_settings=rule_settings,
    )
    return tuple(gathered(each.parts()) for each in found)


def files_of(
    *,
    name: str,
    content: Spooled,
    addressees: frozenset[str],
    limits: Limits,
    received_at: dt.datetime,
    rule_settings: RuleSettings = _NO_SETTINGS,
    batch: BatchSize = _BATCH,
    container: str = "",
) -> Iterator[MeasureFile]:
    """Each XML in the file; the file itself, refused, where it is a zip that cannot be opened or exceeds a limit.

    addressees     our VAT numbers
    received_at    aware; stands for the moment of sending where the name is not of the official form
    rule_settings  what the tenant made of single rules
    container      the zip the file came in, where it was unpacked before
    """
    if received_at.tzinfo is None:
        raise ValueError(f"received_at must be aware, got {received_at}")
    zips = ZipContainers(limits)
    whole = Xml(name, content, container or None, addressees, received_at, rule_settings, limits.max_file_bytes, batch)
    if content.size > limits.max_file_bytes:
        yield _refused(whole, "SII-009", f"{content.size} bytes, at most {limits.max_file_bytes} are read")
        return
    if not zips.opens(content.head()):
        yield _file(whole)
        return
    for member in zips.members(name=name, content=content):
        inner = attrs.evolve(whole, name=member.name, content=member.content, container=member.container or None)
        yield _file(inner) if member.fault is None else _refused(inner, member.fault.code, member.fault.message)


def _file(xml: Xml) -> MeasureFile:
    return MeasureFile(xml.name, xml.content, xml.container or "", xml.parts)


def _refused(xml: Xml, code: str, message: str) -> MeasureFile:
    def parts() -> Iterator[Part]:
        yield xml.refused(code, message)

    return MeasureFile(xml.name, xml.content, xml.container or "", parts)
