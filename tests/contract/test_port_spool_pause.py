"""Contract of what collecting stands on: a spool, pauses, the channels of each tenant, and handlers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.configured import ConfiguredChannels
from adapters.channels.spool import spool_to_disk
from adapters.containers.zip_containers import ZipContainers
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes
from adapters.system_clock import FixedClock, SystemPause
from application.exchange.container_files import ContainerFileHandler
from application.exchange.retry import RetryPolicy, with_retry
from application.market.market_ports import MarketPorts
from application.market.message_files import MarketFileHandler
from application.metering.measure_files import MeasureFileHandler
from application.ports.channels import BadChannels, ChannelFault, Channels, ChannelTerms, Spool
from application.ports.file_handlers import Arrival, FileHandler
from application.ports.pause import Pause
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from domain.market.message import MarketMessage
from tests.fakes.channels import CountedPause, MemoryChannel, MemoryChannels, PlainFileHandler, spool_to_memory
from tests.support.use_case_world import LAST, NOW, World, flow_file, point_code, reading
from tests.support.zip_files import zip_of

CLOCK = FixedClock(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC))
FOLDER = '[[channel]]\ntenant = "a"\nname = "drop"\nkind = "folder"\nfolder = "drop"\n'
EVERY = (
    FOLDER
    + """
