"""The kinds of faults of the files of market messages (SII-040 to SII-049): what is wrong with a file or a record."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse, warn

SII_040 = refuse(
    "SII-040",
    "The file of market messages is not readable: its encoding, no columns, or no message in it.",
    "Ask the sender for the file again, or save it as text with semicolons; nothing of it was imported.",
)
SII_041 = refuse(
    "SII-041",
    "The header of the file is missing or differs from the declared columns.",
    "Ask for the file as the portal gives it; a value could stand in the wrong column.",
)
SII_042 = refuse(
    "SII-042",
    "The code of the market message is unknown, or no version of it is for the day of the content.",
    "Declare the format, or check the file.",
)
SII_043 = refuse(
    "SII-043",
    "A row has more or fewer columns than its header.",
    "Look for a semicolon inside a value, and ask the sender for the row again.",
)
SII_044 = refuse(
    "SII-044",
    "A row is of another message than the rest of its file.",
    "Import it in a file of its own message.",
)
SII_045 = warn(
    "SII-045",
    "A code value is not in its code table; the message was taken.",
    "Look up its meaning and add it to the table with its source.",
)
SII_046 = warn(
    "SII-046",
    "The file of market messages was changed on its way, or differs in what is not confirmed; it was read.",
    "Check the first records: lost zeros, another character set, other column names.",
)
SII_047 = warn(
    "SII-047",
    "The layout of the market message is not public; its declaration is to be completed.",
    "Compare the file with the official specification and complete the declaration.",
)
SII_048 = refuse(
    "SII-048",
    "A line of the file of market messages is not readable: its bytes are no text. The other lines were read.",
    "Ask the sender for the line again; its number is in the message.",
)

MARKET_MESSAGE_FAULTS: tuple[FaultCode, ...] = (
    SII_040,
    SII_041,
    SII_042,
    SII_043,
    SII_044,
    SII_045,
    SII_046,
    SII_047,
    SII_048,
)
