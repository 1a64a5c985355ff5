"""The fault codes of simulations (SIM): what was invoiced is not what was used."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse

SIM_001 = refuse(
    "SIM-001",
    "What a simulated year invoiced of a closed period is not what its point used.",
    "Take it for a fault of billing or of the measures taken in: the message names point, days and bands.",
)
SIM_002 = refuse(
    "SIM-002",
    "A contract of a simulated year was not billed for every day it supplied.",
    "See what waited, and why, in the report of the year.",
)

SIMULATION_FAULTS: tuple[FaultCode, ...] = (
    SIM_001,
    SIM_002,
)
