"""Contract of the market cases: found by code, point and the code of the other side; steps are only added."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from tests.support.market_case_samples import MONDAY, POINT, after, market_case, process_of, said
from tests.support.strategies import documents as samples

DAY = dt.timedelta(days=1)


def test_a_case_comes_back_whole_by_code_point_and_counterpart(units: UnitsOfWork, tenant: str) -> None:
    case = market_case()
    with units(tenant) as work:
        assert not work.market_cases.has(case.code)
        work.market_cases.put(case, is_open=True)
        assert work.market_cases.has(case.code)
        assert work.market_cases.get(case.code) == case
        assert work.market_cases.at(POINT) == work.market_cases.of_counterpart("SII-7") == (case,)
        assert work.market_cases.of_counterpart("") == work.market_cases.at("elsewhere") == ()
        with pytest.raises(NotFound, match="case 'none'"):
            work.market_cases.get("none")


def test_steps_are_added_and_never_changed(units: UnitsOfWork, tenant: str) -> None:
    case = market_case()
    more = after(process_of(case.process), case, said("SE1.0200", day=MONDAY + DAY))
    with units(tenant) as work:
        work.market_cases.put(case, is_open=True)
        work.market_cases.put(more, is_open=True)
        assert work.market_cases.get(case.code) == more
        changed = attrs.evolve(more, steps=(attrs.evolve(more.steps[0], note="other"), *more.steps[1:]))
        for wrong in (changed, case):
            with pytest.raises(ValueError, match="kept as they are"):
                work.market_cases.put(wrong, is_open=True)


def test_cases_are_watched_while_open_or_moved_lately(units: UnitsOfWork, tenant: str) -> None:
    first, second = market_case(), attrs.evolve(market_case(), code="2026_0000002")
    with units(tenant) as work:
        work.market_cases.put(second, is_open=False)
        work.market_cases.put(first, is_open=True)
        assert work.market_cases.watched(MONDAY) == (first, second)
        assert work.market_cases.watched(MONDAY + DAY) == (first,)
        assert work.market_cases.page("", 1) == (first,)
        assert work.market_cases.page(first.code, 9) == (second,)


def test_a_contract_waits_under_its_number(units: UnitsOfWork, tenant: str) -> None:
    contract = samples.contract()
    with units(tenant) as work:
        assert work.market_cases.draft(contract.number) is None
        work.market_cases.put_draft(contract)
        work.market_cases.put_draft(attrs.evolve(contract, due_days=30))
        assert work.market_cases.draft(contract.number) == attrs.evolve(contract, due_days=30)
