"""Quarter-hour curves of the SII flows: `<Ea Dst="0" E1="0,123" ... E96="...">DD</Ea>`, one element a day.

How the clock changes are written (reference on SII flows, section 1.4; rule 27 of Acquirente Unico):

Dst absent or 0   a day of 96 quarters: E1-E96
Dst 1             the last Sunday of March: E1-E8 and E13-E96; E9-E12 do not exist and must be empty
Dst 2 and 3       the last Sunday of October, two elements with the same day: E1-E12 of Dst 2 (summer time, up to
                  03:00), then E9-E96 of Dst 3 (solar time; its E9-E12 are the repeated hour)
Dst absent or 0   on that October Sunday with E1-E100 given directly: E97-E100 are taken as the repeated hour,
                  because the central table of Acquirente Unico puts it at the end; in order of time it comes
                  between E12 and E13

A value that is missing or unreadable refuses the curve. It is never zero.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

import attrs
from lxml import etree

from domain.kernel.calendar import QUARTERS, quarters_in
from domain.kernel.validity import Period
from domain.metering.curve import DayCurve
from domain.metering.deliveries.faults import SII_005, SII_006, SII_008

_NAMES = tuple(f"E{number}" for number in range(1, QUARTERS + 5))
_NORMAL = _NAMES[:QUARTERS]
_USUAL_NAMES = (["Dst", *_NORMAL], list(_NORMAL), [*_NORMAL, "Dst"])  # the attributes of a usual element, in order
_NUMBERS = {name: number for number, name in enumerate(_NAMES)}
_PLAIN_ROW = re.compile(r"(?:[0-9]{1,12}+,[0-9]{3};)++")
_SMALL = {f"{wh // 1000},{wh % 1000:03d}": wh for wh in range(10_000)}  # most texts ever seen: below 10 kWh
_VALUE = re.compile(r"([0-9]{1,12})(?:,([0-9]{1,3}))?")
_DAY = re.compile(r"[0-9]{1,2}")
_GIVEN = {  # the positions (from 0) that must be given, in order of time
    (0, QUARTERS): (range(QUARTERS),),
    (0, QUARTERS + 4): (range(12), range(QUARTERS, QUARTERS + 4), range(12, QUARTERS)),
    (1, QUARTERS - 4): (range(8), range(12, QUARTERS)),
    (2, QUARTERS + 4): (range(12),),
    (3, QUARTERS + 4): (range(8, QUARTERS),),
}
_CLOCK_CHANGE = {1: "the last Sunday of March", 2: "the last Sunday of October", 3: "the last Sunday of October"}


class BadCurve(ValueError):
    """A curve cannot be read; `code` is the fault."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class CurveRow:
    """One element: day of the month, Dst, and the watt-hours of E1, E2, ... (96 or 100 of them; None: not given)."""

    day: int
    dst: int
    values: tuple[int | None, ...]


def read_row(element: etree._Element) -> tuple[CurveRow, tuple[str, ...]]:
    """A row, and the attributes it has beside Dst and E1-E100. Raises BadCurve."""
    day = (element.text or "").strip()
    if not _DAY.fullmatch(day):
        raise BadCurve(
            SII_006.code if day else SII_005.code, f"day of the month: found {day[:80]!r}, expected 01 to 31"
        )
    usual = _usual_values(element)
    if usual is not None:
        return CurveRow(int(day), 0, usual), ()
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    dst = attributes.pop("Dst", "")
    return _read_any_row(int(day), dst, attributes)


def write_row(element: etree._Element, row: CurveRow) -> None:
    """Fill an empty element with a row; the inverse of read_row."""
    element.set("Dst", str(row.dst))
    for name, value in zip(_NAMES, row.values, strict=False):
        if value is not None:
            element.set(name, f"{value // 1000},{value % 1000:03d}")
    element.text = f"{row.day:02d}"


def day_curves(rows: Iterable[CurveRow], month: Period) -> tuple[DayCurve, ...]:
    """The days of `month` that rows in any order describe, by day. Raises BadCurve."""
    by_day: dict[int, dict[int, CurveRow]] = {}
    for row in rows:
        parts = by_day.setdefault(row.day, {})
        if row.dst in parts:
            raise BadCurve(SII_006.code, f"day {row.day:02d} with Dst {row.dst} is given twice")
        parts[row.dst] = row
    return tuple(_day_curve(number, by_day[number], month) for number in sorted(by_day))


def curve_rows(curves: Iterable[DayCurve]) -> tuple[CurveRow, ...]:
    """The rows that describe days; the inverse of day_curves."""
    return tuple(row for curve in curves for row in _rows_of(curve))


