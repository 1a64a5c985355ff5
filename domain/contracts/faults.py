"""The kinds of faults of the registry: what of customers, points and contracts does not fit."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse

REG_001 = refuse(
    "REG-001",
    "A contract or its terms overlap another on the same point.",
    "Close the first on the day the second begins.",
)
REG_002 = refuse(
    "REG-002", "An identifier is malformed.", "Correct it; the message shows what was found and what is expected."
)
REG_003 = refuse(
    "REG-003",
    "The terms of a supply contradict each other, or what the tariff book says of them: voltage, power or customer "
    "of a tariff code, region of a tariff area, use of a customer, reverse charge of a home.",
    "Correct the terms; the message shows what was found and what is expected.",
)

REGISTRY_FAULTS: tuple[FaultCode, ...] = (
    REG_001,
    REG_002,
    REG_003,
)
