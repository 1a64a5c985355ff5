"""Customers' readings for the distributor: those of gas as TAL.0050, all others as a list of our own.

No official layout of electricity is public: the list is to be agreed with the distributor or retyped (reference on SII
flows 2.4).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zoneinfo
from collections.abc import Sequence

import attrs

from adapters.sii.self_readings.tal import tal_file, unwritable
from application.ports.customer_readings import SelfReadingFile
from application.ports.market_flows import MarketFlows
from domain.commodities.registry import commodity
from domain.metering.manual_readings.customer_reading import SelfReading

_ROME = zoneinfo.ZoneInfo("Europe/Rome")
_COLUMNS = ("pod", "matricola", "data_lettura", "registro", "fascia", "lettura", "comunicata_il")


@attrs.frozen
class SelfReadingFiles:
    """The port SelfReadingFlows; `market` writes the messages of gas."""

    market: MarketFlows

    def objection(self, reading: SelfReading, *, sender: str) -> str:
        """Why an accepted reading cannot be written as its distributor wants it; empty where it can."""
        return unwritable(self.market, reading, sender) if _has_flow(reading.commodity) else ""

    def write(
        self, readings: Sequence[SelfReading], *, sender: str, at: dt.datetime, progressive: int
    ) -> SelfReadingFile:
        """The file of accepted readings of one commodity and distributor. The same arguments give the same bytes."""
        stated = [each for each in readings if each.reading is not None]
        of = {(each.commodity, each.distributor) for each in stated}
        assert len(of) == 1, "one file is of one commodity and distributor"
        ((code, distributor),) = of
        if _has_flow(code):
            return tal_file(self.market, stated, sender=sender, at=at, progressive=progressive)
        local = at.astimezone(_ROME)
        stem = f"{sender}_{distributor}_{local:%Y%m}_AUTOLETTURE_{local:%Y%m%d%H%M%S}_{progressive}"
        return SelfReadingFile(f"{stem}.csv", "OWN.SELF", _list(stated), is_declared=False)


def _has_flow(code: str) -> bool:
    """Whether readings of a commodity go to the distributor in a public flow."""
    rule = commodity(code).forwards
    return rule is not None and bool(rule.flow)


def _list(readings: Sequence[SelfReading]) -> bytes:
    made = io.StringIO()
    rows = csv.writer(made, delimiter=";", lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for each in readings:
        assert each.reading is not None
        stated, reading = f"{each.received_at.astimezone(_ROME):%d/%m/%Y}", each.reading
        for value in reading.values:
            number = f"{value.value:f}".replace(".", ",")
            rows.writerow(
                (
                    reading.point,
                    reading.serial or "",
                    f"{reading.day:%d/%m/%Y}",
                    value.kind.value,
                    value.band,
                    number,
                    stated,
                )
            )
    return made.getvalue().encode()
