"""The kinds of faults of offers."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse

OFR_001 = refuse(
    "OFR-001",
    "The spend of an offer cannot be estimated for a standard customer, so it cannot be published.",
    "Add the value that is missing, give the mean of the index, or correct the offer.",
)
OFR_002 = refuse(
    "OFR-002",
    "An offer for homes breaks the structure of prices in force (386/2025/R/com).",
    "Bring it to one fixed fee, one price and the components that may be passed on; discounts stand apart.",
)
OFR_003 = refuse(
    "OFR-003",
    "An offer of a file says what this platform cannot represent, or is malformed.",
    "Nothing of it was taken; it is kept as it was written. Write the offer by hand, or correct the file.",
)
OFR_004 = refuse(
    "OFR-004",
    "Two versions of one family of offers would be sold on the same days.",
    "Withdraw the version that is sold, or publish the new one from the day it is no longer sold.",
)
OFR_005 = refuse(
    "OFR-005",
    "A fixed price of energy is below zero.",
    "Correct the price; what is taken off is a discount, and a price that can fall below zero follows an index.",
)
OFR_006 = refuse(
    "OFR-006",
    "An offer is sold only together with another, and none is named.",
    "Import the file of dual offers that names it, or write in joint the families it is sold with.",
)

OFFER_FAULTS: tuple[FaultCode, ...] = (
    OFR_001,
    OFR_002,
    OFR_003,
    OFR_004,
    OFR_005,
    OFR_006,
)
