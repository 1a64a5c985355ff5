"""Cases of market processes with their steps, and contracts that wait for a case to be accepted."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

APPEND_ONLY = ("market_steps",)

_KEY = 'text collate "C" not null'
_DOCUMENT = "bytea storage external not null"

_TABLES = f"""
create table market_cases (
    tenant {_KEY}, code {_KEY}, process {_KEY}, point {_KEY}, counterpart_case {_KEY}, contract {_KEY}, state {_KEY},
    is_open boolean not null, moved_on date not null, document {_DOCUMENT},
    primary key (tenant, code)
);
create index market_cases_counterpart on market_cases (tenant, counterpart_case) where counterpart_case <> '';
create index market_cases_point on market_cases (tenant, point);
create index market_cases_open on market_cases (tenant, code) where is_open;
create index market_cases_moved on market_cases (tenant, moved_on);
create table market_steps (
    tenant {_KEY}, case_code {_KEY}, number bigint not null, day date not null, message {_KEY}, sha256 {_KEY},
    document {_DOCUMENT},
    primary key (tenant, case_code, number),
    foreign key (tenant, case_code) references market_cases (tenant, code)
);
create index market_steps_file on market_steps (tenant, sha256) where sha256 <> '';
create table contract_drafts (
    tenant {_KEY}, number {_KEY}, document {_DOCUMENT},
    primary key (tenant, number)
);
"""


def upgrade() -> None:
    """Create them, with the wall between tenants and the guard of what is never changed."""
    op.execute(_TABLES)
    for table in ("market_cases", "market_steps", "contract_drafts"):
        rights = "select, insert" if table in APPEND_ONLY else "select, insert, update"
        op.execute(f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy tenant_wall on {table}
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant {rights} on {table} to bollettario_app;
""")
    for table in APPEND_ONLY:
        op.execute(f"""
create trigger append_only before update or delete or truncate on {table}
    for each statement execute function refuse_change();
""")
