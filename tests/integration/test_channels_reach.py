"""Channels by command line and by REST, over folders of this machine."""

from __future__ import annotations

import os
from pathlib import Path

from litestar.testing import TestClient

from adapters.http.app import create_app
from application.ports.api_keys import Caller
from application.ports.flow_files import TO_BE_SENT, Direction, FlowFile
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import digest_of_bytes
from tests.fakes.api_keys import MemoryApiKeys
from tests.support.channel_folder import TOML, with_folder
from tests.support.cli_world import Cli, cli_at, set_up
from tests.support.http_world import KEY, LIMITS, NOW, Api, services
from tests.support.http_world import set_up as set_up_http
from tests.support.use_case_world import LAST, flow_file, reading


def drop(folder: Path, name: str, data: bytes) -> None:
    path = folder / "exchange" / "in" / name
    path.write_bytes(data)
    os.utime(path, (0, 0))


def write_out(units: UnitsOfWork, name: str, channel: str = "distributor") -> None:
    content = f"message {name}".encode()
    with units("demo") as uow:
        sha256 = digest_of_bytes(content)
        uow.flow_files.add_content(sha256, [content])
        uow.flow_files.add(
            FlowFile(sha256, name, "", "SE1.0050", NOW, TO_BE_SENT, direction=Direction.OUT, channel=channel)
        )
        uow.commit()


def test_commands_list_collect_and_send(cli: Cli) -> None:
    there = cli_at(cli.folder, cli.capture, with_folder(cli.services, cli.folder))
    set_up(there, 1)
    assert [each["name"] for each in there.done("channels", "list", "--json").json] == ["distributor"]
    assert "distributor" in there.done("channels", "list").out
    drop(cli.folder, *flow_file(reading(1, LAST, 1, 2, 3)))
    drop(cli.folder, "letter.txt", b"Buongiorno")
    (collected,) = there.done("channels", "collect", "--json").json
    assert (collected["outcome"], collected["taken"]) == ("imported", 1)
    assert there.done("channels", "collect").code == 0
    drop(cli.folder, "strange.xml", b"<strange/>")
    ran = there("channels", "collect", "distributor")
    assert (ran.code, "SII-035" in ran.out) == (1, True)
    (kept,) = there.done("flows", "list", "--outcome", "SII-035", "--json").json
    assert (kept["name"], kept["channel"]) == ("strange.xml", "distributor")
    write_out(there.services.units, "SE1.0050_1.csv")
    (sent,) = there.done("channels", "send", "--json").json
    assert sent["outcome"] == "sent"
    assert (cli.folder / "exchange" / "out" / "SE1.0050_1.csv").read_bytes() == b"message SE1.0050_1.csv"
    write_out(there.services.units, "SE1.0050_2.csv", channel="nowhere")
    ran = there("channels", "send")
    assert (ran.code, "SII-037" in ran.out) == (1, True)
    assert there("channels", "collect", "pigeon").code == 2


def test_a_file_of_channels_that_is_wrong_is_told_in_words(cli: Cli) -> None:
    there = cli_at(cli.folder, cli.capture, with_folder(cli.services, cli.folder))
    (cli.folder / "channels.toml").write_text(TOML.replace("folder =", "pigeon ="), "utf-8")
    ran = there("channels", "list")
    assert (ran.code, "pigeon" in ran.err) == (1, True)


def test_routes_list_collect_and_send(tmp_path: Path) -> None:
    keys = MemoryApiKeys()
    keys.add(digest_of_bytes(KEY.encode()), Caller("demo", "Ada"))
    held = with_folder(services(keys), tmp_path)
    with TestClient(create_app(held, settings=LIMITS)) as client:
        api = Api(client)
        set_up_http(api)
        drop(tmp_path, *flow_file(reading(1, LAST, 1, 2, 3)))
        write_out(held.units, "1.csv")
        assert [each["kind"] for each in api.done("GET", "/channels")["items"]] == ["folder"]
        (collected,) = api.done("POST", "/channels/collect?channel=distributor")["items"]
        assert (collected["outcome"], collected["records"]) == ("imported", 1)
        (sent,) = api.done("POST", "/channels/send")["items"]
        assert (sent["outcome"], sent["returned"]) == ("sent", [])
        assert api.problem("POST", "/channels/send?channel=pigeon")[0] == 404
        (tmp_path / "channels.toml").write_text("[[channel", "utf-8")
        assert api.problem("GET", "/channels")[0] == 409
