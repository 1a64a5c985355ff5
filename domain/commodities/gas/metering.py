"""How gas is metered and forecast: its flows, the C to be expected of a meter, and the profiles of withdrawal.

Norms: TISG (229/2012/R/gas) for the profiles; reference on SII flows 7.4 for C.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.commodities.gas.terms import BandYear, GasTerms
from domain.metering.gas import expected_coefficient
from domain.metering.reading import MeasureReason
from domain.metering.rules.forecast_rule import ForecastRule, StandardProfiles
from domain.metering.rules.measure_flows import DistributorFlows
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import NotInForce

GAS_FORECAST = ForecastRule("CAPdR", StandardProfiles("gas/withdrawal_profile", BandYear.THERMAL.holding))

GAS_FLOWS = DistributorFlows(
    registers="TML",
    daily="TGL",
    corrections={"TML": "RML", "TGL": "RGL"},
    handovers={MeasureReason.SWITCHING: "SWG1", MeasureReason.VOLTURA: "TMV"},
    exchange="IGMG",
)


def gas_coefficient(terms: GasTerms, book: TariffBook, day: dt.date) -> Decimal | None:
    """The C to be expected where the meter stands; None where the place, or its heating season, is not known."""
    climate = terms.climate
    if climate is None:
        return None
    try:
        heating_days = book.value("gas/heating_days", (climate.zone,), day).value
    except NotInForce:  # a climatic zone without a heating season: nothing to compare with
        return None
    return expected_coefficient(climate.altitude_m, climate.degree_days, heating_days)
