"""The fault codes of simulations (SIM): what was invoiced is not what was used."""

from __future__ import annotations

from domain.kernel.fault_code import FaultCode, refuse

SIMULATION_FAULTS: tuple[FaultCode, ...] = (
    refuse(
        "SIM-001",
        "What a simulated year invoiced of a closed period is not what its point used.",
        "Take it for a fault of billing or of the measures taken in: the message names point, days and bands.",
    ),
    refuse(
        "SIM-002",
        "A contract of a simulated year was not billed for every day it supplied.",
        "See what waited, and why, in the report of the year.",
    ),
)
