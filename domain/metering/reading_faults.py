"""The fault codes of readings that no measure flow brings (RDG): lists of readings, and what customers tell."""

from __future__ import annotations

from domain.kernel.fault_code import FaultCode, refuse, warn

READING_FAULTS: tuple[FaultCode, ...] = (
    refuse(
        "RDG-001",
        "A list of readings is not what its mapping says: nothing of it was used.",
        "Choose the mapping of the operator that wrote it, or correct the mapping; then import it again.",
    ),
    refuse(
        "RDG-002",
        "A field of a row of a list of readings is malformed or missing.",
        "Ask the operator for the row again, or correct the mapping; then import the list again.",
    ),
    refuse(
        "RDG-003",
        "The point of a reading is not in the registry.",
        "Register the point, then import the list again; what was taken before stays as it is.",
    ),
    refuse(
        "RDG-004",
        "A reading has another form than the commodity of its point is read in.",
        "Read gas by meter, converter and C, the others by their registers; a supply without a meter is not read.",
    ),
    refuse(
        "RDG-005",
        "The same record told other values before, or a list tells two values for a point and day.",
        "Keep the right row only; a correction is a later list.",
    ),
    refuse(
        "RDG-006",
        "The day of a reading lies in the future.",
        "Correct the day.",
    ),
    warn(
        "RDG-101",
        "The meter could not be read; the list says why. Nothing was recorded, not a zero.",
        "Plan another visit, or ask the customer for a reading.",
    ),
    warn(
        "RDG-102",
        "A list of readings has a column that its mapping does not declare.",
        "Nothing to do where it is of no use; else declare it. The file is kept whole.",
    ),
    refuse(
        "RDG-011",
        "A customer told a reading of a point the contract does not supply on that day.",
        "Check point, contract and day; before and after the contract the reading is another customer's.",
    ),
    refuse(
        "RDG-012",
        "A reading is of another meter than the one last read.",
        "Check the serial number on the meter; where the meter was exchanged, wait for the exchange.",
    ),
    refuse(
        "RDG-013",
        "A reading tells other registers than the meter showed last.",
        "Read every register of active energy, each in its band.",
    ),
    refuse(
        "RDG-014",
        "A register shows less than when it was last read, and it is no plausible rollover.",
        "Read the meter again; where it is right, a person decides and records it.",
    ),
    refuse(
        "RDG-015",
        "A reading implies more use than the power or the history of the supply makes plausible.",
        "Read the meter again; where it is right, a person decides and records it.",
    ),
    refuse(
        "RDG-016",
        "A reading by the distributor is known of the same day or a later one.",
        "Nothing to do: the actual reading counts.",
    ),
    refuse(
        "RDG-017",
        "A reading of the customer is older than the window in which it may be told.",
        "Read the meter again and tell the new reading.",
    ),
    refuse(
        "RDG-018",
        "There is no reading a customer's could be held against.",
        "Import the opening reading of the supply, then tell the reading again.",
    ),
    refuse(
        "RDG-019",
        "A customer's reading cannot be written as its distributor wants to be told.",
        "It waits, the others were handed on: correct what the message names, or tell the distributor by hand.",
    ),
)
