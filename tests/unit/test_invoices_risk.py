"""The risk gate: what holds a bill, and only that."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.faults import FAULTS
from domain.billing.risk import RiskRules, findings
from domain.contracts.party import PartyKind
from domain.kernel.fault import Severity
from domain.kernel.money import ZERO
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.priced import Priced
from tests.support.strategies.bills import PERIOD, rai_line, sample_bill, sample_lines
from tests.support.strategies.kernel import unhurried

RULES = RiskRules(Decimal("0.80"))
MOST_KW3 = 3 * 62 * 24 * Decimal("0.80")


def bill(kwh: Decimal, rai: Decimal = Decimal("18.00")) -> Priced:
    """Two months at home with so much energy over both, and a passing amount that can make it negative."""
    halves = PERIOD.months()
    used = tuple(Consumption(half, (BandEnergy("M", kwh / 2),), Quality.ACTUAL) for half in halves)
    priced = sample_bill(lines=(*sample_lines(PartyKind.PERSON, rai=False), rai_line(rai))).main.priced
    return attrs.evolve(priced, consumption=used)


def codes(priced: Priced, kw: Decimal, rules: RiskRules = RULES) -> list[str]:
    return [fault.code for fault in findings(priced, kw, rules)]


def test_a_plain_bill_is_not_held() -> None:
    assert findings(bill(Decimal(412)), Decimal("3.3"), RULES) == ()


@unhurried
@given(st.integers(0, 40_000), st.sampled_from((0, 1, 3, 10)), st.integers(-200, 20))
def test_a_bill_is_held_for_each_thing_that_is_odd_and_for_nothing_else(kwh: int, kw: int, rai: int) -> None:
    priced = bill(Decimal(kwh), Decimal(rai))
    too_much = kw > 0 and kwh > kw * 62 * 24 * RULES.power_share
    expected = {"RSK-001": too_much, "RSK-002": priced.payable < ZERO, "RSK-003": kwh == 0}
    assert codes(priced, Decimal(kw)) == [code for code, held in expected.items() if held]


def test_use_up_to_the_share_of_the_power_is_plausible() -> None:
    assert codes(bill(MOST_KW3), Decimal(3)) == []
    assert codes(bill(MOST_KW3 + 1), Decimal(3)) == ["RSK-001"]


def test_a_commodity_without_power_is_not_judged_by_power() -> None:
    assert codes(bill(Decimal(10**6)), Decimal(0)) == []


def test_nothing_to_pay_is_not_below_zero() -> None:
    base = bill(Decimal(412), Decimal(0))
    zero = bill(Decimal(412), -base.payable.amount)
    assert zero.payable == ZERO
    assert codes(zero, Decimal(3)) == []
    assert codes(bill(Decimal(412), -base.payable.amount - Decimal("0.01")), Decimal(3)) == ["RSK-002"]


@pytest.mark.parametrize(
    ("priced", "said"),
    [
        (bill(Decimal(99_999)), "99999"),
        (bill(Decimal(412), Decimal(-500)), "amount -"),
        (bill(Decimal(0)), f"nothing used over {PERIOD}"),
    ],
    ids=["too much", "below zero", "nothing"],
)
def test_a_finding_holds_names_the_contract_and_says_what_was_found(priced: Priced, said: str) -> None:
    (found,) = findings(priced, Decimal(3), RULES)
    assert FAULTS[found.code].severity is Severity.HOLD
    assert found.subject == priced.contract
    assert said in found.message
