"""Load curves as noisy as those of real homes, and files of them: what the figures about curves are measured on.

A home uses little at night and more in the evening; around that shape each quarter-hour is drawn from a gamma
distribution (shape 2), which is about as hard to compress as measured curves are. A seed gives the same curves always.
"""

from __future__ import annotations

import datetime as dt
import random

from adapters.sii.writers.electricity import curve_record, write_file
from domain.kernel.calendar import quarter_hours
from domain.kernel.validity import Period, month_of
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, Origin, Quality

MONTH = month_of(dt.date(2026, 10, 1))
SENDER, ADDRESSEE, CONTRACT = "09999990022", "09999990014", "DP0990"
SENT_AT = dt.datetime(2026, 11, 4, 5, 1, 17, tzinfo=dt.UTC)
_SHAPE = 2
_WATT_HOURS = (45, 40, 38, 36, 36, 40, 60, 95, 90, 75, 70, 80, 110, 100, 80, 75, 80, 95, 130, 170, 180, 150, 100, 65)


def pod(number: int) -> str:
    """The point of a home."""
    return f"IT001E{number:08d}"


def household(number: int, month: Period = MONTH, kind: Kind = Kind.ACTIVE) -> MonthCurve:
    """The month of one home; 340 W on the average."""
    noise = random.Random(f"{number} {month} {kind.value}")  # noqa: S311
    days = [month.start + dt.timedelta(days=i) for i in range(month.days)]
    return MonthCurve(
        point=pod(number),
        kind=kind,
        month=month,
        days=tuple(
            DayCurve(day, tuple(int(noise.gammavariate(_SHAPE, _WATT_HOURS[h] / _SHAPE)) for h in quarter_hours(day)))
            for day in days
        ),
        quality=Quality.ACTUAL,
        action=Action.NEW,
        flow="PDO2G",
        origin=Origin(SENT_AT, 1, number, "0" * 64, "bench.xml"),
    )


def curve_file(homes: int, month: Period = MONTH) -> tuple[str, bytes]:
    """A PDO2G of so many homes: its name and its XML."""
    return write_file(
        flow="PDO2G",
        sender=SENDER,
        addressee=ADDRESSEE,
        dispatching_contract=CONTRACT,
        month=month,
        sent_at=SENT_AT,
        progressive=1,
        records=(curve_record(household(number, month), flow="PDO2G") for number in range(1, homes + 1)),
        regime="R",
    )
