"""What a record of a measure file brings, as domain values, and how a code of a flow becomes one of ours."""

from __future__ import annotations

import enum
from typing import TypeVar

import attrs

from adapters.sii.engine import BadRecord
from domain.metering.curve import MonthCurve
from domain.metering.historical_consumption import PastUse, PointNotice
from domain.metering.reading import Reading

_Code = TypeVar("_Code", bound=enum.Enum)


@attrs.frozen
class Measures:
    """What one record brings. `history` is never billed."""

    readings: tuple[Reading, ...] = ()
    curves: tuple[MonthCurve, ...] = ()
    history: tuple[PastUse | PointNotice, ...] = ()


def coded(kind: type[_Code], text: str, name: str) -> _Code:
    """The member of `kind` that a text is. BadRecord (SII-006) naming what is allowed."""
    try:
        return kind(text)
    except ValueError as error:
        expected = ", ".join(str(code.value) for code in kind)
        raise BadRecord("SII-006", f"{name}: found {text!r}, expected one of {expected}") from error
