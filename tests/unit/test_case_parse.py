"""What a case file may say, what it means when it says nothing, and how a bad one is answered."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest

from adapters.cases.parse import parse_estimate
from adapters.cases.problem import UnreadableCase
from adapters.cases.structure import MOST_BYTES
from application.ports.case_files import SimulationCase
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import ContractTerms
from domain.kernel.validity import Period
from domain.metering.reading import Quality
from domain.tariffs.component import Basis
from domain.tariffs.parameter import Status
from tests.support.case_files import CASE, TODAY, parsed
from tests.support.strategies.supply import packaged_book

ESTIMATE: dict[str, Any] = {
    "commodity": "electricity",
    "on": "2026-10-15",
    "supply": CASE["supply"],
    "offer": CASE["offer"],
    "annual_energy": {"M": "2700"},
}


def case(**changes: Any) -> SimulationCase:
    return parsed(json.dumps({**CASE, **changes}).encode())


def problems(data: bytes) -> dict[str, str]:
    with pytest.raises(UnreadableCase) as caught:
        parsed(data)
    return {problem.pointer: str(problem) for problem in caught.value.problems}


def problems_of(**changes: Any) -> dict[str, str]:
    return problems(json.dumps({**CASE, **changes}).encode())


def electricity(terms: ContractTerms) -> ElectricityTerms:
    """The supply of terms that are of electricity."""
    assert isinstance(terms.supply, ElectricityTerms)
    return terms.supply


def test_what_a_case_leaves_out_follows_from_the_customer() -> None:
    facts = case().facts
    [terms] = [entry.value for entry in facts.contract.terms.entries]
    assert electricity(terms).tariff_code == "domestic_resident"
    assert (electricity(terms).available_kw, electricity(terms).voltage) == (Decimal(3), "BT")
    assert electricity(terms).excise is ExciseUse.RESIDENT_DWELLING
    assert terms.vat.category == "domestic"
    assert not terms.rai_fee
    assert facts.issue_day == dt.date(2026, 10, 31)
    assert facts.rounding.name == "standard"
    assert facts.consumption[0].quality is Quality.ACTUAL
    assert facts.offers[terms.offer].customers == {ElectricityCustomer.RESIDENT.value}


def test_other_uses_have_their_own_vat_and_excise() -> None:
    facts = case(supply={"customer": "other", "tariff_code": "BTA3", "committed_kw": 6}).facts
    terms = facts.contract.terms.entries[0].value
    assert (terms.vat.category, electricity(terms).excise) == ("other", ExciseUse.OTHER)


def test_what_a_case_says_is_taken() -> None:
    facts = case(
        name="Mine",
        supply={**CASE["supply"], "available_kw": "3.3", "excise": "exempt"},
        offer={
            "code": "X",
            "price": {"kind": "indexed", "index": "index/pun", "spreads": {"F1": 1, "F23": "-0.5"}, "by_band": True},
            "fees": [{"code": "a", "label": "A", "value": "-3.50", "basis": "power"}],
            "passes": ["cdispd"],
        },
        consumption={"bands": {"F3": "1.5", "F1": 2}, "quality": "estimated"},
        vat={"category": "reduced_business", "split_payment": True},
        rai_fee=True,
        billed_before=[{"month": "2026-10", "energy": "7"}],
        rounding="unstepped",
        issue_day="2026-11-05",
    ).facts
    terms = facts.contract.terms.entries[0].value
    assert (facts.contract.number, electricity(terms).available_kw, terms.rai_fee) == ("Mine", Decimal("3.3"), True)
    assert (terms.vat.category, terms.vat.split_payment) == ("reduced_business", True)
    assert (facts.offers["X"].bands, facts.offers["X"].passes) == (("F1", "F23"), ("cdispd",))
    assert (facts.offers["X"].fees[0].value, facts.offers["X"].fees[0].basis) == (Decimal("-3.50"), Basis.POWER)
    assert [(part.band, part.value) for part in facts.consumption[0].bands] == [("F1", 2), ("F3", Decimal("1.5"))]
    assert facts.consumption[0].quality is Quality.ESTIMATED
    assert [(each.month, each.energy) for each in facts.billed] == [(dt.date(2026, 10, 1), Decimal(7))]
    assert (facts.rounding.name, facts.issue_day) == ("unstepped", dt.date(2026, 11, 5))


def test_supply_and_offer_change_each_on_its_day() -> None:
    second = {**CASE["supply"], "committed_kw": "4.5", "from": "2026-10-16"}
    other = {"from": "2026-10-10", "code": "NEW", "price": {"kind": "fixed", "prices": {"M": "0.2"}}}
    facts = case(
        supply=[{**CASE["supply"], "from": "2026-01-01"}, second],
        offer=[{**CASE["offer"], "from": "2026-10-01"}, other],
    ).facts
    entries = [
        (entry.period.start.isoformat(), entry.value.offer, str(electricity(entry.value).committed_kw))
        for entry in facts.contract.terms.entries
    ]
    assert entries == [("2026-10-01", "offer-1", "3"), ("2026-10-10", "NEW", "3"), ("2026-10-16", "NEW", "4.5")]


def test_a_curve_gives_bands_by_the_calendar_a_month_at_a_time() -> None:
    period = {"start": "2026-10-31", "stop": "2026-11-02"}
    days = [{"day": day, "values": [250] * 96} for day in ("2026-10-31", "2026-11-01")]  # Saturday, then a holiday
    consumption = case(period=period, consumption={"curve": days}).facts.consumption
    assert [str(piece.period.start) for piece in consumption] == ["2026-10-31", "2026-11-01"]
    assert {part.band: part.value for part in consumption[0].bands} == {"F2": 16, "F3": 8}
    assert {part.band: part.value for part in consumption[1].bands} == {"F3": 24}


def test_a_given_value_counts_on_its_days_and_the_book_on_the_others() -> None:
    given_value = {"path": "electricity/cdispd", "value": "0.5", "valid_from": "2026-10-10", "valid_to": "2026-10-20"}
    book = case(parameters=[given_value]).book
    found = [book.value("electricity/cdispd", (), dt.date(2026, 10, day)) for day in (9, 10, 19, 20)]
    assert [row.value for row in found] == [Decimal("0.016776"), Decimal("0.5"), Decimal("0.5"), Decimal("0.016776")]
    assert [row.status for row in found[:2]] == [Status.CONFIRMED, Status.GIVEN]


def test_a_given_value_counts_from_the_first_month_on_unless_it_says_otherwise() -> None:
    period = {"start": "2026-10-16", "stop": "2026-11-01"}
    [row] = case(period=period, parameters=[{"path": "rai/instalment", "value": 10}]).given
    assert row.period == Period(dt.date(2026, 10, 1))


def test_a_path_the_book_does_not_have_needs_a_unit_and_a_label() -> None:
    entry = {"path": "index/own", "key": ["F1"], "value": "0.1"}
    assert set(problems_of(parameters=[entry])) == {"/parameters/0/unit"}
    again = {"path": "index/own", "key": ["F2"], "value": "0.2"}
    book = case(parameters=[{**entry, "unit": "EUR/kWh", "label": "Mine"}, again]).book
    assert book.value("index/own", ("F2",), dt.date(2026, 10, 1)).value == Decimal("0.2")


def test_a_parameter_of_the_tenants_is_given_in_the_unit_of_the_book() -> None:
    entry = {"path": "gas/pcs", "key": ["R1"], "value": "0.039"}
    named = {**entry, "unit": "GJ/Smc", "label": "PCS della REMI"}
    for each in (entry, named):
        assert case(parameters=[each]).book.value("gas/pcs", ("R1",), dt.date(2026, 10, 1)).value == Decimal("0.039")
    assert set(problems_of(parameters=[{**named, "unit": "kWh/Smc"}])) == {"/parameters/0/unit"}
    assert set(problems_of(parameters=[{**named, "key": []}])) == {"/parameters/0/key"}
    known = {"path": "electricity/cdispd", "value": "0.02", "label": "Mine"}
    assert set(problems_of(parameters=[known])) == {"/parameters/0/label"}


def test_a_case_is_as_known_on_the_day_it_says() -> None:
    assert case().book.known_on == TODAY
    early = case(known_on="2026-10-01").book
    assert early.known_on == dt.date(2026, 10, 1)
    assert not early.has("electricity/capprod", ("x",))


def test_an_estimate_takes_values_given_from_the_start_of_its_quarter() -> None:
    data = json.dumps({**ESTIMATE, "parameters": [{"path": "electricity/ppe", "value": "0"}], "index": {"M": "0.1"}})
    read = parse_estimate(data.encode(), book=packaged_book().known, today=TODAY)
    assert (read.use.on, read.use.index) == (dt.date(2026, 10, 15), {"M": Decimal("0.1")})
    assert read.given[0].period.start == dt.date(2026, 10, 1)


def test_every_mistake_of_structure_is_reported_at_once() -> None:
    found = problems_of(
        period={"start": "2026-10-01"},
        supply={"customer": "resident", "committed_kw": "three", "power": 3},
        consumption=[{"bands": {"F4": 1}}],
        extra=1,
    )
    assert set(found) == {
        "/period/stop",
        "/supply/customer",
        "/supply/committed_kw",
        "/supply/power",
        "/consumption/0/bands/F4",
        "/extra",
    }
    assert "domestic_non_resident" in found["/supply/customer"]
    assert '"three"' in found["/supply/committed_kw"]
    assert "tariff_code" in found["/supply/power"]


HALF = {"day": "2026-10-01", "values": [1] * 95}
LATER = CASE["offer"] | {"from": "2026-10-02"}


@pytest.mark.parametrize(
    ("place", "code", "changes"),
    [
        ("/consumption/bands/M", "PRC-004", {"consumption": {"bands": {"M": "-1"}}}),
        ("/consumption/0/bands/F1", "PRC-004", {"consumption": [{"bands": {"F1": -1}}]}),
        ("/demand/0/max_power_kw", "PRC-004", {"demand": [{"month": "2026-10", "max_power_kw": "-1"}]}),
        ("/consumption/curve/0/values", "MET-004", {"consumption": {"curve": [HALF]}}),
        ("/consumption/curve", "MET-004", {"consumption": {"curve": [HALF | {"values": [1] * 96}]}}),
        ("/consumption/0/period", "PRC-002", {"consumption": [{"bands": {"M": 1}}] * 2}),
        ("/offer/0/from", "PRC-003", {"offer": [LATER]}),
        ("/offer/1/from", "REG-001", {"offer": [CASE["offer"] | {"from": "2026-10-01"}] * 2}),
        ("/supply/1/from", "REG-001", {"supply": [CASE["supply"] | {"from": "2026-10-01"}] * 2}),
        ("/contract_start", "PRC-003", {"contract_start": "2026-10-02"}),
        (
            "/offer/discounts/0",
            "PRC-006",
            {"offer": CASE["offer"] | {"discounts": [{"code": "d", "label": "D", "value": "1.1", "off": "ratio"}]}},
        ),
        ("/offer/price/prices", "OFR-005", {"offer": {"price": {"kind": "fixed", "prices": {"M": "-0.1"}}}}),
        ("/offer/price/tiers", "OFR-005", {"offer": {"price": {"kind": "tiered", "tiers": [{"price": "-0.1"}]}}}),
        ("/supply/committed_kw", "", {"supply": CASE["supply"] | {"committed_kw": "-1"}}),
    ],
)
def test_what_a_run_would_refuse_with_a_code_has_it_in_a_case(place: str, code: str, changes: dict[str, Any]) -> None:
    with pytest.raises(UnreadableCase) as caught:
        case(**changes)
    assert [(each.pointer, each.code) for each in caught.value.problems] == [(place, code)]


def test_a_number_with_decimals_must_be_text() -> None:
    found = problems_of(offer={"price": {"kind": "fixed", "prices": {"M": 0.118}}})
    assert list(found) == ["/offer/price/prices/M"]
    assert 'write "0.118" in quotes' in found["/offer/price/prices/M"]


@pytest.mark.parametrize(
    ("pointer", "changes"),
    [
        ("/period/stop", {"period": {"start": "2026-10-01", "stop": "2026-10-01"}}),
        ("/period/start", {"period": {"start": "2026-02-30", "stop": "2026-10-01"}}),
        ("/period/stop", {"period": {"start": "2026-10-01", "stop": "9999-12-31"}}),
        ("/commodity", {"commodity": "coal"}),
        ("/supply/tariff_code", {"supply": {"customer": "other", "committed_kw": "6"}}),
        ("/supply", {"supply": {"customer": "domestic_resident", "committed_kw": "0"}}),
        ("/supply", {"supply": {"customer": "domestic_resident", "committed_kw": "3", "available_kw": "2"}}),
        ("/supply", {"supply": {"customer": "domestic_resident", "tariff_code": "BTA3", "committed_kw": "3"}}),
        ("/supply/0/from", {"supply": [CASE["supply"]]}),
        ("/supply/from", {"supply": {**CASE["supply"], "from": "2026-10-02"}}),
        (
            "/supply/1/from",
            {"supply": [{**CASE["supply"], "from": "2026-10-01"}, {**CASE["supply"], "from": "2026-10-01"}]},
        ),
        (
            "/offer/1/code",
            {"offer": [{**CASE["offer"], "code": "A", "from": f"2026-10-0{day}"} for day in (1, 2)]},
        ),
        ("/offer/price/kind", {"offer": {"price": {"kind": "free"}}}),
        ("/offer/price/prices", {"offer": {"price": {"kind": "fixed", "prices": {"F1": "1"}}}}),
        ("/offer/price/spreads", {"offer": {"price": {"kind": "indexed", "index": "index/pun"}}}),
        (
            "/offer/price/spreads",
            {"offer": {"price": {"kind": "indexed", "index": "a/b", "hourly": True, "spreads": {"F1": 1, "F23": 1}}}},
        ),
        ("/consumption/bands", {"consumption": {"bands": {"M": 1, "F1": 1}}}),
        ("/consumption/bands/M", {"consumption": {"bands": {"M": "-1"}}}),
        ("/consumption", {"consumption": {"quality": "actual"}}),
        ("/consumption/0/period", {"consumption": [{"bands": {"M": 1}}, {"bands": {"M": 1}}]}),
        ("/consumption/curve", {"consumption": {"curve": [{"day": "2026-10-01", "values": [0] * 96}]}}),
        ("/consumption/curve/0/day", {"consumption": {"curve": [{"day": "2026-09-30", "values": [0] * 96}]}}),
        ("/consumption/curve/0/values", {"consumption": {"curve": [{"day": "2026-10-25", "values": [0] * 96}]}}),
        (
            "/hourly_prices/days/0/prices",
            {"hourly_prices": {"series": "a/b", "days": [{"day": "2026-10-25", "prices": [1] * 24}]}},
        ),
        (
            "/billed_before/1/month",
            {"billed_before": [{"month": "2026-10", "energy": 1}, {"month": "2026-10", "energy": 1}]},
        ),
        ("/parameters/0/key", {"parameters": [{"path": "electricity/cdispd", "key": ["x"], "value": 1}]}),
        ("/parameters/0/unit", {"parameters": [{"path": "electricity/cdispd", "value": 1, "unit": "EUR"}]}),
        (
            "/parameters/0/valid_to",
            {"parameters": [{"path": "electricity/cdispd", "value": 1, "valid_to": "2026-10-01"}]},
        ),
        ("/parameters", {"parameters": [{"path": "electricity/cdispd", "value": value} for value in (1, 2)]}),
    ],
)
def test_a_mistake_is_named_by_its_place(pointer: str, changes: dict[str, Any]) -> None:
    assert list(problems_of(**changes)) == [pointer]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "a JSON document"),
        (b"{", "line 1"),
        (b"\xff", "UTF-8"),
        (b'{"a": NaN}', "finite"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[" * 100_000, "nested"),
        (b" " * (MOST_BYTES + 1), "at most"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "12 digits"),
    ],
)
def test_what_is_not_a_case_at_all_is_said_plainly(data: bytes, words: str) -> None:
    assert words in problems(data)[""]


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"commodity": "coal"}', b'{"commodity": 7}'])
def test_a_case_says_first_of_which_commodity_it_is(data: bytes) -> None:
    assert "one of electricity" in problems(data)["/commodity"]
