"""Reading measure files as they arrive: an XML, or a zip with XMLs in folders, each judged alone.

Nothing is held whole: an XML is read a batch at a time, the members of a zip lie in a temporary file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from adapters.sii.rules import RuleSettings
from adapters.sii.unpack import Limits, TooLarge, UnreadableZip, is_zip, members
from adapters.sii.xml_intake import BatchSize, Xml
from application.ports.channels import Spooled
from application.ports.measure_flows import MeasureFile
from domain.meters.delivery import Delivery, Part, RefusedFile, gathered

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
) -> Iterator[MeasureFile]:
    """Each XML in the file; the file itself, refused, where it is a zip that cannot be opened or exceeds a limit.

    addressees     our VAT numbers
    received_at    aware; stands for the moment of sending where the name is not of the official form
    rule_settings  what the tenant made of single rules
    """
    if received_at.tzinfo is None:
        raise ValueError(f"received_at must be aware, got {received_at}")
    whole = Xml(name, content, None, addressees, received_at, rule_settings, limits.max_file_bytes, batch)
    if content.size > limits.max_file_bytes:
        yield _refused(whole, "SII-009", f"{content.size} bytes, at most {limits.max_file_bytes} are read")
        return
    if not _is_zip(content):
        yield _file(whole)
        return
    try:
        with content.open() as source, members(source, limits) as inside:
            for member in inside:
                inner = attrs.evolve(whole, name=member.path, content=member.content, container=name)
                if member.error:
                    yield _refused(inner, "SII-001", f"in {name}: {member.error}")
                elif _is_zip(member.content):
                    yield _refused(inner, "SII-001", f"in {name}: a zip within a zip is not opened")
                else:
                    yield _file(inner)
    except TooLarge as error:
        yield _refused(whole, "SII-009", str(error))
    except UnreadableZip as error:
        yield _refused(whole, "SII-001", str(error))
    else:
        if not inside:
            yield _refused(whole, "SII-001", "the zip holds no file")


def _is_zip(content: Spooled) -> bool:
    with content.open() as stream:
        return is_zip(stream.read(4))


def _file(xml: Xml) -> MeasureFile:
    return MeasureFile(xml.name, xml.content, xml.parts)


def _refused(xml: Xml, code: str, message: str) -> MeasureFile:
    def parts() -> Iterator[Part]:
        yield xml.refused(code, message)

    return MeasureFile(xml.name, xml.content, parts)
