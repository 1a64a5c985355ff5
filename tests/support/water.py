"""A home with water, its facts and its bill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs

from domain.commodities.water.offer_price import Limit, WaterBand, WaterPrice
from domain.commodities.water.terms import WaterTerms, WaterUse
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies.supply import packaged_book

AIT, DEMO = "ait_altri_comuni", "demo"
SOURCE = Source("test", "Valori di prova", "")
DEMO_PRICE = WaterPrice(
    (
        WaterBand("agevolata", "agevolata", Limit.PER_MEMBER),
        WaterBand("base", "base", Limit.PER_MEMBER, plus_flat=True),
        WaterBand("eccedenza", "eccedenza"),
    ),
    perequation=("ui1", "ui2", "ui3", "ui4"),
)
RESIDENT = WaterUse.RESIDENT.value


def demo_book() -> TariffBook:
    """The packaged book with an ambit whose limits are a × n (+ b), from 2018 on."""
    values: dict[str, dict[tuple[str, ...], str]] = {
        "water/acq": {("agevolata",): "0.4", ("base",): "0.9", ("eccedenza",): "1.7"},
        "water/fogn": {(): "0.25"},
        "water/dep": {(): "0.55"},
        "water/fixed": {("acq",): "14.6", ("fogn",): "7.3", ("dep",): "3.65"},
        "water/band_limit_per_member": {("agevolata",): "18.25", ("base",): "30"},
        "water/band_limit": {("base",): "40"},
    }
    period = Period(dt.date(2018, 1, 1), FOREVER)
    rows = [
        ParameterRow(path, (DEMO, RESIDENT, *key), period, period.start, Decimal(value), SOURCE, Status.GIVEN)
        for path, entries in values.items()
        for key, value in entries.items()
    ]
    ratio = ParameterRow("water/leak_franchise", (DEMO,), period, period.start, Decimal("0.3"), SOURCE, Status.GIVEN)
    head = ParameterHead("water/leak_franchise", "", "", "", "ratio", ("ambit",), 2, "", period.start)
    return packaged_book().overlaid([head], [*rows, ratio])


BOOK = demo_book()


def facts(
    terms: WaterTerms, structure: WaterPrice, m3: str, period: Period, pieces: Iterable[Consumption] = ()
) -> BillingFacts:
    offer = Offer("T", "T", "water", frozenset({terms.use.value}), structure, (), (), Period(dt.date.min, FOREVER))
    history = History.of("terms", [Dated(period, ContractTerms("T", terms, VatTerms("water")))])
    contract = Contract("W", "", "", "water", period, history, PaymentMethod.TRANSFER, 1, 1)
    consumption = tuple(pieces) or (Consumption(period, (BandEnergy("M", Decimal(m3)),), Quality.ACTUAL),)
    return BillingFacts(contract, period, {"T": offer}, consumption, dt.date(2024, 6, 1))


def bill(terms: WaterTerms, structure: WaterPrice, m3: str, period: Period) -> Priced:
    result = price(facts(terms, structure, m3, period), BOOK)
    assert isinstance(result, Priced), result
    return result


def demo(**changes: Any) -> WaterTerms:
    return attrs.evolve(WaterTerms(DEMO, WaterUse.RESIDENT, members=(3,)), **changes)
