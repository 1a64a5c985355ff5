"""Readings told by customers, with what became of them: each step is in the journal, the row tells the last."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

_KEY = 'text collate "C" not null'

_TABLE = f"""
create table self_readings (
    tenant {_KEY}, id {_KEY}, point {_KEY}, status {_KEY}, forward_by date, told_at timestamptz not null,
    document bytea not null,
    primary key (tenant, id)
);
create index self_readings_point on self_readings (tenant, point);
create index self_readings_due on self_readings (tenant, forward_by) where status = 'to_forward';
alter table self_readings enable row level security;
alter table self_readings force row level security;
create policy tenant_wall on self_readings
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant select, insert, update on self_readings to bollettario_app;
"""


def upgrade() -> None:
    """Create it, with the wall between tenants."""
    op.execute(_TABLE)
