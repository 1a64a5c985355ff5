"""Digests: one canonical text for a tree of plain values, and its SHA-256.

Canonical: JSON with sorted keys, no spaces, UTF-8, numbers as text. The same value always gives the same digest,
on any machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

Plain = str | int | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]


def canonical(value: Plain) -> bytes:
    """The one UTF-8 form of `value`. Floats and other types are refused with TypeError."""
    _no_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Plain) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_of_bytes(data: bytes) -> str:
    """SHA-256 of the bytes as they are, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digested(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, str]]:
    """Each chunk with the SHA-256 of everything up to and with it: the last is that of the whole.

    >>> [digest == digest_of_bytes(b"ab") for _, digest in digested([b"a", b"b"])]
    [False, True]
    """
    so_far = hashlib.sha256()
    for chunk in chunks:
        so_far.update(chunk)
        yield chunk, so_far.hexdigest()


def digest_of_texts(texts: Iterable[str]) -> str:
    """SHA-256 over a sequence of texts, each with its length, so that no two sequences look alike."""
    return hashlib.sha256("".join(f"{len(text)}:{text}" for text in texts).encode()).hexdigest()


def chain(previous: str, value: Plain) -> str:
    """The digest of a link: the previous link's digest and this value."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(value)).hexdigest()


def _no_floats(value: Plain) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"keys are text, got {key!r}")
            _no_floats(item)
    elif isinstance(value, str | int) or value is None:
        return
    elif isinstance(value, list | tuple):
        for item in value:
            _no_floats(item)
    else:
        raise TypeError(f"no canonical form for {type(value).__name__}: {value!r}")
