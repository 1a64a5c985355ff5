"""The flows of electricity measures."""

from __future__ import annotations

from domain.metering.reading import Reason
from domain.metering.rules.measure_flows import MeasureFlows

ELECTRICITY_FLOWS = MeasureFlows(
    registers="PNO",
    curve="PDO",
    corrections={"PNO": "RNO", "PDO": "RFO"},
    handovers={Reason.SWITCHING: "SNM", Reason.VOLTURA: "VNO"},
    exchange="SMIS",
    second_generation=frozenset({"PNO", "PDO", "RNO", "RFO", "SNM", "VNO"}),
)
