"""The first tables, the wall between tenants and the guard of what is never changed.

PostgreSQL 18: WITHOUT OVERLAPS keys and PERIOD foreign keys make overlapping validities impossible. Keys collate as
"C", so that the database orders text as the programme does.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_KEY = 'text collate "C" not null'
_DOCUMENT = "bytea storage external not null"  # compressed already

_TABLES = f"""
create table sellers (
    tenant {_KEY}, document {_DOCUMENT}, brand {_DOCUMENT},
    primary key (tenant)
);
create table parties (
    tenant {_KEY}, id {_KEY}, document {_DOCUMENT},
    primary key (tenant, id)
);
create table supply_points (
    tenant {_KEY}, code {_KEY}, document {_DOCUMENT},
    primary key (tenant, code)
);
create table offers (
    tenant {_KEY}, code {_KEY}, document {_DOCUMENT},
    primary key (tenant, code)
);
create table offer_versions (
    tenant {_KEY}, family {_KEY}, number bigint not null, position bigint generated always as identity,
    state {_KEY}, document {_DOCUMENT},
    primary key (tenant, family, number, position)
);
create unique index offer_versions_step on offer_versions (tenant, family, number, state) where state <> 'draft';
create table offer_refusals (
    tenant {_KEY}, sha256 {_KEY}, number bigint not null, document {_DOCUMENT},
    primary key (tenant, sha256, number)
);
create table contracts (
    tenant {_KEY}, number {_KEY}, commodity {_KEY}, point {_KEY}, party {_KEY},
    validity daterange not null, cycle_months integer not null, bill_group {_KEY}, document {_DOCUMENT},
    primary key (tenant, number),
    constraint contracts_number_validity unique (tenant, number, validity without overlaps),
    constraint contracts_point_validity unique (tenant, commodity, point, validity without overlaps)
);
create index contracts_due on contracts (tenant, commodity, cycle_months, number);
create index contracts_grouped on contracts (tenant, commodity, cycle_months) where bill_group <> '';
create table contract_terms (
    tenant {_KEY}, contract {_KEY}, validity daterange not null, offer {_KEY},
    primary key (tenant, contract, validity without overlaps),
    foreign key (tenant, contract, period validity) references contracts (tenant, number, period validity)
);
create table flow_contents (
    tenant {_KEY}, sha256 {_KEY}, content {_DOCUMENT},
    primary key (tenant, sha256)
);
create table flow_files (
    tenant {_KEY}, sha256 {_KEY}, position bigint generated always as identity,
    received_at timestamptz not null, outcome {_KEY}, document {_DOCUMENT},
    primary key (tenant, sha256, position),
    foreign key (tenant, sha256) references flow_contents (tenant, sha256)
);
create index flow_files_newest on flow_files (tenant, received_at, position);
create table flow_refusals (
    tenant {_KEY}, sha256 {_KEY}, position bigint generated always as identity, document {_DOCUMENT},
    primary key (tenant, sha256, position)
);
create table readings (
    tenant {_KEY}, point {_KEY}, day date not null, sha256 {_KEY}, document {_DOCUMENT},
    primary key (tenant, point, day, sha256)
);
create table curves (
    tenant {_KEY}, point {_KEY}, kind {_KEY}, month date not null, version bigint not null,
    sha256 {_KEY}, document {_DOCUMENT}, quarter_hours {_DOCUMENT},
    primary key (tenant, point, kind, month, version),
    constraint curves_once unique (tenant, point, kind, month, sha256)
);
create table call_contents (
    tenant {_KEY}, sha256 {_KEY}, content {_DOCUMENT},
    primary key (tenant, sha256)
);
create table call_files (
    tenant {_KEY}, sha256 {_KEY}, position bigint generated always as identity,
    received_at timestamptz not null, document {_DOCUMENT},
    primary key (tenant, sha256, position),
    foreign key (tenant, sha256) references call_contents (tenant, sha256)
);
create index call_files_newest on call_files (tenant, received_at, position);
create table calls (
    tenant {_KEY}, source {_KEY}, id {_KEY}, answered timestamptz not null,
    a_number {_KEY}, b_number {_KEY}, kind {_KEY}, quantity bigint not null,
    sha256 {_KEY}, line bigint not null, raw text not null,
    primary key (tenant, source, id, answered)
);
create index calls_of_a_line on calls (tenant, a_number, answered);
create table suspended_calls (
    tenant {_KEY}, source {_KEY}, raw_sha256 {_KEY}, position bigint generated always as identity,
    waits boolean not null, document {_DOCUMENT},
    primary key (tenant, source, raw_sha256)
);
create index suspended_calls_waiting on suspended_calls (tenant, position) where waits;
create table parameter_heads (
    tenant {_KEY}, path {_KEY}, document {_DOCUMENT},
    primary key (tenant, path)
);
create table parameter_rows (
    tenant {_KEY}, id {_KEY}, document {_DOCUMENT},
    primary key (tenant, id)
);
create table hourly_series (
    tenant {_KEY}, name {_KEY}, status text not null, source {_DOCUMENT},
    primary key (tenant, name)
);
create table hourly_prices (
    tenant {_KEY}, series {_KEY}, day date not null, prices text not null,
    primary key (tenant, series, day),
    foreign key (tenant, series) references hourly_series (tenant, name)
);
create table runs (
    tenant {_KEY}, id {_KEY}, position bigint generated always as identity, document {_DOCUMENT},
    primary key (tenant, id)
);
create table run_chunks (
    tenant {_KEY}, run {_KEY}, number bigint not null, contracts text[] not null, done boolean not null,
    primary key (tenant, run, number),
    foreign key (tenant, run) references runs (tenant, id)
);
create table run_results (
    tenant {_KEY}, run {_KEY}, contract {_KEY}, outcome {_KEY}, digest text not null, document {_DOCUMENT},
    primary key (tenant, run, contract),
    foreign key (tenant, run) references runs (tenant, id)
);
create table bills (
    tenant {_KEY}, series {_KEY}, year bigint not null, serial bigint not null, number {_KEY},
    contract {_KEY}, customer {_KEY}, point {_KEY}, period daterange not null,
    issued_on date not null, due_on date not null,
    total numeric(14, 2) not null, payable numeric(14, 2) not null,
    run {_KEY}, digest text not null, document {_DOCUMENT},
    primary key (tenant, series, year, serial),
    constraint bills_number unique (tenant, number)
);
create index bills_contract on bills (tenant, contract, issued_on);
create index bills_run on bills (tenant, run, series, year, serial);
create table billed_periods (
    tenant {_KEY}, contract {_KEY}, period daterange not null, bill {_KEY},
    primary key (tenant, contract, period without overlaps),
    foreign key (tenant, bill) references bills (tenant, number)
);
create table bill_parts (
    tenant {_KEY}, bill {_KEY}, contract {_KEY}, charged daterange not null,
    primary key (tenant, bill, contract),
    foreign key (tenant, bill) references bills (tenant, number)
);
create index bill_parts_contract on bill_parts using gist (tenant, contract, charged);
create table einvoice_files (
    tenant {_KEY}, bill {_KEY}, name {_KEY}, sha256 text not null, xml {_DOCUMENT},
    primary key (tenant, bill),
    constraint einvoice_files_name unique (tenant, name),
    foreign key (tenant, bill) references bills (tenant, number)
);
create table serials (
    tenant {_KEY}, series {_KEY}, year bigint not null, last bigint not null,
    primary key (tenant, series, year)
);
create table mandates (
    tenant {_KEY}, umr_key {_KEY}, contract {_KEY}, document {_DOCUMENT},
    primary key (tenant, umr_key),
    constraint mandates_key_is_upper check (umr_key = upper(umr_key))
);
create index mandates_contract on mandates (tenant, contract);
create table receivables (
    tenant {_KEY}, id {_KEY}, bill {_KEY}, status {_KEY}, method {_KEY}, due_date date not null,
    document {_DOCUMENT},
    primary key (tenant, id)
);
create index receivables_bill on receivables (tenant, bill);
create index receivables_open_debits on receivables (tenant, due_date)
    where status = 'open' and method = 'direct_debit';
