"""Contract of the channels: a folder, SFTP, WebDAV, the PdC, and the one in memory, each on this machine alone."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
import pytest

from adapters.channels.folder import FolderChannel
from adapters.channels.pdc import PdcEndpoint
from adapters.channels.sftp import SftpChannel, SftpHost
from adapters.channels.web import Tls
from adapters.channels.webdav import WebDavChannel
from adapters.system_clock import FixedClock
from application.ports.channels import NOT_ALLOWED, NOT_LET_IN, Channel, ChannelFault, ChannelItem, ChannelTerms
from tests.fakes.channels import MemoryChannel
from tests.support.certificates import certificate
from tests.support.servers import PASSWORD, USER, sftp_server, web_server

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
LONG_AGO = (NOW - dt.timedelta(hours=1)).timestamp()
CLOCK = FixedClock(NOW)
CONTENT = bytes(range(256)) * 9000
KINDS = ("memory", "folder", "sftp", "webdav", "pdc")
FETCHED_FROM = ("memory", "folder", "sftp", "webdav")
SENT_TO = ("memory", "folder", "sftp", "pdc")
PUT_AWAY_IN = ("memory", "folder", "sftp")


@attrs.frozen
class Side:
    """A channel, and the other side of it: drop a file, look where files went, what was delivered."""

    channel: Channel
    drop: Callable[[str, bytes], None]
    away: Callable[[bool], dict[str, bytes]]
    delivered: Callable[[], dict[str, bytes]]


def inside(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))} if folder.exists() else {}


def dropped(folder: Path, name: str, content: bytes, at: float = LONG_AGO) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    os.utime(folder / name, (at, at))


def terms(kind: str) -> ChannelTerms:
    return ChannelTerms(kind, kind, collects=True, sends=True, keeps_files=kind == "webdav")


@contextlib.contextmanager
def side(kind: str, root: Path) -> Iterator[Side]:
    """Both sides of a channel of one kind."""
    if kind == "memory":
        held = MemoryChannel(terms(kind))
        put = held.incoming.__setitem__
        yield Side(held, put, lambda accepted: held.done if accepted else held.refused, lambda: held.outgoing)
        return
    if kind == "pdc":
        with web_server(root) as site:
            gate = PdcEndpoint(terms(kind), f"{site.url}/pdc", headers=(("SOAPAction", "SE1"),))
            yield Side(gate, lambda *_: None, lambda _: {}, lambda: {"last": site.posted[-1][0]})
        return

    def drop(name: str, content: bytes) -> None:
        dropped(root / "in", name, content)

    def away(accepted: bool) -> dict[str, bytes]:
        return inside(root / ("done" if accepted else "refused"))

    def delivered() -> dict[str, bytes]:
        return inside(root / "out")

    (root / "in").mkdir()
    (root / "out").mkdir()
    if kind == "folder":
        yield Side(FolderChannel(terms(kind), root, CLOCK), drop, away, delivered)
    elif kind == "sftp":
        known = root.parent / "known_hosts"
        with sftp_server(root, known) as port:
            server = SftpHost("127.0.0.1", port, USER, str(known), PASSWORD)
            yield Side(
                SftpChannel(terms(kind), server, CLOCK, "/in", "/done", "/refused", "/out"), drop, away, delivered
            )
    else:
        with web_server(root) as site:
            yield Side(WebDavChannel(terms(kind), f"{site.url}/in", USER, PASSWORD), drop, away, delivered)


@pytest.fixture
def sides(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    (tmp_path / "root").mkdir()
    with side(request.param, tmp_path / "root") as made:
        yield made


def each(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sides", kinds, indirect=True)


def fetched(channel: Channel, item: ChannelItem) -> bytes:
    return b"".join(channel.fetch(item))


@each(*FETCHED_FROM)
def test_what_waits_is_listed_with_its_size_and_comes_byte_for_byte(sides: Side) -> None:
    assert sides.channel.waiting() == ()
    sides.drop("b è.xml", CONTENT)
    sides.drop("a.xml", b"")
    found = {item.name: item for item in sides.channel.waiting()}
    assert {name: item.size for name, item in found.items()} == {"b è.xml": len(CONTENT), "a.xml": 0}
    assert fetched(sides.channel, found["b è.xml"]) == CONTENT
    assert fetched(sides.channel, found["a.xml"]) == b""


@each(*PUT_AWAY_IN)
def test_what_was_fetched_is_put_away_once_and_nothing_put_away_is_replaced(sides: Side) -> None:
    for content in (b"first", b"second"):
        sides.drop("a.xml", content)
        (item,) = sides.channel.waiting()
        sides.channel.settle(item, accepted=True)
        sides.channel.settle(item, accepted=True)
        assert sides.channel.waiting() == ()
    assert b"second" in sides.away(True).values()
    sides.drop("bad.xml", b"bad")
    (item,) = sides.channel.waiting()
    sides.channel.settle(item, accepted=False)
    assert sides.away(False) == {"bad.xml": b"bad"}


@each("webdav")
def test_where_nothing_can_be_put_away_it_stays(sides: Side) -> None:
    sides.drop("a.xml", b"first")
    (item,) = sides.channel.waiting()
    sides.channel.settle(item, accepted=True)
    assert sides.channel.waiting() == (item,)


@each(*SENT_TO)
def test_a_file_is_delivered_whole_and_again_without_harm(sides: Side) -> None:
    for _ in range(2):
        sides.channel.deliver("SE1.0050_7.csv", iter([CONTENT[:7], CONTENT[7:]]))
        assert list(sides.delivered().values()) == [CONTENT]


@each("folder", "sftp")
def test_a_file_that_cannot_be_read_to_its_end_is_not_delivered(sides: Side) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise KeyError("the store is gone")

    with pytest.raises(KeyError):
        sides.channel.deliver("a.csv", broken())
    assert not any(not name.startswith(".") for name in sides.delivered())


@each("memory", "folder", "sftp", "pdc")
@pytest.mark.parametrize("name", ["../a.csv", "", ".hidden", "a/b"])
def test_a_name_that_is_a_path_is_not_delivered(sides: Side, name: str) -> None:
    with pytest.raises(ChannelFault) as told:
        sides.channel.deliver(name, [b"x"])
    assert (told.value.code, told.value.retryable) == (NOT_ALLOWED, False)


@each("webdav")
def test_nothing_goes_out_through_what_is_only_read(sides: Side) -> None:
    with pytest.raises(ChannelFault, match="only read"):
        sides.channel.deliver("a.csv", [b"x"])


@each(*KINDS)
def test_what_is_not_there_is_a_fault_of_the_channel(sides: Side) -> None:
    with pytest.raises(ChannelFault) as told:
        fetched(
            sides.channel, ChannelItem("/in/none.xml" if sides.channel.terms.kind == "sftp" else "none.xml", "none.xml")
        )
    assert (told.value.code, told.value.retryable) == (NOT_ALLOWED, False)


@each("folder", "sftp", "webdav")
def test_a_file_still_being_written_is_left_alone(sides: Side, tmp_path: Path) -> None:
    folder = tmp_path / "root" / "in"
    dropped(folder, "a.xml.part", b"half")
    dropped(folder, ".b.xml", b"half")
    if sides.channel.terms.kind != "webdav":
        dropped(folder, "young.xml", b"half", at=NOW.timestamp() - 3)
    assert sides.channel.waiting() == ()


def test_a_file_that_grew_since_it_was_listed_stays_in_its_folder(tmp_path: Path) -> None:
    channel: Channel = FolderChannel(terms("folder"), tmp_path, CLOCK)
    dropped(tmp_path / "in", "a.xml", b"half")
    (item,) = channel.waiting()
    dropped(tmp_path / "in", "a.xml", b"half and half")
    channel.settle(item, accepted=True)
    (again,) = channel.waiting()
    assert fetched(channel, again) == b"half and half"


def test_a_password_or_a_host_key_that_is_wrong_is_not_tried_again(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    known = tmp_path / "known_hosts"
    with sftp_server(tmp_path / "root", known) as port, web_server(tmp_path / "root") as site:
        strange = tmp_path / "strange"
        strange.write_text("", "utf-8")
        channels: list[Channel] = [
            SftpChannel(terms("sftp"), SftpHost("127.0.0.1", port, USER, str(known), "wrong"), CLOCK, "/"),
            SftpChannel(terms("sftp"), SftpHost("127.0.0.1", port, USER, str(strange), PASSWORD), CLOCK, "/"),
            WebDavChannel(terms("webdav"), site.url, USER, "wrong"),
        ]
        for channel in channels:
            with pytest.raises(ChannelFault) as told:
                channel.waiting()
            assert (told.value.code, told.value.retryable) == (NOT_LET_IN, False)
            assert "wrong" not in str(told.value)


def test_a_host_that_is_away_may_be_there_a_moment_later(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    known = tmp_path / "known_hosts"
    with sftp_server(tmp_path / "root", known) as port, web_server(tmp_path / "root") as site:
        gone, url = port, site.url
    acts: list[Callable[[], object]] = [
        SftpChannel(terms("sftp"), SftpHost("127.0.0.1", gone, USER, str(known), PASSWORD), CLOCK, "/").waiting,
        WebDavChannel(terms("webdav"), url, USER, PASSWORD).waiting,
        lambda: PdcEndpoint(terms("pdc"), url).deliver("a.xml", [b"<a/>"]),
    ]
    for act in acts:
        with pytest.raises(ChannelFault) as told:
            act()
        assert told.value.retryable


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "SII-031", False),
        (404, "SII-032", False),
        (302, "SII-034", False),
        (429, "SII-030", True),
        (503, "SII-030", True),
    ],
)
def test_a_status_says_whether_to_try_again(tmp_path: Path, status: int, code: str, retryable: bool) -> None:
    with web_server(tmp_path) as site:
        acts: list[Callable[[], object]] = [
            WebDavChannel(terms("webdav"), site.url, USER, PASSWORD).waiting,
            lambda: PdcEndpoint(terms("pdc"), site.url).deliver("a.xml", [b"<a/>"]),
        ]
        for act in acts:
            site.statuses.append(status)
            with pytest.raises(ChannelFault) as told:
                act()
            assert (told.value.code, told.value.retryable) == (code, retryable)


def test_the_answer_to_an_envelope_comes_back_as_a_file_and_a_fault_of_soap_too(tmp_path: Path) -> None:
    with web_server(tmp_path) as site:
        channel: Channel = PdcEndpoint(terms("pdc"), f"{site.url}/pdc", headers=(("SOAPAction", "APR.0050"),))
        (returned,) = channel.deliver("APR.0050_7.xml", [b"<busta/>"])
        assert (returned.name, returned.content) == ("APR.0050_7.xml.answer.xml", b"<esito/>")
        assert site.posted == [(b"<busta/>", "APR.0050")]
        site.answer = (500, "text/xml", b"<Fault/>")
        assert channel.deliver("b.xml", [b"<busta/>"])[0].content == b"<Fault/>"
        assert channel.waiting() == ()


def test_folders_of_a_server_are_walked_as_deep_as_is_said(tmp_path: Path) -> None:
    dropped(tmp_path / "dav", "a.zip", b"1")
    dropped(tmp_path / "dav" / "TMG_1 2" / "2026", "b.zip", b"22")
    with web_server(tmp_path) as site:
        for levels, names in ((1, ["a.zip"]), (2, ["a.zip"]), (3, ["a.zip", "b.zip"])):
            channel: Channel = WebDavChannel(terms("webdav"), f"{site.url}/dav/", USER, PASSWORD, levels)
            items = channel.waiting()
            assert sorted(item.name for item in items) == names
        assert {fetched(channel, item) for item in items} == {b"1", b"22"}


@pytest.mark.parametrize(
    ("listing", "told"),
    [
        (b"no xml", "SII-034"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "SII-034"),
        (
            b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>http://elsewhere.example/in/a</d:href></d:response></d:multistatus>',
            "",
        ),
    ],
)
def test_a_listing_is_read_with_care(tmp_path: Path, listing: bytes, told: str) -> None:
    with web_server(tmp_path) as site:
        site.listing = listing
        channel: Channel = WebDavChannel(terms("webdav"), site.url, USER, PASSWORD)
        if not told:
            assert channel.waiting() == ()
            return
        with pytest.raises(ChannelFault) as fault:
            channel.waiting()
        assert fault.value.code == told


def test_both_sides_of_the_gate_show_a_certificate(tmp_path: Path) -> None:
    theirs, their_key = certificate(tmp_path, "gate")
    ours, our_key = certificate(tmp_path, "us", password="locked")
    demanding = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    demanding.load_cert_chain(theirs, their_key)
    demanding.load_verify_locations(ours)
    demanding.verify_mode = ssl.CERT_REQUIRED
    with web_server(tmp_path, demanding) as site:

        def deliver(tls: Tls) -> bytes:
            channel: Channel = PdcEndpoint(terms("pdc"), f"{site.url}/pdc", tls)
            return channel.deliver("a.xml", [b"<busta/>"])[0].content

        assert deliver(Tls(theirs, ours, our_key, "locked")) == b"<esito/>"
        with pytest.raises(ChannelFault) as unknown:
            deliver(Tls("", ours, our_key, "locked"))
        assert (unknown.value.code, unknown.value.retryable) == (NOT_LET_IN, False)
        with pytest.raises(ChannelFault):
            deliver(Tls(theirs))
        with pytest.raises(ChannelFault) as locked:
            deliver(Tls(theirs, ours, our_key, "wrong"))
        assert locked.value.code == NOT_LET_IN
        assert "wrong" not in str(locked.value)
    assert [body for body, _ in site.posted] == [b"<busta/>"]
