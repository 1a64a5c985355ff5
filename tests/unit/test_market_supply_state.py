"""What a suspended or ended supply stops: requests that its state rules out, and bills of days after its end."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from domain.billing.run import ResultOutcome
from domain.kernel.validity import Period
from domain.market.permission import CannotRequest
from tests.support.market_world import DAY, MIDDLE, SWITCH, VOLTURA, Market
from tests.support.use_case_world import BEFORE, TODAY, contract, contract_number, flow_file, point_code, reading

HALF = dt.date(2026, 9, 15)
ENDED = {"COD_CONTR_DISP": "DP9001"}


def _suspend(market: Market) -> None:
    asked = market.ask(
        "suspension-electricity",
        1,
        contract=contract_number(1),
        effective=TODAY,
        notice=dt.date(2026, 9, 1),
    )
    market.handle_message(market.says("SM1.E100", asked.case, accepted=True))
    market.handle_message(market.says("SM1.E150", asked.case, accepted=True, effective=TODAY))


def _deactivate(market: Market, day: dt.date) -> None:
    number = contract_number(1)
    asked = market.ask("deactivation-electricity", 1, contract=number, effective=day, values=ENDED)
    market.handle_message(market.says("D01.E100", asked.case, accepted=True))
    market.handle_message(market.says("D01.E150", asked.case, accepted=True, effective=day))


@pytest.mark.parametrize(
    "process", ["suspension-electricity", "technical-change-electricity", "voltura-electricity", "switch-electricity"]
)
def test_a_suspended_supply_refuses_what_needs_one_that_is_supplied_or_free(market: Market, process: str) -> None:
    _suspend(market)
    draft = attrs.evolve(contract(9), point=point_code(1))
    with pytest.raises(CannotRequest, match=f"on {TODAY + DAY} that of {point_code(1)} is suspended"):
        market.ask(process, 1, draft=draft, effective=TODAY + DAY, values=SWITCH | VOLTURA)


@pytest.mark.parametrize(
    "process",
    [
        "suspension-electricity",
        "reactivation-electricity",
        "technical-change-electricity",
        "voltura-electricity",
        "data-change-electricity",
        "deactivation-electricity",
        "termination-electricity",
    ],
)
def test_an_ended_supply_refuses_what_needs_one_that_goes_on(market: Market, process: str) -> None:
    _deactivate(market, MIDDLE)
    with pytest.raises(CannotRequest, match=f"on {MIDDLE + DAY} that of {point_code(1)} is none"):
        market.ask(process, 1, contract=contract_number(1), effective=MIDDLE + DAY)


def test_bills_of_a_deactivated_point_end_with_its_day(market: Market) -> None:
    _deactivate(market, HALF)
    its = market.world
    for day, kwh in ((BEFORE, 1000), (HALF, 1100)):
        its.take(*flow_file(reading(1, day, kwh, kwh, kwh)))
    run = its.plan()
    its.execute(run.id)
    priced = its.results(run.id, ResultOutcome.PRICED)[contract_number(1)].priced
    assert priced is not None
    assert priced.period == Period(BEFORE + DAY, HALF + DAY)
    after = its.plan(period=Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1)))
    its.execute(after.id)
    assert list(its.results(after.id)) == [contract_number(2)]
