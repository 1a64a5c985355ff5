"""What this package gives the house: the flows of the SII (Sistema Informativo Integrato), in and out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs

from application.ports.customer_readings import SelfReadingFlows
from application.ports.flow_records import FlowRecords
from application.ports.market_flows import MarketFlows
from application.ports.measure_flows import MeasureFlows
from application.ports.measure_writer import MeasureWriter
from application.ports.processes import Processes

if TYPE_CHECKING:
    from adapters.sii.documentation.catalogue import CatalogueEntry


@attrs.frozen
class SiiPorts:
    """The ports of this package; see each."""

    flows: MeasureFlows
    measure_writer: MeasureWriter
    records: FlowRecords
    market_flows: MarketFlows
    processes: Processes
    self_reading_flows: SelfReadingFlows


@functools.cache
def build_sii() -> SiiPorts:
    """Every declared flow and process."""
    from adapters.sii.flow_records import SiiFlowRecords
    from adapters.sii.market_flows import SiiMarketFlows
    from adapters.sii.measure_flows import SiiMeasureFlows
    from adapters.sii.process_tables import packaged_processes
    from adapters.sii.self_readings.files import SelfReadingFiles
    from adapters.sii.writers.dispatches import SiiMeasureWriter

    market_flows = SiiMarketFlows()
    return SiiPorts(
        flows=SiiMeasureFlows(),
        measure_writer=SiiMeasureWriter(),
        records=SiiFlowRecords(),
        market_flows=market_flows,
        processes=packaged_processes(),
        self_reading_flows=SelfReadingFiles(market_flows),
    )


def flow_formats() -> tuple[CatalogueEntry, ...]:
    """Every version of every declared flow format."""
    from adapters.sii.documentation.catalogue import format_catalogue

    return format_catalogue()


def sii_documents() -> dict[str, str]:
    """The flows and processes as pages: name of the document to its text."""
    from adapters.sii.documentation.formats import docs_of_formats
    from adapters.sii.documentation.messages import docs_of_market_formats
    from adapters.sii.documentation.processes import docs_of_processes
    from adapters.sii.process_tables import packaged_processes

    return {
        "flows.md": docs_of_formats(),
        "market_flows.md": docs_of_market_formats(),
        "market.md": docs_of_processes(packaged_processes()),
    }
