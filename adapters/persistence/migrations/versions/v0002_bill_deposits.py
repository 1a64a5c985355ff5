"""What documents did to deposits, as an index of their lines: what is charged once and what is held.

Documents issued before have no rows: until now no run charged a deposit, and what came back came with the last bill of
its contract.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("bill_deposits",)

_KEY = 'text collate "C" not null'

_TABLE = f"""
create table bill_deposits (
    tenant {_KEY}, bill {_KEY}, contract {_KEY}, kind {_KEY}, takes_back {_KEY},
    issued_on date not null, due_on date not null,
    charged numeric(14, 2) not null, returned numeric(14, 2) not null,
    primary key (tenant, bill, contract),
    foreign key (tenant, bill) references bills (tenant, number)
);
create index bill_deposits_contract on bill_deposits (tenant, contract);
alter table bill_deposits enable row level security;
alter table bill_deposits force row level security;
create policy tenant_wall on bill_deposits
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
grant select, insert on bill_deposits to bollettario_app;
create trigger append_only before update or delete or truncate on bill_deposits
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Create it, with the wall between tenants and the guard of what is never changed."""
    op.execute(_TABLE)
