"""Show what came and went for a point or a case, and any record of it as it was written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping

from application.ports.flow_files import FlowFile, FlowLine
from application.ports.flow_records import FlowRecords
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork


def show_record(
    *, units: UnitsOfWork, tenant: str, records: FlowRecords, sha256: str, number: int
) -> tuple[FlowFile, str]:
    """The file and its record `number` (from 1) as it was written; NotFound where there is none."""
    with units(tenant) as uow:
        file = uow.flow_files.file(sha256)
        raw = records.raw(uow.flow_files.content(sha256), number)
    if raw is None:
        raise NotFound("record", f"{number} of {file.name}")
    return file, raw


def files_of(uow: UnitOfWork, lines: Iterable[FlowLine]) -> Mapping[str, FlowFile]:
    """The last entry of each file that the lines stand in, by hash; one that is being taken in has none yet."""
    found = {}
    for sha256 in dict.fromkeys(line.sha256 for line in lines):
        with contextlib.suppress(NotFound):
            found[sha256] = uow.flow_files.file(sha256)
    return found


def whole_hash(*, units: UnitsOfWork, tenant: str, start: str, among: int = 10_000) -> str:
    """The hash of the one file whose hash begins with `start`; NotFound where there is none or more than one."""
    with units(tenant) as uow:
        found = {file.sha256 for file in uow.flow_files.files(among) if file.sha256.startswith(start)}
    if len(found) != 1:
        raise NotFound("flow file", f"{start} ({len(found)} files begin like that; give more of the hash)")
    return found.pop()
