"""An invented kind of channel: a shelf that both sides reach. What lies on it is collected; what is sent is laid on it.

Files of the other side begin with its mark, ours with our own, so that neither collects what it sent.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from adapters.channels.kind import ChannelEntry, ChannelKind
from adapters.channels.naming import TEMPORARY, plain_name
from application.ports.channels import NOT_ALLOWED, UNREACHABLE, ChannelFault, ChannelItem, ChannelTerms, Returned

_DONE = ".done"


@attrs.frozen
class ShelfChannel:
    """A folder whose files are told apart by how their names begin."""

    terms: ChannelTerms
    shelf: Path
    theirs: str
    ours: str

    def waiting(self) -> tuple[ChannelItem, ...]:
        """Their files, in order of name."""
        with _faults(self.shelf):
            found = sorted(path for path in self.shelf.iterdir() if path.name.startswith(self.theirs))
            left = [path for path in found if path.suffix not in (_DONE, TEMPORARY)]
            return tuple(
                ChannelItem(path.name, path.name.removeprefix(self.theirs), path.stat().st_size) for path in left
            )

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """The bytes of a file."""
        with _faults(self.shelf):
            yield (self.shelf / plain_name(item.path)).read_bytes()

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Mark it done, whatever became of it: the shelf is not ours to sort."""
        file = self.shelf / plain_name(item.path)
        with _faults(self.shelf):
            if file.exists():
                file.rename(file.with_name(file.name + _DONE))

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Lay it on the shelf, whole or not at all."""
        target = self.shelf / plain_name(self.ours + name)
        written = target.with_name(target.name + TEMPORARY)
        with _faults(self.shelf):
            written.write_bytes(b"".join(chunks))
            written.replace(target)
        return ()


@contextlib.contextmanager
def _faults(shelf: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, FileNotFoundError) as error:
        raise ChannelFault(NOT_ALLOWED, f"{shelf}: {error}") from error
    except OSError as error:
        raise ChannelFault(UNREACHABLE, f"{shelf}: {error}", retryable=True) from error


def _shelf(terms: ChannelTerms, entry: ChannelEntry) -> ShelfChannel:
    return ShelfChannel(terms, entry.file.parent / entry.values["shelf"], entry.values["theirs"], entry.values["ours"])


SHELF = ChannelKind(
    name="shelf", own=frozenset({"shelf", "theirs", "ours"}), needed=("shelf", "theirs", "ours"), make=_shelf
)
