"""The kinds of faults of files of measures and of their records."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

SII_001 = refuse(
    "SII-001",
    "The file is not readable: not XML, not a zip, or unsafe.",
    "Ask the sender for the file again; nothing of it was imported.",
)
SII_002 = refuse("SII-002", "The flow code is unknown.", "Declare the format, or check the file.")
SII_003 = refuse(
    "SII-003", "The file is addressed to another retailer.", "Send it to its addressee; nothing of it was imported."
)
SII_004 = refuse("SII-004", "The file was already imported.", "Nothing to do: the same content has no second effect.")
SII_005 = refuse(
    "SII-005", "A mandatory field is missing or empty.", "Ask the distributor for a correction of the record."
)
SII_006 = refuse("SII-006", "A value is malformed.", "Ask the distributor for a correction of the record.")
SII_007 = refuse(
    "SII-007", "The point is not in the registry.", "Record the supply point, then import the file again by its hash."
)
SII_008 = refuse(
    "SII-008", "The date of the record is not of the month of the file.", "Ask the distributor for a correction."
)
SII_009 = refuse(
    "SII-009", "The file exceeds a size or ratio limit.", "Check the sender; raise the limit if the file is genuine."
)
SII_010 = refuse("SII-010", "The content of the file differs from its name.", "Ask the sender for the file again.")
SII_011 = refuse(
    "SII-011",
    "The point is of another commodity than the flow.",
    "Check the point in the registry, or ask the distributor; nothing of the record was taken.",
)
SII_012 = refuse(
    "SII-012",
    "A quantity (Consumo) comes with a transformer ratio other than 1: it may hold it already, or not.",
    "Ask the distributor which it is, then record the quantity with readings load; the record is kept.",
)
SII_101 = warn(
    "SII-101",
    "The record has elements the format does not declare; they are kept.",
    "Tell the maintainers: the format may have grown.",
)
SII_102 = warn(
    "SII-102", "The file name is not in the official form; the content was used.", "Nothing to do, or rename the file."
)
SII_103 = warn(
    "SII-103",
    "A record breaks a rule of its flow that does not stop it; the record was taken.",
    "Ask the distributor, or make the rule blocking.",
)

DELIVERY_FAULTS: tuple[FaultCode, ...] = (
    SII_001,
    SII_002,
    SII_003,
    SII_004,
    SII_005,
    SII_006,
    SII_007,
    SII_008,
    SII_009,
    SII_010,
    SII_011,
    SII_012,
    SII_101,
    SII_102,
    SII_103,
)
