"""What reading a file of market messages gives: messages and refused records in order, and remarks."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from adapters.sii.layouts.format import MarketFormat
from adapters.sii.layouts.layout import records, slots, texts
from adapters.sii.market.code_tables import code_table
from adapters.sii.market.mapping import POINTS, message_of
from adapters.sii.records.engine import BadRecord
from application.ports.market_flows import MarketPart
from domain.kernel.fault import Fault
from domain.market.message import MarketMessage
from domain.market.message_faults import SII_040, SII_045, SII_047
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.deliveries.faults import SII_101

_MOST_REMARKS = 100  # sets of undeclared columns that are told, of each file


class FileRejected(ValueError):
    """The whole file is refused: the fault code, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class MarketFile:
    """A file that was read whole. `warnings` are about records that were taken, or about the file."""

    items: tuple[MarketMessage | RejectedRecord, ...]
    warnings: tuple[Fault, ...]


@attrs.define
class MessageIntake:
    """A file on its way: what was found since `parts` was read last. `name` is that of the file."""

    name: str
    records: int = 0
    _found: list[MarketMessage | RejectedRecord | Fault] = attrs.field(factory=list)
    _remarked: set[str] = attrs.field(factory=set)

    @property
    def position(self) -> int:
        """The number of the next record, from 1."""
        return self.records + 1

    def parts(self) -> Iterator[MarketPart]:
        """What was found since the last time, in order; it is forgotten."""
        yield from self._found
        self._found.clear()

    def warn(self, code: str, subject: str, message: str) -> None:
        """A remark on the file ("" as subject) or a record."""
        self._found.append(Fault(code, f"{self.name} {subject}".strip(), message))

    def accept(
        self, form: MarketFormat, found: dict[str, str], extra: tuple[tuple[str, str], ...], subject: str, raw: str
    ) -> None:
        """The record of these texts as a message, or refused alone."""
        try:
            checked = texts(form.parts, records(form.parts, found))
            message = message_of(form, checked, extra, self.position)
        except BadRecord as error:
            self.refuse(error.code, subject, str(error), raw, point_in(form, found))
            return
        self._add(message)
        self._remark_codes(form, checked, message, subject)
        names = ", ".join(key for key, _ in extra)
        if names and names not in self._remarked and len(self._remarked) < _MOST_REMARKS:
            self._remarked.add(names)
            self.warn(SII_101.code, subject, f"{form.code} does not declare {names}; stored as they are")

    def refuse(self, code: str, subject: str, message: str, raw: str, point: str | None = None) -> None:
        """A record that is not taken."""
        fault = Fault(code, f"{self.name} {subject}", message)
        self._add(RejectedRecord(self.position, point, fault, raw))

    def done(self, form: MarketFormat | None) -> Iterator[MarketPart]:
        """The rest of what was read; a file without a record is refused."""
        if not self.records:
            raise FileRejected(SII_040.code, "the file holds no message")
        if form is not None and form.is_to_be_completed:
            self.warn(SII_047.code, "", f"{form.code}: {form.note or 'the layout is not public'}")
        return self.parts()

    def _add(self, item: MarketMessage | RejectedRecord) -> None:
        self._found.append(item)
        self.records += 1

    def _remark_codes(self, form: MarketFormat, checked: dict[str, str], message: MarketMessage, subject: str) -> None:
        for slot in form.fields:
            text = checked.get(slot.name)
            if text is None or not slot.place.table:
                continue
            table = code_table(slot.place.table)
            if not table.holds(text, message.effective):
                known = ", ".join(table.codes)
                self.warn(
                    SII_045.code, subject, f"{slot.name}: {text[:40]!r} is not in the code table; known are {known}"
                )


def point_in(form: MarketFormat, found: dict[str, str]) -> str | None:
    """The point of a record that was refused, where it can be read."""
    declared = slots(form.parts)
    for name in POINTS:
        if found.get(name) and name in declared:
            try:
                point: str = declared[name].codec.read(found[name].strip())
            except ValueError:
                continue
            return point
    return None
