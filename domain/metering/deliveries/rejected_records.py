"""What is listed of a file beside what was accepted of it: no file of bad records fills the memory."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from domain.kernel.fault import Fault
from domain.metering.deliveries.delivery import RejectedRecord

WARNINGS = 1_000  # about records, that are listed of each file
RAW_TEXT = 8 << 20  # characters of rejected records that are listed of each file; `flows show` finds the others in it


@attrs.define
class RejectedRecords:
    """The rejected records and the warnings of one file, as far as they are listed; at most `most` of the records."""

    name: str
    most: int | None = None
    listed: list[RejectedRecord] = attrs.field(factory=list)
    _warnings: list[Fault] = attrs.field(factory=list)
    _unlisted: int = 0
    _raw_text: int = 0

    def reject(self, records: Iterable[RejectedRecord]) -> None:
        """Keep them, each with its text for as long as the file has not had too much of it."""
        for each in records:
            if self.most is not None and len(self.listed) >= self.most:
                return
            self._raw_text += len(each.raw)
            is_short = self._raw_text <= RAW_TEXT
            self.listed.append(each if is_short else attrs.evolve(each, raw=f"record {each.record} of {self.name}"))

    def warn(self, warnings: Iterable[Fault]) -> None:
        """Keep the first ones, and count the others."""
        for each in warnings:
            if len(self._warnings) < WARNINGS:
                self._warnings.append(each)
            else:
                self._unlisted += 1

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The warnings in order, with one that says how many are left out."""
        if not self._unlisted:
            return tuple(self._warnings)
        message = f"{self._unlisted} warnings more of records like those before are not listed"
        return (*self._warnings, Fault(self._warnings[-1].code, self.name, message))
