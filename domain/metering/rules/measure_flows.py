"""The flows by which a distributor sends the measures of a commodity, as the market names them."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from domain.metering.reading import MeasureReason


@attrs.frozen
class DistributorFlows:
    """One flow for each measure of a commodity.

    registers          the readings of a month; empty where the market does not measure so, as all that follow
    curve, daily       the quarter-hours of a month; a reading for each of its days
    corrections        by flow of a month, the one that corrects it
    handovers          the reading of a change of seller or of customer
    exchange           the readings of a meter that takes the place of another
    second_generation  the flows that have a code of their own, which ends in 2G, for second-generation meters
    """

    registers: str
    corrections: Mapping[str, str]
    handovers: Mapping[MeasureReason, str]
    exchange: str
    curve: str = ""
    daily: str = ""
    second_generation: frozenset[str] = frozenset()