create table payment_files (
    tenant {_KEY}, id {_KEY}, created_at timestamptz not null, document {_DOCUMENT}, content {_DOCUMENT},
    primary key (tenant, id)
);
create table journal (
    tenant {_KEY}, seq bigint not null, at timestamptz not null, actor text not null, use_case text not null,
    input_hash text not null, events text not null, previous text not null, hash text not null,
    primary key (tenant, seq)
);
create table outbox (
    tenant {_KEY}, id {_KEY}, position bigint generated always as identity, at timestamptz not null,
    kind text not null, payload text not null, handed_on boolean not null,
    primary key (tenant, id)
);
create index outbox_pending on outbox (tenant, position) where not handed_on;
create table idempotency (
    tenant {_KEY}, key {_KEY}, input_hash text not null, answer text not null,
    primary key (tenant, key)
);
create table api_keys (
    key_sha256 {_KEY}, tenant {_KEY}, name text not null, revoked boolean not null,
    primary key (key_sha256)
);
"""

APPEND_ONLY = (
    "offer_versions",
    "offer_refusals",
    "flow_contents",
    "flow_files",
    "flow_refusals",
    "readings",
    "curves",
    "call_contents",
    "call_files",
    "calls",
    "parameter_rows",
    "bills",
    "bill_parts",
    "einvoice_files",
    "payment_files",
    "journal",
)
_REPLACEABLE = (
    "sellers",
    "parties",
    "supply_points",
    "offers",
    "contracts",
    "suspended_calls",
    "parameter_heads",
    "hourly_series",
    "hourly_prices",
    "runs",
    "run_chunks",
    "run_results",
    "serials",
    "mandates",
    "receivables",
    "outbox",
    "idempotency",
)
_ERASABLE = ("contract_terms", "billed_periods")  # rewritten with their contract; freed by a reversal

_ROLE = """
do $$ begin
    if not exists (select from pg_roles where rolname = 'bollettario_app') then
        create role bollettario_app nologin nosuperuser nobypassrls;
    end if;
