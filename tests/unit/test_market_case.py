"""Cases over the packaged state tables: what holds for any table, and what a few of them say."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tariffs.books import PackagedTariffs
from domain.market.case import Case, EffectStatus, Exchange, MisplacedMessage, apply, with_last_effects
from domain.market.deadline import Deadline, TermStart, TermUnit
from domain.market.process import (
    BadProcess,
    CaseOutcome,
    EffectKind,
    Initiator,
    Process,
    ProcessState,
    Requirement,
    Transition,
    Way,
)
from domain.market.supply_state import SupplyState, supply_changes, supply_state
from domain.market.timeline import deadlines, is_late, next_due, timeline
from tests.support.market_case_samples import COMPLETE, EFFECTIVE, MONDAY, after, by, opened, process_of, said

HOLIDAYS = PackagedTariffs().holidays("holidays_working")
DAY = dt.timedelta(days=1)


@st.composite
def walks(draw: st.DrawFn) -> tuple[Process, list[Exchange]]:
    """A process and messages of its table in any order, over some days, some of them twice."""
    process = draw(st.sampled_from(COMPLETE))
    count = draw(st.integers(0, 8))
    chosen = [draw(st.sampled_from(process.transitions)) for _ in range(count)]
    exchanges = [by(each, MONDAY + draw(st.integers(0, 40)) * DAY, str(draw(st.integers(0, 2)))) for each in chosen]
    return process, sorted(exchanges, key=lambda each: each.day)


@given(walks())
def test_no_message_leads_out_of_the_table_and_final_states_stay_final(walk: tuple[Process, list[Exchange]]) -> None:
    process, exchanges = walk
    names = {"", *(state.name for state in process.states)}
    case = opened(process)
    for exchange in exchanges:
        before = case
        case = after(process, case, exchange)
        assert case.state in names
        assert case.steps[: len(before.steps)] == before.steps, "history is never lost"
        if before.state and process.state(before.state).is_final:
            assert case.state == before.state


@given(walks())
def test_the_same_messages_give_the_same_case_and_a_second_time_change_nothing(
    walk: tuple[Process, list[Exchange]],
) -> None:
    process, exchanges = walk
    case = after(process, opened(process), *exchanges)
    assert after(process, opened(process), *exchanges) == case
    assert after(process, case, *exchanges) == case
    moved = [attrs.evolve(each, file_sha256="f" * 64, file_name="again.csv") for each in exchanges]
    assert after(process, case, *moved) == case, "the same content in another file is the same message"


@given(walks())
def test_every_message_is_kept_once_as_it_came(walk: tuple[Process, list[Exchange]]) -> None:
    process, exchanges = walk
    case = after(process, opened(process), *exchanges)
    arrived = {(each.message, each.way) for each in exchanges}
    assert {(step.message, step.way) for step in case.steps if step.message is not None} == arrived
    lines = timeline(case, process, HOLIDAYS)
    assert len(lines) == len(case.steps)
    assert [line.state for line in lines] == [step.state for step in case.steps]


@pytest.mark.parametrize("process", COMPLETE, ids=lambda process: process.code)
def test_every_process_can_be_walked_to_a_good_end(process: Process) -> None:
    found = _way_to(process, CaseOutcome.DONE)
    case = after(process, opened(process), *(by(each) for each in found))
    if process.state(case.state).lapses_to:
        assert case.effective is not None
        case = after(process, case, said("APN.0200", day=case.effective))
    assert process.state(case.state).outcome is CaseOutcome.DONE
    assert not any(step.effects for step in case.steps[:-1] if step.state == "refused")


@pytest.mark.parametrize(
    "process", [each for each in COMPLETE if each.side is Initiator.ASKED], ids=lambda process: process.code
)
def test_a_refusal_ends_a_request_with_its_causale_and_without_effects(process: Process) -> None:
    case = after(process, opened(process), *(by(each) for each in _way_to(process, CaseOutcome.REFUSED)))
    assert process.state(case.state).outcome is CaseOutcome.REFUSED
    assert case.reason == "017 cliente errato"
    assert not case.effects


def test_an_answer_that_comes_too_early_waits_and_takes_its_place() -> None:
    process = process_of("switch-electricity")
    case = after(process, opened(process), said("SE1.0050", Way.OUT))
    early = apply(process, case, said("SE1.0200"))
    assert isinstance(early, MisplacedMessage)
    assert "SE1.0200 is out of place, expected SE1.0100" in str(early)
    assert len(early.case.waiting) == 1
    case = after(process, early.case, said("SE1.0100", day=MONDAY + DAY, accepted=True))
    assert case.state == "confirmed"
    assert not case.waiting
    assert [effect.kind for effect in case.effects] == [EffectKind.OPEN_CONTRACT, EffectKind.AWAIT_READING]
    assert [effect.day for effect in case.effects] == [EFFECTIVE, EFFECTIVE - DAY]


def test_the_code_of_the_other_side_is_taken_from_its_own_answers_alone() -> None:
    process = process_of("switch-electricity")
    case = after(process, opened(process), said("SE1.0050", Way.OUT), said("APR.0050", Way.OUT), said("APR.0100"))
    assert case.counterpart_case == ""
    assert after(process, case, said("SE1.0100", accepted=True)).counterpart_case == "SII-7"


def test_a_leaving_switch_ends_with_its_day_and_can_be_cancelled_until_then() -> None:
    process = process_of("switch-electricity-leaving")
    notice = attrs.evolve(said("SE3.0200"), message=attrs.evolve(said("SE3.0200").message, effective=EFFECTIVE))
    leaving = after(process, opened(process, effective=None), notice)
    assert [(e.kind, e.day) for e in leaving.effects] == [
        (EffectKind.CLOSE_CONTRACT, EFFECTIVE),
        (EffectKind.AWAIT_READING, EFFECTIVE - DAY),
    ]
    cancelled = after(process, leaving, said("APN.0200", day=EFFECTIVE - DAY))
    assert cancelled.state == "cancelled"
    assert cancelled.effects[-1].kind is EffectKind.REOPEN_CONTRACT
    late = apply(process, leaving, said("APN.0200", day=EFFECTIVE))
    assert isinstance(late, MisplacedMessage)
    assert late.case.state == "left"


def test_working_days_pass_over_weekends_and_holidays() -> None:
    process = process_of("voltura-electricity")
    friday = dt.date(2026, 12, 4)
    case = attrs.evolve(opened(process), opened_on=friday)
    case = after(process, case, said("VT1.0050", Way.OUT, friday))
    due = next_due(process, case, HOLIDAYS)
    assert due is not None
    assert due.day == dt.date(2026, 12, 10), "Monday 7, Immacolata on Tuesday 8 is none, Wednesday 9, Thursday 10"
    assert not is_late(process, case, HOLIDAYS, dt.date(2026, 12, 10))
    assert is_late(process, case, HOLIDAYS, dt.date(2026, 12, 11))
    answered = after(process, case, said("VT1.0100", day=dt.date(2026, 12, 11), accepted=True))
    assert [due.met for due in deadlines(process, answered, HOLIDAYS)] == [False, None]


def test_a_request_after_day_10_of_the_month_before_is_late_by_its_table() -> None:
    process = process_of("switch-electricity")
    for day, met in ((dt.date(2026, 11, 10), True), (dt.date(2026, 11, 11), False)):
        case = after(process, attrs.evolve(opened(process), opened_on=day), said("SE1.0050", Way.OUT, day))
        assert deadlines(process, case, HOLIDAYS)[0].met is met


def test_low_voltage_may_be_suspended_after_25_days_all_else_after_40() -> None:
    process = process_of("suspension-electricity")
    notice = dt.date(2026, 10, 1)
    for supply_class, first in (("BT", dt.date(2026, 10, 26)), ("MT", dt.date(2026, 11, 10))):
        case = attrs.evolve(opened(process), notice=notice, supply_class=supply_class)
        (due,) = deadlines(process, case, HOLIDAYS)
        assert due.day == first


def test_a_missing_figure_gives_no_day_and_no_delay() -> None:
    process = process_of("data-change-electricity")
    case = after(process, opened(process), said("AE1.0050", Way.OUT))
    assert [due.day for due in deadlines(process, case, HOLIDAYS)] == [None]
    assert not is_late(process, case, HOLIDAYS, dt.date(2030, 1, 1))


def _small(**more: object) -> Process:
    transitions = (
        Transition("", "X1.0050", Way.OUT, "sent"),
        Transition("sent", "X1.0100", Way.IN, "done"),
        Transition("sent", "X1.0100", Way.IN, "queried", distributor="99"),
        Transition("queried", "X1.0100", Way.IN, "done"),
    )
    days = Deadline(
        state="sent", event=TermStart.ENTERED, unit=TermUnit.WORKING_DAYS, amount=5, who="d", mark="C", source="s"
    )
    given: dict[str, object] = {
        "code": "small",
        "title": "Small",
        "commodity": "gas",
        "side": Initiator.ASKED,
        "states": (
            ProcessState("sent", ""),
            ProcessState("queried", "", no_deadline="no"),
            ProcessState("done", "", CaseOutcome.DONE),
        ),
        "transitions": transitions,
        "requirements": (Requirement("X1.0100", ("case",)), Requirement("X1.0100", ("NOTE",), "99")),
        "deadlines": (days, attrs.evolve(days, distributor="99", amount=2)),
    }
    return Process(**{**given, **more})  # type: ignore[arg-type]


def test_a_distributor_has_its_own_way_fields_and_terms() -> None:
    process = _small()
    for distributor, state, fields, amount in (("", "done", ("case",), 5), ("99", "queried", ("NOTE",), 2)):
        case = after(process, opened(process, distributor=distributor), said("X1.0050", Way.OUT), said("X1.0100"))
        assert case.state == state
        assert process.required("X1.0100", distributor) == fields
        assert [each.amount for each in process.deadlines_of("sent", MONDAY, distributor)] == [amount]


def test_a_term_holds_from_its_day_on() -> None:
    (old, _) = _small().deadlines
    process = _small(deadlines=(old, attrs.evolve(old, amount=1, valid_from=MONDAY)))
    assert [each.amount for each in process.deadlines_of("sent", MONDAY - DAY)] == [5]
    assert [each.amount for each in process.deadlines_of("sent", MONDAY)] == [1]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {"states": (ProcessState("sent", ""), ProcessState("done", "", CaseOutcome.DONE))},
            "'queried', which is not declared",
        ),
        ({"deadlines": ()}, "'sent' has no deadline and does not say why"),
        ({"requirements": (Requirement("Y.0050", ()),)}, "names message Y.0050"),
        ({"withdrawal": "X1.0040"}, "names message X1.0040"),
        ({"transitions": (Transition("sent", "X1.0100", Way.IN, "done"),)}, "no message opens a case"),
        ({"transitions": ()}, "say in `missing`"),
    ],
)
def test_a_table_that_cannot_work_is_refused(more: dict[str, object], told: str) -> None:
    with pytest.raises(BadProcess, match=told):
        _small(**more)


def test_a_state_no_message_leads_to_is_refused() -> None:
    with pytest.raises(BadProcess, match="no message leads to lost"):
        _small(states=(*_small().states, ProcessState("lost", "", no_deadline="no")))


def test_a_deadline_without_a_figure_says_it_was_not_found() -> None:
    with pytest.raises(ValueError, match="its mark is NF"):
        attrs.evolve(_small().deadlines[0], amount=None)


def test_a_suspension_lasts_until_the_reactivation_by_day() -> None:
    suspended = _with_done("suspension-electricity", dt.date(2026, 10, 16))
    resumed = _with_done("reactivation-electricity", dt.date(2026, 10, 20))
    changes = supply_changes([resumed, suspended])
    found = [supply_state(changes, dt.date(2026, 10, day), supplied=True).value for day in (15, 16, 19, 20)]
    assert found == ["supplied", "suspended", "suspended", "supplied"]
    assert supply_state(changes, dt.date(2026, 10, 17), supplied=False) is SupplyState.NONE


def _with_done(code: str, day: dt.date) -> Case:
    process = process_of(code)
    case = after(process, opened(process, effective=day), *(by(each) for each in _way_to(process, CaseOutcome.DONE)))
    done = [attrs.evolve(each, status=EffectStatus.DONE) for each in case.effects]
    return with_last_effects(case, 0, done)


def _way_to(process: Process, outcome: CaseOutcome) -> list[Transition]:
    """The first transitions, found in breadth, that lead to a state of an outcome or one that lapses to it."""
    ways: list[tuple[str, list[Transition]]] = [("", [])]
    seen = {""}
    while ways:
        state, way = ways.pop(0)
        if state:
            known = process.state(state)
            lapses = known.lapses_to and process.state(known.lapses_to).outcome is outcome
            if known.outcome is outcome or lapses:
                return way
        for each in process.transitions:
            if each.source == state and each.target not in seen:
                seen.add(each.target)
                ways.append((each.target, [*way, each]))
    raise AssertionError(f"{process.code} has no way to {outcome.value}")
