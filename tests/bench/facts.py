"""The bill that the benchmarks price: a resident home, two months, three bands, the RAI fee."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import attrs

from adapters.cases.parse import parse_simulation
from adapters.system_clock import SystemClock
from adapters.tariffs.books import PackagedTariffs
from domain.kernel.calendar import BandCalendar, quarters_in
from domain.kernel.validity import month_of
from domain.metering.consumption import from_curves
from domain.metering.curve import DayCurve, MonthCurve
from domain.metering.reading import Action, Kind, Quality
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.tariffs.offer import BandPrice, IndexedPrice
from domain.tariffs.parameter import Source, Status
from tests.support.use_case_world import NOWHERE

_FOLDER = Path(__file__).parent


def home_facts(bands: BandCalendar, name: str = "home") -> BillingFacts:
    """The facts of home.json (30 lines) or of another case beside it: home40 has 40."""
    data = (_FOLDER / f"{name}.json").read_bytes()
    case = parse_simulation(data, book=PackagedTariffs().book, bands=bands, today=SystemClock().today())
    return case.facts


def quarter_hour_facts(bands: BandCalendar) -> BillingFacts:
    """The same home over a month of quarter-hours, at a price that changes with each of them."""
    home = home_facts(bands)
    month = month_of(dt.date(2026, 10, 1))
    days = [month.start + dt.timedelta(days=i) for i in range(month.days)]
    curve = MonthCurve(
        point=home.contract.point,
        kind=Kind.ACTIVE,
        month=month,
        days=tuple(
            DayCurve(day, tuple(40 + (37 * i + day.day) % 160 for i in range(quarters_in(day)))) for day in days
        ),
        quality=Quality.ACTUAL,
        action=Action.NEW,
        flow="PDO2G",
        origin=NOWHERE,
    )
    prices = {day: tuple(Decimal(9000 + 53 * i).scaleb(-5) for i in range(quarters_in(day))) for day in days}
    series = HourlySeries("index/pun_hourly", prices, Source("bench", "made up", ""), Status.GIVEN)
    price = IndexedPrice(series.name, (BandPrice("M", Decimal("0.01")),), hourly=True)
    offers = {code: attrs.evolve(offer, price=price) for code, offer in home.offers.items()}
    return attrs.evolve(
        home,
        period=month,
        offers=offers,
        consumption=from_curves((curve,), month, bands),
        hourly={series.name: series},
    )
