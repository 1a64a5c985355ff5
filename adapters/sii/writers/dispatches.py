"""Files of a simulated distributor in the official structure, written by the declarations that read them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from adapters.sii.flows.electricity import DatiPod
from adapters.sii.writers.electricity import NotOfThisFlow, curve_record, pno_record, write_file, zipped
from adapters.sii.writers.gas import gas_correction, gas_record, gas_work_record, smis_record
from application.ports.measure_writer import NotWritable
from domain.metering.curve import MonthCurve
from domain.metering.gas import GasReading
from domain.metering.reading import Action, MeasureReason, Quality, Reading
from domain.simulation.dispatch import Dispatch, Measure

ESTIMATE_MOTIVE = "01"  # MotivazioneStima: its code list is not public, any value says that there is one
SMIS_MOTIVE = "02"  # of 01, 02, 03, whose texts are not public: 01 alone is known to be the start of 2G
GAS_WORK_CAUSE = "1"  # cau_int_mis: its code list is not public
DAILY = "TGL"
Written = tuple[str, bytes]


@attrs.frozen
class SiiMeasureWriter:
    """Writes every flow it has a format for."""

    def write(self, dispatch: Dispatch) -> Written:
        """See the port `MeasureWriter`."""
        write = _WRITERS.get(dispatch.commodity)
        if write is None:
            raise NotWritable(f"{dispatch.flow}: no format of {dispatch.commodity} can be written")
        try:
            return zipped(*write(dispatch))
        except (NotOfThisFlow, LookupError) as error:
            raise NotWritable(f"{dispatch.flow} of {dispatch.sender}, {dispatch.month}: {error}") from error


def _electricity(dispatch: Dispatch) -> Written:
    return write_file(
        flow=dispatch.flow,
        sender=dispatch.sender,
        addressee=dispatch.addressee,
        dispatching_contract=dispatch.dispatching_contract,
        month=dispatch.month,
        sent_at=dispatch.sent_at,
        progressive=dispatch.progressive,
        records=[_electric_record(measure, dispatch.flow) for measure in dispatch.measures],
        regime=dispatch.regime or None,
    )


def _gas(dispatch: Dispatch) -> Written:
    readings = [_of_gas(measure, dispatch.flow) for measure in dispatch.measures]
    return write_file(
        flow=dispatch.flow,
        sender=dispatch.sender,
        addressee=dispatch.addressee,
        dispatching_contract=None,
        month=dispatch.month,
        sent_at=dispatch.sent_at,
        progressive=dispatch.progressive,
        records=list(_gas_records(readings, dispatch.flow)),
    )


def _gas_records(readings: Sequence[GasReading], flow: str) -> Iterator[attrs.AttrsInstance]:
    """One record a reading; of a daily flow one a point, with its days."""
    if flow == DAILY:
        for _, days in itertools.groupby(readings, key=lambda reading: reading.point):
            yield gas_record(*days, flow=flow)
        return
    for reading in readings:
        if reading.exchange is not None:
            yield gas_work_record(reading, flow=flow, cause=GAS_WORK_CAUSE)
        elif reading.action is Action.NEW:
            yield gas_record(reading, flow=flow)
        else:
            yield gas_correction(reading, flow=flow)


def _of_gas(measure: Measure, flow: str) -> GasReading:
    if not isinstance(measure, GasReading):
        raise NotOfThisFlow(f"{measure.point}: a measure of electricity in {flow}")
    return measure


def _electric_record(measure: Measure, flow: str) -> attrs.AttrsInstance:
    if isinstance(measure, GasReading):
        raise NotOfThisFlow(f"{measure.point}: a reading of gas in {flow}")
    motive = ESTIMATE_MOTIVE if measure.quality is Quality.ESTIMATED else None
    if isinstance(measure, MonthCurve):
        return curve_record(measure, flow=flow, estimate_motive=motive)
    if measure.exchange is not None:
        return smis_record(measure, motive=SMIS_MOTIVE, kinds=("E", "E"))
    record = pno_record(measure, flow=flow, estimate_motive=motive)
    return _with_service_day(record, measure)


def _with_service_day(record: DatiPod, reading: Reading) -> DatiPod:
    """The record with the day of the service, which measures of a handover must tell: the first of who takes over."""
    if reading.reason is MeasureReason.PERIODIC:
        return record
    return attrs.evolve(record, service_day=reading.day + dt.timedelta(days=1))


_WRITERS: Mapping[str, Callable[[Dispatch], Written]] = {"electricity": _electricity, "gas": _gas}
