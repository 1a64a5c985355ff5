"""Cases of electricity beyond the plain bill: what they say, and how a bad one is answered."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from adapters.cases.electricity.parse import simulation
from adapters.cases.parse import parse_simulation
from adapters.cases.problem import UnreadableCase
from adapters.tariffs.loader import load_bands
from application.ports.case_files import SimulationCase
from domain.contracts.contract import SocialBonus
from domain.kernel.validity import Period
from domain.tariffs.component import Block
from domain.tariffs.discount import Off
from domain.tariffs.offer import RegulatedPrice, TieredPrice
from tests.support.strategies.supply import packaged_book

TODAY = dt.date(2026, 11, 24)
CASE: dict[str, Any] = {
    "commodity": "electricity",
    "period": {"start": "2026-10-01", "stop": "2026-11-01"},
    "supply": {"customer": "domestic_resident", "committed_kw": "3"},
    "offer": {"price": {"kind": "fixed", "prices": {"M": "0.1"}}},
    "consumption": {"bands": {"M": 100}},
}
DISCOUNT = {"code": "d", "label": "Sconto", "value": "0.1", "off": "ratio"}
RETURN = {"kind": "return", "amount": "34.50", "paid_on": "2025-10-01", "returned_on": "2026-10-01"}


def case(offer: dict[str, Any] | None = None, **changes: Any) -> SimulationCase:
    tree = copy.deepcopy(CASE) | changes
    tree["offer"] = tree["offer"] | (offer or {})
    return parse_simulation(json.dumps(tree).encode(), book=packaged_book().known, bands=load_bands(), today=TODAY)


def places(offer: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    with pytest.raises(UnreadableCase) as caught:
        case(offer, **changes)
    return [problem.pointer for problem in caught.value.problems]


def test_what_the_contract_says_is_in_force_from_its_first_day() -> None:
    bonus = {"household": "1-2", "period": {"start": "2026-01-01", "stop": "2027-01-01"}}
    contract = case(contract_start="2025-05-10", conditions=["e_bill"], bonus=bonus).facts.contract
    terms = contract.terms.on(dt.date(2025, 5, 10))
    assert contract.period == Period(dt.date(2025, 5, 10), dt.date(2026, 11, 1))
    assert terms.conditions == {"e_bill"}
    assert terms.bonus == SocialBonus("1-2", Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1)))


def test_an_offer_has_tiers_discounts_and_blocks_it_includes() -> None:
    tiered = {"kind": "tiered", "tiers": [{"upto": 100, "price": "0.1"}, {"price": "0.2"}]}
    [offer] = case({"price": tiered, "discounts": [DISCOUNT], "includes": ["oneri"]}).facts.offers.values()
    assert isinstance(offer.price, TieredPrice)
    assert [tier.value for tier in offer.price.tiers] == [Decimal("0.1"), Decimal("0.2")]
    assert offer.discounts[0].off is Off.RATIO
    assert offer.includes == (Block.CHARGES,)
    [regulated] = case({"price": {"kind": "regulated"}}).facts.offers.values()
    assert regulated.price == RegulatedPrice()


def test_demand_and_counters_are_read() -> None:
    facts = case(
        demand=[{"month": "2026-10", "max_power_kw": "2.9", "reactive": {"F2": 10, "F1": 20}}],
        used_before=[{"since": "2026-01-01", "energy": 900}],
    ).facts
    [demand], [counter] = facts.demand, facts.counters
    assert (demand.max_power_kw, [part.band for part in demand.reactive]) == (Decimal("2.9"), ["F1", "F2"])
    assert (counter.year_start, counter.quantity) == (dt.date(2026, 1, 1), Decimal(900))


def test_deposits_and_indemnities_are_reckoned_with_the_book() -> None:
    extras = case(
        deposits=[{"kind": "charge"}, RETURN],
        indemnities=[{"kind": "late_bill", "days": 12}, {"kind": "complaint", "days": 20}],
        extras=[{"code": "voltura", "label": "Contributo", "amount": "23"}],
    ).facts.extras
    assert [(extra.code, str(extra.amount)) for extra in extras] == [
        ("deposit", "34.50"),
        ("deposit_return", "-34.50"),
        ("deposit_interest", "-0.59"),
        ("indemnity_late_bill", "-8.00"),
        ("voltura", "23.00"),
    ]


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("/contract_start", {"contract_start": "2026-10-02"}),
        ("/demand/0/month", {"demand": [{"month": "2026-09", "max_power_kw": 1}]}),
        ("/demand/1/month", {"demand": [{"month": "2026-10"}, {"month": "2026-10"}]}),
        ("/deposits/0/paid_on", {"deposits": [{"kind": "return", "amount": "1"}]}),
        ("/deposits/0", {"deposits": [RETURN | {"paid_on": "2026-10-02"}]}),
        ("/deposits/0/amount", {"deposits": [RETURN | {"amount": "0.001"}]}),
        ("/deposits/0", {"deposits": [RETURN | {"paid_on": "2020-10-01"}]}),
        ("/extras/0/amount", {"extras": [{"code": "x", "label": "X", "amount": "0.001"}]}),
        ("/offer/price/tiers", {"offer": {"price": {"kind": "tiered", "tiers": [{"upto": 1, "price": 1}]}}}),
        ("/offer/discounts/0", {"offer": {"discounts": [DISCOUNT | {"value": 2}]}}),
        ("/offer/discounts/0", {"offer": {"discounts": [DISCOUNT | {"upto": 840}]}}),
        ("/offer/discounts/0/off", {"offer": {"discounts": [DISCOUNT | {"off": "percent"}]}}),
        ("/offer/includes/0", {"offer": {"includes": ["imposte"]}}),
        ("/supply", {"supply": {"customer": "domestic_resident", "committed_kw": 3, "peak_power": True}}),
    ],
)
def test_a_mistake_is_named_by_its_place(place: str, changes: dict[str, Any]) -> None:
    assert places(**changes) == [place]


def test_quarter_hours_and_several_zones_are_read() -> None:
    days = [{"day": "2026-10-25", "prices": ["0.1"] * 100}]
    series = [{"series": f"index/z:{zone}", "days": days} for zone in ("NORD", "SUD")]
    facts = case(hourly_prices=series).facts
    assert set(facts.hourly) == {"index/z:NORD", "index/z:SUD"}
    wrong = [{"series": "index/z", "days": [{"day": "2026-10-25", "prices": ["0.1"] * 96}]}]
    assert places(hourly_prices=wrong) == ["/hourly_prices/0/days/0/prices"]


def test_the_parser_is_that_of_the_commodity() -> None:
    facts = simulation(CASE, book=packaged_book().known, bands=load_bands(), today=TODAY).facts
    assert facts.contract.commodity == "electricity"
