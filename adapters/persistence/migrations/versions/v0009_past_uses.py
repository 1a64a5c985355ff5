"""What points used before they were ours, by month, as told at switching.

Files taken in before left only a line in the history of flows: reading them again adds their months here.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("past_uses",)

_KEY = 'text collate "C" not null'
_BYTES = "bytea storage external not null"

_TABLE = f"""
create table past_uses (
    tenant {_KEY}, point {_KEY}, month date not null, sha256 {_KEY}, document {_BYTES}, quarter_hours {_BYTES},
    primary key (tenant, point, month, sha256)
);
alter table past_uses enable row level security;
alter table past_uses force row level security;
create policy tenant_wall on past_uses
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant select, insert on past_uses to bollettario_app;
create trigger append_only before update or delete or truncate on past_uses
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Create it, with the wall between tenants and the guard of what is never changed."""
    op.execute(_TABLE)
