"""Contracts opened, opened again and changed by day: no day is lost, and no other day changes."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contracts.contract import ContractTerms
from domain.contracts.revision import TermsEnded, reopened, revised, started
from domain.kernel.validity import FOREVER, Dated, History, Period
from tests.support.use_case_world import contract

START = dt.date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: START + dt.timedelta(days=n))
HALF = dt.date(2026, 7, 1)


def _charged(terms: ContractTerms) -> ContractTerms:
    return attrs.evolve(terms, rai_fee=True)


@given(DAYS, DAYS)
def test_terms_change_on_the_days_of_the_period_alone(one: dt.date, other: dt.date) -> None:
    first, stop = sorted((one, other))
    period = Period(first, stop + dt.timedelta(days=1))
    changed = revised(contract(1), period, _charged)
    for n in range(-1, 402):
        day = START + dt.timedelta(days=n)
        if day in contract(1).period:
            assert changed.terms.on(day).rai_fee is (day in period)
    assert revised(changed, period, lambda terms: attrs.evolve(terms, rai_fee=False)) == contract(1)


@given(DAYS)
def test_a_contract_begins_on_the_day_it_was_accepted_for(day: dt.date) -> None:
    (entry,) = contract(1).terms.entries
    two = History("terms", (Dated(Period(START, HALF), entry.value), Dated(Period(HALF), _charged(entry.value))))
    begun = started(attrs.evolve(contract(1), terms=two), day)
    assert begun.period == Period(day)
    assert begun.terms.entries[0].period.start == day
    assert begun.terms.on(day).rai_fee is (day >= HALF)


def test_a_contract_whose_terms_have_ended_cannot_begin() -> None:
    (entry,) = contract(1).terms.entries
    ended = attrs.evolve(contract(1), terms=History("terms", (Dated(Period(START, HALF), entry.value),)))
    with pytest.raises(TermsEnded, match="its terms end before 2026-07-01"):
        started(ended, HALF)


def test_a_closed_contract_goes_on_to_the_end_it_had() -> None:
    closed = attrs.evolve(contract(1), period=Period(START, HALF))
    assert reopened(closed, None).period.stop == FOREVER
    assert reopened(closed, HALF).period.last == HALF
