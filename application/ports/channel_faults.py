"""The kinds of faults of channels and of files that come through them."""

from __future__ import annotations

from domain.kernel.fault import FaultCode, refuse

SII_030 = refuse(
    "SII-030",
    "A channel cannot be reached.",
    "Nothing to do: it is tried again the next time; look at the network if it stays so.",
)
SII_031 = refuse(
    "SII-031",
    "A channel does not let us in.",
    "Check the credentials or certificates that channels.toml names, and the key of the host.",
)
SII_032 = refuse(
    "SII-032",
    "A channel does not allow what was asked, or lacks the folder.",
    "Check the folders and rights with the other side.",
)
SII_033 = refuse(
    "SII-033",
    "A file came through a channel shorter or longer than announced.",
    "Nothing to do: it stays there and is fetched again the next time.",
)
SII_034 = refuse(
    "SII-034",
    "The answer of a channel cannot be understood.",
    "Check the address of the channel; the other side may have changed.",
)
SII_035 = refuse(
    "SII-035",
    "Nobody here takes a file like that; it is kept byte for byte.",
    "Declare its format, or ask who sent it what it is.",
)
SII_036 = refuse(
    "SII-036",
    "A file of a channel is larger than the limit.",
    "Check the sender; raise the limit if the file is genuine.",
)
SII_037 = refuse(
    "SII-037",
    "An outgoing file names a channel that is not configured or does not send.",
    "Add the channel to channels.toml; the file is sent the next time.",
)
SII_038 = refuse(
    "SII-038",
    "A file could not be taken for a fault of the programme; it is kept and tried again.",
    "Tell the maintainers, with the detail.",
)
SII_039 = refuse(
    "SII-039",
    "A replay gives something else than what is stored.",
    "Look at the differences; a format, a rule or the registry has changed since.",
)

CHANNEL_FAULTS: tuple[FaultCode, ...] = (
    SII_030,
    SII_031,
    SII_032,
    SII_033,
    SII_034,
    SII_035,
    SII_036,
    SII_037,
    SII_038,
    SII_039,
)
