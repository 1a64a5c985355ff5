"""Show what came and went for a point or a case, and any record of it as it was written."""

from __future__ import annotations

from application.ports.flow_files import FlowFile
from application.ports.flow_records import FlowRecords
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork


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


def whole_hash(*, units: UnitsOfWork, tenant: str, start: str, among: int = 10_000) -> str:
    """The hash of the one file whose hash begins with `start`; NotFound where there is none or more than one."""
    with units(tenant) as uow:
        found = {file.sha256 for file in uow.flow_files.files(among) if file.sha256.startswith(start)}
    if len(found) != 1:
        raise NotFound("flow file", f"{start} ({len(found)} files begin like that; give more of the hash)")
    return found.pop()
