"""A gas switch from the request to its opening reading, and what a message says that is told by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.sii.writers.electricity import write_file
from adapters.sii.writers.gas import gas_record
from application.market.cancel_case import cancel_case
from application.market.enter_message import CannotEnter, EnteredMessage, enter_message
from application.market.open_case import Request, open_case
from application.market.watch_cases import show_case
from domain.contracts.contract import ContractTerms, VatTerms
from domain.kernel.validity import Dated, History, Period, month_of
from domain.market.case import Case
from domain.metering.gas import GasReading
from domain.metering.reading import Action, MeasureReason, Quality
from tests.support.market_world import DAY, MIDDLE, SII, Market
from tests.support.strategies.gas import fixed, home
from tests.support.use_case_world import NOWHERE, PARTY, contract, point, point_code

PDR = "00594201234567"


def gas_switch(market: Market, day: dt.date) -> Case:
    """A gas switch that was asked for, with contract 9 waiting for it."""
    offer, start = fixed(), day.replace(month=10, day=1)
    market.world.register(attrs.evolve(point(9), code=PDR, commodity="gas"), offer)
    terms = ContractTerms(offer.code, home(), VatTerms("domestic"))
    draft = attrs.evolve(
        contract(9, period=Period(start)),
        point=PDR,
        commodity="gas",
        terms=History.of("terms", [Dated(Period(start), terms)]),
    )
    request = Request(
        process="switch-gas", point=PDR, draft=draft, effective=day, values={"DATA_CONTRATTO": "02/11/2026"}
    )
    return open_case(market.ports, request=request).case


def test_what_a_message_says_whose_layout_is_not_public_is_told_by_hand(market: Market) -> None:
    case = gas_switch(market, dt.date(2026, 12, 1))
    market.handle_message(market.says("SWG1.0100", case, accepted=True))
    told = enter_message(market.ports, code=case.code, entered=EnteredMessage(message="SWG1.0200", effective=MIDDLE))
    assert (told.state, told.effective, told.blocked) == ("confirmed", MIDDLE, ())
    opened = market.contract(9)
    assert opened is not None
    assert opened.period == Period(MIDDLE)
    assert market.troubles() == [("reading awaited", "switch-gas")]
    (moment,) = [each for each in show_case(market.ports, code=case.code).moments if each.code == "SWG1.0200"]
    assert (moment.who, moment.file, moment.entered_by) == (SII, "", "Ada")
    assert (
        enter_message(market.ports, code=case.code, entered=EnteredMessage(message="SWG1.0200", effective=MIDDLE))
        == told
    )


def test_the_opening_reading_of_a_gas_switch_comes_from_the_distributor(market: Market) -> None:
    case = gas_switch(market, MIDDLE)
    market.handle_message(market.says("SWG1.0100", case, accepted=True))
    enter_message(market.ports, code=case.code, entered=EnteredMessage(message="SWG1.0200", effective=MIDDLE))
    first = GasReading(
        PDR, MIDDLE - DAY, Quality.ACTUAL, MeasureReason.SWITCHING, Action.NEW, "SWG1", NOWHERE,
        Decimal(1234), None, Decimal("1.02"), "G4-1", case="SII-9",
    )  # fmt: skip
    month = month_of(first.day)
    sent = market.world.take(
        *write_file(
            flow="SWG1",
            sender=point(9).distributor.vat_number,
            addressee="01234567897",
            dispatching_contract=None,
            month=month,
            sent_at=dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC),
            progressive=1,
            records=[gas_record(first, flow="SWG1")],
        )
    )
    assert [(each.outcome, each.accepted) for each in sent] == [("imported", 1)]
    assert market.troubles() == []


def test_the_request_of_a_gas_switch_is_built_from_the_registry(market: Market) -> None:
    message = gas_switch(market, dt.date(2026, 12, 1)).steps[0].message
    assert message is not None
    assert PARTY.codice_fiscale is not None
    assert (message.code, message.point, message.effective) == ("SWG1.0050", PDR, dt.date(2026, 12, 1))
    told = {"CF": PARTY.codice_fiscale.text, "CF_STRANIERO": "0", "EMAIL": PARTY.email, "PIVA_CC": "01234567897"}
    assert {name: message.value(name) for name in told} == told


def test_a_file_that_comes_after_what_was_told_changes_nothing_unless_it_says_another_day(market: Market) -> None:
    case = gas_switch(market, MIDDLE)
    market.handle_message(market.says("SWG1.0100", case, accepted=True))
    told = enter_message(market.ports, code=case.code, entered=EnteredMessage(message="SWG1.0200", effective=MIDDLE))
    (same,) = market.handle_message(market.says("SWG1.0200", case, effective=MIDDLE)).messages
    assert [fault.code for fault in same.faults] == ["MKT-101"]
    assert market.case(case.code) == told
    (other,) = market.handle_message(market.says("SWG1.0200", case, effective=MIDDLE + DAY)).messages
    assert [fault.code for fault in other.faults] == ["MKT-003"]
    assert ("misplaced", "switch-gas") in market.troubles()


def test_a_cancellation_told_by_hand_ends_the_case_it_is_about(market: Market) -> None:
    case = market.switch().case
    market.handle_message(market.says("SE1.0100", case, accepted=True))
    cancelling = cancel_case(market.ports, code=case.code).case
    enter_message(market.ports, code=cancelling.code, entered=EnteredMessage(message="APR.0100", accepted=True))
    enter_message(market.ports, code=cancelling.code, entered=EnteredMessage(message="APR.0150", accepted=True))
    assert (market.case(cancelling.code).state, market.case(case.code).state) == ("done", "cancelled")
    (taken,) = market.handle_message(market.says("SE3.0200", point=point_code(1), effective=MIDDLE)).messages
    enter_message(market.ports, code=taken.case, entered=EnteredMessage(message="APN.0200", values={"SETTORE": "E"}))
    assert market.case(taken.case).state == "cancelled"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (EnteredMessage(message="SE1.0100", accepted=True), "has a public layout: import the file"),
        (EnteredMessage(message="ZZ1.0100", accepted=True), "is not declared"),
        (EnteredMessage(message="SWG1.0200"), "MKT-004 .*effective must be given"),
        (EnteredMessage(message="SWG1.0200", effective=MIDDLE), "out of place, expected SWG1.0100"),
        (EnteredMessage(message="AE1.0150", accepted=True), "of process switch-gas, which does not handle AE1.0150"),
    ],
)
def test_what_cannot_be_told_by_hand_says_why_and_leaves_the_case(
    market: Market, told: EnteredMessage, why: str
) -> None:
    case = gas_switch(market, dt.date(2026, 12, 1))
    with pytest.raises(CannotEnter, match=why):
        enter_message(market.ports, code=case.code, entered=told)
    assert market.case(case.code) == case
