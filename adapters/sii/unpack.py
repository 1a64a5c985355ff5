"""Zip files from outside: every member is read under limits that count what comes out, not what the headers say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import attrs

_CHUNK = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@attrs.frozen
class Limits:
    """How much of one file is read, at most.

    max_file_bytes      of the file as it came, and of each XML
    max_unzipped_bytes  of all members together
    max_members         of one zip
    max_ratio           unzipped to zipped bytes of one member, judged from `ratio_from_bytes` unzipped bytes on;
                        an hourly file of nothing but zeros was measured at 95
    """

    max_file_bytes: int = 512 << 20
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
class Member:
    """A file in a zip: its path as it stands there, and its bytes, or why they could not be read."""

    path: str
    data: bytes
    error: str | None = None


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does, empty zips included."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """The files of a zip in its order, without folders.

    Raises UnreadableZip for the zip as a whole, and TooLarge, possibly after some members were given.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableZip(f"not a readable zip: {error}") from error
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > limits.max_members:
            raise TooLarge(f"{len(entries)} files in the zip, at most {limits.max_members} are read")
        left = limits.max_unzipped_bytes
        for entry in entries:
            member = _member(archive, entry, limits, left)
            left -= len(member.data)
            yield member


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int) -> Member:
    if entry.compress_type not in _METHODS:
        return Member(entry.filename, b"", f"compression method {entry.compress_type} is not read")
    if entry.flag_bits & 1:
        return Member(entry.filename, b"", "the file in the zip is encrypted")
    try:
        return Member(entry.filename, _unzipped(archive, entry, limits, left))
    except TooLarge:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        return Member(entry.filename, b"", f"the file in the zip is damaged: {error}")


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, left: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > left:
                raise TooLarge(f"{entry.filename}: more than {limits.max_unzipped_bytes} bytes come out of the zip")
            if size > limits.max_file_bytes:
                raise TooLarge(f"{entry.filename}: more than {limits.max_file_bytes} bytes")
            if size > limits.ratio_from_bytes and size > limits.max_ratio * max(entry.compress_size, 1):
                raise TooLarge(f"{entry.filename}: unzips to more than {limits.max_ratio} times its size")
            chunks.append(chunk)
    return b"".join(chunks)
