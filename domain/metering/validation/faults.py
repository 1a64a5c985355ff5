"""The fault codes of the validation of measures: what each rule finds, how grave it is unless a tenant says otherwise.

Norm: none fixes these rules; they follow the proposal of the reference on SII flows, section 7.2.
"""

from __future__ import annotations

from domain.kernel.fault import FaultCode, hold, refuse, warn

VEE_001 = warn(
    "VEE-001",
    "The point is not supplied by us on the day of the measure.",
    "Register the contract, or tell the distributor.",
)
VEE_002 = warn(
    "VEE-002",
    "Serial number, transformer ratio or kind of register is another than before, and no exchange is recorded.",
    "Import the exchange (SMIS, IGMG) or record it; billing across it is refused (MET-003).",
)
VEE_003 = warn(
    "VEE-003",
    "A register fell and it is no plausible rollover.",
    "Ask for a correction, or correct or estimate the reading; billing across it is refused (MET-002).",
)
VEE_004 = warn("VEE-004", "A register rolled over.", "Nothing, where the use it gives is right.")
VEE_005 = warn(
    "VEE-005",
    "The use is above what the available power allows in the hours between.",
    "Correct, reject or estimate the reading; a bill of such a use is held (RSK-001).",
)
VEE_006 = warn(
    "VEE-006",
    "The highest power withdrawn is far above the available power.",
    "Check the power of the contract with the distributor.",
)
VEE_007 = warn(
    "VEE-007",
    "Nothing was used for months.",
    "Check that the meter works; confirm where the house is empty.",
)
VEE_008 = hold(
    "VEE-008",
    "The use is far from the history of the point.",
    "Confirm a true change: from then on the new level is the history. Else correct, reject or estimate.",
)
VEE_009 = warn("VEE-009", "A load curve misses days of its month.", "Ask for the days; they are not taken as zero.")
VEE_010 = warn(
    "VEE-010",
    "The registers and the load curve of a month give different energy.",
    "Ask the distributor which of the two is right.",
)
VEE_011 = warn(
    "VEE-011",
    "The total register and the sum of the bands differ.",
    "Ask the distributor which of the two is right.",
)
VEE_012 = hold(
    "VEE-012",
    "An estimate, or a reading of the customer, came after an actual value of the same day.",
    "Confirm it where it replaces the actual value, else reject it.",
)
VEE_013 = warn("VEE-013", "The same values came before, in another record.", "Nothing: they count once.")
VEE_014 = warn(
    "VEE-014",
    "A value that stands billed was replaced or cancelled.",
    "Nothing: the next bill reckons its days again where the energy differs.",
)
VEE_015 = hold(
    "VEE-015",
    "The coefficient C of a gas reading is outside the limits.",
    "Ask for a correction, or correct the reading.",
)
VEE_016 = warn(
    "VEE-016",
    "A gas meter with a converter does not tell the volume of the meter.",
    "Ask for the register of the meter: without it the converter cannot be checked.",
)
VEE_017 = refuse(
    "VEE-017",
    "The day of the measure lies after the day it was sent, or too far before it.",
    "Ask for a correction with the right day; such a measure never counts.",
)
VEE_018 = warn(
    "VEE-018",
    "What is stated of a use does not join the reading before it: days are told twice, or not at all.",
    "Ask the distributor which days it is of; billing across them is refused (MET-001). Beside registers that are "
    "shown too, the registers count.",
)
VEE_100 = refuse(
    "VEE-100",
    "A measure of the period waits for a decision or was rejected, and nothing else closes the period.",
    "Decide its finding: bollettario findings list.",
)
VEE_101 = warn(
    "VEE-101",
    "Days are estimated because a measure of the period waits for a decision or was rejected.",
    "Decide its finding; the next bill reckons the estimated days again.",
)

VALIDATION_FAULTS: tuple[FaultCode, ...] = (
    VEE_001,
    VEE_002,
    VEE_003,
    VEE_004,
    VEE_005,
    VEE_006,
    VEE_007,
    VEE_008,
    VEE_009,
    VEE_010,
    VEE_011,
    VEE_012,
    VEE_013,
    VEE_014,
    VEE_015,
    VEE_016,
    VEE_017,
    VEE_018,
    VEE_100,
    VEE_101,
)
