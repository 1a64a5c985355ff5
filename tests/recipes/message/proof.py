"""A case of the new process is opened, its request written, its answer read; the layout is documented."""

from __future__ import annotations

from adapters.sii.build import flow_formats, sii_documents
from adapters.sii.market_flows import SiiMarketFlows
from domain.market.message import MarketMessage
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.market_world import MIDDLE, Market
from tests.support.use_case_world import PARTY, World, contract_number

world = World(MemoryUnitsOfWork(), "demo")
world.customers(1)
market = Market(world)
values = {"MOTIVO_VERIFICA": "sigillo rotto", "NUM_SIGILLO": "S77"}
asked = market.ask("seal-check", 1, contract=contract_number(1), effective=MIDDLE, values=values)
with world.units("demo") as uow:
    (file,) = uow.flow_files.unsent()
    written = b"".join(uow.flow_files.content(file.sha256))
read = SiiMarketFlows().read(name=file.name, data=written)
assert isinstance(read, tuple), read
(message,) = read
assert isinstance(message, MarketMessage), message
assert (message.code, message.effective, message.value("NUM_SIGILLO")) == ("ZZ1.0050", MIDDLE, "S77")
assert PARTY.codice_fiscale is not None
assert message.value("CF") == PARTY.codice_fiscale.text

(heard,) = market.handle_message(market.says("ZZ1.0100", asked.case, accepted=True)).messages
assert heard.faults == ()
assert market.case(asked.case.code).state == "done"

assert {"ZZ1.0050", "ZZ1.0100"} <= {sheet.code for sheet in flow_formats()}
documents = sii_documents()
assert "MOTIVO_VERIFICA" in documents["market_flows.md"]
assert "Verifica dei sigilli" in documents["market.md"]
