"""TAL.0050: the readings of customers of gas on their way to the distributor."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from lxml import etree

from adapters.sii.engine import read_record
from adapters.sii.flows.gas_self_reading import (
    TAL_0050,
    SeveralDistributors,
    by_distributor,
    self_reading,
    tal_file,
)
from domain.meters.gas import GasReading
from domain.meters.reading import Action, Origin, Quality, Reason

OURS, DISTRIBUTOR = "09999990014", "09999990048"


def _reading(point: str, converter: Decimal | None = None) -> GasReading:
    return GasReading(
        point=point,
        day=dt.date(2026, 10, 28),
        quality=Quality.SELF_READ,
        reason=Reason.PERIODIC,
        action=Action.NEW,
        flow="TAL",
        origin=Origin(dt.datetime(2026, 10, 28, tzinfo=dt.UTC), 0, 1, "", ""),
        meter_m3=Decimal(19),
        converter_smc=converter,
        coefficient=Decimal(1),
        serial="G4-1" if converter is None else "C-1",
    )


def test_a_file_holds_the_readings_for_one_distributor_and_is_always_the_same() -> None:
    records = [self_reading(_reading("09990000000002"), "G4-2"), self_reading(_reading("09990000000001"), "G4-1")]
    name, data = tal_file(retailer=OURS, distributor=DISTRIBUTOR, records=records)
    assert (name, data) == tal_file(retailer=OURS, distributor=DISTRIBUTOR, records=reversed(records))
    root = etree.fromstring(data)
    assert dict(root.attrib) == {"cod_servizio": "TAL", "cod_flusso": "0050"}
    assert [each.text for each in root[0]] == [OURS, DISTRIBUTOR]
    assert [read_record(TAL_0050, each).record for each in root.iterchildren("DatiPdR")] == records[::-1]
    assert root[1].findtext("let_tot_prel") == "000000019"
    assert root[1].findtext("data_com_autolet_cf") == "28/10/2026"


def test_a_converter_is_told_with_its_serial_beside_the_meter() -> None:
    record = self_reading(_reading("09990000000001", Decimal(20)), "G4-1")
    assert (record.meter_serial, record.converter_serial, record.converter_smc) == ("G4-1", "C-1", Decimal(20))


def test_points_of_several_distributors_need_several_files() -> None:
    records = [self_reading(_reading(point), "G") for point in ("09990000000001", "08880000000001")]
    assert list(by_distributor(records)) == ["0888", "0999"]
    with pytest.raises(SeveralDistributors, match="0888, 0999"):
        tal_file(retailer=OURS, distributor=DISTRIBUTOR, records=records)
    with pytest.raises(SeveralDistributors, match="none"):
        tal_file(retailer=OURS, distributor=DISTRIBUTOR, records=[])
