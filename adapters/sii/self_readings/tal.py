"""Customers' readings of gas as TAL.0050.

Fields as an open-source retailer's program writes them (reference on SII flows 2.4): the specification was not read, so
the form of the day is to be confirmed.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Sequence
from decimal import Decimal

from application.ports.customer_readings import SelfReadingFile
from application.ports.market_flows import MarketFlows, UnwritableMessage
from domain.market.message import MarketMessage
from domain.metering.manual_readings.customer_reading import SelfReading
from domain.metering.reading import Kind, Reading

SERVICE, STEP = "TAL", "0050"
_ROME = zoneinfo.ZoneInfo("Europe/Rome")
_DIGITS = 9


def tal_file(
    flows: MarketFlows, readings: Sequence[SelfReading], *, sender: str, at: dt.datetime, progressive: int
) -> SelfReadingFile:
    """One file for one distributor, a message a reading; moment and number keep its name apart from those before.

    Raises UnwritableMessage.
    """
    name, content = flows.write([_message(each, sender, number) for number, each in enumerate(readings, 1)])
    stem, _, ending = name.rpartition(".")
    name = f"{stem}_{at.astimezone(_ROME):%Y%m%d%H%M%S}_{progressive}.{ending}"
    return SelfReadingFile(name, f"{SERVICE}.{STEP}", content, is_declared=True)


def unwritable(flows: MarketFlows, reading: SelfReading, sender: str) -> str:
    """Why a reading cannot be written; empty where it can."""
    try:
        flows.write([_message(reading, sender, 1)])
    except UnwritableMessage as error:
        return str(error)
    return ""


def _message(submitted: SelfReading, sender: str, position: int) -> MarketMessage:
    assert submitted.reading is not None
    return MarketMessage(
        service=SERVICE,
        step=STEP,
        sender=sender,
        addressee=submitted.distributor,
        point=submitted.point,
        effective=submitted.received_at.astimezone(_ROME).date(),
        values=tuple(_registers(submitted.reading)),
        position=position,
    )


def _registers(reading: Reading) -> Iterator[tuple[str, str]]:
    """The registers as the flow names them: the meter's in m3, the converter's in Smc where it is billed."""
    (billed,) = reading.bands(Kind.ACTIVE).values()
    by_converter = reading.coefficient is None
    meter = next(iter(reading.bands(Kind.VOLUME).values()), None) if by_converter else billed
    if reading.serial and not by_converter:
        yield "MATR_MIS", reading.serial
    if meter is not None:
        yield "LET_TOT_PREL", _padded(meter)
    if by_converter:
        yield "LET_TOT_CONV", _padded(billed)
        if reading.serial:
            yield "MATR_CONV", reading.serial


def _padded(value: Decimal) -> str:
    """The whole figures a counter shows, as wide as the flow wants them."""
    return f"{int(value):0{_DIGITS}d}"
