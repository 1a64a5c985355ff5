"""What a command refuses: the message of an anticipated error on standard error, and status 1.

An input that cannot be read is told by the command that reads it, with status 2. Anything else is a fault of ours and
keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.cli.entry import OpenServices
from adapters.cli.output import fail
from adapters.wire.anticipated_errors import ERRORS
from application.ports.clock import Clock
from application.services import Services


def with_messages(open_services: OpenServices) -> OpenServices:
    """The same, with every anticipated error of a command told in words."""

    @contextmanager
    def opened(clock: Clock) -> Iterator[Services]:
        with open_services(clock) as services:
            try:
                yield services
            except ERRORS as error:
                fail(str(error))

    return opened
