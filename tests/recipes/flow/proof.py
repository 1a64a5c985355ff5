"""A file of the new flow comes in by the use case, is kept as readings and billed; the format is documented."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
from adapters.sii.flows.concierge import ConciergeRecord

from adapters.sii.build import flow_formats, sii_documents
from adapters.sii.writers.electricity import write_file
from domain.billing.run import ResultOutcome
from domain.kernel.validity import month_of
from domain.metering.reading import Kind
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.sii_flows import delivered, file_of
from tests.support.use_case_world import BEFORE, DISTRIBUTOR, LAST, World, contract_number, point_code

# What is written is read as it was.
record = ConciergeRecord(point_code(1), LAST, "A-77", Decimal("1310"), "cantina")
found = delivered(*file_of("PORT", month_of(LAST), record, contract="DP9001"))
(reading,) = found.readings
assert not found.refused
assert not found.warnings
assert (reading.point, reading.day, reading.bands(Kind.ACTIVE)) == (point_code(1), LAST, {"M": Decimal(1310)})

# A record without its register is rejected alone, by the code of every flow.
empty = attrs.evolve(record, total=None)
found = delivered(*file_of("PORT", month_of(LAST), empty, record, contract="DP9001"))
assert [each.fault.code for each in found.refused] == ["SII-005"]
assert len(found.readings) == 1

# Files come in by the use case, and what they measure is billed.
world = World(MemoryUnitsOfWork(), "demo")
world.customers(1)
for day, total in ((BEFORE, "1000"), (LAST, "1310")):
    name, data = write_file(
        flow="PORT",
        sender=DISTRIBUTOR,
        addressee="01234567897",
        dispatching_contract="DP9001",
        month=month_of(day),
        sent_at=dt.datetime.combine(month_of(day).stop, dt.time(8), dt.UTC),
        progressive=1,
        records=[attrs.evolve(record, day=day, total=Decimal(total))],
    )
    assert [each.outcome for each in world.take(name, data)] == ["imported"]
with world.units("demo") as uow:
    kept = uow.measures.readings([point_code(1)], BEFORE, LAST)[point_code(1)]
assert [each.flow for each in kept] == ["PORT", "PORT"]
run = world.executed()
assert list(world.results(run.id, ResultOutcome.PRICED)) == [contract_number(1)]

# The catalogue and the pages are made of the same declaration.
(sheet,) = (each for each in flow_formats() if each.code == "PORT")
assert sheet.record == "FlussoPortineria/Contatore"
assert [row[0] for row in sheet.fields] == ["Pod", "Letto", "Matricola", "Totale", "Nota"]
assert "Letture del portiere" in sii_documents()["flows.md"]
