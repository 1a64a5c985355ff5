"""What a record of a measure file brings, as domain values."""

from __future__ import annotations

import attrs

from domain.metering.curve import MonthCurve
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Reading


@attrs.frozen
class RecordResult:
    """What one record brings. `history` is never billed."""

    readings: tuple[Reading, ...] = ()
    curves: tuple[MonthCurve, ...] = ()
    history: tuple[HistoricalConsumption | PointNotice, ...] = ()
