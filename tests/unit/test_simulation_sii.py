"""The simulated SII answers by rule: admissible or refused with a causale, and in working days."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from domain.kernel.validity import Period
from domain.market.message import MarketMessage
from domain.simulation.sii import ANSWERS, STARTS, Refusal, SiiAnswer, answers, in_files, notices
from tests.support.simulated_sii import FRIDAY, LATE_REFUSED, POINT, REFUSED, RULES, SILENT, WORKING, ask


def told(request: MarketMessage) -> tuple[SiiAnswer, ...]:
    return answers(RULES, request, FRIDAY, WORKING)


def test_an_admissible_switch_is_admitted_then_confirmed_in_working_days() -> None:
    first, last, _ = told(ask())
    assert (first.sent_on, first.message.code, first.message.accepted) == (dt.date(2026, 4, 7), "SE1.0100", True)
    assert (last.sent_on, last.message.code, last.message.accepted) == (dt.date(2026, 4, 9), "SE1.0200", None)
    assert last.message.effective == dt.date(2026, 6, 1)
    assert first.message.counterpart_case == last.message.counterpart_case != ""
    assert (first.message.case, first.message.addressee) == ("2026_0000001", "09999990014")


def test_the_supply_of_an_admitted_switch_is_told_to_have_begun_on_its_day() -> None:
    begun = told(ask())[-1]
    assert (begun.message.code, begun.sent_on, begun.message.case) == (
        "SE4.0200", dt.date(2026, 6, 1), "2026_0000001",
    )  # fmt: skip
    late = attrs.evolve(ask(), effective=FRIDAY)
    assert told(late)[-1].sent_on == told(late)[-2].sent_on == dt.date(2026, 4, 9)  # never before its confirmation


def test_a_refused_switch_ends_with_its_causale() -> None:
    (only,) = told(ask(point=REFUSED))
    assert (only.message.accepted, only.message.reason_code) == (False, "R01")
    assert only.message.reason_text == "codice fiscale non coincidente"


def test_an_outcome_can_be_refused_after_the_request_was_admitted() -> None:
    first, last = told(ask("VT1.0050", LATE_REFUSED))
    assert (first.message.accepted, last.message.accepted) == (True, False)
    assert (last.message.step, last.message.reason_code) == ("0150", "R07")


def test_a_silent_point_and_an_unknown_request_get_no_answer() -> None:
    assert told(ask(point=SILENT)) == ()
    assert told(ask("ZZ1.0050")) == ()
    assert told(ask("SE1.0100")) == ()


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_every_known_request_is_answered_to_its_last_step_the_same_twice(code: str) -> None:
    found = told(ask(code))
    starts = (".".join(STARTS[code]),) if code in STARTS else ()
    service = code.partition(".")[0]
    assert tuple(each.message.code for each in found) == (*(f"{service}.{step}" for step in ANSWERS[code]), *starts)
    assert found == told(ask(code))
    assert [each.sent_on for each in found] == sorted({each.sent_on for each in found})


def test_a_leaving_point_is_told_on_its_day_only() -> None:
    (only,) = notices(RULES, "09999990014", Period(dt.date(2026, 5, 1), dt.date(2026, 6, 1)))
    assert (only.message.code, only.message.point) == ("SE3.0200", POINT)
    assert (only.sent_on, only.message.effective) == (dt.date(2026, 5, 12), dt.date(2026, 6, 1))


def test_the_messages_of_a_day_and_code_are_one_file_in_order_of_point() -> None:
    found = [*told(ask(point=REFUSED, case="2")), *told(ask(case="1"))]
    files = in_files(found)
    assert [(day.day, [each.code for each in messages]) for day, messages in files] == [
        (7, ["SE1.0100", "SE1.0100"]),
        (9, ["SE1.0200"]),
        (1, ["SE4.0200"]),
    ]
    assert [(each.point, each.position) for each in files[0][1]] == [(POINT, 1), (REFUSED, 2)]
    assert sorted(attrs.evolve(each, position=1).point for _, messages in files for each in messages) == sorted(
        each.message.point for each in found
    )


def test_a_causale_that_looks_official_is_refused() -> None:
    with pytest.raises(ValueError, match="not public"):
        Refusal("SE1", POINT, "017", "x")
