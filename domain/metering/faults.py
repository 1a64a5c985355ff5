"""The kinds of faults of consumption: what readings and curves do not prove."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

MET_001 = refuse(
    "MET-001",
    "A reading is missing: there is no consumption for the period.",
    "Import the distributor's file or record a reading.",
)
MET_002 = refuse(
    "MET-002", "The counter goes backwards and it is no plausible rollover.", "Ask the distributor for a correction."
)
MET_003 = refuse(
    "MET-003",
    "Two readings belong to different meters and no exchange is recorded between them.",
    "Import the exchange flow (SMIS) or record the exchange.",
)
MET_004 = refuse(
    "MET-004",
    "A load curve misses days or quarter-hours of the period.",
    "Import the missing days; they are not taken as zero.",
)
MET_101 = warn(
    "MET-101",
    "The coefficient C of a gas reading is far from what altitude and climate make expected.",
    "Ask the distributor; send the right reading with a later origin.",
)

METERING_FAULTS: tuple[FaultCode, ...] = (
    MET_001,
    MET_002,
    MET_003,
    MET_004,
    MET_101,
)
