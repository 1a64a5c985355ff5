"""The kinds of faults of collections."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse

COL_001 = refuse(
    "COL-001",
    "The mandate is missing, not active or lapsed.",
    "Record or renew the mandate; the receivable stays open.",
)
COL_002 = refuse(
    "COL-002",
    "The debtor's data do not meet the rules of the scheme.",
    "Correct the mandate; identifiers are never cleaned silently.",
)
COL_003 = refuse(
    "COL-003",
    "The collection day cannot be met: the cut-off has passed.",
    "Collect on a later day, or send the file sooner.",
)
COL_004 = refuse(
    "COL-004",
    "A collection file breaks a rule of the scheme that its schema does not hold.",
    "Report it: the file must not be sent.",
)

PAYMENT_FAULTS: tuple[FaultCode, ...] = (
    COL_001,
    COL_002,
    COL_003,
    COL_004,
)
