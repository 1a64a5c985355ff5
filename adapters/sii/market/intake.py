"""What reading a file of market messages gives: messages and refused records in order, and remarks."""

from __future__ import annotations

import attrs

from adapters.sii.engine import BadRecord
from adapters.sii.market.code_tables import code_table
from adapters.sii.market.format import MarketFormat
from adapters.sii.market.layout import records, slots, texts
from adapters.sii.market.mapping import POINTS, message_of
from domain.kernel.fault import Fault
from domain.market.message import MarketMessage
from domain.meters.delivery import RefusedRecord


class FileRefused(ValueError):
    """The whole file is refused: the fault code, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class MarketFile:
    """A file that was read. `warnings` are about records that were taken, or about the file."""

    items: tuple[MarketMessage | RefusedRecord, ...]
    warnings: tuple[Fault, ...]


@attrs.define
class Intake:
    """A file on its way: what was found so far. `name` is that of the file."""

    name: str
    items: list[MarketMessage | RefusedRecord] = attrs.field(factory=list)
    warnings: list[Fault] = attrs.field(factory=list)
    _told: set[str] = attrs.field(factory=set)

    @property
    def position(self) -> int:
        """The number of the next record, from 1."""
        return len(self.items) + 1

    def warn(self, code: str, subject: str, message: str) -> None:
        """A remark on the file ("" as subject) or a record."""
        self.warnings.append(Fault(code, f"{self.name} {subject}".strip(), message))

    def take(
        self, form: MarketFormat, found: dict[str, str], extra: tuple[tuple[str, str], ...], subject: str, raw: str
    ) -> None:
        """The record of these texts as a message, or refused alone."""
        try:
            checked = texts(form.parts, records(form.parts, found))
            message = message_of(form, checked, extra, self.position)
        except BadRecord as error:
            self.refuse(error.code, subject, str(error), raw, point_in(form, found))
            return
        self.items.append(message)
        self._remark_codes(form, checked, message, subject)
        names = ", ".join(key for key, _ in extra)
        if names and names not in self._told:
            self._told.add(names)
            self.warn("SII-101", subject, f"{form.code} does not declare {names}; kept as they are")

    def refuse(self, code: str, subject: str, message: str, raw: str, point: str | None = None) -> None:
        """A record that is not taken."""
        fault = Fault(code, f"{self.name} {subject}", message)
        self.items.append(RefusedRecord(self.position, point, fault, raw))

    def done(self, form: MarketFormat | None) -> MarketFile:
        """What was read; a file without a record is refused."""
        if not self.items:
            raise FileRefused("SII-040", "the file holds no message")
        if form is not None and form.is_to_be_completed:
            self.warn("SII-047", "", f"{form.code}: {form.note or 'the layout is not public'}")
        return MarketFile(tuple(self.items), tuple(self.warnings))

    def _remark_codes(self, form: MarketFormat, checked: dict[str, str], message: MarketMessage, subject: str) -> None:
        for slot in form.fields:
            text = checked.get(slot.name)
            if text is None or not slot.place.table:
                continue
            table = code_table(slot.place.table)
            if not table.holds(text, message.effective):
                known = ", ".join(table.codes)
                self.warn("SII-045", subject, f"{slot.name}: {text[:40]!r} is not in the code table; known are {known}")


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
