"""Stored bytes: what goes in comes out, what was stored as a zlib stream too, from any number of threads."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from adapters.persistence.packing import packed, unpacked


@given(st.binary(max_size=3000))
def test_packing_and_unpacking_is_identity(data: bytes) -> None:
    assert unpacked(packed(data)) == data
    assert packed(data) == packed(data)


@given(st.binary(max_size=3000), st.integers(0, 9))
def test_zlib_streams_of_before_are_read(data: bytes, level: int) -> None:
    assert unpacked(zlib.compress(data, level)) == data


def test_threads_do_not_share_a_compressor() -> None:
    several = [bytes([number]) * 5000 for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda data: unpacked(packed(data)), several)) == several


@pytest.mark.parametrize("stored", [b"", b"abc", packed(b"a" * 100)[:-1], zlib.compress(b"abc")[:-1]])
def test_damaged_bytes_are_an_error(stored: bytes) -> None:
    with pytest.raises((zstandard.ZstdError, zlib.error)):
        unpacked(stored)
