"""Views: how they are filled, written and described."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from typing import Annotated

import attrs
import pytest
from jsonschema import Draft202012Validator

import adapters.wire.views as all_views
from adapters.wire.converter import write
from adapters.wire.schema import schema
from adapters.wire.view import WHOLE, At, Page, view
from adapters.wire.views.billing import bill_view
from adapters.wire.views.fault import FaultView
from domain.billing.run import ResultOutcome
from domain.kernel.fault import Fault
from domain.kernel.money import Money
from tests.support.strategies.bills import sample_bill


@attrs.frozen
class Spent:
    band: str
    amount: Money


@attrs.frozen
class Month:
    point: str
    parts: tuple[Spent, ...]
    best: Spent | None
    counts: Mapping[ResultOutcome, int]

    @property
    def shares(self) -> tuple[tuple[str, Decimal], ...]:
        return tuple((part.band, Decimal(1)) for part in self.parts)


@attrs.frozen
class SpentView:
    eur: Annotated[Money, At("amount")]


@attrs.frozen
class MonthView:
    month: Annotated[Month, WHOLE]
    parts: tuple[SpentView, ...]
    best: SpentView | None
    shares: tuple[tuple[str, Decimal], ...]
    first: Annotated[str, At("point.upper")]
    note: str


MONTH = Month("p1", (Spent("F1", Money.of("2.50")),), None, {ResultOutcome.HELD: 1})


def test_a_view_shows_members_of_the_same_name_of_another_place_and_those_it_is_given() -> None:
    shown = write(view(MonthView, MONTH, first="P1", note="read"))
    assert shown == {
        "point": "p1",
        "parts": [{"eur": "2.50"}],
        "best": None,
        "counts": {"held": 1},
        "shares": [["F1", "1"]],
        "first": "P1",
        "note": "read",
    }
    Draft202012Validator(schema(MonthView)).validate(shown)


def test_a_schema_allows_no_member_that_the_view_does_not_declare() -> None:
    shown = write(view(MonthView, MONTH, first="P1", note="read"))
    assert isinstance(shown, dict)
    assert not Draft202012Validator(schema(MonthView)).is_valid(shown | {"more": 1})
    assert all(name in schema(MonthView)["required"] for name in shown)  # type: ignore[operator]


def test_a_page_is_described_with_what_it_holds() -> None:
    page = Page((view(FaultView, Fault("PRC-001", "K-1", "no value")),), "K-1")
    Draft202012Validator(schema(Page[FaultView])).validate(write(page))
    assert not Draft202012Validator(schema(Page[FaultView])).is_valid({"items": [{}], "next": None})


def test_a_bill_is_shown_with_its_sums_as_text() -> None:
    bill = sample_bill()
    shown = write(bill_view(bill))
    assert isinstance(shown, dict)
    assert (shown["number"], shown["total"], shown["digest"]) == (str(bill.number), str(bill.total), bill.digest)


def _views() -> Iterator[type]:
    for module in pkgutil.iter_modules(all_views.__path__):
        found = import_module(f"{all_views.__name__}.{module.name}")
        yield from (
            kind for kind in vars(found).values() if inspect.isclass(kind) and kind.__module__ == found.__name__
        )


@pytest.mark.parametrize("kind", tuple(_views()), ids=lambda kind: kind.__name__)
def test_every_view_says_what_it_is_and_has_a_schema(kind: type) -> None:
    assert kind.__doc__
    assert attrs.has(kind)
    Draft202012Validator.check_schema(schema(kind))
