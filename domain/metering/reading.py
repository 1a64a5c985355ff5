"""Readings of a meter's registers, and how later ones supersede earlier ones.

A reading is taken at the end of its `day` (24:00), so the consumption between two readings runs from the day after
the first up to and with the day of the second. Where no register tells, a sender states what was used from some day
on instead (a flat-rate point, a meter that failed). Nothing is deleted: a correction or a cancellation is one more
reading, and `current` tells which ones count. Facts: reference on SII measure flows, sections 1 and 7.2.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable
from decimal import Decimal

import attrs

_TOTAL = "M"


class Kind(enum.Enum):
    """What a register counts: active energy (or m3, or whatever the commodity is billed by), reactive energy (total,
    capacitive, inductive), maximum power, the m3 of a gas meter whose converter is billed."""

    ACTIVE = "ea"
    REACTIVE = "er"
    CAPACITIVE = "erc"
    INDUCTIVE = "eri"
    POWER = "pot"
    VOLUME = "vol"

    __hash__ = object.__hash__  # members are single; the hash of Enum, by name, is a third of checking a reading


class Quality(enum.Enum):
    """Where a value comes from, best first."""

    ACTUAL = "E"
    SELF_READ = "A"
    ESTIMATED = "S"


class MeasureReason(enum.Enum):
    """Why a measure was sent."""

    PERIODIC = "P"
    SWITCHING = "S"
    VOLTURA = "V"
    TECHNICAL = "T"


class Action(enum.Enum):
    """What a measure does to the one before it for the same point and day."""

    NEW = "new"
    REPLACE = "replace"
    CANCEL = "cancel"


@attrs.frozen
class Origin:
    """Where a value was read: file (by hash and name), moment and progressive in its name, record number from 1.

    The smaller one was sent before. Histories are put in this order again and again.
    """

    sent_at: dt.datetime
    progressive: int
    record: int
    file_sha256: str
    file_name: str

    def __lt__(self, other: Origin) -> bool:
        return (self.sent_at, self.progressive, self.record, self.file_sha256, self.file_name) < (
            other.sent_at,
            other.progressive,
            other.record,
            other.file_sha256,
            other.file_name,
        )


@attrs.frozen
class RegisterValue:
    """What one register showed: kWh, kvarh or kW, already multiplied by nothing (see Reading.multiplier)."""

    kind: Kind
    band: str  # F1..F6, or M for a single register
    value: Decimal

    def __attrs_post_init__(self) -> None:
        value = self.value
        if not value.is_finite() or (value.is_signed() and value < 0):  # a zero with a sign is a zero
            raise ValueError(
                f"register {self.kind.value} {self.band}: a register shows a number >= 0, got {self.value}"
            )


@attrs.frozen
class NewMeter:
    """A meter put in place of another at the end of a day: what its registers showed then."""

    serial: str
    values: tuple[RegisterValue, ...]
    digits: int | None = None
    multiplier: Decimal = Decimal(1)
    coefficient: Decimal | None = None


@attrs.frozen
class Rebuilt:
    """What a sender states was used from the day `start` up to the day of a reading, where registers cannot tell.

    Of each register what its difference would have been: C and the transformer ratio still apply.

    only_if_joined  registers stand beside it, and they tell where the reading before is not of the day before `start`
    """

    start: dt.date
    values: tuple[RegisterValue, ...]
    only_if_joined: bool = False

    def __attrs_post_init__(self) -> None:
        if len({(value.kind, value.band) for value in self.values}) != len(self.values):
            raise ValueError(f"use rebuilt from {self.start}: a register is given twice")


@attrs.frozen
class Reading:
    """What the registers of one meter showed at the end of `day`, or what was used up to then where none shows it.

    digits      figures of the active-energy register, the modulus of its rollover (None: unknown)
    multiplier  transformer ratio Ka; whether register values already contain it is the sender's convention
    coefficient C of a gas meter that shows m3, as it stood that day; None where the register counts what is billed
    case        the SII case that caused it, if any
    exchange    the meter that replaced this one at the end of the day; `values` are then the last of the old one
    rebuilt     counts in place of the difference to the reading before, which must be of the day before its start; with
                no register of active energy beside it the reading is a quantity (see is_quantity)
    """

    point: str
    day: dt.date
    values: tuple[RegisterValue, ...]
    quality: Quality
    reason: MeasureReason
    action: Action
    flow: str
    origin: Origin
    validated: bool = True
    serial: str | None = None
    digits: int | None = None
    multiplier: Decimal = Decimal(1)
    max_power_kw: Decimal | None = None
    case: str | None = None
    exchange: NewMeter | None = None
    coefficient: Decimal | None = None
    rebuilt: Rebuilt | None = None

    def __attrs_post_init__(self) -> None:
        if self.rebuilt is not None and self.rebuilt.start > self.day:
            raise ValueError(f"reading of {self.point} on {self.day}: rebuilt from {self.rebuilt.start}, after it")
        if len({(value.kind, value.band) for value in self.values}) != len(self.values):
            raise ValueError(f"reading of {self.point} on {self.day}: a register is given twice")
        if (self.action is Action.CANCEL) == bool(self.values or self.rebuilt):
            raise ValueError(f"reading of {self.point} on {self.day}: a cancellation has no values, any other has some")
        if not self.values and self.rebuilt is not None and not self.stated(Kind.ACTIVE):
            raise ValueError(f"reading of {self.point} on {self.day}: a quantity has active energy, got none")

    def bands(self, kind: Kind) -> dict[str, Decimal]:
        """What counts of one kind by band, in band order: not the register of the total where bands stand beside it."""
        return _counted(self.values, kind)

    def stated(self, kind: Kind) -> dict[str, Decimal]:
        """What is stated of one kind by band (see `rebuilt`), as above; nothing where the registers tell."""
        return {} if self.rebuilt is None else _counted(self.rebuilt.values, kind)

    @property
    def powers(self) -> tuple[Decimal, ...]:
        """Every highest power it tells, kW."""
        found = (*self.bands(Kind.POWER).values(), *self.stated(Kind.POWER).values())
        return found if self.max_power_kw is None else (*found, self.max_power_kw)

    @property
    def is_quantity(self) -> bool:
        """Whether the use of some days is stated and no register of active energy is shown: nothing to difference."""
        return self.rebuilt is not None and bool(self.stated(Kind.ACTIVE)) and not self.bands(Kind.ACTIVE)

    @property
    def states_use(self) -> bool:
        """Whether it closes days of active energy: by a register or by a quantity."""
        return bool(self.bands(Kind.ACTIVE)) or self.is_quantity

    @property
    def onwards(self) -> Reading:
        """The reading from which the next days count: of the new meter where there was an exchange."""
        if self.exchange is None:
            return self
        new = self.exchange
        return attrs.evolve(
            self,
            serial=new.serial,
            values=new.values,
            digits=new.digits,
            multiplier=new.multiplier,
            coefficient=new.coefficient,
            exchange=None,
            rebuilt=None,
        )


def of_kind(values: Iterable[RegisterValue], kind: Kind) -> dict[str, Decimal]:
    """Every value of one kind by band, the total among them."""
    return {value.band: value.value for value in values if value.kind is kind}


def _counted(values: Iterable[RegisterValue], kind: Kind) -> dict[str, Decimal]:
    """The bands without the total; the total alone where it counts and no band does."""
    found = of_kind(values, kind)
    if len(found) > 1 and _TOTAL in found:
        total = found.pop(_TOTAL)
        if total and not any(found.values()):
            return {_TOTAL: total}
    return found


def current(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings that count, by point and day: of each, the one sent last; none where the last one cancels.

    The order of arrival does not matter: `origin` decides (moment in the file name, then progressive, then record).
    A reading that is not validated never counts. The periodic reading of a day knows nothing of work on the meter: one
    that is sent after the exchange of that day does not undo it; neither does a quantity, which tells of no meter. A
    correction by quantity replaces all that was sent before it of the days of its period.
    """
    latest: dict[tuple[str, dt.date], Reading] = {}
    for reading in sorted((each for each in readings if each.validated), key=lambda each: each.origin):
        key = (reading.point, reading.day)
        before = latest.get(key)
        if before is None or before.origin < reading.origin:
            latest[key] = reading if before is None else _after(before, reading)
    alive = [reading for reading in latest.values() if reading.action is not Action.CANCEL]
    if any(reading.rebuilt is not None for reading in alive):
        alive = _without_replaced(alive)
    return tuple(sorted(alive, key=lambda reading: (reading.point, reading.day)))


def _after(before: Reading, reading: Reading) -> Reading:
    """The reading of a day that takes the place of the one before: with its exchange, where it does not undo it."""
    if before.exchange is None or reading.exchange or reading.action is Action.CANCEL:
        return reading
    is_routine = reading.reason is MeasureReason.PERIODIC and reading.serial == before.serial
    if not is_routine and not reading.is_quantity:
        return reading
    return attrs.evolve(reading, exchange=before.exchange)


def _without_replaced(readings: Iterable[Reading]) -> list[Reading]:
    """Newest first: what a correction by quantity that counts leaves of the readings sent before it."""
    retained: list[Reading] = []
    replacing: list[tuple[str, dt.date, dt.date]] = []
    for reading in sorted(readings, key=lambda each: each.origin, reverse=True):
        if any(point == reading.point and start <= reading.day < last for point, start, last in replacing):
            continue
        retained.append(reading)
        if reading.is_quantity and reading.rebuilt is not None and reading.action is Action.REPLACE:
            replacing.append((reading.point, reading.rebuilt.start, reading.day))
    return retained
