"""From any record of a measure file to what it brings: the right translation by the kind of record."""

from __future__ import annotations

import attrs

from adapters.sii.brought import Measures, coded
from adapters.sii.declare import Format, Scalar, declared
from adapters.sii.engine import BadRecord
from adapters.sii.flows.electricity import CorrectionRecord, PeriodicRecord
from adapters.sii.flows.exchanges import GasWork, MeterChange
from adapters.sii.flows.gas import GasCorrection, GasRecord
from adapters.sii.flows.switching_data import FunctionalRecord, HistoryRecord
from adapters.sii.mapping import measures
from adapters.sii.mapping_exchange import gas_work, meter_change
from adapters.sii.mapping_gas import gas_corrections, gas_measures
from adapters.sii.quarters import BadCurve, day_curves
from adapters.sii.registry import FlowRecord
from domain.metering.historical_consumption import PastUse, PointNotice
from domain.metering.reading import Origin, Quality

_OF_POWER = (PeriodicRecord, CorrectionRecord)


def translated(flow: Format[FlowRecord], record: FlowRecord, origin: Origin) -> Measures:
    """What `record` brings. BadRecord: SII-005 nothing or no day, SII-006 a code, a curve or an order of days."""
    if isinstance(record, _OF_POWER):
        return measures(flow, record, origin)  # type: ignore[arg-type]
    if isinstance(record, GasRecord):
        return gas_measures(flow, record, origin)  # type: ignore[arg-type]
    if isinstance(record, GasCorrection):
        return gas_corrections(flow, record, origin)  # type: ignore[arg-type]
    if isinstance(record, MeterChange):
        return meter_change(flow, record, origin)  # type: ignore[arg-type]
    if isinstance(record, GasWork):
        return gas_work(flow, record, origin)  # type: ignore[arg-type]
    if isinstance(record, FunctionalRecord):
        return Measures(history=(_notice(flow, record, origin),))
    return Measures(history=(_past(flow, record, origin),))


def _notice(flow: Format[FlowRecord], record: FunctionalRecord, origin: Origin) -> PointNotice:
    if record.starts_on is None or record.point is None:
        name = "DataInizio" if record.starts_on is None else "DatiPdp"
        raise BadRecord("SII-005", f"{name} is missing or empty")
    facts = []
    for attribute in attrs.fields(type(record.point)):
        line, value = declared(attribute), getattr(record.point, attribute.name)
        if value is not None and isinstance(line.shape, Scalar):
            facts.append((line.names[0], line.shape.codec.write(value)))
    return PointNotice(record.pod, record.starts_on, tuple(facts), flow.code, origin, record.case)


def _past(flow: Format[FlowRecord], record: HistoryRecord, origin: Origin) -> PastUse:
    if record.month is None:
        raise BadRecord("SII-005", "MeseAnno is missing or empty: a past month needs its month")
    past, standard = record.past or record.measure, record.standard
    try:
        days = day_curves(past.ea_curve, record.month) if past is not None else ()
    except BadCurve as error:
        raise BadRecord(error.code, f"active curve: {error}") from error
    bands = past.ea if past is not None else ()
    pairs = () if standard is None else (("F1", standard.f1), ("F2", standard.f2), ("F3", standard.f3))
    if not bands and not days and standard is None:
        raise BadRecord("SII-005", "the record brings no past use: neither Consumo nor a curve")
    return PastUse(
        point=record.pod,
        period=record.month,
        bands=bands,
        quality=coded(Quality, (past.quality if past else None) or "E", "TipoDato"),
        flow=flow.code,
        origin=origin,
        days=days,
        standard=tuple((band, value) for band, value in pairs if value is not None),
        max_power_kw=past.max_power_kw if past else None,
        validated=past is None or past.is_validated is not False,
        starts_on=past.starts_on if past else None,
        is_doubted=bool(bands) and record.past is None,
    )
