"""From a record of an electricity flow to readings and curves, and nothing in between.

Registers become a Reading, each kind of curve a MonthCurve. Where the record leaves something out, what stands for
it is fixed by the flow, not guessed: `Validato` empty means S; the reason is that of the flow; a correction without
`TipoDato` is an actual value. A record that brings no measure is an error, so that nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from adapters.sii.brought import Measures, coded
from adapters.sii.declare import Format
from adapters.sii.engine import BadRecord
from adapters.sii.flows.electricity import CorrectionRecord, DatiPod, Measure, PointData
from adapters.sii.quarters import BadCurve, CurveRow, day_curves
from domain.kernel.validity import Period, month_of
from domain.meters.curve import MonthCurve
from domain.meters.reading import Action, Kind, Origin, Quality, Reading, Reason, RegisterValue

# Motivazione of a correction (reference on SII flows, section 1.3: 1 corrects, 2 replaces, 3 cancels).
ACTIONS = {"1": Action.REPLACE, "2": Action.REPLACE, "3": Action.CANCEL}
CURVE_KINDS = (Kind.ACTIVE, Kind.REACTIVE, Kind.CAPACITIVE, Kind.INDUCTIVE)
REGISTER_KINDS = (*CURVE_KINDS, Kind.POWER)
_CURVES = tuple((kind, f"{kind.value}_curve") for kind in CURVE_KINDS)
_NAMED = tuple((kind, kind.value) for kind in REGISTER_KINDS)


def measures(flow: Format[DatiPod], record: DatiPod, origin: Origin) -> Measures:
    """The readings and curves of `record`. Raises BadRecord: SII-005 nothing or no day, SII-006 a code or a curve."""
    if action_of(record) is Action.CANCEL:
        return _cancelled(flow, record, origin)
    measure = record.measure
    if measure is None:
        raise BadRecord("SII-005", _nothing(record))
    readings = _readings(flow, record, measure, origin)
    curves = _curves(flow, record, measure, origin)
    if flow.principal == "curve" and not any(curve.kind is Kind.ACTIVE for curve in curves):
        raise BadRecord("SII-005", f"{flow.code}: the record has no curve of active energy (Ea)")
    if flow.principal == "registers" and not readings:
        raise BadRecord("SII-005", f"{flow.code}: the record has no register value (EaF1 .. EaM, ErF1 ..)")
    if not readings and not curves:
        raise BadRecord("SII-005", f"{flow.code}: the record has neither a register value nor a curve")
    return Measures(readings, curves)


def action_of(record: DatiPod) -> Action:
    """What a record does to the one before it."""
    if not isinstance(record, CorrectionRecord):
        return Action.NEW
    return ACTIONS.get(record.motive or "", Action.NEW)


def _nothing(record: DatiPod) -> str:
    if record.consumption is not None:
        return "the record brings a quantity (Consumo), which is neither a reading nor a curve: enter it by hand"
    return "the record has neither Misura nor Curva"


def _readings(flow: Format[DatiPod], record: DatiPod, measure: Measure, origin: Origin) -> tuple[Reading, ...]:
    values = tuple(
        [RegisterValue(kind, band, value) for kind, name in _NAMED for band, value in getattr(measure, name)]
    )
    if not values:
        return ()
    point = record.point or PointData()
    return (
        Reading(
            point=record.pod,
            day=_reading_day(flow, record),
            values=values,
            quality=_quality(record, measure),
            reason=_reason(flow, record),
            action=action_of(record),
            flow=flow.code,
            origin=origin,
            case=record.case,
            validated=measure.is_validated is not False,
            serial=point.active_serial,
            digits=point.active_digits or None,  # 0 is how some say that they do not know
            multiplier=_multiplier(point),
            max_power_kw=measure.max_power_kw,
        ),
    )


def _bare_reading(flow: Format[DatiPod], record: DatiPod, origin: Origin, day: dt.date) -> Reading:
    return Reading(
        point=record.pod,
        day=day,
        values=(),
        quality=Quality.ACTUAL,
        reason=_reason(flow, record),
        action=Action.CANCEL,
        flow=flow.code,
        origin=origin,
        case=record.case,
    )


def _curves(flow: Format[DatiPod], record: DatiPod, measure: Measure, origin: Origin) -> tuple[MonthCurve, ...]:
    found = []
    for kind, name in _CURVES:
        rows: tuple[CurveRow, ...] = getattr(measure, name)
        if not rows:
            continue
        month = _curve_month(flow, record)
        try:
            days = day_curves(rows, month)
        except BadCurve as error:
            raise BadRecord(error.code, f"{kind.name.lower()} curve: {error}") from error
        found.append(
            MonthCurve(
                point=record.pod,
                kind=kind,
                month=month,
                days=days,
                quality=_quality(record, measure),
                action=action_of(record),
                flow=flow.code,
                origin=origin,
                validated=measure.is_validated is not False,
                max_power_kw=measure.max_power_kw,
            )
        )
    return tuple(found)


def _cancelled(flow: Format[DatiPod], record: DatiPod, origin: Origin) -> Measures:
    """A cancelled month has no curve of any kind; its reading is cancelled where the record names the day."""
    if flow.principal == "registers" or (flow.principal == "any" and record.month is None):
        return Measures((_bare_reading(flow, record, origin, _reading_day(flow, record)),), ())
    month = _curve_month(flow, record)
    curves = tuple(
        MonthCurve(record.pod, kind, month, (), Quality.ACTUAL, Action.CANCEL, flow.code, origin)
        for kind in CURVE_KINDS
    )
    readings = () if record.day is None else (_bare_reading(flow, record, origin, record.day),)
    return Measures(readings, curves)


def _reading_day(flow: Format[DatiPod], record: DatiPod) -> dt.date:
    if record.day is not None:
        return record.day
    if flow.principal in ("curve", "any") and record.month is not None:
        return record.month.last
    raise BadRecord("SII-005", "DataMisura is missing or empty: a reading needs its day")


def _curve_month(flow: Format[DatiPod], record: DatiPod) -> Period:
    if record.month is not None:
        return record.month
    if record.day is not None:
        return month_of(record.day)
    raise BadRecord("SII-005", f"{flow.code}: MeseAnno is missing or empty: a curve needs its month")


def _quality(record: DatiPod, measure: Measure) -> Quality:
    if measure.quality is None and isinstance(record, CorrectionRecord):
        return Quality.ACTUAL
    return coded(Quality, measure.quality or "", "TipoDato")


def _reason(flow: Format[DatiPod], record: DatiPod) -> Reason:
    if isinstance(record, CorrectionRecord):
        return coded(Reason, record.correction_type or flow.reason, "TipoRettifica")
    given = record.measure.collected_for if record.measure else None
    return coded(Reason, given or flow.reason, "Raccolta")


def _multiplier(point: PointData) -> Decimal:
    """Ka; 1 where the flow does not demand it and the record leaves it out."""
    if point.ka == 0:
        raise BadRecord("SII-006", "DatiPdp/Ka: found 0, expected a ratio above zero")
    return Decimal(1) if point.ka is None else point.ka
