"""The mean price of the hours or quarter-hours of a load curve, weighted by its energy.

Prices are brought to whole numbers once a series and day, so that a month of quarter-hours is a few products of
integers; the mean is exact up to its eight decimals.
"""

from __future__ import annotations

from decimal import Decimal

from domain.kernel.rounding import EIGHT_PLACES
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.facts import HourlySeries
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.parameter import ParameterRow

_QUARTERS_AN_HOUR = 4


def weighted(series: HourlySeries, consumption: Consumption) -> ParameterRow:
    """The mean of the prices of the curve, eight decimals; the plain mean where nothing was used.

    OfferDoesNotFit where the curve or the series misses a day of the consumption.
    """
    period = consumption.period
    if len(consumption.days) != period.days:
        raise OfferDoesNotFit(f"hourly price {series.name} needs the load curve of every day of {period}")
    weight, plain, energy, count = Decimal(0), Decimal(0), 0, 0
    for day in consumption.days:
        values, on = day.curve.values, day.curve.day
        prices, unit = series.whole(on)
        if len(prices) * _QUARTERS_AN_HOUR == len(values):
            values = tuple(map(sum, zip(values[::4], values[1::4], values[2::4], values[3::4], strict=True)))
        elif len(prices) != len(values):
            hours = len(values) // _QUARTERS_AN_HOUR
            raise OfferDoesNotFit(
                f"hourly series {series.name} has {len(prices)} prices on {on}, not {hours} or {len(values)}"
            )
        weight += sum(map(int.__mul__, prices, values)) * unit
        plain += sum(prices) * unit
        energy += sum(values)
        count += len(prices)
    mean = EIGHT_PLACES.apply(weight / energy if energy else plain / count)
    key = "media oraria pesata" if count < _QUARTERS_AN_HOUR * 24 * period.days - 4 else "media quarto-oraria pesata"
    return ParameterRow(
        series.name, (key,), Period(period.start, period.stop), period.start, mean, series.source, series.status
    )
