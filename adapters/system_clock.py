"""Clocks: the machine's, and one that stands still for demonstrations and tests. Identifiers beside them."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from zoneinfo import ZoneInfo

import attrs

_ROME = ZoneInfo("Europe/Rome")


@attrs.frozen
class SystemClock:
    """The time of this machine."""

    def now(self) -> dt.datetime:
        """This instant, UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        """The day it is in Italy."""
        return self.now().astimezone(_ROME).date()


@attrs.frozen
class FixedClock:
    """A clock that always shows `instant` (aware)."""

    instant: dt.datetime

    def __attrs_post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError(f"a clock shows an aware instant, got {self.instant}")

    def now(self) -> dt.datetime:
        """The instant, UTC."""
        return self.instant.astimezone(dt.UTC)

    def today(self) -> dt.date:
        """Its day in Italy."""
        return self.instant.astimezone(_ROME).date()


@attrs.frozen
class TimeOrderedIds:
    """Identifiers that sort by time: 12 hexadecimal digits of milliseconds, 20 random ones."""

    def new(self) -> str:
        """32 hexadecimal characters."""
        milliseconds = int(dt.datetime.now(dt.UTC).timestamp() * 1000)
        return f"{milliseconds:012x}{secrets.token_hex(10)}"

    def secret(self) -> str:
        """43 characters from a cryptographic source."""
        return secrets.token_urlsafe(32)


@attrs.frozen
class SystemPause:
    """Waits as long as it is told."""

    def __call__(self, seconds: int) -> None:
        """Return after so many seconds."""
        time.sleep(seconds)
