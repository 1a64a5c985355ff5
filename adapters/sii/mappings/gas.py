"""From a record of a gas flow to readings: of the register that is billed, by the rules of domain/metering/gas.py.

The converter's register counts where there is a converter or an integrated meter; a converter register of zero of a
point that has none is a filler. A day's reading is that of the end of its gas day. Corrections: `mot_ret_lett` 4 and
5 bring a rebuilt volume for a period beside the register; 3 and 6 without any register cancel (section 2.2).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from adapters.sii.flows.gas import (
    CorrectedDay,
    CorrectedFigures,
    CorrectedPlant,
    DailyFigures,
    GasCorrection,
    GasFigures,
    GasRecord,
    PlantData,
)
from adapters.sii.records.declare import Format
from adapters.sii.records.engine import BadRecord, coded
from adapters.sii.records.record_result import RecordResult
from domain.metering.deliveries.faults import SII_005, SII_006
from domain.metering.gas import GasReading, NoRegister, RebuiltVolume
from domain.metering.reading import Action, MeasureReason, Origin, Quality, Reading

REBUILT = frozenset({"4", "5"})
CANCELLING = frozenset({"3", "6"})
QUALITIES = {"E": Quality.ACTUAL, "R": Quality.ACTUAL, "A": Quality.SELF_READ, "S": Quality.ESTIMATED}
_CUSTOMER = frozenset({"TAL", "TAS", "TAV"})


def gas_measures(flow: Format[GasRecord], record: GasRecord, origin: Origin) -> RecordResult:
    """The readings of a record of readings: one, or one a day. BadRecord where there is none."""
    plant = record.plant or PlantData()
    given: list[GasFigures | DailyFigures] = [*record.daily]
    if record.figures is not None:
        given.insert(0, record.figures)
    found = [
        _reading(
            flow, record, plant, figures, origin, Action.NEW, _quality(flow, figures.quality), _reason(flow, plant)
        )
        for figures in given
    ]
    return _distinct(found, "DatiLettura or LettureGiornaliere")


def gas_corrections(flow: Format[GasCorrection], record: GasCorrection, origin: Origin) -> RecordResult:
    """The readings of a correction, or the cancellation of one. BadRecord where there is neither."""
    plant = record.plant or CorrectedPlant()
    given: list[CorrectedFigures | CorrectedDay] = [*record.daily]
    if record.figures is not None:
        given.insert(0, record.figures)
    reason = _correction_reason(flow, record)
    if record.motive in CANCELLING and not any(_shows(each) for each in given):
        days = [each.day for each in given if each.day] or ([record.day] if record.day else [])
        return _distinct([_cancelled(flow, record, day, reason, origin) for day in days], "data_racc")
    found = []
    for figures in given:
        reading = _reading(flow, record, plant, figures, origin, Action.REPLACE, Quality.ACTUAL, reason)
        found.append(reading)
    return _distinct(found, "DatiLetturaRett or LettureGiornaliereRett")


def _reading(
    flow: Format[GasRecord] | Format[GasCorrection],
    record: GasRecord | GasCorrection,
    plant: PlantData | CorrectedPlant,
    figures: GasFigures | DailyFigures | CorrectedFigures | CorrectedDay,
    origin: Origin,
    action: Action,
    quality: Quality,
    reason: MeasureReason,
) -> Reading:
    if figures.day is None:
        raise BadRecord(SII_005.code, "data_racc or data_comp is missing or empty: a reading needs its day")
    converter = _converter(plant, figures.meter_m3, figures.converter_smc)
    return _built(
        point=record.pdr,
        day=figures.day,
        quality=quality,
        reason=reason,
        action=action,
        flow=flow.code,
        origin=origin,
        case=record.case,
        meter_m3=figures.meter_m3,
        converter_smc=converter,
        coefficient=plant.coefficient,
        serial=_serial(plant, figures, converter),
        digits=_digits(plant, converter),
        rebuilt=_rebuilt(record, figures, figures.day),
    )


def _built(**values: object) -> Reading:
    try:
        return GasReading(**values).reading()  # type: ignore[arg-type]
    except NoRegister as error:
        raise BadRecord(SII_005.code, str(error)) from error
    except ValueError as error:
        raise BadRecord(SII_006.code, str(error)) from error


def _cancelled(
    flow: Format[GasCorrection], record: GasCorrection, day: dt.date, reason: MeasureReason, origin: Origin
) -> Reading:
    return Reading(record.pdr, day, (), Quality.ACTUAL, reason, Action.CANCEL, flow.code, origin, case=record.case)


def _converter(plant: PlantData | CorrectedPlant, meter: Decimal | None, converter: Decimal | None) -> Decimal | None:
    absent = isinstance(plant, PlantData) and plant.has_converter is False and plant.is_integrated is not True
    return None if absent and converter == 0 and meter is not None else converter


def _serial(
    plant: PlantData | CorrectedPlant,
    figures: GasFigures | DailyFigures | CorrectedFigures | CorrectedDay,
    converter: Decimal | None,
) -> str | None:
    daily = figures if isinstance(figures, DailyFigures | CorrectedDay) else None
    meter = (daily.meter_serial if daily else None) or plant.meter_serial
    if converter is None:
        return meter
    return (daily.converter_serial if daily else None) or plant.converter_serial or meter


def _digits(plant: PlantData | CorrectedPlant, converter: Decimal | None) -> int | None:
    if isinstance(plant, CorrectedPlant):
        return None
    return (plant.meter_digits if converter is None else plant.converter_digits) or None


def _rebuilt(record: GasRecord | GasCorrection, figures: object, day: dt.date) -> RebuiltVolume | None:
    if not isinstance(record, GasCorrection) or record.motive not in REBUILT:
        return None
    if isinstance(figures, CorrectedDay):
        if figures.rebuilt is None:
            raise BadRecord(SII_005.code, f"vol_ric of {day} is missing or empty: motive {record.motive} rebuilds it")
        return RebuiltVolume(day, figures.rebuilt)
    assert isinstance(figures, CorrectedFigures)
    if figures.rebuilt is None or figures.rebuilt_from is None or figures.rebuilt_to is None:
        raise BadRecord(SII_005.code, f"motive {record.motive} needs vol_ric, ini_periodo and fine_periodo")
    if figures.rebuilt_to != day:
        raise BadRecord(SII_006.code, f"fine_periodo {figures.rebuilt_to} is not the day of the reading, {day}")
    return RebuiltVolume(figures.rebuilt_from, figures.rebuilt)


def _shows(figures: CorrectedFigures | CorrectedDay) -> bool:
    return figures.meter_m3 is not None or figures.converter_smc is not None


def _quality(flow: Format[GasRecord], text: str | None) -> Quality:
    if text is None and flow.code in _CUSTOMER:
        return Quality.SELF_READ
    return gas_quality(text, "tipo_lettura")


def gas_quality(text: str | None, name: str) -> Quality:
    """The quality a type of reading stands for; BadRecord where it is missing or unknown."""
    if text is None:
        raise BadRecord(SII_005.code, f"{name} is missing or empty: a reading cannot be distinguished from an estimate")
    if text not in QUALITIES:
        raise BadRecord(SII_006.code, f"{name}: found {text!r}, expected one of {', '.join(QUALITIES)}")
    return QUALITIES[text]


def _reason(flow: Format[GasRecord], plant: PlantData) -> MeasureReason:
    text = plant.collected_for
    return coded(MeasureReason, flow.reason if text in (None, "AC") else text or "", "Raccolta")


def _correction_reason(flow: Format[GasCorrection], record: GasCorrection) -> MeasureReason:
    text = record.correction_type
    return coded(MeasureReason, flow.reason if text in (None, "G") else text or "", "tipo_rettifica")


def _distinct(readings: list[Reading], name: str) -> RecordResult:
    if not readings:
        raise BadRecord(SII_005.code, f"{name} is missing or empty")
    twice = _repeated(readings)
    for day in twice:
        raise BadRecord(SII_006.code, f"{day} is given twice")
    return RecordResult(tuple(readings))


def _repeated(readings: list[Reading]) -> Iterator[dt.date]:
    seen: set[dt.date] = set()
    for reading in readings:
        if reading.day in seen:
            yield reading.day
        seen.add(reading.day)
