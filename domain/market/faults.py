"""The kinds of faults of messages and cases of the market (SII and distributors)."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, hold, refuse, warn

MKT_001 = refuse(
    "MKT-001",
    "A market message answers a case that was never opened here.",
    "Check CP_UTENTE and CP_GESTORE with the sender; the file is kept, and can be received again.",
)
MKT_002 = refuse(
    "MKT-002",
    "No declared process handles a market message of this code.",
    "Declare it in a state table, or check the file; the message is kept.",
)
MKT_003 = hold(
    "MKT-003",
    "A market message is out of place: the state of its case does not expect it. It waits on the case.",
    "It takes its place when the missing message comes; ask the other side for it.",
)
MKT_004 = refuse(
    "MKT-004",
    "A field that a market message must fill is missing or empty.",
    "Give it with the request, or ask the sender for the message again.",
)
MKT_005 = hold(
    "MKT-005",
    "What an accepted message brings about cannot be carried out: the message is taken, the contract is as it was.",
    "Remove the reason, then settle the case again.",
)
MKT_006 = refuse(
    "MKT-006",
    "A market message is about a point that is not in the registry.",
    "Record the supply point, then receive the file again.",
)
MKT_007 = refuse(
    "MKT-007",
    "A market message is addressed to another operator.",
    "Send it to its addressee; nothing of it was taken.",
)
MKT_101 = warn(
    "MKT-101",
    "A market message was received before; it changes nothing.",
    "Nothing to do.",
)

MARKET_FAULTS: tuple[FaultCode, ...] = (
    MKT_001,
    MKT_002,
    MKT_003,
    MKT_004,
    MKT_005,
    MKT_006,
    MKT_007,
    MKT_101,
)
