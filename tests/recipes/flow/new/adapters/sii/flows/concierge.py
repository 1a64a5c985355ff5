"""An invented flow: readings that the concierge of a building takes, one register a meter, with a remark.

The whole flow stands here: what is around its records, the record, where its values go, and the format.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.sii.records.codec import DATE_IT, DEC_COMMA, POD, TEXT
from adapters.sii.records.declare import MEASURES, Format, one
from adapters.sii.records.engine import BadRecord
from adapters.sii.records.record_result import RecordResult
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, RegisterValue

_SHELL = attrs.evolve(MEASURES, root="FlussoPortineria", element="Contatore", days=("Letto",))


@attrs.frozen
class ConciergeRecord:
    """A `Contatore`."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    day: dt.date | None = one("Letto", DATE_IT, "Giorno della lettura, alle 24:00")
    serial: str | None = one("Matricola", TEXT, "Matricola del contatore")
    total: Decimal | None = one("Totale", DEC_COMMA, "Totalizzatore dell'energia attiva", unit="kWh")
    remark: str | None = one("Nota", TEXT, "Nota del portiere", source="I")


def concierge_reading(flow: Format[ConciergeRecord], record: ConciergeRecord, origin: Origin) -> RecordResult:
    """The reading of a meter. BadRecord (SII-005) where the day or the register is missing."""
    if record.day is None or record.total is None:
        raise BadRecord("SII-005", f"{'Letto' if record.day is None else 'Totale'} is missing or empty")
    reading = Reading(
        point=record.pod,
        day=record.day,
        values=(RegisterValue(Kind.ACTIVE, "M", record.total),),
        quality=Quality.ACTUAL,
        reason=MeasureReason(flow.reason),
        action=Action.NEW,
        flow=flow.code,
        origin=origin,
        serial=record.serial,
    )
    return RecordResult((reading,))


CONCIERGE = Format(
    "PORT",
    "Letture del portiere",
    dt.date(2026, 1, 1),
    ConciergeRecord,
    concierge_reading,
    "I: invented",
    "registers",
    shell=_SHELL,
)
