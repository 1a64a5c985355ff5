"""From what comes at switching to the history of a point: what it used before it was ours, and facts of the point.

Neither is a measure of a supply of ours (reference on SII flows, section 1.5).
"""

from __future__ import annotations

import attrs

from adapters.sii.flows.switching_data import FunctionalRecord, HistoryRecord
from adapters.sii.records.declare import Format, Scalar, declared
from adapters.sii.records.engine import BadRecord, coded
from adapters.sii.records.quarters import BadCurve, day_curves
from adapters.sii.records.record_result import RecordResult
from domain.metering.deliveries.faults import SII_005
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Origin, Quality


def point_facts(flow: Format[FunctionalRecord], record: FunctionalRecord, origin: Origin) -> RecordResult:
    """What SOF, SNF and F2G say of the point. BadRecord (SII-005) where the day or the point is missing."""
    if record.starts_on is None or record.point is None:
        name = "DataInizio" if record.starts_on is None else "DatiPdp"
        raise BadRecord(SII_005.code, f"{name} is missing or empty")
    facts = []
    for attribute in attrs.fields(type(record.point)):
        line, value = declared(attribute), getattr(record.point, attribute.name)
        if value is not None and isinstance(line.shape, Scalar):
            facts.append((line.names[0], line.shape.codec.write(value)))
    notice = PointNotice(record.pod, record.starts_on, tuple(facts), flow.code, origin, record.case)
    return RecordResult(history=(notice,))


def past_month(flow: Format[HistoryRecord], record: HistoryRecord, origin: Origin) -> RecordResult:
    """The month of SOS, SNS and S2G.

    BadRecord: SII-005 its month or its energy is missing, SII-006 a code or a curve.
    """
    if record.month is None:
        raise BadRecord(SII_005.code, "MeseAnno is missing or empty: a past month needs its month")
    past, standard = record.past or record.measure, record.standard
    try:
        days = day_curves(past.ea_curve, record.month) if past is not None else ()
    except BadCurve as error:
        raise BadRecord(error.code, f"active curve: {error}") from error
    bands = past.ea if past is not None else ()
    pairs = () if standard is None else (("F1", standard.f1), ("F2", standard.f2), ("F3", standard.f3))
    if not bands and not days and standard is None:
        raise BadRecord(SII_005.code, "the record brings no past use: neither Consumo nor a curve")
    past_use = HistoricalConsumption(
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
    return RecordResult(history=(past_use,))
