"""The simulated distributor: the files it sends over some days, with the measures in them."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs

from domain.commodities.registry import commodity
from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import Period
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.gas import GasReading, NewGasMeter
from domain.metering.reading import Action, Kind, MeasureReason, NewMeter, Origin, Quality, Reading, RegisterValue
from domain.simulation.book import SimulationBook
from domain.simulation.chance import chance
from domain.simulation.dispatch import Dispatch, Measure
from domain.simulation.plan import Content, Planned, planned
from domain.simulation.point import Installed, Measured, SimulatedPoint
from domain.simulation.truth import Truth

ROME = ZoneInfo("Europe/Rome")
_ONE_DAY = dt.timedelta(days=1)
_NOWHERE = Origin(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 0, 0, "", "")  # a measure knows no file before it is sent
_QUALITIES = {Content.ESTIMATE: Quality.ESTIMATED}
_ACTIONS = {Content.CORRECTION: Action.REPLACE, Content.CANCELLATION: Action.CANCEL}
_ESTIMATED_SHARE = (97, 107)  # hundredths of the truth an estimate of the month comes to
_ESTIMATED_DAYS = (12, 13, 14)


@attrs.frozen(eq=False)
class SimulatedMarket:
    """A book with the calendar its bands go by: what every point really used, and what is sent of it."""

    book: SimulationBook
    bands: BandCalendar

    def truth(self, code: str) -> Truth:
        """What a point really used."""
        return _truth(self, code)

    def dispatches(self, days: Period) -> Iterator[Dispatch]:
        """The files that leave on some days, in order; the same book gives the same ones."""
        plans = planned(self.book, days)
        for (sent_on, flow, month, vat), group in itertools.groupby(
            sorted(plans, key=_file_of), key=lambda each: _file_of(each)[:4]
        ):
            sender = self.book.distributor(vat)
            together = list(group)
            moment = dt.time(5, chance(self.book.seed, flow, vat, sent_on, below=60))
            yield Dispatch(
                flow=flow,
                commodity=together[0].point.commodity,
                sender=vat,
                addressee=self.book.retailer,
                dispatching_contract=sender.dispatching_contract,
                month=month,
                sent_at=dt.datetime.combine(sent_on, moment, ROME),
                progressive=1,
                regime=sender.regime if together[0].point.has_code_of_2g(flow) else "",
                measures=tuple(measure for each in together for measure in self._measures(each)),
            )

    def _measures(self, plan: Planned) -> Iterator[Measure]:
        truth = self.truth(plan.point.code)
        if plan.measured is Measured.CURVE:
            yield _curve(truth, plan)
        elif plan.measured is Measured.DAILY:
            days = (plan.month.start + dt.timedelta(days=i) for i in range(plan.month.days))
            read = (day for day in days if plan.point.is_read_on(day))
            yield from (_gas(truth, attrs.evolve(plan, day=day)) for day in read)
        elif commodity(plan.point.commodity).reading is GasReading:
            yield _gas(truth, plan)
        else:
            yield _reading(truth, plan, self.book.distributor(plan.point.distributor).is_2g)


@functools.lru_cache(maxsize=4096)
def _truth(market: SimulatedMarket, code: str) -> Truth:
    point = market.book.point(code)
    return Truth(market.book.seed, point, market.book.shapes[point.shape], market.bands)


def _file_of(plan: Planned) -> tuple[dt.date, str, Period, str, str, dt.date]:
    return plan.sent_on, plan.flow, plan.month, plan.point.distributor, plan.point.code, plan.day


def _meter_state(truth: Truth, plan: Planned) -> tuple[Installed, dict[str, Decimal]]:
    """The meter and what the measure says its registers show: the truth, an estimate of the month, or too much."""
    meter, shown = truth.shown(plan.day)
    if plan.content is Content.WRONG and plan.event is not None:
        return meter, {band: (value + plan.event.by) % 10**meter.digits for band, value in shown.items()}
    if plan.content is Content.ESTIMATE:
        first = max(plan.month.start, meter.since)
        _, before = (
            truth.shown(first - _ONE_DAY) if first > meter.since else (meter, dict.fromkeys(shown, _start(meter)))
        )
        share = _ESTIMATED_SHARE[chance(truth.seed, plan.point.code, plan.day, below=2)]
        return meter, {
            band: (before[band] + (shown[band] - before[band]) % 10**meter.digits * share // 100) % 10**meter.digits
            for band in shown
        }
    return meter, shown


def _start(meter: Installed) -> Decimal:
    return Decimal(meter.shown)


def _reading(truth: Truth, plan: Planned, is_2g: bool) -> Reading:
    meter, shown = _meter_state(truth, plan)
    void = plan.content is Content.CANCELLATION
    month = Period(max(plan.month.start, truth.point.meters[0].since), plan.day + _ONE_DAY)
    return Reading(
        point=plan.point.code,
        day=plan.day,
        values=() if void else _registers(shown),
        quality=_QUALITIES.get(plan.content, Quality.ACTUAL),
        reason=_reason(plan),
        action=_ACTIONS.get(plan.content, Action.NEW),
        flow=plan.flow,
        origin=_NOWHERE,
        serial=meter.serial,
        digits=meter.digits,
        multiplier=Decimal(meter.ratio),
        max_power_kw=None if void or not is_2g or plan.content is Content.EXCHANGE else truth.max_power_kw(month),
        case=plan.handover.case if plan.handover else None,
        exchange=_next_meter(plan.point, plan.day) if plan.content is Content.EXCHANGE else None,
    )


def _curve(truth: Truth, plan: Planned) -> MonthCurve:
    """The days of the month that are supplied; of an estimate some are those of the week before, of a wrong one too
    high by `by` kWh in each quarter-hour of its first day."""
    void = plan.content is Content.CANCELLATION
    days = (plan.month.start + dt.timedelta(days=i) for i in range(plan.month.days))
    curves = [truth.curve(day) for day in days if plan.point.is_supplied_on(day)]
    if plan.content is Content.ESTIMATE:
        curves = [_as_week_before(truth, each) for each in curves]
    if plan.content is Content.WRONG and plan.event is not None:
        first = curves[0]
        curves[0] = attrs.evolve(first, values=tuple(value + plan.event.by * 1000 for value in first.values))
    return MonthCurve(
        point=plan.point.code,
        kind=Kind.ACTIVE,
        month=plan.month,
        days=() if void else tuple(curves),
        quality=_QUALITIES.get(plan.content, Quality.ACTUAL),
        action=_ACTIONS.get(plan.content, Action.NEW),
        flow=plan.flow,
        origin=_NOWHERE,
        max_power_kw=None if void else Decimal(max(max(each.values) for each in curves) * 4).scaleb(-3),
    )


def _as_week_before(truth: Truth, curve: DayCurve) -> DayCurve:
    if curve.day.day not in _ESTIMATED_DAYS:
        return curve
    return attrs.evolve(curve, values=truth.curve(curve.day - dt.timedelta(days=7)).values)


def _gas(truth: Truth, plan: Planned) -> GasReading:
    meter, shown = _meter_state(truth, plan)
    by_converter = meter.coefficient is None
    void = plan.content is Content.CANCELLATION
    return GasReading(
        point=plan.point.code,
        day=plan.day,
        quality=_QUALITIES.get(plan.content, Quality.ACTUAL),
        reason=_reason(plan),
        action=_ACTIONS.get(plan.content, Action.NEW),
        flow=plan.flow,
        origin=_NOWHERE,
        meter_m3=None if void or by_converter else shown["M"],
        converter_smc=shown["M"] if by_converter and not void else None,
        coefficient=meter.coefficient,
        serial=meter.serial,
        digits=meter.digits,
        case=plan.handover.case if plan.handover else None,
        exchange=_next_gas_meter(plan.point, plan.day) if plan.content is Content.EXCHANGE else None,
    )


def _registers(shown: dict[str, Decimal]) -> tuple[RegisterValue, ...]:
    return tuple(RegisterValue(Kind.ACTIVE, band, value) for band, value in shown.items())


def _reason(plan: Planned) -> MeasureReason:
    if plan.handover is not None:
        return plan.handover.reason
    return MeasureReason.TECHNICAL if plan.content is Content.EXCHANGE else MeasureReason.PERIODIC


def _next_meter(point: SimulatedPoint, day: dt.date) -> NewMeter:
    new = point.meter_on(day + _ONE_DAY)
    shown = _registers(dict.fromkeys(("F1", "F2", "F3"), _start(new)))
    return NewMeter(new.serial, shown, new.digits, Decimal(new.ratio))


def _next_gas_meter(point: SimulatedPoint, day: dt.date) -> NewGasMeter:
    new = point.meter_on(day + _ONE_DAY)
    metres = None if new.coefficient is None else _start(new)
    converted = _start(new) if new.coefficient is None else None
    return NewGasMeter(new.serial, metres, converted, new.coefficient, new.digits)
