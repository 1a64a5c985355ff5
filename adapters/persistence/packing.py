"""Bytes compressed as they are stored: zstandard. What was stored before as a zlib stream stays readable."""

from __future__ import annotations

import threading
import zlib

import zstandard

_LEVEL = 3
_ZLIB = 0x78  # a zlib stream begins with it, a zstandard frame never
_LOCAL = threading.local()


def packed(data: bytes) -> bytes:
    """Compressed bytes; `unpacked` is the inverse.

    >>> unpacked(packed(b"abc")), unpacked(zlib.compress(b"abc"))
    (b'abc', b'abc')
    """
    if not hasattr(_LOCAL, "compressor"):  # one for each thread: making one costs more than using it
        _LOCAL.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    compressor: zstandard.ZstdCompressor = _LOCAL.compressor
    return compressor.compress(data)


def unpacked(stored: bytes, *, at_most: int = 0) -> bytes:
    """The bytes as they were. zstandard.ZstdError or zlib.error where they are damaged, or more than `at_most`."""
    if stored[:1] == bytes([_ZLIB]):
        return zlib.decompress(stored)
    if not hasattr(_LOCAL, "decompressor"):
        _LOCAL.decompressor = zstandard.ZstdDecompressor()
    decompressor: zstandard.ZstdDecompressor = _LOCAL.decompressor
    return decompressor.decompress(stored, max_output_size=at_most)
