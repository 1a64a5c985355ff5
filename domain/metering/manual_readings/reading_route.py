"""A walk list: the meters a reader is to read, in the order of the walk, with what helps to read them right.

It carries no more of the customer than the name at the door (data minimisation, GDPR art. 5).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.kernel.rounding import WHOLE
from domain.kernel.validity import Period
from domain.metering.consumption import RolloverRule
from domain.metering.manual_readings.plausibility import expected_use, last_read
from domain.metering.reading import Kind, Reading

_ONE_DAY = dt.timedelta(days=1)
_DIGITS = re.compile(r"[0-9]+")


@attrs.frozen
class RouteRegister:
    """A register to read: its name, what it showed last, and between which values it is expected to be."""

    name: str
    last: Decimal | None = None
    expected: tuple[Decimal, Decimal] | None = None


@attrs.frozen
class RouteStop:
    """A meter to read. `coefficient` is C of a gas meter read in m3."""

    point: str
    commodity: str
    street: str
    number: str
    town: str
    customer: str
    serial: str
    digits: int | None
    coefficient: Decimal | None
    last_day: dt.date | None
    registers: tuple[RouteRegister, ...]

    @property
    def order(self) -> tuple[str, str, int, str, str]:
        """By town, street and number, 9 before 10."""
        found = _DIGITS.search(self.number)
        return (self.town, self.street, int(found.group()) if found else 0, self.number, self.point)


def registers_of(
    readings: Sequence[Reading],
    day: dt.date,
    *,
    is_gas: bool,
    rollover: RolloverRule,
    available_kw: Decimal,
    share: Decimal,
) -> tuple[RouteRegister, ...]:
    """The registers of the meter last read, with what each may show on `day`: the use of history, more or less `share`.

    How bands share it is not asked: the range of each runs from none to all of it.
    """
    before = last_read(readings, day)
    if before is None:
        return (RouteRegister("meter_m3" if is_gas else f"{Kind.ACTIVE.value}:M"),)
    usual = expected_use(readings, Period(before.day + _ONE_DAY, day + _ONE_DAY), rollover, available_kw)
    if usual is not None and before.coefficient is not None:
        usual = usual / before.coefficient
    single = len(before.bands(Kind.ACTIVE)) == 1
    found = []
    for value in before.values:
        if value.kind is Kind.POWER:
            continue
        expected = None
        if usual is not None and value.kind is Kind.ACTIVE:
            least = WHOLE.apply(value.value + usual * (1 - share)) if single else value.value
            expected = (least, WHOLE.apply(value.value + usual * (1 + share)))
        found.append(RouteRegister(_name(value.kind, value.band, before, is_gas=is_gas), value.value, expected))
    return tuple(found)


def _name(kind: Kind, band: str, before: Reading, *, is_gas: bool) -> str:
    if is_gas:
        by_converter = kind is Kind.ACTIVE and before.coefficient is None
        return "converter_smc" if by_converter else "meter_m3"
    return f"{kind.value}:{band}"
