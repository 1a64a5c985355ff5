"""Files that hold files: each file inside is handed on as if it had come alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import attrs

from application.ports.channels import Spooled
from domain.kernel.fault import Fault


@attrs.frozen
class Member:
    """A file of a container, to be read as long as the next one is not asked for.

    name       its path in there as it stands, which is only a name; that of the container where it stands for itself
    container  the name of the container; empty where the file came alone, or cannot be opened and stands for itself
    fault      why it cannot be read, None where it can
    """

    name: str
    content: Spooled
    container: str
    fault: Fault | None = None


class Containers(Protocol):
    """Opens files that hold files, under limits on what comes out of them."""

    def opens(self, first_bytes: bytes) -> bool:
        """Whether a file is a container, by its first bytes; 4 are enough."""
        ...

    def members(self, *, name: str, content: Spooled) -> Iterator[Member]:
        """Every file inside in order; what is no container, cannot be opened or exceeds a limit stands for itself.

        A container within a container is not opened. Never raises for bad content.
        """
        ...
