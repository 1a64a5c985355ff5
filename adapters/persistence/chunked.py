"""Bytes in chunks of a mebibyte, each compressed alone where that makes it smaller.

A file of any size is written and read with one chunk in memory, and comes out byte for byte as it went in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import zstandard

CHUNK_BYTES = 1024 * 1024
_LEVEL = 3


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK_BYTES, the last one shorter; none of no bytes.

    >>> list(pieces([b"a", b"", b"bc"]))
    [b'abc']
    """
    held = bytearray()
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK_BYTES):
            held += chunk[start : start + CHUNK_BYTES]
            if len(held) >= CHUNK_BYTES:
                yield bytes(held[:CHUNK_BYTES])
                del held[:CHUNK_BYTES]
    if held:
        yield bytes(held)


def pack(piece: bytes) -> tuple[bytes, bool]:
    """A piece as it is stored, and whether it is compressed.

    >>> pack(b"aa")
    (b'aa', False)
    """
    packed = zstandard.compress(piece, _LEVEL)
    return (packed, True) if len(packed) < len(piece) else (piece, False)


def unpack(stored: bytes, packed: bool) -> bytes:
    """A piece as it was."""
    return zstandard.decompress(stored, max_output_size=CHUNK_BYTES) if packed else stored
