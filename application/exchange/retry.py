"""Trying again: after longer and longer pauses, up to a cap, and only what may succeed without anybody's help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import attrs

from application.ports.channels import ChannelFault
from application.ports.pause import Pause

T = TypeVar("T")


@attrs.frozen
class RetryPolicy:
    """How often and how long: `tries` in all, the first pause, each the double of the one before up to the cap."""

    tries: int = 4
    first_seconds: int = 2
    cap_seconds: int = 60

    def __attrs_post_init__(self) -> None:
        if self.tries < 1 or self.first_seconds < 0 or self.cap_seconds < self.first_seconds:
            raise ValueError(f"expected 1 try or more and pauses that grow up to the cap, got {self}")

    def pauses(self) -> Iterator[int]:
        """The seconds before each further try.

        >>> list(RetryPolicy(tries=5, first_seconds=2, cap_seconds=10).pauses())
        [2, 4, 8, 10]
        """
        seconds = self.first_seconds
        for _ in range(self.tries - 1):
            yield min(seconds, self.cap_seconds)
            seconds = min(seconds * 2, self.cap_seconds)


def with_retry(work: Callable[[], T], *, pause: Pause, policy: RetryPolicy) -> T:
    """What `work` gives, tried again where it raises a ChannelFault that is retryable; the last one passes through."""
    for seconds in policy.pauses():
        try:
            return work()
        except ChannelFault as fault:
            if not fault.retryable:
                raise
        pause(seconds)
    return work()
