"""The small parts of the REST adapter that need no application."""

from __future__ import annotations

from decimal import Decimal

import pytest
from litestar.datastructures import Headers

from adapters.http.auth import FailedAttempts, presented_key
from adapters.http.bodies import OwnParameters, Registration, RunToPlan, Tenant
from adapters.http.openapi import examples
from adapters.http.routes.bills import bill_number
from adapters.wire.converter import BadInput, read
from domain.billing.bill import BillNumber


def test_refusals_are_counted_by_address_and_minute() -> None:
    refused = FailedAttempts(2)
    assert [refused.note("a", 1), refused.note("a", 1), refused.note("a", 1)] == [False, False, True]
    assert not refused.note("b", 1)
    assert not refused.note("a", 2)


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"Authorization": "Bearer blt_a"}, "blt_a"),
        ({"authorization": "bearer  blt_a "}, "blt_a"),
        ({"X-API-Key": "blt_b"}, "blt_b"),
        ({"Authorization": "Bearer blt_a", "X-API-Key": "blt_b"}, "blt_a"),
        ({"Authorization": "Basic blt_a"}, ""),
        ({"X-API-Key": "x" * 201}, ""),
        ({}, ""),
    ],
)
def test_a_key_is_read_from_its_headers(headers: dict[str, str], key: str) -> None:
    assert presented_key(Headers(headers)) == key


@pytest.mark.parametrize("text", ["E2026-0000042", "E2026/0000042"])
def test_a_bill_number_is_written_with_a_dash_or_a_slash(text: str) -> None:
    assert bill_number(text) == BillNumber("E", 2026, 42)


@pytest.mark.parametrize("text", ["", "42", "E2026", "E2026-", "e2026-1", "E2026-0", "E2026-1-2", "E2026-x", "../x"])
def test_what_is_no_bill_number_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        bill_number(text)


@pytest.mark.parametrize("period", [{"start": "2026-07-01"}, {"start": "2026-07-01", "stop": "2036-07-01"}])
def test_a_run_bills_a_closed_period_of_limited_length(period: dict[str, str]) -> None:
    assert isinstance(examples.RUN, dict)
    with pytest.raises(BadInput, match="period"):
        read(RunToPlan, examples.RUN | {"period": period})


@pytest.mark.parametrize(
    "brand", [{"primary": "red"}, {"accent": "#12345"}, {"logo_svg": "<svg"}, {"logo_svg": "<html/>"}]
)
def test_a_brand_that_cannot_be_printed_is_refused(brand: dict[str, str]) -> None:
    assert isinstance(examples.TENANT, dict)
    with pytest.raises(BadInput):
        read(Tenant, examples.TENANT | {"brand": examples.TENANT["brand"] | brand})


def test_a_logo_is_an_svg() -> None:
    assert isinstance(examples.TENANT, dict)
    brand = examples.TENANT["brand"] | {"logo_svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'}
    assert read(Tenant, examples.TENANT | {"brand": brand}).brand.logo_svg.startswith("<svg")


def test_own_parameters_are_not_empty() -> None:
    with pytest.raises(BadInput, match="heads, rows or hourly"):
        read(OwnParameters, {})


def test_an_hourly_index_becomes_a_series() -> None:
    source = {"id": "gme", "title": "Prezzi", "link": ""}
    days = [{"day": "2026-07-01", "prices": ["0.1"] * 24}]
    index = {"name": "pun", "days": days, "source": source, "status": "given"}
    (found,) = read(OwnParameters, {"hourly": [index]}).hourly
    assert list(found.series.prices.values()) == [(Decimal("0.1"),) * 24]


def test_a_registration_may_leave_every_list_out() -> None:
    assert read(Registration, {}) == Registration()
