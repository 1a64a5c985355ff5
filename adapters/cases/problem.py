"""What is wrong with a case file: where, what was found, what is expected. All that is found is reported at once.

A problem that a batch would meet as well has its fault code (docs/faults.md); one of the form of the file has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import attrs

from domain.contracts.faults import REG_002, REG_003
from domain.contracts.supply_terms import TermsContradict
from domain.kernel.identifiers import InvalidIdentifier
from domain.offers.faults import OFR_005
from domain.pricing.faults import PRC_001, PRC_006
from domain.tariffs.discount import DiscountExceedsBase
from domain.tariffs.offer import NegativePrice
from domain.tariffs.parameter import NotInForce

_SHOWN = 60
_CODES: Mapping[type[Exception], str] = {
    TermsContradict: REG_003.code,
    InvalidIdentifier: REG_002.code,
    DiscountExceedsBase: PRC_006.code,
    NotInForce: PRC_001.code,
    NegativePrice: OFR_005.code,
}


@attrs.frozen
class WrittenFloat:
    """A JSON number with decimals, as it was written. A case never has one: money and quantities are text."""

    text: str


@attrs.frozen
class Problem:
    """One mistake. `pointer` is a JSON pointer (RFC 6901), empty for the whole document; `code` a fault code if any."""

    pointer: str
    found: str
    expected: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.pointer or 'the document'}: found {self.found}, expected {self.expected}"


class UnreadableCase(ValueError):
    """A case file that cannot be read as a question."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


def bad(pointer: str, found: object, expected: str, code: str = "") -> UnreadableCase:
    """A case with a single problem."""
    return UnreadableCase([Problem(pointer, shown(found), expected, code)])


def bad_by(pointer: str, found: object, error: Exception) -> UnreadableCase:
    """A case with the single problem that an error of the domain tells."""
    return bad(pointer, found, str(error), _CODES.get(type(error), ""))


def pointer_to(path: Sequence[str | int]) -> str:
    """The JSON pointer of a path.

    >>> pointer_to(["offer", 0, "a/b"])
    '/offer/0/a~1b'
    """
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def shown(value: object) -> str:
    """A value as it stands in the file, cut where it is long."""
    if isinstance(value, WrittenFloat):
        return value.text
    text = json.dumps(value, ensure_ascii=False, default=_written)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _written(value: object) -> str:
    return value.text if isinstance(value, WrittenFloat) else str(value)
