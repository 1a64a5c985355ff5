"""Cases of telephony and services: read, refused with the place, answered with the detail masked."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cases.parse import parse_simulation
from adapters.cases.problem import Problem, UnreadableCase
from adapters.cases.render import render_priced
from adapters.tariffs.loader import load_bands
from application.offers.simulate_supply import simulate_supply
from application.ports.case_files import SimulationCase
from domain.commodities.telephony.plan import PhonePlan
from domain.kernel.calendar import BandCalendar
from tests.support.strategies.supply import packaged_book

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
TODAY = dt.date(2026, 11, 24)


@functools.lru_cache(maxsize=1)
def bands() -> BandCalendar:
    return load_bands()


def case(name: str, **more: Any) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads((GOLDEN / name / "case.json").read_text("utf-8"))
    return copy.deepcopy(tree) | more


BANDED, BUNDLED = "telephony_split_at_time_classes", "telephony_call_outlives_its_bundle"


def parsed(tree: Any) -> SimulationCase:
    return parse_simulation(json.dumps(tree).encode(), book=packaged_book().known, bands=bands(), today=TODAY)


def answer(tree: Any) -> dict[str, Any]:
    found = parsed(tree)
    return render_priced(simulate_supply(facts=found.facts, book=found.book), found.given)


def pointers(tree: Any) -> list[str]:
    with pytest.raises(UnreadableCase) as error:
        parsed(tree)
    assert all(problem.found and problem.expected for problem in error.value.problems)
    return [problem.pointer for problem in error.value.problems]


def test_the_detail_shows_every_call_with_its_last_digits_hidden() -> None:
    found = answer(case(BUNDLED))["calls"]
    assert [each["id"] for each in found] == ["a", "b", "s1", "s2", "m", "d"]
    assert (found[1]["called"], found[1]["counted"], found[1]["cost"]) == ("+393331234***", "600", "0.510000")
    assert [part["bundle"] for part in found[1]["parts"]] == ["ten", ""]
    assert "567" not in json.dumps(found)


def test_a_plan_that_lists_no_holidays_has_those_of_the_time_bands() -> None:
    (offer,) = parsed(case(BANDED)).facts.offers.values()
    assert isinstance(offer.price, PhonePlan)
    assert offer.price.holidays == bands().holidays.rules
    own = case(BANDED)
    own["offer"]["price"]["holidays"] = [
        {"name": "Patrono", "month": 12, "day": 7},
        {"name": "Pasquetta", "easter_offset": 1},
    ]
    (offer,) = parsed(own).facts.offers.values()
    assert isinstance(offer.price, PhonePlan)
    assert [rule.name for rule in offer.price.holidays] == ["Patrono", "Pasquetta"]


@pytest.mark.parametrize(
    ("place", "value", "pointer"),
    [
        (("calls", 0, "answered"), "2026-07-31T12:00:00", "/calls/0/answered"),
        (("calls", 1, "id"), "000001", "/calls/1/id"),
        (("calls", 0, "answered"), "2026-08-32T12:00:00", "/calls/0"),
        (("calls", 0, "called"), "0212345678", "/calls/0/called"),
        (("calls", 0, "seconds"), "85", "/calls/0/seconds"),
        (("supply", "number"), "02", "/supply/number"),
        (("offer", "price", "windows", 0, "stop"), "08:00", "/offer/price/windows/0"),
        (("offer", "price", "windows", 0, "stop"), "18:00", "/offer/price"),
        (("offer", "price", "zones", 0, "prefixes"), [], "/offer/price/zones/0"),
        (("offer", "price", "zones", 0, "prices"), {"peak": "1"}, "/offer/price"),
    ],
)
def test_a_mistake_in_a_line_is_named_by_its_place(place: tuple[Any, ...], value: Any, pointer: str) -> None:
    tree = case(BANDED)
    tree["calls"][0]["id"] = "000001"
    target: Any = tree
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    if place == ("calls", 1, "id"):
        assert pointers(tree) == [pointer]
    else:
        assert pointers(tree)[0] == pointer


def test_a_contract_holds_all_the_days_billed() -> None:
    assert pointers(case("services_last_instalment", supplied={"start": "2026-09-02"})) == ["/supplied"]
    assert pointers(case(BANDED, supplied={"start": "2026-01-01", "stop": "2026-08-31"})) == ["/supplied"]


def test_a_service_says_its_price_in_cents_and_its_vat_by_one_way() -> None:
    tree = case("services_insurance_exempt")
    tree["offer"]["price"]["amount"] = "60.001"
    assert pointers(tree) == ["/offer/price/amount"]
    tree = case("services_insurance_exempt")
    tree["offer"]["price"]["vat"] = {"nature": "N4"}
    assert pointers(tree)[0].startswith("/offer/price/vat")
    tree = case("services_last_instalment")
    tree["offer"]["price"]["total"] = "0.00"
    assert pointers(tree) == ["/offer/price"]


def test_the_line_in_force_on_its_day_makes_the_call() -> None:
    tree = case(BANDED)
    tree["supply"] = [
        tree["supply"],
        {"from": "2026-08-10", "number": "+390298765432", "access": "fixed"},
    ]
    tree["supply"][0]["from"] = "2026-08-01"
    numbers = [each.a_number for each in sorted(parsed(tree).facts.calls, key=lambda each: each.answered)]
    assert numbers == ["+390212345678", "+390212345678", "+390298765432", "+390298765432"]


def _places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, child in children for place in _places(child, (*path, key)))]


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(("", "+39", "2026-08-16", "-1", "0", "24:00", "00:00", "voice", "data", "peak", "N4", [], {})),
    st.text(max_size=5),
)
CASES = sorted(each.name for each in GOLDEN.iterdir() if each.name.startswith(("telephony_", "services_")))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CASES), st.data())
def test_a_case_changed_anywhere_is_answered_or_refused_with_a_reason(name: str, data: st.DataObject) -> None:
    tree = case(name)
    for _ in range(data.draw(st.integers(1, 2))):
        *parents, last = data.draw(st.sampled_from([place for place in _places(tree) if place]))
        target: Any = tree
        for step in parents:
            target = target[step]
        if data.draw(st.booleans()):
            target[last] = data.draw(LEAVES)
        elif isinstance(target, dict):
            del target[last]
    reasons: tuple[Problem, ...] = ()
    try:
        found = answer(tree)
        assert "total" in found or found["refused"]
    except UnreadableCase as error:
        reasons = error.problems
    assert all(reason.found and reason.expected for reason in reasons)
