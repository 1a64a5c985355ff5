"""Contract of the containers: every file inside comes with its own bytes, or says why not, and nothing raises."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.channels.spool import spool_to_disk
from adapters.containers.unpack import ZipLimits
from adapters.containers.zip_containers import ZipContainers
from application.ports.channels import Spooled
from application.ports.containers import Containers
from domain.kernel.digest import digest_of_bytes
from tests.fakes.containers import MemoryContainers, memory_container_of
from tests.support.zip_files import zip_of

Pack = Callable[..., bytes]
EVERY: dict[str, tuple[Containers, Pack]] = {
    "zip": (ZipContainers(), zip_of),
    "memory": (MemoryContainers(), memory_container_of),
}
ONE, OTHER = ("a/one.csv", b"COD_SERVIZIO;1"), ("../other.xml", b"<x/>")


@attrs.frozen
class Read:
    """A member, read while it could be."""

    name: str
    container: str
    data: bytes
    code: str


@pytest.fixture(params=list(EVERY))
def kind(request: pytest.FixtureRequest) -> tuple[Containers, Pack]:
    return EVERY[str(request.param)]


def members(containers: Containers, data: bytes, name: str = "c") -> list[Read]:
    found = []
    for each in containers.members(name=name, content=Spooled.of(data)):
        read = b"".join(each.content.chunks(7))
        assert digest_of_bytes(read) == each.content.sha256
        assert len(read) == each.content.size
        found.append(Read(each.name, each.container, read, each.fault.code if each.fault else ""))
    return found


def test_each_file_comes_in_order_with_its_path_and_its_bytes(kind: tuple[Containers, Pack]) -> None:
    containers, pack = kind
    data = pack(ONE, OTHER, ("empty", b""))
    assert containers.opens(data[:4])
    assert members(containers, data) == [
        Read(*ONE[:1], "c", ONE[1], ""),
        Read(*OTHER[:1], "c", OTHER[1], ""),
        Read("empty", "c", b"", ""),
    ]
    assert members(containers, data) == members(containers, data)


def test_a_container_within_a_container_is_not_opened(kind: tuple[Containers, Pack]) -> None:
    containers, pack = kind
    inner = pack(OTHER)
    assert [(each.name, each.code) for each in members(containers, pack(ONE, ("inner", inner)))] == [
        (ONE[0], ""),
        ("inner", "SII-001"),
    ]


def test_what_holds_no_file_or_was_cut_off_stands_for_itself(kind: tuple[Containers, Pack]) -> None:
    containers, pack = kind
    for data in (pack(), pack(ONE, OTHER)[:-5], pack(ONE)[:4]):
        assert members(containers, data, "all.bin") == [Read("all.bin", "", data, "SII-001")]


@pytest.mark.parametrize("data", [b"", b"PK", b"<x/>", b"COD_SERVIZIO;COD_FLUSSO", b"\x1f\x8b\x08\x00"])
def test_other_files_are_no_containers(kind: tuple[Containers, Pack], data: bytes) -> None:
    assert not kind[0].opens(data)


@given(data=st.binary(max_size=200), which=st.sampled_from(sorted(EVERY)))
def test_no_content_raises(data: bytes, which: str) -> None:
    containers, pack = EVERY[which]
    whole = pack(ONE, OTHER)
    for content in (data, whole[: len(data)] + data, whole + data):
        assert members(containers, content)


def _damaged() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("good.csv", b"good")
        archive.writestr("bad.csv", b"to be damaged")
    return stream.getvalue().replace(b"to be damaged", b"TO BE DAMAGED", 1)


def test_a_damaged_file_is_refused_alone() -> None:
    found = members(ZipContainers(), _damaged())
    assert [(each.name, each.data, each.code) for each in found] == [
        ("good.csv", b"good", ""),
        ("bad.csv", b"", "SII-001"),
    ]


@pytest.mark.parametrize(
    ("limits", "data"),
    [
        (ZipLimits(), zip_of(("big.csv", b"COD_SERVIZIO;" * (1 << 20)))),
        (ZipLimits(max_unzipped_bytes=1000), zip_of(("a", b"x" * 600), ("b", b"y" * 600))),
        (ZipLimits(max_members=1), zip_of(ONE, OTHER)),
        (ZipLimits(max_file_bytes=5), zip_of(ONE)),
    ],
    ids=["ratio", "unzipped", "members", "size"],
)
def test_of_what_swells_or_is_too_large_nothing_is_handed_on(limits: ZipLimits, data: bytes) -> None:
    assert members(ZipContainers(limits), data, "bomb.zip") == [Read("bomb.zip", "", data, "SII-009")]


def test_a_container_on_disk_is_read_as_one_in_memory() -> None:
    data = zip_of(ONE, OTHER)
    with spool_to_disk([data], limit_bytes=1 << 20) as content:
        found = [b"".join(each.content.chunks()) for each in ZipContainers().members(name="c", content=content)]
    assert found == [ONE[1], OTHER[1]]
