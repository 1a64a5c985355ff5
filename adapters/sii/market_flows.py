"""The port MarketFlows over the declared formats: CSV of the SII portal, Prestazione, envelope of the PdC.

Content decides what a file is; its name is for people. A file is written as the portal takes it (SE1.0050_{case}.csv),
as Prestazione for a distributor, or, where the PdC is set as carrier, in its envelope.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs
import structlog

from adapters.sii.layouts.format import CSV, MarketFormat, UnknownMessage, version_for
from adapters.sii.layouts.layout import records, texts
from adapters.sii.market.carriers.envelope import PdcParties, message_element, read_envelope, write_envelope
from adapters.sii.market.carriers.prestazione import ROOT, read_prestazione, write_prestazione
from adapters.sii.market.carriers.table import read_csv, write_csv
from adapters.sii.market.facts import facts_of, with_cancelled, with_customer
from adapters.sii.market.intake import FileRejected, MarketFile
from adapters.sii.market.mapping import texts_of
from adapters.sii.market.recognition import holds_messages
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.records.delimited import TableLimits
from adapters.sii.records.engine import BadRecord
from adapters.xml import MalformedXml, UnsafeXml, local_name, parse
from application.ports.channels import Spooled
from application.ports.market_flows import MarketPart, UnwritableMessage
from domain.contracts.party import Party
from domain.kernel.fault import Fault
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import MessageFacts
from domain.market.message_faults import SII_040, SII_042
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord
from domain.metering.deliveries.faults import SII_001, SII_009

_log = structlog.stdlib.get_logger("bollettario.sii")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_BOM = b"\xef\xbb\xbf"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD_BYTES = 4096


@attrs.frozen
class SiiMarketFlows:
    """Every declared market message, in and out. `pdc`: write those of the SII for its PdC, not for its portal."""

    formats: tuple[MarketFormat, ...] = MARKET_FORMATS
    limits: TableLimits = attrs.field(factory=TableLimits)
    pdc: PdcParties | None = None

    def knows(self, code: str) -> bool:
        """Whether a format is declared for a message code."""
        return bool(self._declared(code))

    def is_public(self, code: str) -> bool:
        """Whether the layout of a message is public; False for a code that is not declared."""
        return any(not form.is_to_be_completed for form in self._declared(code))

    def states_day(self, code: str) -> bool:
        """Whether the declared fields of a message name the day it speaks of."""
        return any(form.effective for form in self._declared(code))

    def holds_messages(self, first_bytes: bytes) -> bool:
        """Whether the first 4096 bytes of a file are those of market messages, whatever carries them."""
        return holds_messages(first_bytes)

    def facts(self, message: MarketMessage) -> MessageFacts:
        """What a message says of its own, beyond what every message does; never raises."""
        return facts_of(message)

    def with_customer(
        self, message: MarketMessage, *, names: Iterable[str], customer: Party, day: dt.date
    ) -> MarketMessage:
        """A request of ours with those of its fields `names` that the registry knows, written on `day`."""
        return with_customer(message, names, customer, day)

    def with_cancelled(self, message: MarketMessage, *, case: Case) -> MarketMessage:
        """A message with the case that it cancels, where it has a place for it."""
        return with_cancelled(message, case)

    def read(self, *, name: str, data: bytes) -> tuple[MarketMessage | RejectedRecord, ...] | RejectedFile:
        """The messages of a small file in order; bad content is refused, never raised."""
        found = self.examine(name=name, data=data)
        return found if isinstance(found, RejectedFile) else found.items

    def examine(self, *, name: str, data: bytes) -> MarketFile | RejectedFile:
        """As `read`, with the remarks on what was taken."""
        items: list[MarketMessage | RejectedRecord] = []
        warnings: list[Fault] = []
        for part in self.parts(name=name, content=Spooled.of(data)):
            if isinstance(part, RejectedFile):
                return part
            if isinstance(part, Fault):
                warnings.append(part)
            else:
                items.append(part)
        return MarketFile(tuple(items), tuple(warnings))

    def parts(self, *, name: str, content: Spooled) -> Iterator[MarketPart]:
        """The messages of a file of any size, a row of a CSV at a time; an XML is held whole."""
        try:
            yield from self._parts(name, content)
        except FileRejected as error:
            yield RejectedFile(name, content.sha256, Fault(error.code, name, str(error)))
        except (MalformedXml, UnsafeXml) as error:
            yield RejectedFile(name, content.sha256, SII_001.fault(name, str(error)))

    def write(self, messages: Sequence[MarketMessage]) -> tuple[str, bytes]:
        """The name and the bytes of one file with messages of one code. Raises UnwritableMessage."""
        form = self._form(messages)
        found = [_checked(form, message) for message in messages]
        if form.is_to_be_completed:
            _log.warning("market_layout_not_public", code=form.code, messages=len(messages))
        first = messages[0]
        stem = _NOT_IN_NAMES.sub("_", first.case or first.addressee or first.point)[:80]
        name = f"{form.code}_{stem}" + (f"-{len(messages)}" if len(messages) > 1 else "")
        if form.carrier != CSV:
            return f"{name}.xml", write_prestazione(form, found)
        if self.pdc is None:
            return f"{name}.csv", write_csv(form, found)
        if len(found) > 1:
            raise UnwritableMessage(f"{form.code}: {len(found)} messages; an envelope holds one, write one at a time")
        return f"{name}.xml", write_envelope(form, found[0], self.pdc)

    def _parts(self, name: str, content: Spooled) -> Iterator[MarketPart]:
        _must_not_exceed(content.size, self.limits.max_file_bytes)
        with content.open() as stream:
            head = stream.read(_HEAD_BYTES)
            if head.startswith(_ZIP):
                raise FileRejected(SII_040.code, "a zip: it is the files in it that are read")
            if not head.removeprefix(_BOM).lstrip().startswith(b"<"):
                stream.seek(0)
                yield from read_csv(name, stream, self.formats, self.limits)
                return
            _must_not_exceed(content.size, self.limits.max_held_bytes)
            data = head + stream.read()
        root = parse(data.removeprefix(_BOM).lstrip(), limit_bytes=self.limits.max_held_bytes)
        if local_name(str(root.tag)) == ROOT.lower():
            yield from read_prestazione(name, root, self.formats)
            return
        message = message_element(root)
        if message is None:
            raise FileRejected(SII_042.code, f"root element <{root.tag!s}>: expected Prestazione or MessaggioSII")
        yield from read_envelope(name, message, self.formats)

    def _declared(self, code: str) -> tuple[MarketFormat, ...]:
        return tuple(form for form in self.formats if form.code == code.strip().upper())

    def _form(self, messages: Sequence[MarketMessage]) -> MarketFormat:
        codes = sorted({message.code for message in messages})
        if len(codes) != 1:
            raise UnwritableMessage(f"a file has messages of one code, got {', '.join(codes) or 'no message'}")
        try:
            return version_for(self.formats, codes[0], messages[0].effective)
        except UnknownMessage as error:
            raise UnwritableMessage(str(error)) from error


def _must_not_exceed(size: int, most: int) -> None:
    if size > most:
        raise FileRejected(SII_009.code, f"{size} bytes, at most {most} are read")


def _checked(form: MarketFormat, message: MarketMessage) -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    found, extra = texts_of(form, message)
    try:
        return texts(form.parts, records(form.parts, found)), extra
    except BadRecord as error:
        raise UnwritableMessage(f"{form.code} of case {message.case!r}: {error}") from error
