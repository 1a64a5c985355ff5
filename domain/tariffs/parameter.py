"""A dated parameter: every tariff, rate, threshold or deadline is a row with a source.

Rows are append-only. A correction is a new row with a later `known_from`; what was known on an earlier day can
always be asked again, so a bill can be reproduced as computed.
"""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

import attrs

from domain.kernel.validity import Period


class Status(enum.Enum):
    """How sure a value is.

    confirmed  read in the cited source
    derived    arithmetic on confirmed values
    recalled   general knowledge, not verified: a run warns
    synthetic  invented for a demonstration or given inline: a run warns
    given      stated by the caller of a simulation
    """

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    RECALLED = "recalled"
    SYNTHETIC = "synthetic"
    GIVEN = "given"

    __hash__ = object.__hash__  # members are single, and every row of a bill is asked for its status


@attrs.frozen
class Source:
    """An act or publication: short title and where to read it."""

    id: str
    title: str
    link: str


@attrs.frozen
class ParameterHead:
    """What a parameter is, before any value.

    path            area/name, e.g. "electricity/sigma1"
    unit            EUR/kWh, EUR/kW/year, EUR/POD/year, ratio, kWh/month, EUR, days ...
    dimensions      the names of the columns that make the key of a row, in order
    decimals        how many decimals the act prints, at most
    still_valid_on  the day somebody last checked that nothing newer exists
    gaps            periods that are known to have no value, so that a gap is a statement and not a mistake
    by_tenant       the common book has no value: each tenant gives its own, or a case gives it inline
    """

    path: str
    label: str
    description: str
    publisher: str
    unit: str
    dimensions: tuple[str, ...]
    decimals: int
    norm: str
    still_valid_on: dt.date
    gaps: tuple[Period, ...] = ()
    by_tenant: bool = False


@attrs.frozen
class ParameterRow:
    """One value of one parameter, for one key and period, as known from a day on."""

    path: str
    key: tuple[str, ...]
    period: Period
    known_from: dt.date
    value: Decimal
    source: Source
    status: Status
    id: str = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "id", f"{self.name}@{self.period.start}/{self.known_from}")

    @property
    def name(self) -> str:
        """path[key, key], for messages."""
        return f"{self.path}[{', '.join(self.key)}]" if self.key else self.path


class NotInForce(LookupError):
    """No value of a parameter is in force on a day. The nearest value is never used instead."""

    def __init__(self, path: str, key: tuple[str, ...], day: dt.date, known_on: dt.date) -> None:
        self.path, self.key, self.day, self.known_on = path, key, day, known_on
        name = f"{path}[{', '.join(key)}]" if key else path
        super().__init__(
            f"parameter {name} has no value in force on {day} (as known on {known_on}); "
            "add the value with its source, or give it inline"
        )


class UnknownParameter(LookupError):
    """The book has no parameter of that path."""


class RowsOverlap(ValueError):
    """Two rows of one key are in force on the same day and known from the same day."""
