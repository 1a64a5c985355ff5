"""The kinds of faults of bills: what holds one before it is issued, and what its document lacks."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, hold, refuse

RSK_001 = hold(
    "RSK-001",
    "The bill is far above the usual amount for its power and period.",
    "Check the readings, then release or send back.",
)
RSK_002 = hold(
    "RSK-002", "The bill is below zero.", "Check it, then release: the credit is carried forward or refunded."
)
RSK_004 = hold(
    "RSK-004",
    "Another document has corrected the days of its recalculation since the bill was priced.",
    "Send it back and bill the contract again.",
)
RSK_005 = hold(
    "RSK-005",
    "Another supply of the same bill group is held, refused or sent back, so the bill would go out in parts.",
    "Settle that supply; or release this one, and the bill goes out without it.",
)
RSK_006 = hold(
    "RSK-006",
    "The contract asks for a deposit, and how much cannot be told: what it goes by is missing.",
    "Record it and bill again; or release, and the bill goes out without the deposit, which the next one charges.",
)
RSK_007 = hold(
    "RSK-007",
    "Another document has charged or given back the deposit of the contract since the bill was priced.",
    "Send it back and bill the contract again.",
)
RSK_003 = hold("RSK-003", "No consumption over the period.", "Check that the meter works, then release.")
DOC_001 = refuse(
    "DOC-001",
    "The e-invoice breaks a control of the exchange system (SdI).",
    "See the SdI code in the message and correct the registry.",
)

BILLING_FAULTS: tuple[FaultCode, ...] = (
    RSK_001,
    RSK_002,
    RSK_004,
    RSK_005,
    RSK_006,
    RSK_007,
    RSK_003,
    DOC_001,
)
