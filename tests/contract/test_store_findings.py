"""Contract of the findings: kept once, decided once at a time, found by point, state and rule."""

from __future__ import annotations

import datetime as dt

import pytest

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.fault import Severity
from domain.metering.validation.finding import Decision, Finding, FindingState, FindingStep, Measure, NotDecidable
from domain.metering.validation.rule import RuleSetting, Setting
from tests.support.strategies.documents import POINT, curve, reading

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
HELD = Finding(Measure.of(reading()), "VEE-008", Severity.HOLD, "1,204 kWh in 30 days")
TOLD = Finding(Measure.of(curve()), "VEE-009", Severity.WARN, "2 days are missing")
OTHER = Finding(Measure.of(reading("IT001E00000002")), "VEE-005", Severity.HOLD, "too much")


def decision(step: FindingStep, who: str = "Ada") -> Decision:
    return Decision(step, who, NOW, "spoken to the customer", "detail")


def test_a_finding_is_kept_once_and_found_by_its_id(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.findings.add([HELD, TOLD, HELD]) == 2
        assert work.findings.add([HELD, OTHER]) == 1
        assert work.findings.get(HELD.id) == HELD
        with pytest.raises(NotFound, match="finding"):
            work.findings.get("0" * 16)


def test_findings_are_listed_by_state_point_and_rule(units: UnitsOfWork, tenant: str) -> None:
    every = sorted((HELD, TOLD, OTHER), key=lambda each: each.id)
    with units(tenant) as work:
        work.findings.add(every)
        assert work.findings.page("", 9) == tuple(every)
        assert work.findings.page(every[0].id, 1) == (every[1],)
        assert work.findings.page("", 9, rule="VEE-009") == (TOLD,)
        assert work.findings.page("", 9, point=OTHER.measure.point) == (OTHER,)
        confirmed = work.findings.decide(HELD, decision(FindingStep.CONFIRM))
        assert work.findings.page("", 9, state=FindingState.CONFIRMED) == (confirmed,)
        assert work.findings.of([POINT, "unknown"]) == {POINT: (confirmed, TOLD)}


def test_what_withholds_a_measure_follows_its_decisions(units: UnitsOfWork, tenant: str) -> None:
    points = [POINT, OTHER.measure.point]
    with units(tenant) as work:
        work.findings.add([HELD, TOLD, OTHER])
        assert work.findings.withheld(points) == {POINT: (HELD,), OTHER.measure.point: (OTHER,)}
        work.findings.decide(HELD, decision(FindingStep.CONFIRM))
        rejected = work.findings.decide(OTHER, decision(FindingStep.REJECT))
        assert work.findings.withheld(points) == {OTHER.measure.point: (rejected,)}


def test_of_two_who_decide_at_once_the_second_is_told(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.findings.add([HELD])
        lapsed = work.findings.decide(HELD, decision(FindingStep.LAPSE, "judge"))
        reopened = work.findings.decide(lapsed, decision(FindingStep.REOPEN, "judge"))
        assert work.findings.get(HELD.id) == reopened
        with pytest.raises(NotDecidable, match="since it was read"):
            work.findings.decide(HELD, decision(FindingStep.CONFIRM))
        with pytest.raises(NotFound, match="finding"):
            work.findings.decide(OTHER, decision(FindingStep.CONFIRM))


def test_every_change_of_a_setting_is_kept_in_order(units: UnitsOfWork, tenant: str) -> None:
    changes = [RuleSetting("VEE-008", setting, "Ada", NOW, "why") for setting in (Setting.OFF, Setting.WARN)]
    with units(tenant) as work:
        assert work.findings.settings().changes == ()
        for change in changes:
            work.findings.set_rule(change)
        assert work.findings.settings().changes == tuple(changes)
