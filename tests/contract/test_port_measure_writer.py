"""Contract of the measure writer: what is written is read back as it was meant, and twice the same is the same."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.containers.zip_containers import ZipContainers
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.writers.dispatches import SiiMeasureWriter
from adapters.tariffs.loader import load_bands
from application.ports.channels import Spooled
from application.ports.measure_writer import MeasureWriter, NotWritable
from domain.kernel.validity import Period
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.delivery import Delivery, delivery_of
from domain.metering.gas import GasReading
from domain.metering.reading import Action, Kind, Reading
from domain.simulation.dispatch import Dispatch, Measure
from domain.simulation.distributor import SimulatedMarket
from tests.support.simulated_market import MARKET, YEAR

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
SENT = tuple(MARKET.dispatches(YEAR))


@pytest.fixture(params=["sii"])
def writer(request: pytest.FixtureRequest) -> MeasureWriter:
    return SiiMeasureWriter()


def read(writer: MeasureWriter, dispatch: Dispatch) -> Delivery:
    name, data = writer.write(dispatch)
    (result,) = (
        delivery_of(
            SiiMeasureFlows().parts(name=file.name, content=file.content, addressee=dispatch.addressee, received_at=NOW)
        )
        for file in ZipContainers().members(name=name, content=Spooled.of(data))
    )
    assert isinstance(result, Delivery), result
    return result


def bare(measure: Measure) -> Reading | MonthCurve:
    plain = measure.reading() if isinstance(measure, GasReading) else measure
    return attrs.evolve(plain, origin=SENT[0].measures[0].origin)


def test_what_is_written_is_read_as_it_was_meant(writer: MeasureWriter) -> None:
    assert {each.flow for each in SENT} >= {
        "PNO",
        "PDO2G",
        "RNO2G",
        "RFO",
        "VNO2G",
        "SNM",
        "SMIS",
        "TML",
        "TGL",
        "IGMG",
    }
    for dispatch in SENT:
        found = read(writer, dispatch)
        assert not found.refused, found.refused
        assert (found.envelope.flow, found.envelope.sent_at) == (dispatch.flow, dispatch.sent_at)
        every: tuple[Reading | MonthCurve, ...] = (*found.readings, *found.curves)
        for measure in dispatch.measures:
            items = [bare(each) for each in every if each.point == measure.point]
            assert told(measure) in [told(each) for each in items], (dispatch.flow, measure, items)


def told(measure: Measure) -> Reading | MonthCurve:
    """What a flow can tell of a measure: a correction of gas knows no digits, a cancellation nothing but its day."""
    plain = bare(measure)
    if isinstance(plain, MonthCurve):
        return attrs.evolve(plain, max_power_kw=None, kind=Kind.ACTIVE)
    if plain.action is Action.CANCEL:
        return Reading(plain.point, plain.day, (), plain.quality, plain.reason, plain.action, plain.flow, plain.origin)
    return attrs.evolve(plain, digits=None) if plain.action is Action.REPLACE else plain


def test_the_same_dispatch_gives_the_same_bytes(writer: MeasureWriter) -> None:
    again = tuple(SimulatedMarket(MARKET.book, load_bands()).dispatches(Period(YEAR.start, dt.date(2026, 4, 1))))
    assert [writer.write(each) for each in again] == [writer.write(each) for each in SENT[: len(again)]]


def test_a_flow_without_a_format_is_refused(writer: MeasureWriter) -> None:
    with pytest.raises(NotWritable, match="XYZ"):
        writer.write(attrs.evolve(SENT[0], flow="XYZ"))
