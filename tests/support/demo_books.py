"""The demo of examples/, read and billed without a store."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import attrs

from adapters.containers.unpack import ZipLimits
from adapters.tariffs.hourly import read_hourly
from adapters.tariffs.loader import load_bands, load_book
from adapters.tariffs.overlay import overlay_from_directory
from adapters.wire.converter import read
from domain.billing.risk import ValidationRules
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption, between_readings, from_curves
from domain.metering.curve import MonthCurve, current_curves
from domain.metering.deliveries.delivery import Delivery, RejectedFile
from domain.metering.reading import Reading, current
from domain.payments.mandate import Mandate
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.simulation.distributor import SimulatedMarket
from domain.simulation.truth import Truth
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import IndexedPrice, Offer
from tests.support.demo_feeds import DEMO, content, demo_market, feeds
from tests.support.measure_files import read_file

CORRECTED, RECURVED, ESTIMATED = "C0034", "C0035", "C0019"
ONE_DAY = dt.timedelta(days=1)

T = TypeVar("T")


def all_of(kind: type[T], values: list[Any]) -> tuple[T, ...]:
    return tuple(read(kind, value) for value in values)


SCRIPT, EXPECTED = content("demo.json"), content("expected.json")


@attrs.frozen(eq=False)
class Demo:
    """Everything the demo loads before its first bill."""

    seller: Seller
    parties: dict[str, Party]
    points: dict[str, SupplyPoint]
    contracts: dict[str, Contract]
    mandates: tuple[Mandate, ...]
    offers: dict[str, Offer]
    results: tuple[tuple[Delivery | RejectedFile, ...], ...]
    book: TariffBook
    market: SimulatedMarket

    def readings(self, point: str) -> tuple[Reading, ...]:
        found = [each for delivery in self.deliveries for each in delivery.readings]
        return current(each for each in found if each.point == point)

    def curves(self, point: str) -> tuple[MonthCurve, ...]:
        found = [each for delivery in self.deliveries for each in delivery.curves]
        return current_curves(each for each in found if each.point == point)

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        return tuple(each for found in self.results for each in found if isinstance(each, Delivery))

    def truth(self, contract: Contract) -> Truth:
        return self.market.truth(contract.point)

    def contract(self, party: str) -> Contract:
        return next(each for each in self.contracts.values() if each.party == party)

    def consumption(self, contract: Contract, period: Period) -> tuple[Consumption, ...]:
        readings, curves = self.readings(contract.point), self.curves(contract.point)
        prices = [self.offers[entry.value.offer].price for entry in contract.terms.entries]
        by_hour = any(isinstance(each, IndexedPrice) and each.hourly for each in prices)
        closed = {period.start - ONE_DAY, period.last} <= {reading.day for reading in readings}
        if by_hour or (curves and not closed):
            return from_curves(curves, period, load_bands())
        rules = ValidationRules.on(self.book, period.start)
        return between_readings(readings, period, rules.rollover, contract.available_kw(period))

    def priced(self, contract: Contract, run_period: Period) -> Priced | Refused:
        period = contract.period.meet(run_period)
        assert period is not None
        facts = BillingFacts(
            contract=contract,
            commodity=commodity(contract.commodity),
            period=period,
            offers=self.offers,
            consumption=self.consumption(contract, period),
            issue_day=dt.date.fromisoformat(SCRIPT["issue_on"]),
            hourly={series.name: series for series in read_hourly(DEMO / "parameters")},
        )
        return price(facts, self.book)


def read_files(files: list[tuple[str, bytes]], addressee: str) -> tuple[Delivery | RejectedFile, ...]:
    return tuple(
        result
        for name, data in files
        for result in read_file(
            name=name,
            data=data,
            addressees=frozenset({addressee}),
            limits=ZipLimits(),
            received_at=dt.datetime.fromisoformat(SCRIPT["clock"]),
        )
    )


def demo_books() -> Demo:
    registry = content("customers.json")
    seller = read(Seller, content("seller.json")["seller"])
    known_on = dt.date.fromisoformat(SCRIPT["known_on"])
    market = demo_market()
    return Demo(
        seller=seller,
        parties={each.id: each for each in all_of(Party, registry["parties"])},
        points={each.code: each for each in all_of(SupplyPoint, registry["points"])},
        contracts={each.number: each for each in all_of(Contract, registry["contracts"])},
        mandates=all_of(Mandate, registry["mandates"]),
        offers={each.code: each for each in all_of(Offer, content("offers.json"))},
        results=tuple(read_files(files, seller.partita_iva.text) for files in feeds(market)),
        book=overlay_from_directory(load_book(known_on=known_on), DEMO / "parameters"),
        market=market,
    )
