"""The records of gas flows and of work on meters from domain values: the inverse of their translations.

For the simulated distributor and for round-trip tests, as the records of electricity in writer. What a reading does
not know is left out, so a file may earn warnings; nothing is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from adapters.sii.flows.electricity import BandFigures
from adapters.sii.flows.exchanges import Dismounted, GasDevice, GasWork, MeterChange, Mounted
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
from adapters.sii.registry import format_for
from adapters.sii.writers.electricity import NotOfThisFlow
from domain.kernel.validity import month_of
from domain.metering.gas import GasReading, NewGasMeter
from domain.metering.reading import Action, Kind, MeasureReason, NewMeter, Reading

_COLLECTED = {
    MeasureReason.PERIODIC: "P",
    MeasureReason.SWITCHING: "S",
    MeasureReason.VOLTURA: "V",
    MeasureReason.TECHNICAL: "T",
}
_OF_CUSTOMERS = ("TAL", "TAS", "TAV")
_ONE = Decimal(1)


def gas_record(*readings: GasReading, flow: str, treatment: str | None = None) -> GasRecord:
    """The record of one reading in TML, TMV, SWG1 or a service, or of the days of one month in TGL.

    Raises NotOfThisFlow for corrections, several readings outside of TGL, and another reason than that of the flow.
    """
    first = readings[0]
    daily = flow == "TGL"
    if len(readings) > 1 and not daily:
        raise NotOfThisFlow(f"{first.point}: {len(readings)} readings in one record; only TGL takes several")
    _check(readings, flow, Action.NEW)
    month = month_of(first.day)
    if daily and any(each.day not in month for each in readings):
        raise NotOfThisFlow(f"{first.point}: the days of a TGL record are of one month, {month}")
    integrated = first.converter_smc is not None
    plant = PlantData(
        treatment=treatment or ("G" if daily else "M"),
        meter_serial=None if integrated else first.serial,
        converter_serial=first.serial if integrated else None,
        meter_digits=None if integrated else first.digits,
        converter_digits=first.digits if integrated else None,
        coefficient=_ONE if first.coefficient is None else first.coefficient,
        frequency=1 if flow == "TML" else None,
        collected_for="AC" if flow in _OF_CUSTOMERS else _COLLECTED[first.reason],
        outcome="1" if flow in ("TML", "TGL") else None,
        has_converter=integrated,
        is_integrated=False,
    )
    service = first.day if first.reason is not MeasureReason.PERIODIC else None
    figures = (
        None
        if daily
        else GasFigures(
            quality=first.quality.value, day=first.day, meter_m3=first.meter_m3, converter_smc=first.converter_smc
        )
    )
    days = tuple(
        DailyFigures(
            converter_serial=each.serial if each.converter_smc is not None else None,
            meter_serial=each.serial if each.converter_smc is None else None,
            day=each.day,
            quality=each.quality.value,
            meter_m3=each.meter_m3,
            converter_smc=each.converter_smc,
        )
        for each in readings
    )
    return GasRecord(
        pdr=first.point,
        month=month,
        service_day=service,
        case=first.case,
        plant=plant,
        figures=figures,
        daily=days if daily else (),
    )


def gas_correction(reading: GasReading, *, flow: str) -> GasCorrection:
    """The record of a correction, a rebuilt volume or a cancellation in RML, RGL, RMV, RSL or a service's.

    A reading of RML, RMV, RSL is written as effective: these flows know no other. Raises NotOfThisFlow.
    """
    if format_for(flow, reading.day).record is not GasCorrection or reading.action is Action.NEW:
        raise NotOfThisFlow(f"{reading.point}: a {reading.action.value} reading is not of {flow}")
    motive = "3" if reading.action is Action.CANCEL else "4" if reading.rebuilt else "1"
    integrated = reading.converter_smc is not None
    plant = (
        None
        if reading.action is Action.CANCEL
        else CorrectedPlant(
            treatment="G" if flow == "RGL" else "M",
            meter_serial=None if integrated else reading.serial,
            converter_serial=reading.serial if integrated else None,
            coefficient=_ONE if reading.coefficient is None else reading.coefficient,
        )
    )
    rebuilt = reading.rebuilt
    daily = flow == "RGL"
    volume = rebuilt.volume if rebuilt else None
    return GasCorrection(
        pdr=reading.point,
        month=month_of(reading.day) if daily else None,
        day=None if daily else reading.day,
        correction_type="G" if daily else _COLLECTED[reading.reason],
        motive=motive,
        service_day=reading.day if reading.reason is not MeasureReason.PERIODIC else None,
        case=reading.case,
        plant=plant,
        figures=None
        if daily
        else CorrectedFigures(
            day=reading.day,
            meter_m3=reading.meter_m3,
            converter_smc=reading.converter_smc,
            rebuilt=volume,
            rebuilt_from=rebuilt.start if rebuilt else None,
            rebuilt_to=reading.day if rebuilt else None,
        ),
        daily=(
            CorrectedDay(
                day=reading.day, meter_m3=reading.meter_m3, converter_smc=reading.converter_smc, rebuilt=volume
            ),
        )
        if daily
        else (),
    )


def gas_work_record(reading: GasReading, *, flow: str = "IGMG", cause: str | None = None) -> GasWork:
    """The record of an exchange in IGMG, or of its correction in IGMR. NotOfThisFlow where nothing was exchanged."""
    if reading.exchange is None:
        raise NotOfThisFlow(f"{reading.point} on {reading.day}: {flow} tells an exchange, and there was none")
    _check((reading,), flow, Action.REPLACE if flow == "IGMR" else Action.NEW)
    return GasWork(
        pdr=reading.point,
        meter_cause=cause,
        day=reading.day,
        old=_device(reading, reading.quality.value),
        new=_device(reading.exchange, None),
    )


def smis_record(reading: Reading, *, motive: str = "02", kinds: tuple[str, str] = ("E", "G")) -> MeterChange:
    """The record of an exchange, or of a new program of the same meter. NotOfThisFlow where there was none.

    kinds  TipoMisuratore of the old and of the new meter: G, E or T
    """
    if reading.exchange is None or reading.action is not Action.NEW:
        raise NotOfThisFlow(f"{reading.point} on {reading.day}: SMIS tells an exchange, and there was none")
    new = reading.exchange
    old_type, new_type = kinds
    return MeterChange(
        pod=reading.point,
        motive=motive,
        old=Dismounted(
            meter_type=old_type,
            day=reading.day,
            quality=reading.quality.value,
            ka=reading.multiplier,
            active_serial=reading.serial,
            active_digits=reading.digits,
            ea=_bands(reading, Kind.ACTIVE),
            er=_bands(reading, Kind.REACTIVE),
            erc=_bands(reading, Kind.CAPACITIVE),
            eri=_bands(reading, Kind.INDUCTIVE),
            pot=_bands(reading, Kind.POWER),
        ),
        new=Mounted(
            meter_type=new_type,
            day=reading.day,
            second_generation_from=reading.day if motive == "01" else None,
            ka=new.multiplier,
            kr=_ONE,
            kp=_ONE,
            active_serial=new.serial,
            active_digits=new.digits,
            ea=_bands(new, Kind.ACTIVE),
            er=_bands(new, Kind.REACTIVE),
            erc=_bands(new, Kind.CAPACITIVE),
            eri=_bands(new, Kind.INDUCTIVE),
            pot=_bands(new, Kind.POWER),
        ),
    )


def _check(readings: Sequence[GasReading], flow: str, action: Action) -> None:
    for each in readings:
        if each.action is not action:
            raise NotOfThisFlow(f"{each.point} on {each.day}: a {each.action.value} reading is not of {flow}")


def _bands(shown: Reading | NewMeter, kind: Kind) -> BandFigures:
    return tuple((value.band, value.value) for value in shown.values if value.kind is kind)


def _device(shown: GasReading | NewGasMeter, quality: str | None) -> GasDevice:
    integrated = shown.converter_smc is not None
    return GasDevice(
        meter_serial=None if integrated else shown.serial,
        converter_serial=shown.serial if integrated else None,
        meter_digits=None if integrated else shown.digits,
        converter_digits=shown.digits if integrated else None,
        coefficient=shown.coefficient,
        meter_m3=shown.meter_m3,
        converter_smc=shown.converter_smc,
        has_converter=integrated,
        quality=quality,
    )