exception when duplicate_object or unique_violation then
    null;  -- another database of the same server created it at the same moment
end $$;
do $$ begin
    if not pg_has_role(current_user, 'bollettario_app', 'set') then
        execute format('grant bollettario_app to %I', current_user);
    end if;
end $$;
grant usage on schema public to bollettario_app;
"""

_REFUSAL = """
create function refuse_change() returns trigger language plpgsql as $$ begin
    raise exception '% is append-only: % is refused; add a correcting row instead', tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end $$;
"""


def _wall(table: str) -> str:
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy tenant_wall on {table}
    using (tenant = current_setting('bollettario.tenant', true))
    with check (tenant = current_setting('bollettario.tenant', true));
"""


def _grants(table: str) -> str:
    rights = "select, insert"
    if table not in APPEND_ONLY:
        rights += ", update"
    if table in _ERASABLE:
        rights += ", delete"
    return f"grant {rights} on {table} to bollettario_app;"


def _guard(table: str) -> str:
    return f"""
create trigger append_only before update or delete or truncate on {table}
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Create everything."""
    op.execute("create extension if not exists btree_gist")
    op.execute(_TABLES)
    op.execute(_ROLE)
    op.execute(_REFUSAL)
    for table in (*APPEND_ONLY, *_REPLACEABLE, *_ERASABLE):
        op.execute(_wall(table) + _grants(table))
    for table in APPEND_ONLY:
        op.execute(_guard(table))
