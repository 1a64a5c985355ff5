"""What simulated counterparts sent, as it is shown."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import attrs

from adapters.wire.view import At


@attrs.frozen
class PortalMessageView:
    """A message of which no file says all: a person reads it on the portal of the SII."""

    case: str
    point: str
    day: Annotated[dt.date | None, At("effective")]


@attrs.frozen
class AnsweredFileView:
    """A file of the simulated SII: how many messages and refusals it holds, and what only its portal says."""

    code: str
    name: str
    messages: int
    refusals: int
    portal: tuple[PortalMessageView, ...]
