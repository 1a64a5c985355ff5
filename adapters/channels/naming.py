"""Names of files that come from outside or go there: one plain name, never a path."""

from __future__ import annotations

from application.ports.channels import NOT_ALLOWED, ChannelFault

TEMPORARY = ".part"
_LONGEST = 200


def plain_name(name: str) -> str:
    """The name, where it is one: no folder, nothing hidden, no control characters. ChannelFault NOT_ALLOWED.

    >>> plain_name("SE1.0050_7.csv")
    'SE1.0050_7.csv'
    """
    if not name or len(name) > _LONGEST or name.startswith(".") or not name.isprintable() or set(name) & set("/\\:"):
        raise ChannelFault(NOT_ALLOWED, f"{name!r} is no plain name of a file")
    return name


def is_finished(name: str) -> bool:
    """Whether a name is that of a whole file: not hidden, not that of one still being written.

    >>> [is_finished(name) for name in ("a.xml", ".a.xml", "a.xml.part", "a.tmp", "a.filepart")]
    [True, False, False, False, False]
    """
    return not name.startswith(".") and not name.lower().endswith((TEMPORARY, ".tmp", ".filepart", ".crdownload"))
