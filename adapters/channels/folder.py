"""A folder as a channel: files are dropped into in/, put away into done/ or refused/, and picked up from out/.

A file is left alone until it was not changed for some seconds, so that one still being written is never taken.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from adapters.channels.kind import ChannelEntry, ChannelKind
from adapters.channels.naming import TEMPORARY, is_finished, plain_name
from application.ports.channels import NOT_ALLOWED, UNREACHABLE, ChannelFault, ChannelItem, ChannelTerms, Returned
from application.ports.clock import Clock

CHUNK_BYTES = 1 << 20


@attrs.frozen
class FolderChannel:
    """Files under `root`; `still_seconds` is how long a file must not have changed before it is taken."""

    terms: ChannelTerms
    root: Path
    clock: Clock
    still_seconds: int = 10

    def waiting(self) -> tuple[ChannelItem, ...]:
        """The files of in/ that no longer change, oldest first."""
        with _folder_faults(self.root):
            (self.root / "in").mkdir(parents=True, exist_ok=True)
            found = [entry for entry in os.scandir(self.root / "in") if entry.is_file(follow_symlinks=False)]
            items = [_item(Path(entry.path)) for entry in found if is_finished(entry.name)]
        still = self.clock.now() - dt.timedelta(seconds=self.still_seconds)
        settled = [item for item in items if item.modified is not None and item.modified <= still]
        return tuple(sorted(settled, key=lambda item: (item.modified, item.name)))

    def fetch(self, item: ChannelItem) -> Iterator[bytes]:
        """The bytes of a file, a mebibyte at a time."""
        with _folder_faults(self.root), (self.root / "in" / plain_name(item.path)).open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def settle(self, item: ChannelItem, *, accepted: bool) -> None:
        """Move it to done/ or refused/; one that changed since it was listed stays, and comes again."""
        source = self.root / "in" / plain_name(item.path)
        target = self.root / ("done" if accepted else "refused")
        with _folder_faults(self.root):
            if not source.exists() or _item(source) != item:
                return
            target.mkdir(parents=True, exist_ok=True)
            source.replace(_free(target / source.name))

    def deliver(self, name: str, chunks: Iterable[bytes]) -> tuple[Returned, ...]:
        """Write it into out/ under a temporary name, then give it its own."""
        target = self.root / "out" / plain_name(name)
        written = target.with_name(f".{name}{TEMPORARY}")
        with _folder_faults(self.root):
            target.parent.mkdir(parents=True, exist_ok=True)
            with written.open("wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            written.replace(target)
        return ()


def _item(path: Path) -> ChannelItem:
    stat = path.stat()
    return ChannelItem(path.name, path.name, stat.st_size, dt.datetime.fromtimestamp(stat.st_mtime, dt.UTC))


def _free(path: Path) -> Path:
    """The path, or the first of path.1, path.2 ... that is free: what was put away is never replaced."""
    free, number = path, 0
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


@contextlib.contextmanager
def _folder_faults(root: Path) -> Iterator[None]:
    try:
        yield
    except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ChannelFault(NOT_ALLOWED, f"{root}: {error}") from error
    except OSError as error:
        raise ChannelFault(UNREACHABLE, f"{root}: {error}", retryable=True) from error


def _folder(terms: ChannelTerms, entry: ChannelEntry) -> FolderChannel:
    root = entry.file.parent / entry.values["folder"]
    return FolderChannel(terms, root, entry.clock, **entry.given("still_seconds"))


FOLDER = ChannelKind(name="folder", own=frozenset({"folder", "still_seconds"}), needed=("folder",), make=_folder)
