"""A database filled before a migration has everything after it."""

from __future__ import annotations

import json
import zlib

import psycopg
from sqlalchemy import text

from adapters.persistence.migrate import migrate
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from application.ports.flow_files import Direction
from domain.kernel.digest import digest_of_bytes

CONTENTS = (b"", b"<xml/>\x00", bytes(range(256)) * 4096, bytes(range(251)) * 9000)
HEAD = {"container": "", "outcome": "imported", "detail": "", "records": 2, "taken": 2, "refused": 0, "warnings": ["w"]}
OLD_CONTENT = text("insert into flow_contents values ('t', :sha256, :content)")
OLD_FILE = text(
    "insert into flow_files (tenant, sha256, received_at, outcome, document)"
    " values ('t', :sha256, '2026-09-01T08:00:00Z', 'imported', :document)"
)


def test_contents_move_into_chunks_byte_for_byte_whoever_owns_the_tables(database_server: EmbeddedServer) -> None:
    with psycopg.connect(database_server.url_of("postgres"), autocommit=True) as connection:
        connection.execute("create role mover login")
        connection.execute("grant bollettario_app to mover")
        connection.execute("create database moved owner mover")
    opened = engine(database_server.url_of("moved").replace("postgres:@", "mover:@"))
    migrate(opened, to="0002")
    with opened.begin() as connection:
        connection.execute(text("select set_config('bollettario.tenant', 't', true)"))
        for number, content in enumerate(CONTENTS):
            document = zlib.compress(json.dumps(HEAD | {"name": f"{number}.xml", "flow": "PNO"}).encode())
            sha256 = digest_of_bytes(content)
            connection.execute(OLD_CONTENT, {"sha256": sha256, "content": content})
            connection.execute(OLD_FILE, {"sha256": sha256, "document": b"\x00\x01" + document})
    migrate(opened)
    with SqlUnitsOfWork(opened)("t") as work:
        for number, content in enumerate(CONTENTS):
            sha256 = digest_of_bytes(content)
            assert b"".join(work.flow_files.content(sha256)) == content
            assert work.flow_files.size(sha256) == len(content)
            file = work.flow_files.file(sha256)
            assert (file.name, file.direction, file.warnings) == (f"{number}.xml", Direction.IN, ("w",))
        assert len(work.flow_files.files(9, flow="PNO")) == len(CONTENTS)
    opened.dispose()
