"""The fault codes of the messages of market processes (SII-040 to SII-049): what is wrong with a file or a record.

Plain rows, made into fault codes where all of them are gathered: code, severity, meaning, remedy.
"""

from __future__ import annotations

MARKET_MESSAGE_FAULTS = (
    (
        "SII-040",
        "refuse",
        "The file of market messages is not readable: its encoding, no columns, or no message in it.",
        "Ask the sender for the file again, or save it as text with semicolons; nothing of it was imported.",
    ),
    (
        "SII-041",
        "refuse",
        "The header of the file is missing or differs from the declared columns.",
        "Ask for the file as the portal gives it; a value could stand in the wrong column.",
    ),
    (
        "SII-042",
        "refuse",
        "The code of the market message is unknown, or no version of it is for the day of the content.",
        "Declare the format, or check the file.",
    ),
    (
        "SII-043",
        "refuse",
        "A row has more or fewer columns than its header.",
        "Look for a semicolon inside a value, and ask the sender for the row again.",
    ),
    (
        "SII-044",
        "refuse",
        "A row is of another message than the rest of its file.",
        "Import it in a file of its own message.",
    ),
    (
        "SII-045",
        "warn",
        "A code value is not in its code table; the message was taken.",
        "Look up its meaning and add it to the table with its source.",
    ),
    (
        "SII-046",
        "warn",
        "The file of market messages was changed on its way, or differs in what is not confirmed; it was read.",
        "Check the first records: lost zeros, another character set, other column names.",
    ),
    (
        "SII-047",
        "warn",
        "The layout of the market message is not public; its declaration is to be completed.",
        "Compare the file with the official specification and complete the declaration.",
    ),
)
