"""Writing measure files of the official structure, from the same declarations that read them.

For examples, for the simulated distributor and for round-trip tests: a retailer receives these files.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal

import attrs
from lxml import etree

from adapters.sii.flows.electricity import (
    BandFigures,
    Consumo,
    CorrectionRecord,
    DatiPod,
    Misura,
    PeriodicRecord,
    PointData,
)
from adapters.sii.mappings.electricity import CURVE_KINDS, REGISTER_KINDS
from adapters.sii.records.engine import write_record
from adapters.sii.records.filename import FileName
from adapters.sii.records.quarters import CurveRow, curve_rows
from adapters.sii.registry import format_for
from domain.kernel.validity import Period
from domain.metering.curve import MonthCurve
from domain.metering.reading import Action, Kind, MeasureReason, Quality, Reading, of_kind

_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same content gives the same bytes
_MOTIVES = {Action.NEW: None, Action.REPLACE: "2", Action.CANCEL: "3"}
_ONE = Decimal(1)
_FIGURES = tuple((kind, kind.value) for kind in REGISTER_KINDS)


class NotOfThisFlow(ValueError):
    """A reading or curve cannot be written as a record of the flow asked for."""


def write_file(
    *,
    flow: str,
    sender: str,
    addressee: str,
    dispatching_contract: str | None,
    month: Period,
    sent_at: dt.datetime,
    progressive: int,
    records: Iterable[attrs.AttrsInstance],
    regime: str | None = None,
) -> tuple[str, bytes]:
    """The official name and the XML (UTF-8) of a file of any flow. `sent_at` is aware, whole seconds.

    dispatching_contract  of electricity; None for gas
    regime                R, NR or None

    Records are written as given: a record that breaks a rule makes a file that breaks it.
    """
    form = format_for(flow, month.start)
    name = FileName(sender, addressee, month, form.code, sent_at, progressive, dispatching_contract, regime)
    shell = form.shell
    root = etree.Element(shell.root, {shell.code_attribute: form.code})
    head = etree.SubElement(root, shell.header)
    etree.SubElement(head, shell.addressee).text = addressee
    etree.SubElement(head, shell.sender).text = sender
    if shell.contract is not None:
        etree.SubElement(head, shell.contract).text = dispatching_contract
    root.extend([write_record(form, record) for record in records])
    return str(name), etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def zipped(name: str, xml: bytes) -> tuple[str, bytes]:
    """The file in a zip of the same name: the same input gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo(name, date_time=_ZIP_MOMENT)
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        archive.writestr(entry, xml, compress_type=zipfile.ZIP_DEFLATED, compresslevel=6)
    return name.removesuffix(".xml") + ".zip", stream.getvalue()


def pno_record(reading: Reading, *, flow: str = "PNO", estimate_motive: str | None = None) -> DatiPod:
    """The record of a reading in a flow of registers: PNO and its like, or RNO and its like for a correction.

    Kr and Kp are written as 1: a reading knows its Ka only. Whether the point of a quantity is flat-rate it does not
    know. Raises NotOfThisFlow for a correction in a periodic flow, and for a quantity that would not be read back.
    """
    stated = reading.rebuilt.values if reading.rebuilt is not None else ()
    point = PointData(
        treatment="M" if {value.band for value in (*reading.values, *stated)} == {"M"} else "F",
        is_flat_rate=None if reading.is_quantity else False,
        has_meter=None if reading.is_quantity else True,
        ka=reading.multiplier,
        kr=_ONE,
        kp=_ONE,
        active_serial=reading.serial,
        active_digits=reading.digits,
    )
    measure = None
    if reading.values:
        measure = Misura(
            quality=reading.quality.value,
            estimate_motive=estimate_motive,
            is_validated=reading.validated,
            max_power_kw=reading.max_power_kw,
            ea=_bands(reading, Kind.ACTIVE),
            er=_bands(reading, Kind.REACTIVE),
            erc=_bands(reading, Kind.CAPACITIVE),
            eri=_bands(reading, Kind.INDUCTIVE),
            pot=_bands(reading, Kind.POWER),
        )
    return _record(
        flow,
        reading.day,
        pod=reading.point,
        month=None,
        reading_day=reading.day,
        case=reading.case,
        point=point,
        measure=measure,
        consumption=_consumption(reading, flow, estimate_motive) if reading.rebuilt is not None else None,
        action=reading.action,
        reason=reading.reason,
    )


