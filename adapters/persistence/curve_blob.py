"""Quarter-hour values as one compressed blob.

int32 little endian, bytes shuffled (all first bytes, then all second bytes ...) so that the many zero high bytes lie
together, then zstandard: about a byte and a quarter per value on noisy curves, against 84 as rows. The first byte
tells how a blob was made: 1 is this form; blobs of before are plain zlib streams, which begin with 0x78, and stay
readable.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import zstandard
from numpy.typing import NDArray

from adapters.persistence.packing import packed, unpacked

_WIDTH = 4
_ZSTANDARD, _ZLIB = 1, 0x78
_MOST = 2**31 - 1
_MOST_BYTES = 31 * 100 * _WIDTH  # no month has more


class ValueTooLarge(ValueError):
    """A quarter-hour does not fit in 32 bits."""


class UnreadableBlob(ValueError):
    """A blob is of a form that this programme does not know, or damaged."""


def plain(values: Sequence[int]) -> bytes:
    """Some values 0 <= value < 2**31 as int32, little endian, one after the other. ValueTooLarge beyond."""
    try:
        held = np.frombuffer(array("i", values), dtype=np.int32) if values else np.zeros(0, dtype=np.int32)
    except OverflowError as error:
        raise _too_large(values) from error
    if held.size and held.min() < 0:
        raise _too_large(values)
    return held.astype("<i4", copy=False).tobytes()


def pack(values: Sequence[int]) -> bytes:
    """The blob of some values 0 <= value < 2**31. ValueTooLarge beyond."""
    return pack_plain(plain(values))


def pack_plain(data: bytes) -> bytes:
    """The blob of values as `plain` gives them."""
    shuffled = np.frombuffer(data, dtype=np.uint8).reshape(-1, _WIDTH).T.tobytes()
    return bytes([_ZSTANDARD]) + packed(shuffled)


def unpack(blob: bytes) -> tuple[int, ...]:
    """The values of a blob. UnreadableBlob where it is none."""
    return tuple(np.frombuffer(unpack_plain(blob), dtype="<i4").tolist())


def unpack_plain(blob: bytes) -> bytes:
    """The values of a blob as int32, little endian, without making numbers of them. UnreadableBlob where it is none."""
    shuffled = _shuffled(blob)
    if len(shuffled) % _WIDTH:
        raise UnreadableBlob(f"{len(shuffled)} bytes are no whole number of values")
    planes: NDArray[np.uint8] = np.frombuffer(shuffled, dtype=np.uint8).reshape(_WIDTH, -1)
    values: NDArray[np.uint32] = planes[0].astype("<u4")
    for place in range(1, _WIDTH):
        if planes[place].any():
            values |= planes[place].astype("<u4") << np.uint32(8 * place)
    data: bytes = values.tobytes()
    return data


def cut(values: Sequence[int], lengths: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """`values` cut into consecutive parts of those lengths."""
    parts, start = [], 0
    for length in lengths:
        parts.append(tuple(values[start : start + length]))
        start += length
    assert start == len(values), f"{len(values)} values do not fill {start} quarter-hours"
    return tuple(parts)


def _shuffled(blob: bytes) -> bytes:
    kind = blob[0] if blob else None
    if kind not in (_ZSTANDARD, _ZLIB):
        raise UnreadableBlob(f"a blob begins with {_ZSTANDARD} or {_ZLIB}, got {kind}: update the programme")
    try:
        return unpacked(blob[1:] if kind == _ZSTANDARD else blob, at_most=_MOST_BYTES)
    except (zstandard.ZstdError, zlib.error) as error:
        raise UnreadableBlob(f"a blob of {len(blob)} bytes is damaged: {error}") from error


def _too_large(values: Sequence[int]) -> ValueTooLarge:
    return ValueTooLarge(f"a quarter-hour is 0 .. {_MOST} Wh, got {min(values)} .. {max(values)}; check the file")
