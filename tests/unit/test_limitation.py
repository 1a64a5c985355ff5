"""The two-year limitation: which days are too old, and how much of a document they are."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.billing.duties.limitation import Claim, LimitationRule, Limited, Upheld, limited_part, upheld_parts
from domain.contracts.impediment import Impediment
from domain.contracts.party import PartyKind
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Quantity, Unit
from domain.kernel.validity import Period
from domain.pricing.line import Line
from domain.pricing.taxes.vat import VatTotal
from domain.tariffs.component import Block, Quota
from tests.support.strategies.bills import HOME_VAT, PARTIES, SPLIT_VAT, rai_line, sample_line, sample_lines
from tests.support.strategies.supply import packaged_book

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


def limited(*lines: Line, issued_on: dt.date = ISSUED, impediments: tuple[Impediment, ...] = ()) -> Limited | None:
    return limited_part([Claim("K-1", lines, RULE, impediments)], issued_on=issued_on)


def upheld(*lines: Line, impediments: tuple[Impediment, ...]) -> tuple[Upheld, ...]:
    return upheld_parts([Claim("K-1", lines, RULE, impediments)], issued_on=ISSUED)


def impediment(start: dt.date, stop: dt.date, reason: str = "accesso al contatore negato") -> Impediment:
    return Impediment(Period(start, stop), reason, "Ada", dt.date(2028, 12, 1))


def test_a_day_may_be_billed_two_years_and_forty_five_days_after_it() -> None:
    assert RULE.first_billable_day(ISSUED) == EDGE
    assert RULE.first_billable_day(dt.date(2028, 2, 29)) == dt.date(2026, 2, 28) - dt.timedelta(days=45)


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


@pytest.mark.parametrize("turned", [False, True])
def test_each_supply_goes_by_its_own_rule_whatever_their_order(turned: bool) -> None:
    """30 days each: of electricity 25 are before its edge; a rule of three years reaches none; together 50,00 + 0."""
    november = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))
    claims = [
        Claim("E-1", (energy(november, 600),), RULE),
        Claim("X-1", (energy(november, 600),), LimitationRule(years=3, issue_days=45)),
        Claim("W-1", (energy(november, 300),), LimitationRule(years=2, issue_days=60)),
    ]
    found = limited_part(claims[::-1] if turned else claims, issued_on=ISSUED)
    assert found is not None
    assert found.net == Money.of("60")  # 50,00 of electricity and 10 of the 30 days of the third
    assert set(found.contracts) == {"E-1", "W-1"}
    assert found.period == Period(dt.date(2026, 11, 1), EDGE)


def test_the_credit_of_one_supply_takes_nothing_off_what_another_may_leave_unpaid() -> None:
    old = Period(dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    claims = [Claim("E-1", (energy(old, 300),), RULE), Claim("G-1", (energy(old, 900).reversed("k"),), RULE)]
    found = limited_part(claims, issued_on=ISSUED)
    assert found is not None
    assert (found.net, found.contracts) == (Money.of("30"), ("E-1",))


def test_days_under_an_impediment_are_upheld_and_the_others_left_to_the_customer() -> None:
    """30 days of 30,00: 10 under an impediment, 20 under none."""
    line = energy(Period(dt.date(2026, 9, 1), dt.date(2026, 10, 1)), 300)
    cause = impediment(dt.date(2026, 9, 21), dt.date(2026, 12, 1))
    found = limited(line, impediments=(cause,))
    assert found is not None
    assert (found.net, found.period) == (Money.of("20"), Period(dt.date(2026, 9, 1), dt.date(2026, 9, 21)))
    (held,) = upheld(line, impediments=(cause,))
    assert (held.part.net, held.reason) == (Money.of("10"), "accesso al contatore negato")
    assert held.part.period == Period(dt.date(2026, 9, 21), dt.date(2026, 10, 1))
    assert held.part.contracts == ("K-1",)


def test_an_impediment_says_nothing_of_days_that_are_owed_anyway() -> None:
    line = energy(Period(EDGE, EDGE + dt.timedelta(days=30)), 300)
    assert upheld(line, impediments=(impediment(dt.date(2026, 1, 1), dt.date(2028, 1, 1)),)) == ()


@given(
    first=st.integers(0, 40), days=st.integers(1, 40), gap=st.integers(0, 9), more=st.integers(1, 40),
    kwh=st.integers(1, 9999),
)  # fmt: skip
def test_what_is_upheld_and_what_is_limited_are_together_what_is_too_old(
    first: int, days: int, gap: int, more: int, kwh: int
) -> None:
    start = dt.date(2026, 8, 20)
    line = energy(Period(start, start + dt.timedelta(days=31)), kwh)
    edges = [start + dt.timedelta(days=each) for each in (first, first + days, first + days + gap)]
    causes = (impediment(edges[0], edges[1]), impediment(edges[2], edges[2] + dt.timedelta(days=more), "altro"))
    whole, free = limited(line), limited(line, impediments=causes)
    assert whole is not None
    parts = [free.net if free else ZERO, *(each.part.net for each in upheld(line, impediments=causes))]
    lost = whole.net - total(parts)
    assert abs(lost.amount) <= (Decimal("0.01") if free is None else ZERO.amount)


@pytest.mark.parametrize("missing", ["reason", "person"])
def test_an_impediment_needs_a_reason_and_a_person(missing: str) -> None:
    cause = impediment(dt.date(2026, 1, 1), dt.date(2026, 2, 1))
    with pytest.raises(ValueError, match=missing):
        attrs.evolve(cause, **{missing: " "})  # type: ignore[arg-type]
