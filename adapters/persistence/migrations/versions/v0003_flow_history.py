"""Contents of flow files in chunks, files that go out as well as in, and the history of every record.

Contents stored before move as they are, in the database. Names and flows of files stored before are read from their
documents, which stay. The walls are lifted for the move: they hold for the owner of the tables too.
"""

from __future__ import annotations

import json
import zlib

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("flow_chunks", "flow_lines")

_KEY = 'text collate "C" not null'
_NUMBER_BYTES = 2  # of the schema, before the compressed JSON of a document

_LIFT = """
alter table flow_contents no force row level security;
alter table flow_files no force row level security;
alter table flow_files disable trigger append_only;
"""
_TABLES = f"""
create table flow_chunks (
    tenant {_KEY}, sha256 {_KEY}, number bigint not null, bytes bytea storage external not null,
    packed boolean not null,
    primary key (tenant, sha256, number)
);
create table flow_lines (
    tenant {_KEY}, position bigint generated always as identity, direction {_KEY}, at timestamptz not null,
    flow {_KEY}, sha256 {_KEY}, name {_KEY}, record bigint not null, point {_KEY}, case_code {_KEY},
    day date not null, what {_KEY}, outcome {_KEY}, code {_KEY},
    primary key (tenant, position)
);
create index flow_lines_point on flow_lines (tenant, point);
create index flow_lines_case on flow_lines (tenant, case_code) where case_code <> '';
create index flow_lines_flow on flow_lines (tenant, flow, day);
create index flow_lines_day on flow_lines (tenant, day);
"""
_CONTENTS = """
insert into flow_chunks (tenant, sha256, number, bytes, packed)
select tenant, sha256, number, substring(content from number * 1048576 + 1 for 1048576), false
from flow_contents, generate_series(0, (octet_length(content) - 1) / 1048576) as number
where octet_length(content) > 0;
alter table flow_contents add column size bigint not null generated always as (octet_length(content)) stored;
alter table flow_contents alter column size drop expression;
alter table flow_contents drop column content;
"""
_FILES = f"""
alter table flow_files
    add column name {_KEY} default '', add column flow {_KEY} default '',
    add column direction {_KEY} default 'in', add column counterpart {_KEY} default '',
    add column channel {_KEY} default '', add column sent_at timestamptz;
"""
_DOCUMENTS = text("select tenant, sha256, position, document from flow_files")
_NAMED = text(
    "update flow_files set name = :name, flow = :flow"
    " where tenant = :tenant and sha256 = :sha256 and position = :position"
)
_CLOSE = """
alter table flow_files
    alter column name drop default, alter column flow drop default, alter column direction drop default,
    alter column counterpart drop default, alter column channel drop default;
create index flow_files_name on flow_files (tenant, channel, name);
create index flow_files_out on flow_files (tenant, sha256) where direction = 'out';
alter table flow_files enable trigger append_only;
alter table flow_contents force row level security;
alter table flow_files force row level security;
"""


def _wall(table: str) -> str:
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy tenant_wall on {table}
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant select, insert on {table} to bollettario_app;
create trigger append_only before update or delete or truncate on {table}
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Create the tables, move the contents, name the files, put the walls up."""
    op.execute(_LIFT)
    op.execute(_TABLES)
    op.execute(_CONTENTS)
    op.execute(_FILES)
    connection = op.get_bind()
    for tenant, sha256, position, document in connection.execute(_DOCUMENTS).all():
        told = json.loads(zlib.decompress(document[_NUMBER_BYTES:]))
        named = {"name": told["name"], "flow": told["flow"]}
        connection.execute(_NAMED, {"tenant": tenant, "sha256": sha256, "position": position, **named})
    op.execute(_CLOSE)
    for table in APPEND_ONLY:
        op.execute(_wall(table))
