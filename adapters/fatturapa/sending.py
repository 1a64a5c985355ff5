"""A file on its way to the SdI: what the controls look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from adapters.fatturapa.parsed import Parsed


@attrs.frozen
class PublicBody:
    """A body of the IPA register: its offices for e-invoices, and the one that stands for the whole (Centrale)."""

    offices: tuple[str, ...]
    central: str = ""


@attrs.frozen
class Sending:
    """A file on its way: what it says, the day it is sent, the public bodies known here by tax code."""

    file: Parsed
    sent_on: dt.date
    public_bodies: Mapping[str, PublicBody]
