"""The pieces of a billed period: terms, consumption and fees cover it once, or it is refused with the day."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.consumption import Consumption
from domain.pricing.facts import BillingFacts
from domain.pricing.lines.cuts import (
    ConsumptionDoesNotFit,
    DueFee,
    NegativeConsumption,
    NoTerms,
    by_month,
    check_consumption,
    energy_pieces,
    share_of_year,
    terms_pieces,
)
from tests.support.strategies.kernel import days, periods, unhurried
from tests.support.strategies.supply import bills, facts, mono, packaged_book, resident, used

PERIOD = Period(dt.date(2026, 7, 1), dt.date(2026, 10, 1))
DAY = dt.timedelta(days=1)
OFFER = mono(".1")
inside = st.dates(PERIOD.start + DAY, PERIOD.last)


def supply(*consumption: Consumption, period: Period = PERIOD) -> BillingFacts:
    return facts(period, resident("3"), OFFER, consumption)


def with_terms(entries: Sequence[Period], contract: Period | None = None) -> BillingFacts:
    """A contract that has the same terms over some periods."""
    base = supply(used(PERIOD, 100))
    terms = base.contract.terms.entries[0].value
    history = History.of("terms", [Dated(period, terms) for period in entries])
    return attrs.evolve(
        base, contract=attrs.evolve(base.contract, terms=history, period=contract or base.contract.period)
    )


@given(st.sets(inside, max_size=5))
def test_terms_partition_the_period_at_their_changes(changes: set[dt.date]) -> None:
    around = Period(PERIOD.start - DAY * 30, PERIOD.stop + DAY * 30)
    what = with_terms(around.cut({PERIOD.start - DAY, PERIOD.stop + DAY, *changes}), Period(around.start))
    found = terms_pieces(what)
    assert tuple(piece.period for piece in found) == PERIOD.cut(changes)
    assert all(piece.offer == OFFER for piece in found)


@given(st.sets(inside, min_size=2, max_size=6), st.data())
def test_a_day_without_terms_is_named(changes: set[dt.date], data: st.DataObject) -> None:
    pieces = PERIOD.cut(changes)
    gone = data.draw(st.sampled_from(pieces[1:]))
    what = with_terms([piece for piece in pieces if piece != gone])
    with pytest.raises(NoTerms, match=f"contract C1 has no terms on {gone.start}"):
        terms_pieces(what)


def test_days_outside_the_contract_have_no_terms() -> None:
    ended = Period(PERIOD.start, PERIOD.last)
    with pytest.raises(NoTerms, match=f"contract C1 supplies {ended}, not all of {PERIOD}"):
        terms_pieces(with_terms([PERIOD], ended))


def test_an_offer_nobody_knows_is_named() -> None:
    what = attrs.evolve(supply(used(PERIOD, 100)), offers={})
    with pytest.raises(NoTerms, match="contract C1: offer 'offer' is not known"):
        terms_pieces(what)


@given(st.sets(inside, max_size=5))
def test_consumption_in_pieces_that_cover_the_period_fits(cuts: set[dt.date]) -> None:
    check_consumption(supply(*(used(piece, 1) for piece in PERIOD.cut(cuts))))


@given(st.sets(inside, min_size=1, max_size=5), st.data())
def test_a_gap_or_a_piece_twice_or_out_of_order_does_not_fit(cuts: set[dt.date], data: st.DataObject) -> None:
    pieces = [used(piece, 1) for piece in PERIOD.cut(cuts)]
    place = data.draw(st.integers(0, len(pieces) - 1))
    for wrong in (
        [*pieces[:place], *pieces[place + 1 :]],
        [*pieces[: place + 1], *pieces[place:]],
        list(reversed(pieces)),
    ):
        with pytest.raises(ConsumptionDoesNotFit):
            check_consumption(supply(*wrong))


@pytest.mark.parametrize(
    ("consumption", "said"),
    [
        ([], "consumption ends on 2026-07-01, the period on 2026-10-01"),
        ([used(Period(PERIOD.start + DAY, PERIOD.stop), 1)], "begins on 2026-07-02 where 2026-07-01 is due"),
        ([used(Period(PERIOD.start, PERIOD.last), 1)], "ends on 2026-09-30, the period on 2026-10-01"),
        ([used(Period(PERIOD.start, PERIOD.stop + DAY), 1)], "ends on 2026-10-02, the period on 2026-10-01"),
    ],
)
def test_consumption_that_does_not_fit_says_on_which_day(consumption: list[Consumption], said: str) -> None:
    with pytest.raises(ConsumptionDoesNotFit, match=said):
        check_consumption(supply(*consumption))


def test_less_than_nothing_is_refused_with_band_and_value() -> None:
    with pytest.raises(NegativeConsumption, match="negative consumption -1 in F2"):
        check_consumption(supply(used(PERIOD, 1, -1, 1)))


@unhurried
@given(bills())
def test_energy_pieces_conserve_the_energy_and_partition_the_period(what: BillingFacts) -> None:
    terms = terms_pieces(what)
    pieces = energy_pieces(what, terms, packaged_book())
    assert sum(part.total for _, part in pieces) == sum(part.total for part in what.consumption)
    assert tuple(part.period for _, part in pieces) == what.period.cut(part.period.start for _, part in pieces)
    assert all(len(part.period.months()) == 1 for _, part in pieces)
    assert all(piece.period.covers(part.period) for piece, part in pieces)


@st.composite
def dues(draw: st.DrawFn) -> list[DueFee]:
    """A fee that may change its value or quantity on some days, without gaps."""
    period = draw(periods(200))
    cuts = draw(st.lists(days(), max_size=3)) + [
        period.start + DAY * draw(st.integers(0, period.days)) for _ in range(draw(st.integers(0, 4)))
    ]
    few = st.sampled_from((Decimal(1), Decimal(2)))
    return [DueFee(piece, draw(few), draw(few)) for piece in period.cut(cuts)]


def by_day(due: Sequence[DueFee]) -> list[tuple[dt.date, Decimal, Decimal]]:
    return [
        (one.period.start + DAY * number, one.quantity, one.value) for one in due for number in range(one.period.days)
    ]


@unhurried
@given(dues())
def test_what_is_due_by_month_is_due_on_the_same_days(due: list[DueFee]) -> None:
    months = by_month(due)
    assert by_day(months) == by_day(due)
    assert all(len(one.period.months()) == 1 for one in months)


@unhurried
@given(dues())
def test_neighbours_of_a_month_that_differ_in_nothing_are_one(due: list[DueFee]) -> None:
    months = by_month(due)
    assert not any(after.continues(before) for before, after in itertools.pairwise(months))
    if len({(one.quantity, one.value) for one in due}) == 1:
        whole = Period(due[0].period.start, due[-1].period.stop)
        assert tuple(one.period for one in months) == whole.months()


def test_a_fee_goes_on_only_on_the_next_day_of_the_same_month() -> None:
    first, second = Period(dt.date(2026, 7, 1), dt.date(2026, 7, 16)), Period(dt.date(2026, 7, 16), dt.date(2026, 8, 1))
    later, august = Period(dt.date(2026, 7, 17), dt.date(2026, 8, 1)), month_of(dt.date(2026, 8, 1))
    one = DueFee(first, Decimal(3), Decimal(12))
    assert attrs.evolve(one, period=second).continues(one)
    assert not attrs.evolve(one, period=later).continues(one)
    assert not attrs.evolve(one, period=second, value=Decimal(13)).continues(one)
    assert not attrs.evolve(one, period=second, quantity=Decimal(4)).continues(one)
    assert not attrs.evolve(one, period=august).continues(attrs.evolve(one, period=second))


@given(days())
def test_a_whole_month_is_a_twelfth_of_the_year(day: dt.date) -> None:
    share = share_of_year(month_of(day))
    assert (share.numerator, share.denominator) == (1, 12)


@given(periods(31).filter(lambda period: not period.is_whole_month))
def test_a_part_of_a_month_is_its_days_over_365(period: Period) -> None:
    share = share_of_year(period)
    assert Fraction(share.numerator, share.denominator) == Fraction(period.days, 365)
