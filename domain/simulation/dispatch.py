"""What a simulated distributor sends: one file with its content, before it is written in any format."""

from __future__ import annotations

import datetime as dt

import attrs

from domain.kernel.validity import Period
from domain.metering.curve import MonthCurve
from domain.metering.gas import GasReading
from domain.metering.reading import Reading

Measure = Reading | GasReading | MonthCurve


@attrs.frozen
class Dispatch:
    """One file: who sends what to whom, and when.

    month    the month its content is of; sent_at: aware
    regime   R or NR in its name; empty where the flow has none
    """

    flow: str
    commodity: str
    sender: str
    addressee: str
    dispatching_contract: str
    month: Period
    sent_at: dt.datetime
    progressive: int
    regime: str
    measures: tuple[Measure, ...]

    def __attrs_post_init__(self) -> None:
        if not self.measures or self.sent_at.tzinfo is None:
            raise ValueError(f"{self.flow} of {self.month}: a file has measures and an aware moment")
