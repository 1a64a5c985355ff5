"""In-memory flow files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from application.ports.flow_files import IMPORTED, SENT, Direction, FlowFile, FlowLine, LineKind, same_point
from application.ports.registry import NotFound
from domain.kernel.digest import digest_of_bytes
from domain.metering.deliveries.delivery import RejectedRecord
from tests.fakes.state import State


@attrs.frozen
class MemoryFlowFiles:
    state: State

    def knows(self, sha256: str) -> bool:
        return any(file.sha256 == sha256 and file.outcome in (IMPORTED, SENT) for file in self.state.files)

    def received(self, channel: str, name: str, size: int) -> tuple[FlowFile, ...]:
        return tuple(
            file
            for file in self.state.files
            if (file.channel, file.name, len(self.state.contents[file.sha256])) == (channel, name, size)
        )

    def add_content(self, sha256: str, chunks: Iterable[bytes]) -> None:
        if sha256 not in self.state.contents:
            content = b"".join(chunks)
            if digest_of_bytes(content) != sha256:
                raise ValueError(f"the content said to be {sha256} is {digest_of_bytes(content)}")
            self.state.contents[sha256] = content

    def add(self, file: FlowFile) -> None:
        self.size(file.sha256)
        self.state.files.append(file)

    def add_rejected(self, sha256: str, refused: Iterable[RejectedRecord]) -> None:
        self.state.refused[sha256] = tuple(refused)

    def add_lines(self, lines: Iterable[FlowLine]) -> None:
        for line in lines:
            self.state.flow_lines.append(attrs.evolve(line, position=len(self.state.flow_lines) + 1))

    def line_kinds(self, sha256: str, first: int, last: int) -> Mapping[int, LineKind]:
        kinds = (LineKind.MESSAGE, LineKind.REFUSED)
        lines = [line for line in self.state.flow_lines if line.sha256 == sha256 and line.what in kinds]
        return {line.record: line.what for line in lines if first <= line.record <= last}

    def content(self, sha256: str) -> Iterator[bytes]:
        self.size(sha256)
        yield self.state.contents[sha256]

    def size(self, sha256: str) -> int:
        if sha256 not in self.state.contents:
            raise NotFound("flow file", sha256)
        return len(self.state.contents[sha256])

    def file(self, sha256: str) -> FlowFile:
        for file in reversed(self.state.files):
            if file.sha256 == sha256:
                return file
        raise NotFound("flow file", sha256)

    def files(
        self,
        limit: int,
        *,
        direction: Direction | None = None,
        flow: str = "",
        outcome: str = "",
        counterpart: str = "",
        channel: str = "",
    ) -> tuple[FlowFile, ...]:
        found = [
            file
            for file in sorted(self.state.files, key=lambda file: file.at)
            if direction in (None, file.direction)
            and flow in ("", file.flow)
            and outcome in ("", file.outcome)
            and counterpart in ("", file.counterpart)
            and channel in ("", file.channel)
        ]
        return tuple(found[::-1][:limit])

    def arrived(self, start: dt.datetime, stop: dt.datetime) -> tuple[FlowFile, ...]:
        found = (file for file in self.state.files if file.direction is Direction.IN and start <= file.at < stop)
        return tuple(sorted(found, key=lambda file: file.at))

    def unsent(self) -> tuple[FlowFile, ...]:
        last = {file.sha256: file for file in self.state.files if file.direction is Direction.OUT}
        sent = {file.sha256 for file in self.state.files if file.outcome == SENT}
        return tuple(file for sha256, file in last.items() if sha256 not in sent)

    def refused(self, sha256: str) -> tuple[RejectedRecord, ...]:
        return self.state.refused.get(sha256, ())

    def lines(
        self,
        *,
        point: str = "",
        case: str = "",
        flow: str = "",
        first: dt.date | None = None,
        last: dt.date | None = None,
        after: int = 0,
        limit: int = 500,
    ) -> tuple[FlowLine, ...]:
        found = [
            line
            for line in self.state.flow_lines[after:]
            if (not point or same_point(line.point, point))
            and case in ("", line.case)
            and flow in ("", line.flow)
            and (first or dt.date.min) <= line.day <= (last or dt.date.max)
        ]
        return tuple(found[:limit])
