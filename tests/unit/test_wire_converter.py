"""Domain values as strict JSON: what is refused, where, and that reading and writing round-trip."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from adapters.wire.converter import BadInput, loads, read, write
from adapters.wire.schema import schema
from domain.billing.bill import Bill
from domain.billing.run import BillingRun
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.money import Money
from domain.kernel.validity import FOREVER, Period
from domain.payments.mandate import Mandate
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow
from tests.support.strategies import documents as samples
from tests.support.strategies.bills import PARTIES, sample_bill

VALUES: tuple[tuple[Any, Any], ...] = (
    *((Party, party) for party in PARTIES.values()),
    (SupplyPoint, samples.supply_point()),
    (Offer, samples.FIXED_OFFER),
    (Offer, samples.INDEXED_OFFER),
    (Contract, samples.contract()),
    (Mandate, samples.mandate()),
    (Seller, samples.seller("demo")),
    (Brand, samples.BRAND),
    (BillingRun, samples.billing_run()),
    (ParameterHead, samples.parameter_head()),
    (ParameterRow, samples.parameter_row()),
)


def problems(kind: type[Any], value: Any) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        read(kind, value)
    return dict(refused.value.problems)


def written(kind: type[Any]) -> dict[str, Any]:
    found = write(next(value for each, value in VALUES if each is kind))
    assert isinstance(found, dict)
    return copy.deepcopy(found)


@pytest.mark.parametrize(("kind", "value"), VALUES)
def test_what_is_written_is_read_back_and_fits_its_schema(kind: type[Any], value: Any) -> None:
    plain = write(value)
    assert read(kind, plain) == value
    Draft202012Validator(schema(kind)).validate(plain)


def test_a_bill_is_written_without_floats_and_fits_its_schema() -> None:
    plain = write(sample_bill())
    Draft202012Validator(schema(Bill)).validate(plain)


@pytest.mark.parametrize("kind", [kind for kind, _ in VALUES])
def test_an_unknown_member_is_refused(kind: type[Any]) -> None:
    assert "colour" in problems(kind, written(kind) | {"colour": "blue"})["$"]


@pytest.mark.parametrize("kind", [Party, SupplyPoint, Offer, Contract, Mandate, Seller])
def test_a_missing_member_is_named(kind: type[Any]) -> None:
    required = [field.name for field in attrs.fields(kind) if field.default is attrs.NOTHING]
    for name in required:
        found = written(kind)
        found.pop(name)
        assert problems(kind, found) == {f"$.{name}": f"{name} is missing"}


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_what_is_no_object_is_refused(value: Any) -> None:
    assert set(problems(Party, value)) == {"$"}


@pytest.mark.parametrize("value", ["abc", {"a": 1}, None, 5, True])
def test_a_list_is_a_json_list(value: Any) -> None:
    for name in ("customers", "fees"):
        assert problems(Offer, written(Offer) | {name: value})[f"$.{name}"].startswith("expected a list")
    assert problems(Contract, written(Contract) | {"terms": value})["$.terms"].startswith("expected a list")


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e5", "1e999999999", "1_0", "٣", "", " 1", "1.", ".5", "9" * 19])
def test_a_number_is_plain_digits_of_limited_length(text: str) -> None:
    assert problems(Decimal, text)["$"].startswith("expected a number as text")


@pytest.mark.parametrize("value", [1.5, True, None, 10**18, [1]])
def test_a_number_is_text_or_a_whole_number(value: Any) -> None:
    assert problems(Decimal, value)["$"].startswith("expected a number as text")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6))
def test_a_number_keeps_its_digits(number: Decimal) -> None:
    assert str(read(Decimal, write(number))) == format(number, "f")


@given(st.integers(-(10**12), 10**12))
def test_money_round_trips_as_text(cents: int) -> None:
    money = Money(Decimal(cents).scaleb(-2))
    assert isinstance(write(money), str)
    assert read(Money, write(money)) == money


@given(st.dates(), st.dates())
def test_a_period_round_trips_with_an_open_end_left_out(one: dt.date, other: dt.date) -> None:
    start, stop = sorted((one, other))
    period = Period(start, stop if start < stop else FOREVER)
    plain = write(period)
    assert isinstance(plain, dict)
    assert ("stop" in plain) == (period.stop != FOREVER)
    assert read(Period, plain) == period


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_nothing_can_keep_is_refused(text: str) -> None:
    assert "$.name" in problems(Offer, written(Offer) | {"name": text})


def test_every_problem_of_a_history_has_its_place() -> None:
    contract = written(Contract)
    contract["terms"][0]["value"]["supply"] |= {"committed_kw": "x", "customer": "nobody"}
    contract["terms"][1]["start"] = "soon"
    assert list(problems(Contract, contract | {"due_days": "20"})) == [
        "$.terms[0].value.supply.customer",
        "$.terms[0].value.supply.committed_kw",
        "$.terms[1]",
        "$.due_days",
    ]


@pytest.mark.parametrize("kind", [None, 5, ["fixed"], {}, "free"])
def test_a_kind_that_is_not_known_is_refused(kind: Any) -> None:
    offer = written(Offer)
    assert "$.price" in problems(Offer, offer | {"price": offer["price"] | {"kind": kind}})


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[" * 100_000, b'{"a": 1, "a": 2}', b'{"\\ud800": 1}'])
def test_bytes_that_are_no_strict_json_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        loads(data)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1.5", "1e5", "9" * 5000])
def test_numbers_that_lose_digits_are_refused(number: str) -> None:
    with pytest.raises(BadInput):
        loads(f'{{"a": {number}}}'.encode())
