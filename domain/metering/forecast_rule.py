"""How what a point is expected to use in a year falls on its days and bands, as a commodity declares it.

Norm: TISG (229/2012/R/gas) for gas; the use of a year is told by the market and recorded with the point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import attrs

from domain.kernel.validity import Period


def _no_bands(_: Any) -> str:
    return ""


@attrs.frozen(eq=False)
class StandardProfiles:
    """The standard profiles of a commodity: their path in the tariff book, and the year of one that holds a day."""

    path: str
    year: Callable[[dt.date], Period]


@attrs.frozen(eq=False)
class ForecastRule:
    """What the forecasts of a commodity go by.

    annual    what the market calls the use of a year
    profiles  the standard profiles; None where there are none
    bands     the class of customer, as the shares of the bands are found in the book, of some terms; empty where the
              commodity is not metered by bands
    """

    annual: str = "CA"
    profiles: StandardProfiles | None = None
    bands: Callable[[Any], str] = _no_bands