[[channel]]
tenant = "a"
name = "cloud"
kind = "webdav"
url = "https://cloud.example/dav/"
user = "u"
password_env = "CLOUD"
patterns = ["*_PDO2G_*.zip"]
levels = 3
[[channel]]
tenant = "a"
name = "gate"
kind = "pdc"
url = "https://pdc.example/"
direction = "out"
[channel.headers]
SOAPAction = "APR"
[[channel]]
tenant = "a"
name = "server"
kind = "sftp"
host = "sftp.example"
user = "u"
known_hosts = "known_hosts"
password_env = "SERVER"
direction = "both"
incoming = "in"
done = "done"
"""
)
SECRETS = {"CLOUD": "hidden-1", "SERVER": "hidden-2"}


@pytest.fixture(scope="module", params=["disk", "memory"])
def spool(request: pytest.FixtureRequest) -> Spool:
    return spool_to_disk if request.param == "disk" else spool_to_memory


@given(chunks=st.lists(st.binary(max_size=9)))
def test_what_is_put_aside_is_read_as_often_as_wanted(spool: Spool, chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    with spool(iter(chunks), limit_bytes=1000) as kept:
        assert (kept.size, kept.sha256) == (len(whole), digest_of_bytes(whole))
        for _ in range(2):
            assert b"".join(kept.chunks(3)) == whole


def test_what_is_larger_than_the_limit_is_not_put_aside(spool: Spool) -> None:
    with pytest.raises(ChannelFault) as told, spool([b"12", b"34"], limit_bytes=3):
        pass
    assert (told.value.code, told.value.retryable) == ("SII-036", False)


@pytest.mark.parametrize("pause", [SystemPause(), CountedPause()])
def test_a_pause_of_no_time_is_over(pause: Pause) -> None:
    pause(0)


def test_what_may_succeed_is_tried_again_after_longer_and_longer_pauses() -> None:
    pause, faults = CountedPause(), [ChannelFault("SII-030", "away", retryable=True)] * 3

    def work() -> str:
        if faults:
            raise faults.pop()
        return "done"

    assert with_retry(work, pause=pause, policy=RetryPolicy(5, 2, 7)) == "done"
    assert pause.asked == [2, 4, 7]


@pytest.mark.parametrize(("retryable", "tries"), [(True, 3), (False, 1)])
def test_the_last_fault_passes_through(retryable: bool, tries: int) -> None:
    asked: list[int] = []

    def work() -> None:
        asked.append(1)
        raise ChannelFault("SII-031", "no", retryable=retryable)

    with pytest.raises(ChannelFault):
        with_retry(work, pause=CountedPause(), policy=RetryPolicy(3, 1, 1))
    assert len(asked) == tries


def test_patience_is_of_one_try_or_more() -> None:
    with pytest.raises(ValueError, match="1 try or more"):
        RetryPolicy(0)


@pytest.fixture(params=["file", "memory"])
def channels(request: pytest.FixtureRequest, tmp_path: Path) -> Channels:
    if request.param == "memory":
        held = [MemoryChannel(ChannelTerms(name, "memory")) for name in ("server", "cloud", "drop", "gate")]
        return MemoryChannels({"a": tuple(held)})
    (tmp_path / "channels.toml").write_text(EVERY, "utf-8")
    return ConfiguredChannels(tmp_path / "channels.toml", CLOCK, SECRETS)


def test_a_tenant_has_its_own_channels_in_order_of_name(channels: Channels) -> None:
    assert [channel.terms.name for channel in channels.of("a")] == ["cloud", "drop", "gate", "server"]
    assert channels.of("b") == ()


def test_a_file_says_what_each_channel_is_for_and_no_secret_is_shown(tmp_path: Path) -> None:
    (tmp_path / "channels.toml").write_text(EVERY, "utf-8")
    made = ConfiguredChannels(tmp_path / "channels.toml", CLOCK, SECRETS).of("a")
    assert [(each.terms.collects, each.terms.sends, each.terms.keeps_files) for each in made] == [
        (True, False, True),
        (True, False, False),
        (False, True, False),
        (True, True, False),
    ]
    assert made[0].terms.wants("x_pdo2g_1.ZIP")
    assert not made[0].terms.wants("x_PNO_1.zip")
    assert "hidden" not in repr(made)


def test_without_a_file_there_are_no_channels(tmp_path: Path) -> None:
    assert ConfiguredChannels(tmp_path / "channels.toml", CLOCK, {}).of("a") == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("channel = 3", "expected"),
        ("other = 3", "other"),
        ("[[channel", "channels.toml"),
        (FOLDER.replace("folder", "pigeon"), "pigeon"),
        (FOLDER.replace('folder = "drop"', 'password = "x"'), "password"),
        (FOLDER + 'direction = "up"', "direction"),
        (FOLDER + FOLDER, "drop"),
        (EVERY.replace("https://cloud", "http://cloud"), "https://"),
        (EVERY.replace("CLOUD", "NOWHERE"), "NOWHERE"),
        (EVERY.replace("known_hosts", "other_hosts"), "known_hosts"),
    ],
)
def test_a_file_that_is_wrong_says_what_to_change(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "channels.toml").write_text(text, "utf-8")
    with pytest.raises(BadChannels, match=told):
        ConfiguredChannels(tmp_path / "channels.toml", CLOCK, SECRETS).of("a")


@pytest.mark.parametrize("kind", ["measures", "market", "plain", "container"])
def test_a_handler_knows_its_files_and_takes_one_twice_without_harm(units: UnitsOfWork, tenant: str, kind: str) -> None:
    world = World(units, tenant)
    world.customers(1)
    name, data = flow_file(reading(1, LAST, 1, 2, 3))
    handler: FileHandler = PlainFileHandler(data[:5])
    if kind == "measures":
        handler = MeasureFileHandler(world.units, world.actor, world.flows)
    if kind == "market":
        market = SiiMarketFlows()
        message = MarketMessage(
            service="SE3", step="0200", sender="05877611003", addressee="01234567897", case="SII-1",
            point=point_code(1), effective=LAST,
        )  # fmt: skip
        name, data = market.write([message])
        handler = MarketFileHandler(MarketPorts(world.units, world.books, packaged_processes(), market, world.actor))
    if kind == "container":
        handler = ContainerFileHandler(
            world.units, world.actor, ZipContainers(), (MeasureFileHandler(world.units, world.actor, world.flows),)
        )
        name, data = "several.zip", zip_of((name, data), ("letter.txt", b"Buongiorno"))
    assert handler.handles(name, data[:4096])
    assert not handler.handles(name, b"%PDF-1.7 COD_SERVIZIO;COD_FLUSSO")
    with spool_to_memory([data], limit_bytes=len(data)) as content:
        arrival = Arrival(name, content, "drop", "", NOW)
        assert [handler.handle(arrival).outcome for _ in range(2)] == ["imported", "imported"]
