"""Cases asked, answered and cancelled over the registry: what opens, closes, waits and is refused, by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs
import pytest

from adapters.sii.market_flows import SiiMarketFlows
from application.market.cancel_case import cancel_case
from application.market.receive_messages import receive_messages
from application.market.settle_case import settle_case
from application.market.watch_cases import Trouble, show_case, worklist
from application.ports.flow_files import TO_BE_SENT, Direction
from application.ports.processes import UnknownProcess
from domain.kernel.validity import FOREVER, Period
from domain.market.message import MarketMessage
from domain.market.permission import CannotRequest
from tests.support.market_world import DAY, MIDDLE, SII, VOLTURA, Market
from tests.support.use_case_world import (
    PARTY,
    TODAY,
    contract,
    contract_number,
    point,
    point_code,
    reading,
)


def test_an_accepted_switch_opens_the_contract_on_its_day_and_awaits_the_reading(market: Market) -> None:
    asked = market.switch(dt.date(2026, 12, 1))
    assert market.contract(3) is None
    case = asked.case
    assert market.handle_message(market.says("SE1.0100", case, accepted=True)).messages[0].faults == ()
    assert market.contract(3) is None
    market.handle_message(market.says("SE1.0200", case, effective=MIDDLE))
    opened = market.contract(3)
    assert opened is not None
    assert opened.period == Period(MIDDLE)
    assert opened.terms.entries[0].period.start == MIDDLE
    assert ("reading awaited", "switch-electricity") in market.troubles()
    stored = attrs.evolve(reading(3, MIDDLE - DAY, 1, 2, 3))
    with market.world.units(market.world.tenant) as uow:
        uow.measures.add(readings=[stored], curves=[])
        uow.commit()
    assert ("reading awaited", "switch-electricity") not in market.troubles()


def test_the_request_is_built_from_the_registry_and_waits_to_be_sent(market: Market) -> None:
    asked = market.switch()
    message = asked.case.steps[0].message
    assert message is not None
    assert (message.code, message.case, message.point, message.effective) == (
        "SE1.0050", "2026_0000001", point_code(3), MIDDLE,
    )  # fmt: skip
    assert (message.sender, message.addressee) == ("01234567897", SII)
    assert PARTY.codice_fiscale is not None
    assert message.value("CF") == PARTY.codice_fiscale.text
    with market.world.units(market.world.tenant) as uow:
        (file,) = uow.flow_files.unsent()
        assert (file.sha256, file.direction, file.outcome) == (asked.sha256, Direction.OUT, TO_BE_SENT)
        (line,) = uow.flow_files.lines(case=asked.case.code)
        assert (line.point, line.day, line.flow) == (point_code(3), MIDDLE, "SE1.0050")
        read = SiiMarketFlows().read(name="x", data=b"".join(uow.flow_files.content(file.sha256)))
    assert isinstance(read, tuple)
    (back,) = read
    assert isinstance(back, MarketMessage)
    assert dict(back.values) == dict(message.values)
    assert attrs.evolve(back, values=message.values) == message


def test_a_refused_switch_leaves_the_contract_unopened_with_its_causale(market: Market) -> None:
    case = market.switch().case
    market.handle_message(
        market.says("SE1.0100", case, accepted=False, reason_code="017", reason_text="cliente errato")
    )
    assert market.contract(3) is None
    shown = show_case(market.ports, code=case.code)
    assert (shown.case.state, shown.case.reason) == ("refused", "017 cliente errato")
    assert [moment.answer for moment in shown.moments] == ["", "refused"]


def test_answers_out_of_order_wait_and_are_seen(market: Market) -> None:
    case = market.switch().case
    (early,) = market.handle_message(market.says("SE1.0200", case, effective=MIDDLE)).messages
    assert [fault.code for fault in early.faults] == ["MKT-003"]
    assert ("misplaced", "switch-electricity") in market.troubles()
    market.handle_message(market.says("SE1.0100", case, accepted=True))
    assert market.case(case.code).state == "confirmed"
    assert market.contract(3) is not None


def test_the_same_file_twice_changes_nothing(market: Market) -> None:
    case = market.switch().case
    answer = market.says("SE1.0100", case, accepted=True)
    market.handle_message(answer)
    before = market.case(case.code)
    (again,) = market.handle_message(answer).messages
    assert [fault.code for fault in again.faults] == ["MKT-101"]
    assert market.case(case.code) == before
    notice = market.says("SE3.0200", point=point_code(1), effective=dt.date(2026, 12, 1))
    (first,) = market.handle_message(notice).messages
    assert market.case(first.case).counterpart_case == "SII-9"
    (second,) = market.handle_message(notice).messages
    assert first.case == second.case


def test_a_bad_message_is_refused_alone(market: Market) -> None:
    case = market.switch().case
    good = market.says("SE1.0100", case, accepted=True)
    _, written = SiiMarketFlows().write(
        [
            attrs.evolve(good, case="2026_9999999", counterpart_case="SII-404"),
            attrs.evolve(good, case="OF-ANOTHER-CODE"),
            attrs.evolve(good, case="OF-NOBODY"),
            attrs.evolve(good, point="IT001E00000099"),
            attrs.evolve(good, addressee="09999990014"),
            good,
        ]
    )
    rows = written.decode("utf-8").splitlines()
    rows[2] = rows[2].replace("SE1;0100", "ZZ9;0100")
    rows[3] = rows[3].replace("OF-NOBODY", "")
    found = receive_messages(market.ports, name="in.csv", data="\r\n".join(rows).encode("utf-8"))
    codes = [each.faults[0].code if each.faults else "" for each in found.messages]
    assert codes == ["MKT-001", "SII-042", "SII-005", "MKT-006", "MKT-007", ""]
    assert market.case(case.code).state == "admitted"
    with market.world.units(market.world.tenant) as uow:
        file = uow.flow_files.file(found.sha256)
        assert (file.records, file.accepted, file.rejected) == (6, 1, 5)
        assert len(uow.flow_files.refused(found.sha256)) == 5


def test_a_message_that_no_table_hears_or_that_leaves_out_a_field_is_refused(market: Market) -> None:
    (unheard,) = market.handle_message(market.says("X_RCU.0200", point=point_code(1))).messages
    (partial,) = market.handle_message(
        market.says("X_BONUS.0200", point=point_code(1), values=(("HOUSEHOLD", "1_2"),))
    ).messages
    assert [each.faults[0].code for each in (unheard, partial)] == ["MKT-002", "MKT-004"]


def test_a_file_that_cannot_be_read_is_kept_and_refused(market: Market) -> None:
    found = receive_messages(market.ports, name="x", data=b"\xff\xfe")
    assert found.fault is not None
    with market.world.units(market.world.tenant) as uow:
        assert uow.flow_files.file(found.sha256).outcome == "SII-040"


def test_a_leaving_customer_ends_the_day_before_with_reading_and_closing_bill(market: Market) -> None:
    (taken,) = market.handle_message(market.says("SE3.0200", point=point_code(1), effective=MIDDLE)).messages
    assert taken.faults == ()
    ended = market.contract(1)
    assert ended is not None
    assert ended.period.last == MIDDLE - DAY
    assert {trouble for trouble, _ in market.troubles()} == {"reading awaited", "closing bill due"}
    (bill,) = [item for item in worklist(market.ports) if item.trouble is Trouble.CLOSING_BILL]
    assert bill.day == MIDDLE - DAY + dt.timedelta(weeks=6)


def test_a_cancelled_leaving_lets_the_contract_go_on(market: Market) -> None:
    market.handle_message(market.says("SE3.0200", point=point_code(1), effective=MIDDLE))
    market.handle_message(market.says("APN.0200", values=(("CP_GESTORE_ANN", "SII-9"), ("SETTORE", "E"))))
    contract = market.contract(1)
    assert contract is not None
    assert contract.period.stop == FOREVER
    assert not market.troubles()


def test_a_voltura_splits_the_period_in_mid_month(market: Market) -> None:
    draft = attrs.evolve(contract(9), point=point_code(1))
    case = market.ask("voltura-electricity", 1, draft=draft, effective=MIDDLE, values=VOLTURA).case
    market.handle_message(market.says("VT1.0100", case, accepted=True))
    market.handle_message(market.says("VT1.0150", case, accepted=True))
    old, new = market.contract(1), market.contract(9)
    assert old is not None
    assert new is not None
    assert (old.period.stop, new.period.start) == (MIDDLE, MIDDLE)
    assert ("closing bill due", "voltura-electricity") in market.troubles()


def test_a_voltura_with_a_change_of_retailer_opens_alone(market: Market) -> None:
    with pytest.raises(CannotRequest, match="is none"):
        market.ask("voltura-electricity", 3, draft=contract(3), effective=MIDDLE, values=VOLTURA)
    case = market.ask("voltura-switch-electricity", 3, draft=contract(3), effective=MIDDLE, values=VOLTURA).case
    market.handle_message(market.says("VT1.0100", case, accepted=True))
    market.handle_message(market.says("VT1.0150", case, accepted=True))
    opened = market.contract(3)
    assert opened is not None
    assert opened.period.start == MIDDLE
    assert market.troubles() == [("reading awaited", "voltura-switch-electricity")]


def test_a_suspension_is_asked_in_its_time_and_ends_with_the_reactivation(market: Market) -> None:
    number = contract_number(1)
    with pytest.raises(CannotRequest, match="not before 2026-11-26"):
        market.ask("suspension-electricity", 1, contract=number, effective=TODAY, notice=dt.date(2026, 11, 1))
    with pytest.raises(CannotRequest, match="the day the notice reached"):
        market.ask("suspension-electricity", 1, contract=number, effective=TODAY)
    asked = market.ask("suspension-electricity", 1, contract=number, effective=TODAY, notice=dt.date(2026, 10, 1))
    market.handle_message(market.says("SM1.E100", asked.case, accepted=True))
    market.handle_message(market.says("SM1.E150", asked.case, accepted=True, effective=TODAY))
    with pytest.raises(CannotRequest, match="is suspended"):
        market.ask("voltura-electricity", 1, effective=TODAY)
    back = market.ask("reactivation-electricity", 1, contract=number, effective=TODAY)
    market.handle_message(market.says("R01.E100", back.case, accepted=True, counterpart_case="D-2"))
    market.handle_message(market.says("R01.E150", back.case, accepted=True, counterpart_case="D-2", effective=TODAY))
    with pytest.raises(CannotRequest, match="is supplied"):
        market.ask("reactivation-electricity", 1, contract=number, effective=TODAY)


def test_a_deactivation_ends_the_supply_with_its_day(market: Market) -> None:
    asked = market.ask(
        "deactivation-electricity",
        1,
        contract=contract_number(1),
        effective=MIDDLE,
        values={"COD_CONTR_DISP": "DP9001"},
    )
    assert asked.case.counterpart == point(1).distributor.vat_number
    market.handle_message(market.says("D01.E100", asked.case, accepted=True))
    market.handle_message(market.says("D01.E150", asked.case, accepted=True, effective=MIDDLE))
    ended = market.contract(1)
    assert ended is not None
    assert ended.period.last == MIDDLE


def test_a_data_change_gives_new_terms_from_its_day(market: Market) -> None:
    terms = contract(1).terms.entries[0].value
    draft = attrs.evolve(
        contract(1),
        terms=attrs.evolve(
            contract(1).terms,
            entries=(attrs.evolve(contract(1).terms.entries[0], value=attrs.evolve(terms, rai_fee=True)),),
        ),
    )
    asked = market.ask("data-change-electricity", 1, draft=draft, effective=MIDDLE)
    market.handle_message(market.says("AE1.0100", asked.case, accepted=True))
    market.handle_message(market.says("AE1.0150", asked.case, accepted=True))
    changed = market.contract(1)
    assert changed is not None
    assert [changed.terms.on(MIDDLE + n * DAY).rai_fee for n in (-1, 0)] == [False, True]


def test_bonus_and_rai_lists_change_the_terms_of_their_days(market: Market) -> None:
    bonus = (("HOUSEHOLD", "1_2"), ("BONUS_FROM", "17/11/2026"), ("BONUS_TO", "16/11/2027"))
    market.handle_message(market.says("X_BONUS.0200", point=point_code(1), values=bonus))
    market.handle_message(market.says("X_RAI.0200", point=point_code(2), effective=MIDDLE, values=(("CHARGED", "SI"),)))
    granted, charged = market.contract(1), market.contract(2)
    assert granted is not None
    assert charged is not None
    assert [granted.terms.on(day).has_bonus(day) for day in (MIDDLE - DAY, MIDDLE)] == [False, True]
    assert [charged.terms.on(day).rai_fee for day in (MIDDLE - DAY, MIDDLE)] == [False, True]


def test_an_effect_that_cannot_be_carried_out_blocks_and_is_settled_later(market: Market) -> None:
    (taken,) = market.handle_message(market.says("VT3.0200", point=point_code(1))).messages
    assert [fault.code for fault in taken.faults] == ["MKT-005", "MKT-005"]
    assert "settle the case with its day" in taken.faults[0].message
    assert ("blocked", "voltura-electricity-notified") in market.troubles()
    settled = settle_case(market.ports, code=taken.case, day=MIDDLE)
    assert not settled.blocked
    assert [effect.day for effect in settled.effects[2:]] == [MIDDLE, MIDDLE - DAY]
    ended = market.contract(1)
    assert ended is not None
    assert ended.period.last == MIDDLE - DAY


def test_a_switch_is_cancelled_by_a_case_of_its_own(market: Market) -> None:
    case = market.switch().case
    market.handle_message(market.says("SE1.0100", case, accepted=True))
    cancelling = cancel_case(market.ports, code=case.code).case
    message = cancelling.steps[0].message
    assert message is not None
    assert (message.value("CP_UTENTE_ANN"), message.value("CP_GESTORE_ANN")) == (case.code, "SII-9")
    market.handle_message(market.says("APR.0100", cancelling, accepted=True, counterpart_case="SII-10"))
    market.handle_message(market.says("APR.0150", cancelling, accepted=True, counterpart_case="SII-10"))
    assert market.case(cancelling.code).state == "done"
    assert market.case(case.code).state == "cancelled"
    with pytest.raises(CannotRequest, match="neither be withdrawn nor cancelled"):
        cancel_case(market.ports, code=case.code)


def test_a_voltura_is_withdrawn_by_its_own_message(market: Market) -> None:
    draft = attrs.evolve(contract(9), point=point_code(1))
    case = market.ask("voltura-electricity", 1, draft=draft, effective=MIDDLE, values=VOLTURA).case
    market.handle_message(market.says("VT1.0100", case, accepted=True))
    cancel_case(market.ports, code=case.code)
    market.handle_message(market.says("VT1.0101", case, accepted=True))
    assert market.case(case.code).state == "withdrawn"
    assert market.contract(9) is None


@pytest.mark.parametrize(
    ("ask", "error", "told"),
    [
        (
            lambda market: market.switch(values={}),
            CannotRequest,
            "MKT-004 .*DATA_CONTRATTO, COD_CONTR_DISP must be given",
        ),
        (lambda market: market.ask("pre-check-gas", 1), UnknownProcess, "is to be completed"),
        (lambda market: market.ask("switch-electricity-leaving", 1), UnknownProcess, "opened by the other side"),
        (lambda market: market.ask("switch-electricity", 1, effective=MIDDLE), CannotRequest, "is supplied"),
    ],
)
def test_what_cannot_be_asked_says_why_and_leaves_nothing(
    market: Market, ask: Callable[[Market], object], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        ask(market)
    with market.world.units(market.world.tenant) as uow:
        assert not uow.market_cases.page("", 9)
        assert not uow.flow_files.unsent()


def test_a_case_is_late_after_its_working_days(market: Market) -> None:
    draft = attrs.evolve(contract(9), point=point_code(1))
    market.ask("voltura-electricity", 1, draft=draft, effective=MIDDLE, values=VOLTURA)
    assert ("due soon", "voltura-electricity") in market.troubles()
    later = Market(market.world.at(dt.datetime(2026, 11, 16, 8, tzinfo=dt.UTC)))
    assert ("late", "voltura-electricity") in later.troubles()
