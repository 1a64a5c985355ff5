"""Blobs of quarter-hours: what goes in comes out, blobs of before included, and noise stays small."""

from __future__ import annotations

import sys
import zlib
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.persistence import curve_blob
from tests.bench.household import household

VALUES = st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 400), max_size=3100)


def _as_before(values: list[int]) -> bytes:
    """A blob as it was written at first: the shuffled bytes as a zlib stream and nothing else."""
    held = array("i", values)
    if sys.byteorder == "big":
        held.byteswap()
    data = held.tobytes()
    return zlib.compress(b"".join(data[i::4] for i in range(4)), 6)


@given(VALUES)
def test_packing_and_unpacking_is_identity(values: list[int]) -> None:
    assert list(curve_blob.unpack(curve_blob.pack(values))) == values


@given(VALUES)
def test_blobs_of_before_are_read(values: list[int]) -> None:
    assert list(curve_blob.unpack(_as_before(values))) == values
    assert curve_blob.unpack_plain(_as_before(values)) == curve_blob.plain(values)


@given(VALUES)
def test_the_plain_form_is_four_bytes_a_value_little_endian(values: list[int]) -> None:
    data = curve_blob.unpack_plain(curve_blob.pack(values))
    assert [int.from_bytes(data[i : i + 4], "little") for i in range(0, len(data), 4)] == values


@pytest.mark.parametrize("value", [-1, 2**31, 2**40])
def test_a_value_that_does_not_fit_is_refused(value: int) -> None:
    with pytest.raises(curve_blob.ValueTooLarge, match=str(value)):
        curve_blob.pack([0, value])


@pytest.mark.parametrize(
    "blob", [b"", b"\x02abc", b"\x01abc", b"\x78abc", curve_blob.pack([1, 2, 3])[:-2], zlib.compress(b"abc")]
)
def test_a_damaged_blob_is_an_error(blob: bytes) -> None:
    with pytest.raises(curve_blob.UnreadableBlob):
        curve_blob.unpack(blob)


def test_a_noisy_month_takes_little() -> None:
    values = [value for day in household(1).days for value in day.values]
    assert len(curve_blob.pack(values)) / len(values) <= 1.25
