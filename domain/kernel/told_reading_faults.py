"""The fault codes of readings that no measure flow brings (RDG): lists of readings, and what customers tell.

Plain rows, made into fault codes where all of them are gathered: code, severity, meaning, remedy.
"""

from __future__ import annotations

READING_FAULTS = (
    (
        "RDG-001",
        "refuse",
        "A list of readings is not what its mapping says: nothing of it was used.",
        "Choose the mapping of the operator that wrote it, or correct the mapping; then import it again.",
    ),
    (
        "RDG-002",
        "refuse",
        "A field of a row of a list of readings is malformed or missing.",
        "Ask the operator for the row again, or correct the mapping; then import the list again.",
    ),
    (
        "RDG-003",
        "refuse",
        "The point of a reading is not in the registry.",
        "Register the point, then import the list again; what was taken before stays as it is.",
    ),
    (
        "RDG-004",
        "refuse",
        "A reading has another form than the commodity of its point is read in.",
        "Read gas by meter, converter and C, the others by their registers; a supply without a meter is not read.",
    ),
    (
        "RDG-005",
        "refuse",
        "The same record told other values before, or a list tells two values for a point and day.",
        "Keep the right row only; a correction is a later list.",
    ),
    (
        "RDG-006",
        "refuse",
        "The day of a reading lies in the future.",
        "Correct the day.",
    ),
    (
        "RDG-101",
        "warn",
        "The meter could not be read; the list says why. Nothing was recorded, not a zero.",
        "Plan another visit, or ask the customer for a reading.",
    ),
    (
        "RDG-102",
        "warn",
        "A list of readings has a column that its mapping does not declare.",
        "Nothing to do where it is of no use; else declare it. The file is kept whole.",
    ),
    (
        "RDG-011",
        "refuse",
        "A customer told a reading of a point the contract does not supply on that day.",
        "Check point, contract and day; before and after the contract the reading is another customer's.",
    ),
    (
        "RDG-012",
        "refuse",
        "A reading is of another meter than the one last read.",
        "Check the serial number on the meter; where the meter was exchanged, wait for the exchange.",
    ),
    (
        "RDG-013",
        "refuse",
        "A reading tells other registers than the meter showed last.",
        "Read every register of active energy, each in its band.",
    ),
    (
        "RDG-014",
        "refuse",
        "A register shows less than when it was last read, and it is no plausible rollover.",
        "Read the meter again; where it is right, a person decides and records it.",
    ),
    (
        "RDG-015",
        "refuse",
        "A reading implies more use than the power or the history of the supply makes plausible.",
        "Read the meter again; where it is right, a person decides and records it.",
    ),
    (
        "RDG-016",
        "refuse",
        "A reading by the distributor is known of the same day or a later one.",
        "Nothing to do: the actual reading counts.",
    ),
    (
        "RDG-017",
        "refuse",
        "A reading of the customer is older than the window in which it may be told.",
        "Read the meter again and tell the new reading.",
    ),
    (
        "RDG-018",
        "refuse",
        "There is no reading a customer's could be held against.",
        "Import the opening reading of the supply, then tell the reading again.",
    ),
)
