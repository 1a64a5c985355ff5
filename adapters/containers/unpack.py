"""Zip files from outside: every member is read under limits that count what comes out, not what the headers say.

A zip is unzipped once, to one temporary file that holds all its members: none of them sits in memory.
"""

from __future__ import annotations

import contextlib
import functools
import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import attrs

from application.ports.channels import Spooled
from domain.kernel.digest import digest_of_bytes, digested

_CHUNK = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@attrs.frozen
class ZipLimits:
    """How much of one file is read, at most.

    max_file_bytes      of the file as it came, and of each XML
    max_unzipped_bytes  of all members together
    max_members         of one zip
    max_ratio           unzipped to zipped bytes of one member, judged from `ratio_from_bytes` unzipped bytes on;
                        an hourly file of nothing but zeros was measured at 95
    """

    max_file_bytes: int = 2 << 30
    max_unzipped_bytes: int = 2 << 30
    max_members: int = 20_000
    max_ratio: int = 200
    ratio_from_bytes: int = 1 << 20

    def __attrs_post_init__(self) -> None:
        for name, value in attrs.asdict(self).items():
            if value < 1:
                raise ValueError(f"limit {name}: expected a number above zero, got {value}")


class TooLarge(ValueError):
    """A limit is exceeded: which, and by what."""


class UnreadableZip(ValueError):
    """The zip, or one member of it, cannot be read."""


@attrs.frozen
class ZipMember:
    """A file in a zip: its path as it stands there, and its bytes, or why they could not be read."""

    path: str
    content: Spooled
    error: str | None = None


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does, empty zips included."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


@contextlib.contextmanager
def members(source: BinaryIO, limits: ZipLimits) -> Iterator[tuple[ZipMember, ...]]:
    """The files of a zip in its order, without folders, to be read for as long as the context lasts.

    Raises UnreadableZip for the zip as a whole, and TooLarge.
    """
    with tempfile.TemporaryFile(prefix="bollettario-") as aside:
        yield tuple(_members(source, aside, limits))


def _members(source: BinaryIO, aside: BinaryIO, limits: ZipLimits) -> Iterator[ZipMember]:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableZip(f"not a readable zip: {error}") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > limits.max_members:
            raise TooLarge(f"{len(entries)} files in the zip, at most {limits.max_members} are read")
        start = 0
        for entry in entries:
            aside.seek(start)
            member = _member(archive, entry, limits, start, aside)
            start += member.content.size
            yield member


def _member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ZipLimits, start: int, aside: BinaryIO
) -> ZipMember:
    if entry.compress_type not in _METHODS:
        return ZipMember(entry.filename, Spooled.of(b""), f"compression method {entry.compress_type} is not read")
    if entry.flag_bits & 1:
        return ZipMember(entry.filename, Spooled.of(b""), "the file in the zip is encrypted")
    size, sha256 = 0, digest_of_bytes(b"")
    try:
        for chunk, so_far in digested(_unzipped(archive, entry, limits, limits.max_unzipped_bytes - start)):
            size, sha256 = size + aside.write(chunk), so_far
    except UnreadableZip as error:
        return ZipMember(entry.filename, Spooled.of(b""), f"the file in the zip is damaged: {error}")
    return ZipMember(entry.filename, Spooled(sha256, size, functools.partial(_opened, aside, start, size)))


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: ZipLimits, left: int) -> Iterator[bytes]:
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > left:
                    raise TooLarge(f"{entry.filename}: more than {limits.max_unzipped_bytes} bytes come out of the zip")
                if size > limits.max_file_bytes:
                    raise TooLarge(f"{entry.filename}: more than {limits.max_file_bytes} bytes")
                if size > limits.ratio_from_bytes and size > limits.max_ratio * max(entry.compress_size, 1):
                    raise TooLarge(f"{entry.filename}: unzips to more than {limits.max_ratio} times its size")
                yield chunk
    except TooLarge:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableZip(str(error)) from error


def _opened(aside: BinaryIO, start: int, size: int) -> BinaryIO:
    return io.BufferedReader(_Stretch(aside, start, size), _CHUNK)


class _Stretch(io.RawIOBase):
    """A stretch of a file, as a file of its own."""

    def __init__(self, aside: BinaryIO, start: int, size: int) -> None:
        self._aside, self._start, self._size, self._at = aside, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._aside.seek(self._start + self._at)
        piece = self._aside.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
