"""Values to be settled: charged provisionally, made final, and the difference issued to the cent.

Heat factors of a network and the tariff of a water ambit are applied "salvo conguaglio" until the operator or ARERA
states them (TITT, 313/2019/R/tlr; MTI-4, 639/2023/R/idr).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import pytest

from application.tariffs.load_parameters import load_parameters
from domain.billing.bill import Bill, DocumentKind
from domain.commodities.heat.offer_price import HeatBase, HeatCharge, HeatFactor, HeatPrice, HeatProduct
from domain.commodities.heat.terms import HeatTerms, HeatUse
from domain.commodities.water.offer_price import FixedPer, WaterBand, WaterPrice
from domain.commodities.water.terms import WaterService, WaterTerms, WaterUse
from domain.metering.reading import Kind, RegisterValue
from domain.pricing.correction import CorrectionReason
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.use_case_world import OFFER
from tests.support.yearly_supply import ENDS, MONTHS, START, YEAR_END, Supply, supplied

OCTOBER = MONTHS[0]
Values = Mapping[tuple[str, tuple[str, ...]], str]


def shown(value: int) -> dict[str, Any]:
    return {"values": (RegisterValue(Kind.ACTIVE, "M", Decimal(value)),)}


def know(supply: Supply, values: Values, *, since: dt.date) -> None:
    """Values of October, known since a day; what is known later takes the place of what was known before."""
    heads = [
        ParameterHead(path, path, "Own.", "Gestore", "EUR", tuple("ab"[: len(key)]), 6, "contract", START)
        for path, key in values
        if not supply.world.books.book(YEAR_END).heads.get(path)
    ]
    rows = [
        ParameterRow(path, key, OCTOBER, since, Decimal(value), Source("own", "Gestore", ""), Status.CONFIRMED)
        for (path, key), value in values.items()
    ]
    world = supply.world
    load_parameters(units=world.units, books=world.books, actor=world.actor, heads=heads, rows=rows, hourly=[])


def billed(supply: Supply, used: int) -> Bill:
    """The bill of October, when so much was used."""
    supply.read(ENDS[0], 1000, 1)
    supply.read(ENDS[1], 1000 + used, 2)
    (bill,) = supply.bill(OCTOBER)
    return bill


def heat() -> Supply:
    """A home whose heat costs 0.10 EUR/kWh times K2, of which the network states the final value later."""
    factors = (
        HeatFactor("P", value=Decimal("0.10")),
        HeatFactor("K2", path="heat/k2", key=("$network",), provisional="heat/k2_status"),
    )
    price = HeatPrice((HeatCharge("heat", "Calore", HeatBase.KWH, (HeatProduct(factors),)),))
    offer = attrs.evolve(OFFER, commodity="heat", customers=frozenset({"residential"}), price=price)
    return supplied("heat", offer, "SST00001", HeatTerms("canale", HeatUse.RESIDENTIAL), shown, vat="heat_residential")


def water() -> Supply:
    """A home of an ambit with one price of the aqueduct and a fixed quota of 24 EUR a year."""
    price = WaterPrice((WaterBand("unica", "tariffa unica"),), fixed_per=FixedPer.CONTRACT)
    offer = attrs.evolve(OFFER, commodity="water", customers=frozenset({"domestic_resident"}), price=price)
    terms = WaterTerms("ambito", WaterUse.RESIDENT, services=(WaterService.AQUEDUCT,))
    return supplied("water", offer, "UTZ0001", terms, shown, vat="water")


def assert_settled(supply: Supply, first: Bill, *, net: str, tax: str, code: str) -> None:
    """One document settles `first`, of one component, and a second time there is nothing left."""
    (bill,) = supply.rebill(OCTOBER)
    assert {line.code for line in bill.lines} == {code}
    assert (str(bill.net), str(bill.main.priced.tax)) == (net, tax)
    assert [each.number for each in bill.references] == [str(first.number)]
    (correction,) = bill.main.priced.corrections
    assert correction.reason is CorrectionReason.PRICE_CHANGED
    assert correction.reason.value == "variazione di prezzo o tariffa"
    assert not any("salvo conguaglio" in line.note for line in bill.lines if line.quantity.value > 0)
    assert bill.kind is (DocumentKind.CREDIT_NOTE if net.startswith("-") else DocumentKind.CORRECTION)
    assert supply.rebill(OCTOBER) == []


@pytest.mark.parametrize(("final", "net", "tax"), [("1.05", "0.90", "0.09"), ("1.01", "-0.30", "-0.03")])
def test_a_provisional_factor_of_heat_is_settled_to_the_cent(final: str, net: str, tax: str) -> None:
    """300 kWh at 0.10 × 1.02 = 30.60 EUR; at 1.05 they cost 31.50, at 1.01 30.30. VAT 10 %."""
    supply = heat()
    place = ("canale",)
    know(supply, {("heat/k2", place): "1.02", ("heat/k2_status", place): "1"}, since=OCTOBER.start)
    first = billed(supply, 300)
    (line,) = first.lines
    assert (str(line.amount), line.note) == ("30.60", "Prezzo provvisorio, salvo conguaglio: K2")
    assert supply.rebill(OCTOBER) == []
    know(supply, {("heat/k2", place): final, ("heat/k2_status", place): "0"}, since=dt.date(2026, 12, 20))
    assert_settled(supply, first, net=net, tax=tax, code="heat")


@pytest.mark.parametrize(("final", "net", "tax"), [("1.62", "4.80", "0.48"), ("1.47", "-1.20", "-0.12")])
def test_a_provisional_tariff_of_water_is_settled_to_the_cent(final: str, net: str, tax: str) -> None:
    """40 m3 at 1.50 = 60.00 EUR; at 1.62 they cost 64.80, at 1.47 58.80. The fixed quota stays. VAT 10 %."""
    supply = water()
    price = ("water/acq", ("ambito", "domestic_resident", "unica"))
    status = ("water/tariff_status", ("ambito",))
    fixed = ("water/fixed", ("ambito", "domestic_resident", "acq"))
    know(supply, {price: "1.50", status: "1", fixed: "24"}, since=OCTOBER.start)
    first = billed(supply, 40)
    charged = [(line.code, str(line.amount), line.note) for line in first.lines]
    assert ("acq", "60.00", "Tariffa provvisoria, salvo conguaglio") in charged
    assert supply.rebill(OCTOBER) == []
    know(supply, {price: final, status: "0"}, since=dt.date(2026, 12, 20))
    assert_settled(supply, first, net=net, tax=tax, code="acq")


def test_a_provisional_value_that_becomes_final_as_it_was_settles_nothing() -> None:
    supply = heat()
    place = ("canale",)
    know(supply, {("heat/k2", place): "1.02", ("heat/k2_status", place): "1"}, since=OCTOBER.start)
    billed(supply, 300)
    know(supply, {("heat/k2", place): "1.02", ("heat/k2_status", place): "0"}, since=dt.date(2026, 12, 20))
    assert supply.rebill(OCTOBER) == []
