"""A supply of any commodity with a counter that runs for a year, billed month by month."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, settings

from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.corrections.rebill_contract import rebill_contract
from application.tariffs.load_parameters import load_parameters
from domain.billing.bill import Bill
from domain.billing.run import ResultOutcome
from domain.commodities.heat.offer_price import HeatBase, HeatCharge, HeatFactor, HeatPrice, HeatProduct
from domain.commodities.heat.terms import HeatTerms, HeatUse
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.gas import billed_register
from domain.metering.reading import Action, Kind, MeasureReason, Quality, Reading, RegisterValue
from domain.pricing.line import Line
from domain.tariffs.discount import Base, Discount, Off, Restart
from domain.tariffs.offer import Offer, PriceTier, TieredPrice
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.strategies import documents as samples
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import OFFER, PARTY, CountedIds, World

MONTHS = tuple(month_of(dt.date(2026, month, 1)) for month in (10, 11, 12))
START = MONTHS[0].start
ENDS = (START - dt.timedelta(days=1), *(month.last for month in MONTHS))
LIMIT, YEAR_END = Decimal(500), dt.date(2026, 12, 31)
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

TIERS = TieredPrice((PriceTier(LIMIT, Decimal("0.10")), PriceTier(None, Decimal("0.30"))), Restart.CONTRACT_YEAR)
FIRST_KWH = Discount(
    "first", "Primi 500 kWh", Decimal("0.02"), Off.ENERGY, Base.ENERGY, LIMIT, restart=Restart.CONTRACT_YEAR
)


@attrs.frozen
class Supply:
    """A contract from 1 October 2026 that counts over a year, and how its meter is read."""

    world: World
    commodity: str
    number: str
    point: str
    values: Callable[[int], dict[str, Any]]

    def read(self, day: dt.date, shown: int, record: int) -> None:
        """What the meter shows at the end of a day; a later record takes the place of an earlier one."""
        reading = Reading(
            self.point,
            day,
            quality=Quality.ACTUAL,
            reason=MeasureReason.PERIODIC,
            action=Action.NEW,
            flow="X",
            origin=samples.origin(record),
            serial="A-1",
            **self.values(shown),
        )
        with self.world.units(self.world.tenant) as uow:
            uow.measures.add(readings=[reading], curves=[])
            uow.commit()

    def bill(self, month: Period) -> list[Bill]:
        """The bills of a month, issued on the tenth of the next or on the last day of the year."""
        on = min(month.stop.replace(day=10), YEAR_END)
        there = self.world.at(dt.datetime.combine(on, dt.time(8), dt.UTC))
        run = plan_run(
            units=there.units,
            books=there.books,
            actor=there.actor,
            commodity_code=self.commodity,
            period=month,
            cycle_months=1,
            issue_on=on,
            known_on=on,
        )
        there.execute(run.id)
        waiting = [each.faults for each in there.results(run.id).values() if each.outcome is not ResultOutcome.PRICED]
        assert not waiting
        seal_run(units=there.units, books=there.books, actor=there.actor, run_id=run.id)
        with there.units(there.tenant) as uow:
            return list(uow.bills.of_run(run.id))

    def rebill(self, month: Period) -> list[Bill]:
        """The document that corrects a month by itself, on the last day of the year; none where nothing differs."""
        there = self.world.at(dt.datetime.combine(YEAR_END, dt.time(9), dt.UTC))
        found = rebill_contract(
            units=there.units, books=there.books, actor=there.actor, contract=self.number, period=month
        )
        assert not found.faults
        return [found.bill] if found.bill else []


def supplied(
    commodity: str, offer: Offer, point: str, terms: Any, values: Callable[[int], dict[str, Any]], vat: str = "other"
) -> Supply:
    """A customer of a tenant of its own."""
    world = World(MemoryUnitsOfWork(), "demo", ids=CountedIds(itertools.count(10_000)))
    world.set_up()
    dated = Dated(Period(START), ContractTerms(offer.code, terms, VatTerms(vat)))
    contract = Contract(
        "Y-1", PARTY.id, point, commodity, Period(START), History.of("terms", [dated]), PaymentMethod.TRANSFER, 1, 20
    )
    place = attrs.evolve(samples.supply_point(point) if commodity == "electricity" else samples.supply_point())
    world.register(PARTY, offer, attrs.evolve(place, code=point, commodity=commodity), contract)
    return Supply(world, commodity, contract.number, point, values)


def electricity(**offer: Any) -> Supply:
    """A home whose offer has a yearly limit of 500 kWh."""

    def values(shown: int) -> dict[str, Any]:
        return {"values": (RegisterValue(Kind.ACTIVE, "M", Decimal(shown)),)}

    return supplied("electricity", attrs.evolve(OFFER, **offer), "IT001E00000001", samples.TERMS, values)


def tiered() -> Supply:
    return electricity(price=TIERS)


def discounted() -> Supply:
    return electricity(discounts=(FIRST_KWH,))


def gas() -> Supply:
    """A home that heats with gas: bands of τ3 and of the excise, and the limit of the reduced VAT."""

    def values(shown: int) -> dict[str, Any]:
        register = billed_register(Decimal(shown), None, Decimal(1))
        value = RegisterValue(Kind.ACTIVE, "M", register.value)
        return {"values": (value,), "multiplier": register.coefficient}

    return supplied("gas", fixed(), "00594201234567", home(), values)


def heat() -> Supply:
    """A home on a heat network whose price has two yearly tiers."""
    price = HeatFactor("prezzo", path="heat/price", key=("$network", "$tier"))
    charge = HeatCharge("heat", "Calore", HeatBase.KWH, (HeatProduct((price,)),), tiers=("1", "2"))
    offer = attrs.evolve(
        OFFER, commodity="heat", customers=frozenset({"residential"}), price=HeatPrice((charge,)), passes=()
    )
    terms = HeatTerms("canale", HeatUse.RESIDENTIAL)

    def values(shown: int) -> dict[str, Any]:
        return {"values": (RegisterValue(Kind.ACTIVE, "M", Decimal(shown)),)}

    supply = supplied("heat", offer, "SST00001", terms, values)
    head = ParameterHead(
        "heat/tier_limit", "Limite", "Own.", "Rete", "kWh/year", ("network", "tier"), 0, "contract", START
    )
    source = Source("own", "Listino", "")
    rows = [
        ParameterRow(path, ("canale", tier), Period(START), START, Decimal(value), source, Status.GIVEN)
        for path, tier, value in (
            ("heat/tier_limit", "1", LIMIT),
            ("heat/price", "1", "0.10"),
            ("heat/price", "2", "0.08"),
        )
    ]
    world = supply.world
    load_parameters(units=world.units, books=world.books, actor=world.actor, heads=[head], rows=rows, hourly=[])
    return supply


every = pytest.mark.parametrize("make", [tiered, discounted, gas, heat])

Net = Mapping[tuple[str, str, str, str], tuple[Decimal, Decimal]]


def net(bills: Iterable[Bill]) -> Net:
    """What stands charged by component, band, price and VAT rate: quantity and euro; nothing that comes to zero."""
    sums: dict[tuple[str, str, str, str], tuple[Decimal, Decimal]] = {}
    for line in (line for bill in bills for line in bill.lines):
        place = (line.code, line.band, str(line.price.value), str(line.vat.rate))
        quantity, amount = sums.get(place, (Decimal(0), Decimal(0)))
        sums[place] = (quantity + line.quantity.value, amount + line.amount.amount)
    return {place: found for place, found in sums.items() if any(found)}


def billed_at_once(make: Callable[[], Supply], shown: Sequence[int]) -> Net:
    """What the months cost where every reading was right from the start."""
    supply = make()
    for record, (day, value) in enumerate(zip(ENDS, shown, strict=True), 1):
        supply.read(day, value, record)
    return net([bill for month in MONTHS for bill in supply.bill(month)])


def lines_at(lines: Iterable[Line], code: str, price: str) -> Decimal:
    chosen = (line for line in lines if line.code == code and line.price.value == Decimal(price))
    return sum((line.quantity.value for line in chosen), Decimal(0))
