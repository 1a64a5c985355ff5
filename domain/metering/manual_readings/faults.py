"""The fault codes of readings that no measure flow brings (RDG): lists of readings, and what customers tell."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

RDG_001 = refuse(
    "RDG-001",
    "A list of readings is not what its mapping says: nothing of it was used.",
    "Choose the mapping of the operator that wrote it, or correct the mapping; then import it again.",
)
RDG_002 = refuse(
    "RDG-002",
    "A field of a row of a list of readings is malformed or missing.",
    "Ask the operator for the row again, or correct the mapping; then import the list again.",
)
RDG_003 = refuse(
    "RDG-003",
    "The point of a reading is not in the registry.",
    "Register the point, then import the list again; what was imported before stays as it is.",
)
RDG_004 = refuse(
    "RDG-004",
    "A reading has another form than the commodity of its point is read in.",
    "Read gas by meter, converter and C, the others by their registers; a supply without a meter is not read.",
)
RDG_005 = refuse(
    "RDG-005",
    "The same record stated other values before, or a list states two values for a point and day.",
    "Keep the right row only; a correction is a later list.",
)
RDG_006 = refuse(
    "RDG-006",
    "The day of a reading lies in the future.",
    "Correct the day.",
)
RDG_101 = warn(
    "RDG-101",
    "The meter could not be read; the list says why. Nothing was recorded, not a zero.",
    "Plan another visit, or ask the customer for a reading.",
)
RDG_102 = warn(
    "RDG-102",
    "A list of readings has a column that its mapping does not declare.",
    "Nothing to do where it is of no use; else declare it. The file is kept whole.",
)
RDG_011 = refuse(
    "RDG-011",
    "A customer stated a reading of a point the contract does not supply on that day.",
    "Check point, contract and day; before and after the contract the reading is another customer's.",
)
RDG_012 = refuse(
    "RDG-012",
    "A reading is of another meter than the one last read.",
    "Check the serial number on the meter; where the meter was exchanged, wait for the exchange.",
)
RDG_013 = refuse(
    "RDG-013",
    "A reading states other registers than the meter showed last.",
    "Read every register of active energy, each in its band.",
)
RDG_014 = refuse(
    "RDG-014",
    "A register shows less than when it was last read, and it is no plausible rollover.",
    "Read the meter again; where it is right, a person decides and records it.",
)
RDG_015 = refuse(
    "RDG-015",
    "A reading implies more use than the power or the history of the supply makes plausible.",
    "Read the meter again; where it is right, a person decides and records it.",
)
RDG_016 = refuse(
    "RDG-016",
    "A reading by the distributor is known of the same day or a later one.",
    "Nothing to do: the actual reading counts.",
)
RDG_017 = refuse(
    "RDG-017",
    "A reading of the customer is older than the window in which it may be stated.",
    "Read the meter again and enter the new reading.",
)
RDG_018 = refuse(
    "RDG-018",
    "There is no reading a customer's could be held against.",
    "Import the opening reading of the supply, then enter the reading again.",
)
RDG_019 = refuse(
    "RDG-019",
    "A customer's reading cannot be written as its distributor requires.",
    "It waits, the others were handed on: correct what the message names, or inform the distributor by hand.",
)

READING_FAULTS: tuple[FaultCode, ...] = (
    RDG_001,
    RDG_002,
    RDG_003,
    RDG_004,
    RDG_005,
    RDG_006,
    RDG_101,
    RDG_102,
    RDG_011,
    RDG_012,
    RDG_013,
    RDG_014,
    RDG_015,
    RDG_016,
    RDG_017,
    RDG_018,
    RDG_019,
)
