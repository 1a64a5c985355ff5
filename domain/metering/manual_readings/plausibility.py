"""A reading told by a person, held against what is known of its point: at once, and with the reason.

Norm: TIF (463/2016/R/com): a customer's reading counts where it is validated; which checks are made is the retailer's
to say (reference on SII flows 7.2). An estimate is no proof: only what was read is held against.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.consumption import (
    Consumption,
    CounterWentBackwards,
    MeterChanged,
    MissingReading,
    RolloverRule,
    between_readings,
)
from domain.metering.estimates.estimation import NoHistory, estimate, proved
from domain.metering.manual_readings.faults import RDG_012, RDG_013, RDG_014, RDG_015, RDG_016, RDG_018
from domain.metering.reading import Kind, Quality, Reading

_ONE_DAY = dt.timedelta(days=1)
_HOURS = 24


@attrs.frozen
class PlausibilityRules:
    """What use is plausible: by power as for a rollover, and up to `history_share` times that of history."""

    rollover: RolloverRule
    history_share: Decimal


def last_read(readings: Sequence[Reading], day: dt.date) -> Reading | None:
    """The reading of before `day` that a new one is held against: the last that was read, else the last there is.

    `readings` count (see `current`) and are in order of day. As the meter stood afterwards, where it was exchanged.
    """
    before = [each for each in readings if each.day < day and each.onwards.bands(Kind.ACTIVE)]
    read = [each for each in before if each.quality is not Quality.ESTIMATED]
    return (read or before)[-1].onwards if before else None


def objections(
    readings: Sequence[Reading], candidate: Reading, *, available_kw: Decimal, rules: PlausibilityRules
) -> Iterator[Fault]:
    """Why `told` cannot be: each with its code; nothing where it is plausible.

    available_kw  the power the supply can draw; zero where power limits nothing

    What a meter reader read may be the first reading, or one of a day before another's: only a customer's may not.
    """
    known = [each for each in readings if each.day >= candidate.day and each.quality is Quality.ACTUAL]
    if candidate.quality is Quality.ACTUAL:
        known = []
        if last_read(readings, candidate.day) is None:
            return
    if known:
        yield RDG_016.fault(candidate.point, f"the distributor read the meter on {known[-1].day}")
        return
    before = last_read(readings, candidate.day)
    if before is None:
        yield RDG_018.fault(candidate.point, f"nothing was read before {candidate.day}")
        return
    if candidate.serial and before.serial and candidate.serial != before.serial:
        yield RDG_012.fault(candidate.point, f"serial {candidate.serial}, the meter last read is {before.serial}")
        return
    if candidate.bands(Kind.ACTIVE).keys() != before.bands(Kind.ACTIVE).keys():
        expected, got = (" ".join(each.bands(Kind.ACTIVE)) or "none" for each in (before, candidate))
        yield RDG_013.fault(candidate.point, f"registers {got}, expected {expected}")
        return
    stated = [each for each in readings if before.day < each.day < candidate.day and each.onwards.is_quantity]
    if stated:
        if candidate.quality is not Quality.ACTUAL:
            up_to = f"the use up to {stated[-1].day} was stated as a quantity"
            yield RDG_018.fault(candidate.point, f"{up_to}, and no register was read since")
        return
    span = Period(before.day + _ONE_DAY, candidate.day + _ONE_DAY)
    try:
        (used,) = between_readings((before, candidate), span, rules.rollover, available_kw)
    except (CounterWentBackwards, MeterChanged, MissingReading) as error:
        yield RDG_014.fault(candidate.point, str(error))
        return
    yield from _too_much(readings, used, available_kw, rules)


def _too_much(
    readings: Sequence[Reading], used: Consumption, available_kw: Decimal, rules: PlausibilityRules
) -> Iterator[Fault]:
    point, days = readings[0].point, used.period.days
    most = available_kw * days * _HOURS * rules.rollover.slack
    if available_kw and used.total > most:
        yield RDG_015.fault(point, f"{used.total} in {days} days, at most {most} at {available_kw} kW")
        return
    usual = expected_use(readings, used.period, rules.rollover, available_kw)
    if usual and used.total > usual * rules.history_share:
        yield RDG_015.fault(point, f"{used.total} in {days} days, {usual} would be usual")


def expected_use(
    readings: Sequence[Reading], period: Period, rollover: RolloverRule, available_kw: Decimal
) -> Decimal | None:
    """The use of `period` by the year before it, pro die; None where nothing was measured."""
    earlier = [each for each in readings if each.day < period.start]
    try:
        return estimate(proved(earlier, rollover, available_kw), period).total
    except NoHistory:
        return None
