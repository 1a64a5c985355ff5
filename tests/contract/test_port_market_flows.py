"""Contract of the market flows: what is written is read again, and no content raises."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sii.market.carriers.envelope import PdcParties
from adapters.sii.market_flows import SiiMarketFlows
from application.ports.channels import Spooled
from application.ports.market_flows import MarketFlows, UnwritableMessage
from domain.contracts.party import Address, Party, PartyKind
from domain.kernel.digest import digest_of_bytes
from domain.kernel.fault import Fault
from domain.kernel.identifiers import PartitaIva
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import MessageFacts
from domain.metering.deliveries.delivery import RejectedFile, RejectedRecord
from tests.fakes.market_flows import MemoryMarketFlows

DAY = dt.date(2026, 9, 15)
REQUEST = MarketMessage(
    service="SE1",
    step="0050",
    sender="09999990014",
    addressee="09999990030",
    case="000001_1",
    point="IT999E00000003",
    effective=dt.date(2026, 11, 1),
    values=(("CF", "RSSMRA80A01H501U"), ("DATA_CONTRATTO", "15/09/2026")),
)
ANSWER = MarketMessage(
    service="SE1",
    step="0100",
    sender="09999990030",
    addressee="09999990014",
    case="000001_1",
    counterpart_case="SII1",
    point="IT999E00000003",
    accepted=False,
    reason_code="010",
    reason_text="CAMPO OBBLIGATORIO",
)
CUSTOMER = Party(
    "P-1",
    PartyKind.PERSON,
    Address("Via Roma", "1", "20121", "Milano", "MI"),
    partita_iva=PartitaIva("01234567897"),
    first_name="Anna",
    last_name="Bianchi",
)
CASE = Case(code="2026_1", process="switch-electricity", commodity="electricity", point=REQUEST.point, opened_on=DAY)
EVERY: dict[str, MarketFlows] = {
    "sii": SiiMarketFlows(),
    "pdc": SiiMarketFlows(pdc=PdcParties("SII", "UDD")),
    "memory": MemoryMarketFlows(),
}


@pytest.fixture(params=list(EVERY))
def flows(request: pytest.FixtureRequest) -> MarketFlows:
    return EVERY[str(request.param)]


@pytest.mark.parametrize("message", [REQUEST, ANSWER], ids=["request", "answer"])
def test_what_is_written_is_read_again(flows: MarketFlows, message: MarketMessage) -> None:
    name, data = flows.write([message])
    assert message.code in name
    assert flows.read(name=name, data=data) == (message,)
    assert flows.read(name="any name", data=data) == (message,)
    assert flows.write([message]) == (name, data)


@pytest.mark.parametrize("flows", ["sii", "memory"], indirect=True)
def test_several_messages_keep_their_order(flows: MarketFlows) -> None:
    both = (REQUEST, attrs.evolve(REQUEST, case="000001_2", position=2))
    name, data = flows.write(both)
    assert flows.read(name=name, data=data) == both


def test_a_code_is_known_or_not(flows: MarketFlows) -> None:
    assert flows.knows("SE1.0050")
    assert not flows.knows("SE1.0051")


def test_a_layout_is_public_or_not_and_names_its_day_or_not(flows: MarketFlows) -> None:
    assert [flows.is_public(code) for code in ("SE1.0050", "SE1.0100", "SWG1.0200", "SE1.0051")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [flows.states_day(code) for code in ("SE1.0050", "SE1.0100", "SE1.0051")] == [True, False, False]


@pytest.mark.parametrize("message", [REQUEST, ANSWER], ids=["request", "answer"])
def test_what_it_writes_is_known_by_its_first_bytes(flows: MarketFlows, message: MarketMessage) -> None:
    assert flows.holds_messages(flows.write([message])[1][:4096])
    assert not flows.holds_messages(b"%PDF-1.7")
    assert not flows.holds_messages(b"")


@pytest.mark.parametrize("message", [REQUEST, ANSWER], ids=["request", "answer"])
def test_a_switch_says_no_more_than_every_message_does_and_cancels_nothing(
    flows: MarketFlows, message: MarketMessage
) -> None:
    assert flows.facts(message) == MessageFacts()
    assert flows.with_cancelled(message, case=CASE) == message


def test_a_request_is_filled_from_the_registry_as_far_as_it_is_asked_to_be(flows: MarketFlows) -> None:
    names = ("COGNOME", "CF", "NO_SUCH_FIELD")
    filled = flows.with_customer(REQUEST, names=names, customer=CUSTOMER, day=DAY)
    assert (filled.value("COGNOME"), filled.value("CF")) == ("Bianchi", REQUEST.value("CF"))
    assert flows.with_customer(filled, names=names, customer=CUSTOMER, day=DAY) == filled
    assert flows.with_customer(REQUEST, names=(), customer=CUSTOMER, day=DAY) == REQUEST


@pytest.mark.parametrize(
    "messages",
    [[], [REQUEST, ANSWER], [attrs.evolve(REQUEST, step="0051")], [attrs.evolve(REQUEST, effective=None)]],
    ids=["none", "two codes", "unknown", "mandatory field missing"],
)
def test_what_does_not_fit_is_not_written(flows: MarketFlows, messages: list[MarketMessage]) -> None:
    with pytest.raises(UnwritableMessage):
        flows.write(messages)


def test_a_code_that_is_not_declared_refuses_the_file(flows: MarketFlows) -> None:
    _, data = flows.write([REQUEST])
    found = flows.read(name="odd", data=data.replace(b"SE1", b"QQ9").replace(b"0050", b"0051"))
    assert isinstance(found, RejectedFile)
    assert found.fault.code == "SII-042"


@pytest.mark.parametrize("message", [REQUEST, ANSWER], ids=["request", "answer"])
def test_a_part_at_a_time_gives_what_reading_all_of_it_gives(flows: MarketFlows, message: MarketMessage) -> None:
    name, data = flows.write([message])
    for content in (data, data[:-3], data.replace(b"SE1", b"QQ9"), b""):
        parts = [part for part in flows.parts(name=name, content=Spooled.of(content)) if not isinstance(part, Fault)]
        read = flows.read(name=name, data=content)
        if isinstance(read, RejectedFile):
            assert parts[-1] == read
            assert read.sha256 == digest_of_bytes(content)
            assert all(isinstance(part, RejectedRecord) for part in parts[:-1]), "no message comes before a refusal"
        else:
            assert tuple(parts) == read


@given(name=st.text(max_size=30), data=st.binary(max_size=200))
def test_no_content_raises(name: str, data: bytes) -> None:
    for flows in EVERY.values():
        for content in (data, b"COD_SERVIZIO;COD_FLUSSO\r\n" + data, b"<Prestazione>" + data):
            found = flows.read(name=name, data=content)
            assert isinstance(found, RejectedFile) or all(isinstance(item, RejectedRecord) for item in found)


@given(place=st.integers(0, 400), noise=st.binary(min_size=1, max_size=3), which=st.sampled_from(sorted(EVERY)))
def test_a_file_damaged_anywhere_never_raises(place: int, noise: bytes, which: str) -> None:
    flows = EVERY[which]
    name, data = flows.write([REQUEST])
    found = flows.read(name=name, data=data[:place] + noise + data[place + len(noise) :])
    assert isinstance(found, RejectedFile) or len(found) >= 1
