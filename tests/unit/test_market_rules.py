"""Which case a message is of, and who may ask a process: the rules of the market that need no store."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.sii.process_tables import packaged_processes
from domain.contracts.party import Address
from domain.contracts.supply_point import Distributor, SupplyPoint
from domain.kernel.calendar import Holidays
from domain.market.case import Case, CaseStep, Effect, EffectStatus, again, with_effects_again
from domain.market.message import MarketMessage
from domain.market.permission import CannotRequest, check_not_before, check_notice, check_supply
from domain.market.process import EffectKind, Way
from domain.market.routing import NOT_NUMBERED, as_notice, awaits, missing_fields, opened_by
from domain.market.supply_state import SupplyState

TABLES = packaged_processes()
TODAY = dt.date(2026, 11, 2)
NOW = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
HOME = Address("Via Roma", "1", "20121", "Milano", "MI")
POINT = SupplyPoint("IT999E00000003", "electricity", HOME, Distributor("09999990030", "Rete", "+390200000000"))
EVERY_DAY_WORKS = Holidays("none", (), frozenset())
NOTICE = MarketMessage(service="SE3", step="0200", sender="05877611003", case="SII-9", point=POINT.code)


def case(process: str, **more: object) -> Case:
    given = {"code": "2026_1", "commodity": "electricity", "point": POINT.code, "opened_on": TODAY} | more
    return Case(process=process, **given)  # type: ignore[arg-type]


def test_a_notice_carries_the_code_of_the_other_side_wherever_it_stands() -> None:
    theirs = as_notice(NOTICE, TABLES.of_message(NOTICE.code))
    assert (theirs.case, theirs.counterpart_case) == ("", "SII-9")
    answer = attrs.evolve(NOTICE, service="SE1", step="0100")
    assert as_notice(answer, TABLES.of_message(answer.code)) == answer


def test_a_notice_opens_a_case_at_a_point_of_its_commodity_and_an_answer_none() -> None:
    processes = TABLES.of_message(NOTICE.code)
    opened = opened_by(as_notice(NOTICE, processes), processes, POINT, TODAY)
    assert opened is not None
    process, begun = opened
    assert (process.code, begun.code, begun.counterpart_case) == ("switch-electricity-leaving", NOT_NUMBERED, "SII-9")
    assert (begun.distributor, begun.opened_on, begun.steps) == ("09999990030", TODAY, ())
    gas = SupplyPoint("00000000000001", "gas", HOME, POINT.distributor)
    assert opened_by(NOTICE, processes, gas, TODAY) is None
    answer = attrs.evolve(NOTICE, service="SE1", step="0100")
    assert opened_by(answer, TABLES.of_message(answer.code), POINT, TODAY) is None


def test_a_case_awaits_what_its_state_expects_and_knows_what_it_has_had() -> None:
    process = TABLES.get("switch-electricity")
    answer = MarketMessage(service="SE1", step="0100", point=POINT.code, accepted=True)
    assert awaits(process, case(process.code, state="sent"), answer)
    later = case(process.code, state="refused")
    assert not awaits(process, later, answer)
    had = CaseStep(at=NOW, day=TODAY, way=Way.IN, message=answer, state="refused")
    assert awaits(process, attrs.evolve(later, steps=(had,)), answer)


def test_a_field_is_missing_where_the_table_wants_it_and_the_message_leaves_it_out() -> None:
    process = TABLES.get("voltura-electricity")
    answer = MarketMessage(service="VT1", step="0150")
    assert missing_fields(process, answer, "") == ("accepted", "case")
    assert missing_fields(process, attrs.evolve(answer, accepted=False, case="2026_1"), "") == ()


def test_a_process_is_asked_of_a_supply_in_the_state_it_needs() -> None:
    process = TABLES.get("suspension-electricity")
    check_supply(process, POINT.code, TODAY, SupplyState.SUPPLIED)
    with pytest.raises(CannotRequest, match=f"on {TODAY} that of {POINT.code} is none"):
        check_supply(process, POINT.code, TODAY, SupplyState.NONE)


def test_a_suspension_waits_for_its_notice_and_then_for_its_term() -> None:
    process = TABLES.get("suspension-electricity")
    with pytest.raises(CannotRequest, match="give the day the notice reached the customer"):
        check_notice(process, case(process.code))
    noticed = case(process.code, notice=TODAY - dt.timedelta(days=39))
    check_notice(process, noticed)
    with pytest.raises(CannotRequest, match="not before 2026-11-03"):
        check_not_before(process, noticed, EVERY_DAY_WORKS)
    check_not_before(process, attrs.evolve(noticed, opened_on=dt.date(2026, 11, 3)), EVERY_DAY_WORKS)


def test_blocked_effects_are_tried_again_on_the_day_a_person_states() -> None:
    day = dt.date(2026, 12, 1)
    blocked = tuple(
        Effect(kind=kind, day=None, status=EffectStatus.BLOCKED, detail="no day")
        for kind in (EffectKind.OPEN_CONTRACT, EffectKind.AWAIT_READING)
    )
    step = CaseStep(at=NOW, day=TODAY, way=Way.IN, message=NOTICE, state="done", effects=blocked)
    before = case("switch-electricity", steps=(step,))
    planned = again(before, day)
    assert [(of, effect.status, effect.detail) for of, effect in planned] == [(step, EffectStatus.PLANNED, "")] * 2
    assert [effect.day for _, effect in planned] == [day, day - dt.timedelta(days=1)]
    done = tuple(attrs.evolve(effect, status=EffectStatus.DONE) for _, effect in planned)
    after = with_effects_again(before, done, at=NOW, today=TODAY, day=day, by="Ada")
    assert (after.blocked, after.effective, after.steps[-1].note) == ((), day, "tried again by Ada")
    assert again(after, day) == ()
