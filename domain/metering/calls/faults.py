"""The kinds of faults of call records (CDR) and their rating."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

TEL_001 = refuse(
    "TEL-001",
    "The file of call records is not readable: its encoding, its header or the number of its columns.",
    "Check that the mapping is that of the operator, or ask for the file again; nothing of it was imported.",
)
TEL_002 = refuse(
    "TEL-002",
    "A field of a call record is malformed or missing.",
    "Ask the operator for the record again, or correct the mapping; then rate the suspended records again.",
)
TEL_003 = refuse(
    "TEL-003",
    "A number of a call record cannot be brought to E.164.",
    "Correct the mapping, or ask the operator; then rate the suspended records again.",
)
TEL_004 = refuse(
    "TEL-004",
    "The calling line has no telephony contract on the day of the call.",
    "Record the contract, then rate the suspended records again.",
)
TEL_005 = refuse(
    "TEL-005",
    "The plan of the line has no zone for what was called, or is no phone plan.",
    "Add the prefix or the kind of traffic to the plan, then rate the suspended records again.",
)
TEL_101 = warn(
    "TEL-101",
    "A call arrived after its day was billed.",
    "The next run that looks back at the day charges it by a correction on its bill; to charge it at once, rebill "
    "the contract for the period.",
)

CALL_FAULTS: tuple[FaultCode, ...] = (
    TEL_001,
    TEL_002,
    TEL_003,
    TEL_004,
    TEL_005,
    TEL_101,
)
