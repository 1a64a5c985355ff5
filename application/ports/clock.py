"""The clock: the only source of now and today."""

from __future__ import annotations

import datetime as dt
from typing import Protocol


class Clock(Protocol):
    """Now, and the day it is in Italy."""

    def now(self) -> dt.datetime:
        """This instant, aware, UTC."""
        ...

    def today(self) -> dt.date:
        """The day it is in Europe/Rome."""
        ...
