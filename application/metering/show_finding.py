"""Show a finding with the use of its point before it, as far as readings that count prove it."""

from __future__ import annotations

import attrs

from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.validity import months_later
from domain.metering.reading import current
from domain.metering.validation.finding import Finding, not_withheld
from domain.metering.validation.usage import Span, spans

_HISTORY_MONTHS = 26


@attrs.frozen
class ShownFinding:
    """A finding, and the use between the readings before its measure, oldest first."""

    finding: Finding
    history: tuple[Span, ...]


def show_finding(*, units: UnitsOfWork, tenant: str, finding_id: str) -> ShownFinding:
    """NotFound where there is none."""
    with units(tenant) as uow:
        found = uow.findings.get(finding_id)
        measure = found.measure
        first = months_later(measure.day, -_HISTORY_MONTHS)
        stored = uow.measures.readings([measure.point], first, measure.day)[measure.point]
        withheld = uow.findings.withheld([measure.point]).get(measure.point, ())
        counted = current(each for each in not_withheld(stored, withheld) if each.day < measure.day)
        return ShownFinding(found, spans(counted))
