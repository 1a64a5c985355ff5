"""Chance without randomness: numbers that a seed and a subject always give, on any machine."""

from __future__ import annotations

from domain.kernel.digest import digest_of_texts

_BYTES = 32


def chance(*subject: object, below: int) -> int:
    """A number from 0 up to but without `below`, always the same for the same subject.

    >>> chance("seed", "IT999E00000001", below=100) == chance("seed", "IT999E00000001", below=100)
    True
    """
    if not 0 < below <= 1 << 64:
        raise ValueError(f"a number below {below} cannot be drawn; give 1 up to 2**64")
    return int(digest_of_texts(map(str, subject)), 16) % below


def noise(*subject: object) -> bytes:
    """32 bytes, always the same for the same subject."""
    return int(digest_of_texts(map(str, subject)), 16).to_bytes(_BYTES, "big")
