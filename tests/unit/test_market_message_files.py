"""Which first bytes are those of market messages, whatever carries them and whatever a program did to them."""

from __future__ import annotations

import pytest

from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes
from application.market.market_ports import MarketPorts
from application.market.message_files import MarketFileHandler
from tests.support.use_case_world import LAST, World, flow_file, reading

CSV = b"COD_SERVIZIO;COD_FLUSSO;PIVA_UTENTE\r\nSE1;0100;01234567897"


@pytest.fixture
def handler(world: World) -> MarketFileHandler:
    return MarketFileHandler(MarketPorts(world.units, world.books, packaged_processes(), SiiMarketFlows(), world.actor))


@pytest.mark.parametrize(
    "head",
    [
        CSV,
        b"\xef\xbb\xbf" + CSV.lower(),
        b'"COD_SERVIZIO";"COD_FLUSSO"',
        CSV.decode().encode("utf-16"),
        b"<?xml version='1.0'?>\n<!-- <x> --><Prestazione cod_servizio='D01'/>",
        b"<p:Prestazione xmlns:p='urn:p'>",
        b"<soap:Envelope><soap:Body><MessaggioSII>",
    ],
)
def test_market_messages_are_known_by_their_content(handler: MarketFileHandler, head: bytes) -> None:
    assert handler.handles("letter.pdf", head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"PK\x03\x04COD_SERVIZIO;COD_FLUSSO",
        b"POD;COD_SERVIZIO;COD_FLUSSO",
        b"<FlussoMisure><Prestazione/>",
        b"<PrestazioneAltra/>",
        b"<" * 4096,
        flow_file(reading(1, LAST, 1, 2, 3))[1][:4096],
    ],
)
def test_nothing_else_is(handler: MarketFileHandler, head: bytes) -> None:
    assert not handler.handles("SE1.0100.csv", head)
