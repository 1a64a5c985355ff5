"""The flows of electricity measures."""

from __future__ import annotations

from domain.metering.reading import MeasureReason
from domain.metering.rules.measure_flows import DistributorFlows

ELECTRICITY_FLOWS = DistributorFlows(
    registers="PNO",
    curve="PDO",
    corrections={"PNO": "RNO", "PDO": "RFO"},
    handovers={MeasureReason.SWITCHING: "SNM", MeasureReason.VOLTURA: "VNO"},
    exchange="SMIS",
    second_generation=frozenset({"PNO", "PDO", "RNO", "RFO", "SNM", "VNO"}),
)