def _consumption(reading: Reading, flow: str, estimate_motive: str | None) -> Consumo:
    """What a reading states of a use; the head is written only where it says something, and no Misura does."""
    form = format_for(flow, reading.day)
    assert reading.rebuilt is not None
    if reading.multiplier != 1 or (form.record is not CorrectionRecord and not reading.is_quantity):
        why = f"Ka {reading.multiplier}" if reading.multiplier != 1 else "registers beside it"
        raise NotOfThisFlow(f"{reading.point}: a quantity in {flow} is not possible with {why}")
    alone = not reading.values
    shown = {name: tuple(of_kind(reading.rebuilt.values, kind).items()) for kind, name in _FIGURES}
    return Consumo(
        collected_for=reading.reason.value if alone and reading.reason.value != form.reason else None,
        quality=reading.quality.value if alone and reading.quality is not Quality.ACTUAL else None,
        estimate_motive=estimate_motive if alone else None,
        is_validated=False if alone and not reading.validated else None,
        max_power_kw=reading.max_power_kw if alone else None,
        starts_on=reading.rebuilt.start,
        **shown,
    )


def curve_record(*curves: MonthCurve, flow: str, estimate_motive: str | None = None) -> DatiPod:
    """The record of one delivery of curves: different kinds of the same point and month, active energy among them.

    A cancellation is one curve without days; reading it back cancels the month for every kind. Raises NotOfThisFlow.
    """
    first = curves[0]
    shared = {
        (curve.point, curve.month, curve.quality, curve.action, curve.validated, curve.max_power_kw) for curve in curves
    }
    kinds = {curve.kind for curve in curves}
    if len(shared) > 1 or len(kinds) < len(curves) or not kinds <= set(CURVE_KINDS):
        raise NotOfThisFlow(f"{first.point} {first.month}: the curves of one record differ by nothing but their kind")
    if first.action is not Action.CANCEL and Kind.ACTIVE not in kinds:
        raise NotOfThisFlow(f"{first.point} {first.month}: a record of curves needs active energy")
    measure = None
    if first.action is not Action.CANCEL:
        measure = Misura(
            quality=first.quality.value,
            estimate_motive=estimate_motive,
            is_validated=first.validated,
            max_power_kw=first.max_power_kw,
            ea_curve=_rows(curves, Kind.ACTIVE),
            er_curve=_rows(curves, Kind.REACTIVE),
            erc_curve=_rows(curves, Kind.CAPACITIVE),
            eri_curve=_rows(curves, Kind.INDUCTIVE),
        )
    return _record(
        flow,
        first.month.start,
        pod=first.point,
        month=first.month,
        reading_day=None,
        case=None,
        point=PointData(treatment="O", is_flat_rate=False, has_meter=True, ka=_ONE, kr=_ONE, kp=_ONE),
        measure=measure,
        action=first.action,
        reason=MeasureReason.PERIODIC,
    )


def _record(
    flow: str,
    content_day: dt.date,
    *,
    pod: str,
    month: Period | None,
    reading_day: dt.date | None,
    case: str | None,
    point: PointData,
    measure: Misura | None,
    action: Action,
    reason: MeasureReason,
    consumption: Consumo | None = None,
) -> DatiPod:
    if format_for(flow, content_day).record is CorrectionRecord:
        return CorrectionRecord(
            pod=pod,
            month=month,
            day=reading_day,
            correction_type=reason.value,
            motive=_MOTIVES[action],
            case=case,
            point=point,
            measure=measure,
            consumption=consumption,
        )
    if action is not Action.NEW:
        raise NotOfThisFlow(f"{pod}: a {action.value} measure needs a correction flow, not {flow}")
    collected = attrs.evolve(measure, collected_for=reason.value) if measure is not None else None
    return PeriodicRecord(
        pod=pod, month=month, day=reading_day, case=case, point=point, measure=collected, consumption=consumption
    )


def _bands(reading: Reading, kind: Kind) -> BandFigures:
    return tuple(of_kind(reading.values, kind).items())


def _rows(curves: tuple[MonthCurve, ...], kind: Kind) -> tuple[CurveRow, ...]:
    return tuple(row for curve in curves if curve.kind is kind for row in curve_rows(curve.days))
