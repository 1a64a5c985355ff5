"""A home with electricity and gas on one bill, and what its meters show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.contracts.contract import Contract, ContractTerms, PaymentMethod
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.gas import GasReading
from domain.metering.reading import Action, Kind, MeasureReason, Quality, Reading, RegisterValue
from domain.tariffs.offer import Offer
from tests.support.strategies import documents as samples
from tests.support.use_case_world import PARTY

PDR = "00594201234567"
OCTOBER = month_of(dt.date(2026, 10, 1))


def gas_shown(day: dt.date, value: int, code: str = PDR, *, record: int = 1) -> GasReading:
    """What a gas meter shows at the end of a day, at a C of 1."""
    return GasReading(
        code,
        day,
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "MANUAL",
        samples.origin(record),
        meter_m3=Decimal(value),
        coefficient=Decimal(1),
    )


def shown(day: dt.date, value: int, code: str, *, record: int = 1) -> Reading:
    """What a meter with one register shows at the end of a day."""
    return Reading(
        code,
        day,
        (RegisterValue(Kind.ACTIVE, "M", Decimal(value)),),
        Quality.ACTUAL,
        MeasureReason.PERIODIC,
        Action.NEW,
        "MANUAL",
        samples.origin(record),
    )


FIRST, LAST = gas_shown(dt.date(2026, 9, 30), 1000), gas_shown(dt.date(2026, 10, 31), 1100)


def supply(number: str, code: str, offer: Offer, terms: ContractTerms) -> Contract:
    return Contract(
        number,
        PARTY.id,
        code,
        offer.commodity,
        Period(OCTOBER.start),
        History.of("terms", [Dated(Period(OCTOBER.start), terms)]),
        PaymentMethod.TRANSFER,
        1,
        20,
        bill_group="HOME",
    )
