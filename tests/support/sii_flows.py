"""Files of every flow, made of records, and what is read of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from adapters.containers.unpack import ZipLimits
from adapters.sii.writers.electricity import write_file
from domain.kernel.validity import Period, month_of
from domain.metering.deliveries.delivery import Delivery
from domain.metering.gas import GasReading
from domain.metering.reading import Action, MeasureReason, Origin, Quality
from tests.support.measure_files import read_file

SENDER, OURS = "09999990048", "09999990014"
RECEIVED = dt.datetime(2030, 11, 6, 8, 0, tzinfo=dt.UTC)
NOWHERE = Origin(RECEIVED, 0, 1, "", "")
OCTOBER = month_of(dt.date(2026, 10, 1))


def file_of(
    flow: str, month: Period, *records: attrs.AttrsInstance, contract: str | None = None, progressive: int = 1
) -> tuple[str, bytes]:
    return write_file(
        flow=flow,
        sender=SENDER,
        addressee=OURS,
        dispatching_contract=contract,
        month=month,
        sent_at=dt.datetime(month.stop.year, month.stop.month, 5, 8, tzinfo=dt.UTC),
        progressive=progressive,
        records=records,
    )


def delivered(name: str, data: bytes, settings: Mapping[str, str] | None = None) -> Delivery:
    (found,) = read_file(
        name=name,
        data=data,
        addressees=frozenset({OURS}),
        limits=ZipLimits(),
        received_at=RECEIVED,
        rule_settings=settings or {},
    )
    assert isinstance(found, Delivery), found
    return found


def gas_reading(day: int, value: int, serial: str = "G4-1", **more: object) -> GasReading:
    return GasReading(
        "09990000000001", dt.date(2026, 10, day), Quality.ACTUAL, MeasureReason.PERIODIC, Action.NEW, "TML", NOWHERE,
        Decimal(value), None, Decimal(1), serial, **more,  # type: ignore[arg-type]
    )  # fmt: skip
