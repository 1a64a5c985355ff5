"""What a measure is held against: thresholds, the days we supply its point and their power, what was decided before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.metering.consumption import RolloverRule


@attrs.frozen
class Thresholds:
    """The thresholds of the rules, for one commodity, in force on a day (see validation/* of the tariff book).

    history_floor  units in 30 days; needs_year: whether use is compared with the same months only
    """

    rollover: RolloverRule
    power_peak_share: Decimal
    zero_months: int
    history_factor: Decimal
    history_days: int
    history_floor: Decimal
    needs_year: bool
    curve_share: Decimal
    band_slack: Decimal
    coefficient_least: Decimal
    coefficient_most: Decimal
    oldest_months: int

    @classmethod
    def of(cls, value: Callable[[str], Decimal], of_commodity: Callable[[str], Decimal]) -> Thresholds:
        """By the names of the parameters; `of_commodity` answers for those that each commodity has its own of."""
        return cls(
            rollover=RolloverRule(value("rollover_share"), value("power_slack")),
            power_peak_share=value("power_peak_share"),
            zero_months=int(value("zero_months")),
            history_factor=value("history_factor"),
            history_days=int(value("history_days")),
            history_floor=of_commodity("history_floor"),
            needs_year=of_commodity("history_needs_year") != 0,
            curve_share=value("curve_share"),
            band_slack=value("band_slack"),
            coefficient_least=value("coefficient_least"),
            coefficient_most=value("coefficient_most"),
            oldest_months=int(value("oldest_months")),
        )


@attrs.frozen
class Supplied:
    """Days on which we supply a point with some available power, kW; zero where power limits nothing."""

    period: Period
    power_kw: Decimal


@attrs.frozen
class PointContext:
    """What is known of a point beside its measures.

    supplied   the days of our contracts, in order, cut where the power changes
    confirmed  by rule, the days whose finding was confirmed: from the last one on, use is held against use since
    """

    point: str
    unit: str
    today: dt.date
    supplied: tuple[Supplied, ...]
    limits: Thresholds
    confirmed: Mapping[str, tuple[dt.date, ...]] = attrs.field(factory=dict)

    def supplies(self, period: Period) -> bool:
        """Whether we supply on one of these days."""
        return any(each.period.overlaps(period) for each in self.supplied)

    def power_kw(self, period: Period) -> Decimal:
        """The highest available power on these days; zero where it is not known or limits nothing."""
        return max((each.power_kw for each in self.supplied if each.period.overlaps(period)), default=Decimal(0))

    def confirmed_before(self, rule: str, day: dt.date) -> dt.date | None:
        """The last day before `day` whose finding of a rule was confirmed."""
        return max((each for each in self.confirmed.get(rule, ()) if each < day), default=None)


def number_text(value: Decimal) -> str:
    """A number as the reasons say it: 1,204.5."""
    whole = value.to_integral_value()
    return f"{whole:,.0f}" if value == whole else f"{value.normalize():,f}"
