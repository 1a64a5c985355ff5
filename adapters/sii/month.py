"""Whether a record is of the month its file is for (AU code 906), and of the month it says itself."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from adapters.sii.flows.electricity import CorrectionRecord, PeriodicRecord
from adapters.sii.flows.exchanges import GasWork, MeterChange
from adapters.sii.flows.gas import GasCorrection, GasRecord
from adapters.sii.records.declare import Format
from domain.kernel.validity import Period, month_of


def of_another_month(flow: Format[Any], record: object, month: Period | None) -> str | None:
    """What is wrong with the month of a record against that of the file, in words; None where nothing is."""
    if month is None:
        return None
    allowed = _with_months_before(month, flow.months_back)
    for name, day in _days(record):
        if day is not None and day not in allowed:
            return f"{name} {day} is not of the month of the file ({allowed})"
    return None


def of_two_months(record: object) -> str | None:
    """What is wrong between the month and the days a record tells, in words; None where nothing is."""
    match record:
        case PeriodicRecord(month=Period() as month, day=dt.date() as day) if day not in month:
            return f"DataMisura {day} is not of MeseAnno {month.start:%m/%Y}"
        case CorrectionRecord(month=Period() as month, day=dt.date() as day) if day not in month:
            return f"DataMisura {day} is not of MeseAnno {month.start:%m/%Y}"
        case GasRecord(month=Period() as month) | GasCorrection(month=Period() as month):
            outside = [each.day for each in record.daily if each.day is not None and each.day not in month]
            return f"data_comp {outside[0]} is not of mese_comp {month.start:%m/%Y}" if outside else None
    return None


def _days(record: object) -> list[tuple[str, dt.date | None]]:
    match record:
        case PeriodicRecord() | CorrectionRecord():
            first = record.month.start if record.month else None
            return [("DataMisura", record.day)] if record.day else [("MeseAnno", first)]
        case GasRecord():
            return [("data_racc", record.figures.day if record.figures else None)]
        case GasCorrection():
            return [("data_racc", record.figures.day if record.figures else None)]
        case MeterChange():
            return [("Montaggio/DataMisura", record.new.day if record.new else None)]
        case GasWork():
            return [("data_misura", record.day)]
        case _:
            return []


@functools.lru_cache(256)  # every record of a file asks for the same
def _with_months_before(month: Period, count: int) -> Period:
    start = month.start
    for _ in range(count):
        start = month_of(start - dt.timedelta(days=1)).start
    return Period(start, month.stop)
