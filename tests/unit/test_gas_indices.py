"""Indexed prices of gas: means of months, units, and offers that do not fit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from domain.kernel.validity import Period
from domain.pricing.price import price
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, RegulatedPrice, SellerFee
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.gas_bills import given_rows, priced, refused
from tests.support.strategies.gas import (
    OCTOBER,
    QUARTER,
    facts,
    fixed,
    home,
    indexed,
    used,
)
from tests.support.strategies.supply import packaged_book


def averaged(index: str, months: int) -> Offer:
    offer = indexed(index)
    assert isinstance(offer.price, IndexedPrice)
    return attrs.evolve(offer, price=attrs.evolve(offer.price, months=months))


def monthly_rows(*values: tuple[int, str]) -> TariffBook:
    """A book with values of the PSV from the months told, each until the next."""
    starts = [dt.date(2026, month, 1) for month, _ in values]
    periods = [Period(start, stop) for start, stop in zip(starts, [*starts[1:], dt.date(2027, 1, 1)], strict=True)]
    rows = [
        ParameterRow(
            "index/psv", (), period, dt.date(2026, 1, 1), Decimal(value), Source("given", "Given", ""), Status.GIVEN
        )
        for period, (_, value) in zip(periods, values, strict=True)
    ]
    return packaged_book().overlaid([], rows)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, {10: "0.30", 11: "0.40", 12: "0.51"}),
        (2, {10: "0.25", 11: "0.455", 12: "0.455"}),
        (3, {10: "0.403333", 11: "0.403333", 12: "0.403333"}),
    ],
)
def test_the_mean_of_an_index_holds_for_each_month_of_it(months: int, expected: dict[int, str]) -> None:
    book = monthly_rows((9, "0.20"), (10, "0.30"), (11, "0.40"), (12, "0.51"))
    bill = priced(facts(home(), averaged("index/psv", months), [used(QUARTER, 92)]), book)
    found = {line.period.start.month: line.price.value for line in bill.lines if line.code == "energy"}
    assert found == {month: Decimal(value) for month, value in expected.items()}


def test_a_row_that_outlasts_a_bimester_does_not_carry_its_mean_over() -> None:
    book = monthly_rows((9, "0.20"), (10, "0.40"), (12, "0.60"))
    bill = priced(facts(home(), averaged("index/psv", 2), [used(QUARTER, 92)]), book)
    found = {line.period.start.month: line.price.value for line in bill.lines if line.code == "energy"}
    assert found == {10: Decimal("0.30"), 11: Decimal("0.50"), 12: Decimal("0.50")}


def test_a_mean_of_which_a_month_is_not_known_refuses_the_bill() -> None:
    code, message = refused(facts(home(), averaged("index/ttf", 3), [used(OCTOBER, 100)]))
    assert (code, "index/ttf has no value in force on 2026-10-01" in message) == ("PRC-001", True)
    with pytest.raises(ValueError, match="1, 2 or 3 months"):
        averaged("index/psv", 4)


@pytest.mark.parametrize(
    ("offer", "message"),
    [
        (attrs.evolve(fixed(), customers=frozenset({"other"})), "is for other"),
        (fixed(passes=("pcv",)), "passes on 'pcv'"),
        (fixed("0.4", SellerFee("kw", "Potenza", Decimal(1), Basis.POWER)), "fee on power"),
        (attrs.evolve(fixed(), price=RegulatedPrice()), "no price of gas"),
        (
            attrs.evolve(fixed(), price=FixedPrice((BandPrice("F1", Decimal(1)), BandPrice("F23", Decimal(1))))),
            "no price",
        ),
        (attrs.evolve(fixed(), price=IndexedPrice("index/psv", (BandPrice("M", Decimal(0)),))), "network losses"),
        (indexed("gas/tau1"), "tau1"),
    ],
)
def test_an_offer_that_does_not_fit_is_refused(offer: Offer, message: str) -> None:
    code, found = refused(facts(home(), offer, [used(OCTOBER, 10)]))
    assert code in ("PRC-005", "PRC-001")
    assert message in found


def test_an_index_in_a_unit_that_is_no_price_of_gas_is_refused() -> None:
    book = given_rows(index=("index/odd", (), "EUR/kWh", "0.1"))
    result = price(facts(home(), indexed("index/odd"), [used(OCTOBER, 10)]), book)
    assert isinstance(result, Refused)
    assert "EUR/kWh" in result.faults[0].message
