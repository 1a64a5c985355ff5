"""From work on a meter to a reading with its exchange: last registers of the old meter, first of the new one.

A new program of the same meter (other bands, same serial) is an exchange as well: no difference is taken across it.
Where a removal brings no new meter the reading only closes; where an installation brings no old one it only opens.
"""

from __future__ import annotations

from decimal import Decimal

from adapters.sii.flows.exchanges import Dismounted, GasDevice, GasWork, MeterChange, Mounted
from adapters.sii.mappings.electricity import REGISTER_KINDS
from adapters.sii.mappings.gas import gas_quality
from adapters.sii.records.declare import Format
from adapters.sii.records.engine import BadRecord, coded
from adapters.sii.records.record_result import RecordResult
from domain.metering.deliveries.faults import SII_005, SII_006
from domain.metering.gas import GasReading, NewGasMeter, NoRegister
from domain.metering.reading import Action, MeasureReason, NewMeter, Origin, Quality, Reading, RegisterValue


def meter_change(flow: Format[MeterChange], record: MeterChange, origin: Origin) -> RecordResult:
    """The reading of SMIS. BadRecord: SII-005 a half, a day or registers are missing; SII-006 days in wrong order."""
    old, new = record.old, record.new
    if old is None or new is None:
        raise BadRecord(SII_005.code, f"{'Smontaggio' if old is None else 'Montaggio'} is missing or empty")
    if old.day is None or new.day is None:
        raise BadRecord(
            SII_005.code, f"{'Smontaggio' if old.day is None else 'Montaggio'}/DataMisura is missing or empty"
        )
    if new.day < old.day:
        raise BadRecord(SII_006.code, f"Montaggio/DataMisura {new.day} is before Smontaggio/DataMisura {old.day}")
    last, first = _registers(old), _registers(new)
    if not old.ea or not new.ea:
        raise BadRecord(SII_005.code, f"{'Montaggio' if old.ea else 'Smontaggio'} has no register value (EaF1 .. EaM)")
    if new.active_serial is None:
        raise BadRecord(SII_005.code, "Montaggio/MatrAtt is missing or empty: the new meter has no serial number")
    ka = _ratio(new.ka)
    return RecordResult(
        (
            Reading(
                point=record.pod,
                day=old.day,
                values=last,
                quality=coded(Quality, old.quality or "E", "Smontaggio/TipoDato"),
                reason=MeasureReason.TECHNICAL,
                action=Action.NEW,
                flow=flow.code,
                origin=origin,
                serial=old.active_serial,
                digits=old.active_digits or None,
                multiplier=ka if old.ka is None else _ratio(old.ka),
                exchange=NewMeter(new.active_serial, first, new.active_digits or None, ka),
            ),
        )
    )


def gas_work(flow: Format[GasWork], record: GasWork, origin: Origin) -> RecordResult:
    """The reading of IGMG or IGMR. BadRecord where nothing was read."""
    old, new = record.old, record.new
    if record.day is None:
        raise BadRecord(SII_005.code, "data_misura is missing or empty: a reading needs its day")
    shown = old if old is not None and _shows(old) else None
    put = new if new is not None and _shows(new) else None
    closing = shown or put
    if closing is None:
        raise BadRecord(SII_005.code, "neither Pre-int nor Post-int shows a register (let_misuratore, let_correttore)")
    try:
        reading = GasReading(
            point=record.pdr,
            day=record.day,
            quality=gas_quality(closing.quality or "E", "tipo_let"),
            reason=MeasureReason.TECHNICAL,
            action=Action.REPLACE if flow.code == "IGMR" else Action.NEW,
            flow=flow.code,
            origin=origin,
            meter_m3=closing.meter_m3,
            converter_smc=_converter(closing),
            coefficient=closing.coefficient,
            serial=_serial(closing),
            digits=_digits(closing),
            exchange=None if shown is None or put is None else _new_gas_meter(put),
        ).reading()
    except NoRegister as error:
        raise BadRecord(SII_005.code, str(error)) from error
    return RecordResult((reading,))


def _new_gas_meter(device: GasDevice) -> NewGasMeter:
    serial = _serial(device)
    if serial is None:
        raise BadRecord(SII_005.code, "Post-int/matr_mis is missing or empty: the new meter has no serial number")
    return NewGasMeter(serial, device.meter_m3, _converter(device), device.coefficient, _digits(device))


def _registers(half: Dismounted | Mounted) -> tuple[RegisterValue, ...]:
    return tuple(
        RegisterValue(kind, band, value) for kind in REGISTER_KINDS for band, value in getattr(half, kind.value)
    )


def _ratio(ka: Decimal | None) -> Decimal:
    """Ka; 1 where it is left out."""
    if ka == 0:
        raise BadRecord(SII_006.code, "Ka: found 0, expected a ratio above zero")
    return Decimal(1) if ka is None else ka


def _shows(device: GasDevice) -> bool:
    return device.meter_m3 is not None or device.converter_smc is not None


def _converter(device: GasDevice) -> Decimal | None:
    absent = device.has_converter is False and device.is_integrated is not True
    if absent and device.converter_smc == 0 and device.meter_m3 is not None:
        return None
    return device.converter_smc


def _serial(device: GasDevice) -> str | None:
    if _converter(device) is None:
        return device.meter_serial
    return device.converter_serial or device.meter_serial


def _digits(device: GasDevice) -> int | None:
    return (device.meter_digits if _converter(device) is None else device.converter_digits) or None
