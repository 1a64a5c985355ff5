"""The SII is played through files: what was asked in one comes back in others, by day, and nothing twice."""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.market_flows import SiiMarketFlows
from application.simulation.play_sii import AnsweredFile, RequestFile, play_sii
from domain.kernel.validity import FOREVER, Period
from domain.market.message import MarketMessage
from domain.simulation.sii import SiiNotice, SiiRules
from tests.support.simulated_sii import FRIDAY, POINT, REFUSED, RULES, WORKING, ask

FLOWS = SiiMarketFlows()
VALUES = (("CF", "RSSMRA80A01H501U"), ("DATA_CONTRATTO", "15/03/2026"))


def requests(*messages: MarketMessage) -> list[RequestFile]:
    return [RequestFile(*FLOWS.write([attrs.evolve(each, values=VALUES)]), FRIDAY) for each in messages]


def play(
    found: list[RequestFile], days: Period, rules: SiiRules = RULES
) -> tuple[list[AnsweredFile], dict[str, bytes]]:
    sent: dict[str, bytes] = {}
    files = play_sii(
        flows=FLOWS,
        rules=rules,
        working=WORKING,
        retailer="09999990014",
        requests=found,
        days=days,
        deliver=sent.__setitem__,
    )
    return list(files), sent


def read(sent: dict[str, bytes]) -> list[MarketMessage]:
    found: list[MarketMessage] = []
    for name, data in sent.items():
        messages = FLOWS.read(name=name, data=data)
        assert isinstance(messages, tuple), messages
        found += (each for each in messages if isinstance(each, MarketMessage))
    return found


def test_what_is_asked_in_files_is_answered_in_files() -> None:
    files, sent = play(requests(ask(case="1"), ask(point=REFUSED, case="2")), Period(FRIDAY, dt.date(2026, 5, 1)))
    assert [(each.code, each.messages, each.refusals) for each in files] == [("SE1.0100", 2, 1), ("SE1.0200", 1, 0)]
    told = {(each.code, each.point): each for each in read(sent)}
    assert told["SE1.0100", POINT].accepted is True
    assert told["SE1.0100", REFUSED].accepted is False
    assert told["SE1.0100", REFUSED].reason_code == "R01"
    assert told["SE1.0200", POINT].effective == dt.date(2026, 6, 1)
    assert {each.case for each in told.values()} == {"1", "2"}


def test_days_one_after_the_other_send_everything_once() -> None:
    found = requests(ask(case="1"))
    whole = play(found, Period(FRIDAY, FOREVER))[1]
    parts: dict[str, bytes] = {}
    for piece in Period(FRIDAY, dt.date(2026, 8, 1)).cut([dt.date(2026, 4, 8), dt.date(2026, 5, 12)]):
        sent = play(found, piece)[1]
        assert not parts.keys() & sent.keys()
        parts |= sent
    assert parts == whole
    assert len([each for each in read(whole) if each.code == "SE3.0200"]) == 2


def test_what_has_no_public_layout_is_read_on_the_portal_and_never_in_a_file() -> None:
    found = requests(ask("SWG1.0050", "00594201234567"))
    files, sent = play(found, Period(FRIDAY, dt.date(2026, 5, 1)))
    assert [(each.code, bool(each.name), each.messages) for each in files] == [
        ("SWG1.0100", True, 1),
        ("SWG1.0200", False, 0),
    ]
    assert [each.code for each in read(sent)] == ["SWG1.0100"]
    (shown,) = files[1].portal
    assert (shown.code, shown.case, shown.effective) == ("SWG1.0200", "2026_0000001", dt.date(2026, 6, 1))


def test_a_day_without_a_known_place_is_read_on_the_portal_and_left_out_of_the_file() -> None:
    sent_on, day = dt.date(2026, 8, 26), dt.date(2026, 9, 1)
    rules = attrs.evolve(RULES, notices=(SiiNotice("VT3", POINT, day, sent_on),))
    (file,), sent = play([], Period(sent_on, day), rules)
    (written,) = read(sent)
    assert (file.code, file.messages) == ("VT3.0200", 1)
    assert (written.point, written.effective) == (POINT, None)
    assert [(each.point, each.effective) for each in file.portal] == [(POINT, day)]


def test_a_file_that_cannot_be_read_is_not_answered() -> None:
    assert play([RequestFile("x.csv", b"\x00\xff", FRIDAY)], Period(FRIDAY, dt.date(2026, 5, 1)))[0] == []
