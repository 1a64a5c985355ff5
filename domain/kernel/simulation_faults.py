"""The fault codes of simulations (SIM): what was invoiced is not what was used.

Plain rows, made into fault codes where all of them are gathered: code, severity, meaning, remedy.
"""

from __future__ import annotations

SIMULATION_FAULTS = (
    (
        "SIM-001",
        "refuse",
        "What a simulated year invoiced of a closed period is not what its point used.",
        "Take it for a fault of billing or of the measures taken in: the message names point, days and bands.",
    ),
    (
        "SIM-002",
        "refuse",
        "A contract of a simulated year was not billed for every day it supplied.",
        "See what waited, and why, in the report of the year.",
    ),
)
