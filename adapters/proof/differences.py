"""The first difference between what a proof says and what is computed: found leaf by leaf, in the order of the file."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from domain.billing.proof import ProofDifference

_ABSENT = "nothing"


class Differs(Exception):
    """Ends the computation with the first difference."""

    def __init__(self, difference: ProofDifference) -> None:
        self.difference = difference
        super().__init__(str(difference))


def same(place: str, field: str, found: Any, expected: Any) -> None:
    """Differs at the first leaf that differs."""
    for path, one, other in _leaves(found, expected, field):
        raise Differs(ProofDifference(place, path, _quoted(one), _quoted(other)))


def _leaves(found: Any, expected: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*expected, *found]):
            yield from _leaves(found.get(key, _ABSENT), expected.get(key, _ABSENT), f"{path}.{key}".lstrip("."))
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        pairs = itertools.zip_longest(found, expected, fillvalue=_ABSENT)
        for i, (one, other) in enumerate(pairs):
            yield from _leaves(one, other, f"{path}[{i}]")
    elif type(found) is not type(expected) or found != expected:
        yield path, found, expected


def _quoted(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
