"""From a record of an electricity flow to readings and curves, and nothing in between.

Registers become a Reading, each kind of curve a MonthCurve; a quantity in their place (`Consumo`) is a Reading that
states the use of its days. Where the record leaves something out, what stands for it is fixed by the flow, not guessed:
`Validato` empty means S; the reason is that of the flow; a correction or a quantity without `TipoDato` is an actual
value. A record that brings no measure is an error, so that nothing is lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from adapters.sii.flows.electricity import Consumo, CorrectionRecord, DatiPod, Misura, PointData
from adapters.sii.mappings.quantity import quantity, quantity_beside
from adapters.sii.records.declare import Format
from adapters.sii.records.engine import BadRecord, coded
from adapters.sii.records.quarters import BadCurve, CurveRow, day_curves
from adapters.sii.records.record_result import RecordResult
from domain.kernel.validity import Period, month_of
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.faults import SII_005, SII_006
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, Rebuilt, RegisterValue

# Motivazione of a correction (reference on SII flows, section 1.3: 1 corrects, 2 replaces, 3 cancels).
ACTIONS = {"1": Action.REPLACE, "2": Action.REPLACE, "3": Action.CANCEL}
CURVE_KINDS = (Kind.ACTIVE, Kind.REACTIVE, Kind.CAPACITIVE, Kind.INDUCTIVE)
REGISTER_KINDS = (*CURVE_KINDS, Kind.POWER)
_CURVES = tuple((kind, f"{kind.value}_curve") for kind in CURVE_KINDS)
_NAMED = tuple((kind, kind.value) for kind in REGISTER_KINDS)


def measures(flow: Format[DatiPod], record: DatiPod, origin: Origin) -> RecordResult:
    """The readings and curves of `record`.

    Raises BadRecord: SII-005 nothing or no day, SII-006 a code or a curve, SII-012 a quantity that may hold a ratio.
    """
    if action_of(record) is Action.CANCEL:
        return _cancelled(flow, record, origin)
    if record.measure is None and record.consumption is None:
        raise BadRecord(SII_005.code, "the record has neither Misura nor Curva nor Consumo")
    measure = record.measure or Misura()
    curves = _curves(flow, record, measure, origin)
    has_curve = any(curve.kind is Kind.ACTIVE for curve in curves)
    if record.consumption is not None and not measure.ea and not has_curve and _takes_quantities(flow, record):
        reading = _reading(flow, record, _shown(measure), quantity(record), origin)
        return RecordResult((reading,), (*curves, *_replaced_curves(flow, reading)))
    readings = _readings(flow, record, measure, origin)
    if flow.principal == "curve" and not has_curve:
        raise BadRecord(SII_005.code, f"{flow.code}: the record has no curve of active energy (Ea)")
    if flow.principal == "registers" and not readings:
        raise BadRecord(SII_005.code, f"{flow.code}: the record has no register value (EaF1 .. EaM, ErF1 ..)")
    if not readings and not curves:
        raise BadRecord(SII_005.code, f"{flow.code}: the record has neither a register value nor a curve")
    return RecordResult(readings, curves)


def action_of(record: DatiPod) -> Action:
    """What a record does to the one before it."""
    if not isinstance(record, CorrectionRecord):
        return Action.NEW
    return ACTIONS.get(record.motive or "", Action.NEW)


def _takes_quantities(flow: Format[DatiPod], record: DatiPod) -> bool:
    """Hourly points are measured by curves; only a correction puts a quantity in the place of one."""
    return flow.principal != "curve" or isinstance(record, CorrectionRecord)


def _replaced_curves(flow: Format[DatiPod], reading: Reading) -> Iterator[MonthCurve]:
    """The curves that a quantity in an hourly correction takes the place of: whole months, for no part of one is."""
    if flow.principal != "curve" or reading.rebuilt is None:
        return
    days = Period(reading.rebuilt.start, reading.day + dt.timedelta(days=1))
    if days.start.day != 1 or days.stop.day != 1:
        raise BadRecord(SII_006.code, f"{flow.code}: Consumo of {days} is not of whole months, as the curves are")
    for kind in CURVE_KINDS:
        if reading.stated(kind):
            for month in days.months():
                yield MonthCurve(
                    reading.point, kind, month, (), Quality.ACTUAL, Action.CANCEL, flow.code, reading.origin
                )


def _readings(flow: Format[DatiPod], record: DatiPod, measure: Misura, origin: Origin) -> tuple[Reading, ...]:
    shown = _shown(measure)
    if not shown:
        return ()
    joins = isinstance(record, CorrectionRecord) and bool(measure.ea)
    return (_reading(flow, record, shown, quantity_beside(record) if joins else None, origin),)


def _shown(measure: Misura) -> tuple[RegisterValue, ...]:
    return tuple([RegisterValue(kind, band, value) for kind, name in _NAMED for band, value in getattr(measure, name)])


def _reading(
    flow: Format[DatiPod],
    record: DatiPod,
    shown: tuple[RegisterValue, ...],
    stated: Rebuilt | None,
    origin: Origin,
) -> Reading:
    """A reading by what registers show, by what is stated, or by both."""
    point = record.point or PointData()
    head = _head(record)
    return Reading(
        point=record.pod,
        day=_reading_day(flow, record),
        values=shown,
        quality=_quality(record),
        reason=_reason(flow, record),
        action=action_of(record),
        flow=flow.code,
        origin=origin,
        case=record.case,
        validated=head.is_validated is not False,
        serial=point.active_serial,
        digits=point.active_digits or None,  # 0 is how some say that they do not know
        multiplier=_multiplier(point),
        max_power_kw=head.max_power_kw,
        rebuilt=stated,
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


def _curves(flow: Format[DatiPod], record: DatiPod, measure: Misura, origin: Origin) -> tuple[MonthCurve, ...]:
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
                quality=_quality(record),
                action=action_of(record),
                flow=flow.code,
                origin=origin,
                validated=measure.is_validated is not False,
                max_power_kw=measure.max_power_kw,
            )
        )
    return tuple(found)


def _cancelled(flow: Format[DatiPod], record: DatiPod, origin: Origin) -> RecordResult:
    """A cancelled month has no curve of any kind; its reading is cancelled where the record names the day."""
    if flow.principal == "registers" or (flow.principal == "any" and record.month is None):
        return RecordResult((_bare_reading(flow, record, origin, _reading_day(flow, record)),), ())
    month = _curve_month(flow, record)
    curves = tuple(
        MonthCurve(record.pod, kind, month, (), Quality.ACTUAL, Action.CANCEL, flow.code, origin)
        for kind in CURVE_KINDS
    )
    readings = () if record.day is None else (_bare_reading(flow, record, origin, record.day),)
    return RecordResult(readings, curves)


def _reading_day(flow: Format[DatiPod], record: DatiPod) -> dt.date:
    if record.day is not None:
        return record.day
    if flow.principal in ("curve", "any") and record.month is not None:
        return record.month.last
    raise BadRecord(SII_005.code, "DataMisura is missing or empty: a reading needs its day")


def _curve_month(flow: Format[DatiPod], record: DatiPod) -> Period:
    if record.month is not None:
        return record.month
    if record.day is not None:
        return month_of(record.day)
    raise BadRecord(SII_005.code, f"{flow.code}: MeseAnno is missing or empty: a curve needs its month")


def _head(record: DatiPod) -> Misura | Consumo:
    """What tells where the values come from: `Misura`, or `Consumo` where it stands alone."""
    return record.measure or record.consumption or Misura()


def _quality(record: DatiPod) -> Quality:
    head = _head(record)
    if head.quality is None and (isinstance(head, Consumo) or isinstance(record, CorrectionRecord)):
        return Quality.ACTUAL
    return coded(Quality, head.quality or "", "TipoDato")


def _reason(flow: Format[DatiPod], record: DatiPod) -> MeasureReason:
    if isinstance(record, CorrectionRecord):
        return coded(MeasureReason, record.correction_type or flow.reason, "TipoRettifica")
    return coded(MeasureReason, _head(record).collected_for or flow.reason, "Raccolta")


def _multiplier(point: PointData) -> Decimal:
    """Ka; 1 where the flow does not demand it and the record leaves it out."""
    if point.ka == 0:
        raise BadRecord(SII_006.code, "DatiPdp/Ka: found 0, expected a ratio above zero")
    return Decimal(1) if point.ka is None else point.ka
