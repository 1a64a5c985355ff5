"""The rules about load curves: whole months, the power that allows them, and the registers beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from domain.metering.curve import MonthCurve, kwh
from domain.metering.reading import Action, Kind, Reading
from domain.metering.validation.arrival import arrival
from domain.metering.validation.context import PointContext, number_text
from domain.metering.validation.faults import VEE_009, VEE_010
from domain.metering.validation.readings import above_power, peak
from domain.metering.validation.rule import Broken
from domain.metering.validation.usage import between

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class CurveCase:
    """One month curve to be judged.

    readings  those of its point that count, in order of day
    earlier   the curves of its month and kind that came before it and were not rejected
    billed    whether days of its month stood billed when it came
    """

    curve: MonthCurve
    readings: Sequence[Reading]
    earlier: Sequence[MonthCurve]
    context: PointContext
    billed: bool = False


def broken_by(case: CurveCase) -> tuple[Broken, ...]:
    """The rules the curve breaks, in order of code."""
    curve = case.curve
    found = list(arrival(curve, curve.month, case.earlier, case))
    if curve.action is not Action.CANCEL:
        found += _missing(case)
        found += peak(case.context, curve.max_power_kw, curve.month)
        if curve.kind is Kind.ACTIVE:
            total = kwh(sum(sum(each.values) for each in curve.days))
            found += above_power(case.context, total, curve.month)
            found += _against_registers(case, total)
    return tuple(sorted(found, key=lambda each: each.rule))


def _missing(case: CurveCase) -> Iterator[Broken]:
    """VEE-009: days of the month that we supply and that are over, without values."""
    curve, context = case.curve, case.context
    missing = [
        day
        for day in curve.missing_days
        if day < context.today and any(day in each.period for each in context.supplied)
    ]
    if missing:
        what = f"{len(missing)} days of {curve.month} are missing, the first {missing[0]}"
        yield Broken(VEE_009.code, f"{what}; quality {curve.quality.value}")


def _against_registers(case: CurveCase, total: Decimal) -> Iterator[Broken]:
    """VEE-010: the registers at both ends of a whole month give another energy."""
    month, share = case.curve.month, case.context.limits.curve_share
    ends = {each.day: each for each in case.readings if each.day in (month.start - _ONE_DAY, month.last)}
    if case.curve.missing_days or len(ends) < len((month.start, month.last)):
        return
    span = between(ends[month.start - _ONE_DAY], ends[month.last])
    if span is not None and abs(span.total - total) > total * share:
        given = (
            f"registers give {number_text(span.total)}, the curve {number_text(total)} {case.context.unit} in {month}"
        )
        yield Broken(VEE_010.code, f"{given}; they may differ by {number_text(share * 100)} %")
