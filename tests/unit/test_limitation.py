"""The two-year limitation: which days are too old, and how much of a document they are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contracts.party import PartyKind
from domain.invoices.duties.limitation import LimitationRule, Limited, limited_part
from domain.invoices.line import Line
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Quantity, Unit
from domain.kernel.validity import Period
from domain.tariffs.component import Block, Quota
from domain.taxes.vat import VatTotal
from tests.strategies_bills import HOME_VAT, PARTIES, SPLIT_VAT, rai_line, sample_line, sample_lines
from tests.strategies_supply import packaged_book

RULE = LimitationRule(years=2, issue_days=45)
ISSUED = dt.date(2029, 1, 10)
EDGE = dt.date(2026, 11, 26)


def energy(period: Period, kwh: int, vat: object = HOME_VAT) -> Line:
    return sample_line(
        "energy",
        "Energia",
        Block.SALE,
        Quota.CONSUMPTION,
        Quantity(Decimal(kwh), Unit.KWH),
        Decimal("0.10"),
        vat,  # type: ignore[arg-type]
        period=period,
    )


def limited(*lines: Line, issued_on: dt.date = ISSUED) -> Limited | None:
    return limited_part(lines, issued_on=issued_on, rule=RULE)


def test_a_day_may_be_billed_two_years_and_forty_five_days_after_it() -> None:
    assert RULE.first_owed(ISSUED) == EDGE
    assert RULE.first_owed(dt.date(2028, 2, 29)) == dt.date(2026, 2, 28) - dt.timedelta(days=45)


def test_the_part_too_old_is_found_day_by_day() -> None:
    """30 days of which 25 are before the edge: 25/30 of 60,00 euro are 50,00, with VAT 55,00."""
    found = limited(energy(Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1)), 600))
    assert found is not None
    assert found.period == Period(dt.date(2026, 11, 1), EDGE)
    assert (found.net, found.total, found.payable) == (Money.of("50"), Money.of("55"), Money.of("55"))


def test_days_young_enough_are_owed() -> None:
    assert limited(energy(Period(EDGE, dt.date(2026, 12, 31)), 600)) is None
    found = limited(energy(Period(EDGE - dt.timedelta(days=1), EDGE), 600))
    assert found is not None
    assert found.net == Money.of("60")


def test_what_is_given_back_is_never_limited() -> None:
    old = Period(dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    assert limited(energy(old, 100), energy(old, 300).reversed("k")) is None
    found = limited(energy(old, 300), energy(old, 100).reversed("k"))
    assert found is not None
    assert found.net == Money.of("20")


def test_sums_that_are_no_price_of_the_supply_are_never_limited() -> None:
    assert limited(rai_line()) is None


def test_the_vat_of_split_payment_is_not_of_what_is_owed() -> None:
    old = Period(dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    found = limited(energy(old, 300, SPLIT_VAT))
    assert found is not None
    assert (found.net, found.total, found.payable) == (Money.of("30"), Money.of("36.60"), Money.of("30"))


@settings(deadline=None)
@given(st.dates(dt.date(2028, 1, 1), dt.date(2031, 12, 31)))
def test_the_part_too_old_grows_with_the_day_of_issue_and_never_passes_the_whole(day: dt.date) -> None:
    lines = tuple(line for line in sample_lines(PartyKind.PERSON) if line.code != "rai_fee")
    first, later = (limited(*lines, issued_on=each) for each in (day, day + dt.timedelta(days=1)))
    a, b = (each.net if each else ZERO for each in (first, later))
    assert a <= b <= total(line.amount for line in lines)


def test_the_law_names_commodities_and_customers() -> None:
    book = packaged_book()
    for commodity in ("electricity", "gas", "water"):
        assert LimitationRule.on(book, dt.date(2026, 11, 1), commodity) == RULE
    assert LimitationRule.on(book, dt.date(2026, 11, 1), "telephony") is None
    assert PARTIES[PartyKind.PERSON].is_protected
    assert PARTIES[PartyKind.CONDOMINIUM].is_protected
    assert not PARTIES[PartyKind.PUBLIC_BODY].is_protected
    assert attrs.evolve(PARTIES[PartyKind.COMPANY], small=True).is_protected


def test_a_part_of_nothing_is_none() -> None:
    with pytest.raises(ValueError, match="more than zero"):
        Limited(Period(dt.date(2026, 1, 1)), (VatTotal(HOME_VAT, ZERO, ZERO),))
