"""The embedded server: started by several at once, joined, stopped, and started again after a hard end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from adapters.persistence.server import EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
STARTER = """
import sys
from pathlib import Path
import psycopg
from adapters.persistence.server import EmbeddedServer

server = EmbeddedServer(Path(sys.argv[1]))
with psycopg.connect(server.start()) as connection:
    connection.execute("insert into api_keys values (%s, 'demo', 'Ada', false)", [sys.argv[2]])
print("stored", flush=True)
sys.stdin.read()
server.stop()
"""


def keys(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [str(key) for (key,) in connection.execute("select key_sha256 from api_keys order by 1")]


def test_a_server_is_shared_stopped_and_started_again(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "database"
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", STARTER, str(folder), name],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for starter in starters:
        assert starter.stdout is not None
        assert starter.stdout.readline() == "stored\n"
    starters[0].kill()
    starters[0].communicate()
    starters[1].communicate("")
    assert starters[1].returncode == 0

    EmbeddedServer(folder).start()  # joins: the killed process still counted as a user
    server = EmbeddedServer(folder)
    server.start()
    server.stop()
    pid_file = folder / "postmaster.pid"
    assert not pid_file.exists(), "the last one out stops the server, whoever was killed"
    stale = [str(os.getpid()), str(folder), "1700000000", "5432", str(folder), "", "  1 1", "ready"]
    pid_file.write_text("\n".join(stale) + "\n")  # as after a hard end, its number since given to another process
    try:
        assert keys(server.start()) == ["one", "two"]
        assert server.start() == server.url
    finally:
        server.stop()


def test_a_server_that_is_not_started_has_no_url(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="start"):
        _ = EmbeddedServer(tmp_path).url
