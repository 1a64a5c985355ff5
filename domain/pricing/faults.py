"""The kinds of faults of pricing: why a supply has no price, and what of its price to look at."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

PRC_001 = refuse(
    "PRC-001",
    "A parameter has no value in force on a day of the period.",
    "Add the value with its source to the tariff book, or give it inline.",
)
PRC_002 = refuse(
    "PRC-002",
    "The consumption does not cover the billed period without gaps or overlaps.",
    "Import the missing reading, or bill a shorter period.",
)
PRC_003 = refuse(
    "PRC-003",
    "The supply, the contract or the offer has no terms in force on a day of the period.",
    "Record the terms for the whole period.",
)
PRC_004 = refuse("PRC-004", "A quantity is negative.", "Correct the readings; a fall needs a correction, not a bill.")
PRC_005 = refuse(
    "PRC-005",
    "The offer does not fit the supply (commodity, customer class or bands).",
    "Give the contract an offer for its class, or measure by the bands of the offer.",
)
PRC_006 = refuse(
    "PRC-006",
    "A discount, or a fee below zero, takes off more than the bill charges of what it is taken off.",
    "Correct the discount or the fee of the offer, or bill a longer period.",
)
PRC_007 = refuse(
    "PRC-007",
    "A price is charged on a measure that is missing: the highest power of a month, or reactive energy by band.",
    "Import the measure, or change the terms that ask for it.",
)
PRC_008 = refuse(
    "PRC-008",
    "How much was used since the month or a yearly counter began is not known, and the price depends on it.",
    "Bill the days before first, or give the counter: in a case as it stood when the period began, for a contract "
    "that was billed elsewhere as its opening.",
)
PRC_101 = warn(
    "PRC-101",
    "A value used is recalled, not confirmed in its act.",
    "Check the value against its act and confirm the row.",
)
PRC_102 = warn("PRC-102", "A value used is synthetic: made for a demonstration.", "Never issue a real bill on it.")
PRC_103 = warn("PRC-103", "Consumption is estimated.", "It will be recalculated when an actual reading arrives.")

PRICING_FAULTS: tuple[FaultCode, ...] = (
    PRC_001,
    PRC_002,
    PRC_003,
    PRC_004,
    PRC_005,
    PRC_006,
    PRC_007,
    PRC_008,
    PRC_101,
    PRC_102,
    PRC_103,
)
