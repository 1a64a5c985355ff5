"""Findings about measures, what was decided of them, and how each tenant sets its rules.

Decisions and settings are only added. Of a finding only its state and whether it withholds its measure change, as its
decisions say.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("finding_decisions", "validation_settings")
TABLES = ("findings", *APPEND_ONLY)

_KEY = 'text collate "C" not null'

_CREATE = f"""
create table findings (
    tenant {_KEY}, id {_KEY}, point {_KEY}, day date not null, rule {_KEY}, state {_KEY},
    withholds boolean not null, document bytea not null,
    primary key (tenant, id)
);
create index findings_point on findings (tenant, point);
create index findings_state on findings (tenant, state, id);
create index findings_withheld on findings (tenant, point) where withholds;
create table finding_decisions (
    tenant {_KEY}, finding {_KEY}, number bigint not null, document bytea not null,
    primary key (tenant, finding, number),
    foreign key (tenant, finding) references findings (tenant, id)
);
create table validation_settings (
    tenant {_KEY}, rule {_KEY}, position bigint generated always as identity, document bytea not null,
    primary key (tenant, rule, position)
);
grant update (state, withholds) on findings to bollettario_app;
"""

_WALL = """
alter table {table} enable row level security;
alter table {table} force row level security;
create policy tenant_wall on {table}
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant select, insert on {table} to bollettario_app;
"""

_GUARD = """
create trigger append_only before update or delete or truncate on {table}
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Create them, with the wall between tenants and the guard of what is never changed."""
    op.execute(_CREATE)
    for table in TABLES:
        op.execute(_WALL.format(table=table))
    for table in APPEND_ONLY:
        op.execute(_GUARD.format(table=table))
