"""The fault codes of the validation of measures: what each rule finds, how grave it is unless a tenant says otherwise.

Norm: none fixes these rules; they follow the proposal of the reference on SII flows, section 7.2.
"""

from __future__ import annotations

VALIDATION_FAULTS = (
    (
        "VEE-001",
        "warn",
        "The point is not supplied by us on the day of the measure.",
        "Register the contract, or tell the distributor.",
    ),
    (
        "VEE-002",
        "warn",
        "Serial number, transformer ratio or kind of register is another than before, and no exchange is recorded.",
        "Import the exchange (SMIS, IGMG) or record it; billing across it is refused (MET-003).",
    ),
    (
        "VEE-003",
        "warn",
        "A register fell and it is no plausible rollover.",
        "Ask for a correction, or correct or estimate the reading; billing across it is refused (MET-002).",
    ),
    ("VEE-004", "warn", "A register rolled over.", "Nothing, where the use it gives is right."),
    (
        "VEE-005",
        "warn",
        "The use is above what the available power allows in the hours between.",
        "Correct, reject or estimate the reading; a bill of such a use is held (RSK-001).",
    ),
    (
        "VEE-006",
        "warn",
        "The highest power withdrawn is far above the available power.",
        "Check the power of the contract with the distributor.",
    ),
    (
        "VEE-007",
        "warn",
        "Nothing was used for months.",
        "Check that the meter works; confirm where the house is empty.",
    ),
    (
        "VEE-008",
        "hold",
        "The use is far from the history of the point.",
        "Confirm a true change: from then on the new level is the history. Else correct, reject or estimate.",
    ),
    ("VEE-009", "warn", "A load curve misses days of its month.", "Ask for the days; they are not taken as zero."),
    (
        "VEE-010",
        "warn",
        "The registers and the load curve of a month give different energy.",
        "Ask the distributor which of the two is right.",
    ),
    (
        "VEE-011",
        "warn",
        "The total register and the sum of the bands differ.",
        "Ask the distributor which of the two is right.",
    ),
    (
        "VEE-012",
        "hold",
        "An estimate, or a reading of the customer, came after an actual value of the same day.",
        "Confirm it where it replaces the actual value, else reject it.",
    ),
    ("VEE-013", "warn", "The same values came before, in another record.", "Nothing: they count once."),
    (
        "VEE-014",
        "warn",
        "A value that stands billed was replaced or cancelled.",
        "Nothing: the next bill reckons its days again where the energy differs.",
    ),
    (
        "VEE-015",
        "hold",
        "The coefficient C of a gas reading is outside the limits.",
        "Ask for a correction, or correct the reading.",
    ),
    (
        "VEE-016",
        "warn",
        "A gas meter with a converter does not tell the volume of the meter.",
        "Ask for the register of the meter: without it the converter cannot be checked.",
    ),
    (
        "VEE-017",
        "refuse",
        "The day of the measure lies after the day it was sent, or too far before it.",
        "Ask for a correction with the right day; such a measure never counts.",
    ),
    (
        "VEE-100",
        "refuse",
        "A measure of the period waits for a decision or was rejected, and nothing else closes the period.",
        "Decide its finding: bollettario findings list.",
    ),
    (
        "VEE-101",
        "warn",
        "Days are estimated because a measure of the period waits for a decision or was rejected.",
        "Decide its finding; the next bill reckons the estimated days again.",
    ),
)