def _usual_values(element: etree._Element) -> tuple[int, ...] | None:
    """The watt-hours of an element as nearly all are written: E1 to E96 in order, three decimals, no clock change."""
    names = element.keys()
    if names not in _USUAL_NAMES or element.get("Dst", "") not in ("", "0"):
        return None
    texts = element.values()
    if len(texts) > QUARTERS:
        del texts[names.index("Dst")]
    try:
        return tuple(map(_SMALL.__getitem__, texts))
    except KeyError:
        joined = ";".join(texts) + ";"
        if not _PLAIN_ROW.fullmatch(joined):
            return None
        return tuple(map(int, joined[:-1].replace(",", "").split(";")))


def _read_any_row(day: int, dst: str, attributes: dict[str, str]) -> tuple[CurveRow, tuple[str, ...]]:
    values: list[int | None] = [None] * len(_NAMES)
    unknown: list[str] = []
    for name, text in attributes.items():
        position = _NUMBERS.get(name.upper())
        if position is not None:
            values[position] = _read_value(name, text.strip(), day)
        elif name.upper() == "DST":
            dst = text
        else:
            unknown.append(name)
    if dst.strip() not in ("", "0", "1", "2", "3"):
        raise BadCurve(SII_006.code, f"day {day:02d}: Dst: found {dst[:80]!r}, expected 0, 1, 2 or 3")
    size = QUARTERS if values[QUARTERS:] == [None] * 4 else len(_NAMES)
    return CurveRow(day, int(dst.strip() or 0), tuple(values[:size])), tuple(unknown)


def _read_value(name: str, text: str, day: int) -> int | None:
    if not text:
        return None
    found = _VALUE.fullmatch(text)
    if not found:
        raise BadCurve(
            SII_006.code, f"day {day:02d} {name}: found {text[:80]!r}, expected kWh with at most three decimals"
        )
    return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))


def _day_curve(number: int, parts: dict[int, CurveRow], month: Period) -> DayCurve:
    if not 1 <= number <= month.days:
        raise BadCurve(SII_008.code, f"day {number:02d} is not of the month {month}")
    day = month.start + dt.timedelta(days=number - 1)
    if set(parts) in ({2}, {3}):
        raise BadCurve(
            SII_005.code, f"{day}: the clock change needs the elements with Dst 2 and 3, got Dst {min(parts)}"
        )
    if len(parts) > 1 and set(parts) != {2, 3}:
        raise BadCurve(SII_006.code, f"{day}: elements with Dst {sorted(parts)} exclude each other")
    values: list[int] = []
    for dst in sorted(parts):
        values += _in_order(day, parts[dst])
    return DayCurve(day, tuple(values))


def _in_order(day: dt.date, row: CurveRow) -> list[int]:
    ranges = _GIVEN.get((row.dst, quarters_in(day)))
    if ranges is None:
        wanted = _CLOCK_CHANGE.get(row.dst, "a day without a clock change")
        raise BadCurve(SII_006.code, f"{day}: Dst {row.dst} is for {wanted}")
    if row.dst == 0 and len(ranges) == 1 and len(row.values) == QUARTERS and None not in row.values:
        return [value for value in row.values if value is not None]
    values: list[int] = []
    for position in (position for span in ranges for position in span):
        value = row.values[position] if position < len(row.values) else None
        if value is None:
            raise BadCurve(
                SII_005.code, f"{day} Dst {row.dst}: {_NAMES[position]} has no value; it is not counted as zero"
            )
        values.append(value)
    given = len(row.values) - row.values.count(None)
    if given != len(values):
        surplus = [_NAMES[i] for i, value in enumerate(row.values) if value is not None and not _holds(ranges, i)]
        raise BadCurve(SII_006.code, f"{day} Dst {row.dst}: {', '.join(surplus)} must be empty")
    return values


def _holds(ranges: tuple[range, ...], position: int) -> bool:
    return any(position in span for span in ranges)


def _rows_of(curve: DayCurve) -> tuple[CurveRow, ...]:
    values, number = curve.values, curve.day.day
    if len(values) > QUARTERS:
        gap = (None,) * (QUARTERS - 12)
        return (
            CurveRow(number, 2, (*values[:12], *gap)),
            CurveRow(number, 3, (*(None,) * 8, *values[12:])),
        )
    if len(values) < QUARTERS:
        return (CurveRow(number, 1, (*values[:8], *(None,) * 4, *values[8:])),)
    return (CurveRow(number, 0, values),)
