"""The tables as the stores query them. The migrations create them; a test holds the two together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import DATERANGE

METADATA = MetaData()


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _bytes(name: str = "document") -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, METADATA, _key("tenant"), *columns)


def _int_key(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


sellers = _table("sellers", _bytes(), _bytes("brand"))
parties = _table("parties", _key("id"), _bytes())
supply_points = _table("supply_points", _key("code"), _bytes())
offers = _table("offers", _key("code"), _bytes())
offer_versions = _table(
    "offer_versions",
    _key("family"),
    _int_key("number"),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    *_text("state"),
    _bytes(),
)
offer_refusals = _table("offer_refusals", _key("sha256"), _int_key("number"), _bytes())
contracts = _table(
    "contracts",
    _key("number"),
    *_text("commodity", "point", "party"),
    Column("validity", DATERANGE, nullable=False),
    Column("cycle_months", Integer, nullable=False),
    *_text("bill_group"),
    _bytes(),
)
contract_terms = _table(
    "contract_terms", _key("contract"), Column("validity", DATERANGE, primary_key=True), *_text("offer")
)

flow_contents = _table("flow_contents", _key("sha256"), Column("size", BigInteger, nullable=False))
flow_chunks = _table(
    "flow_chunks", _key("sha256"), _int_key("number"), _bytes("bytes"), Column("packed", Boolean, nullable=False)
)
flow_files = _table(
    "flow_files",
    _key("sha256"),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
    *_text("outcome"),
    _bytes(),
    *_text("name", "flow", "direction", "counterpart", "channel"),
    Column("sent_at", DateTime(timezone=True)),
)
flow_lines = _table(
    "flow_lines",
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    *_text("direction"),
    Column("at", DateTime(timezone=True), nullable=False),
    *_text("flow", "sha256", "name"),
    Column("record", BigInteger, nullable=False),
    *_text("point", "case_code"),
    Column("day", Date, nullable=False),
    *_text("what", "outcome", "code"),
)
flow_refusals = _table(
    "flow_refusals",
    _key("sha256"),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    _bytes("document"),
)
readings = _table(
    "readings",
    _key("point"),
    Column("day", Date, primary_key=True),
    _key("sha256"),
    _bytes(),
)
curves = _table(
    "curves",
    _key("point"),
    _key("kind"),
    Column("month", Date, primary_key=True),
    _int_key("version"),
    *_text("sha256"),
    _bytes(),
    _bytes("quarter_hours"),
)
past_uses = _table(
    "past_uses",
    _key("point"),
    Column("month", Date, primary_key=True),
    _key("sha256"),
    _bytes(),
    _bytes("quarter_hours"),
)

findings = _table(
    "findings",
    _key("id"),
    *_text("point"),
    Column("day", Date, nullable=False),
    *_text("rule", "state"),
    Column("withholds", Boolean, nullable=False),
    _bytes(),
)
finding_decisions = _table("finding_decisions", _key("finding"), _int_key("number"), _bytes())
validation_settings = _table(
    "validation_settings",
    _key("rule"),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    _bytes(),
)
market_cases = _table(
    "market_cases",
    _key("code"),
    *_text("process", "point", "counterpart_case", "contract", "state"),
    Column("is_open", Boolean, nullable=False),
    Column("moved_on", Date, nullable=False),
    _bytes(),
)
market_steps = _table(
    "market_steps",
    _key("case_code"),
    _int_key("number"),
    Column("day", Date, nullable=False),
    *_text("message", "sha256"),
    _bytes(),
)
contract_drafts = _table("contract_drafts", _key("number"), _bytes())

call_contents = _table("call_contents", _key("sha256"), _bytes("content"))
call_files = _table(
    "call_files",
    _key("sha256"),
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("received_at", DateTime(timezone=True), nullable=False),
    _bytes(),
)
calls = _table(
    "calls",
    _key("source"),
    _key("id"),
    Column("answered", DateTime(timezone=True), primary_key=True),
    *_text("a_number", "b_number", "kind"),
    Column("quantity", BigInteger, nullable=False),
    *_text("sha256"),
    Column("line", BigInteger, nullable=False),
    *_text("raw"),
)
suspended_calls = _table(
    "suspended_calls",
    _key("source"),
    _key("raw_sha256"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("waits", Boolean, nullable=False),
    _bytes(),
)

self_readings = _table(
    "self_readings",
    _key("id"),
    *_text("point", "status"),
    Column("forward_by", Date),
    Column("told_at", DateTime(timezone=True), nullable=False),
    _bytes(),
)

parameter_heads = _table("parameter_heads", _key("path"), _bytes())
parameter_rows = _table("parameter_rows", _key("id"), _bytes())
hourly_series = _table("hourly_series", _key("name"), *_text("status"), _bytes("source"))
hourly_prices = _table("hourly_prices", _key("series"), Column("day", Date, primary_key=True), *_text("prices"))

runs = _table("runs", _key("id"), Column("position", BigInteger, Identity(always=True), nullable=False), _bytes())
run_chunks = _table(
    "run_chunks",
    _key("run"),
    _int_key("number"),
    Column("contracts", ARRAY(Text), nullable=False),
    Column("done", Boolean, nullable=False),
)
run_results = _table("run_results", _key("run"), _key("contract"), *_text("outcome", "digest"), _bytes())

bills = _table(
    "bills",
    _key("series"),
    _int_key("year"),
    _int_key("serial"),
    *_text("number", "contract", "customer", "point"),
    Column("period", DATERANGE, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("total", Numeric(14, 2), nullable=False),
    Column("payable", Numeric(14, 2), nullable=False),
    *_text("run", "digest"),
    _bytes(),
)
billed_periods = _table(
    "billed_periods", _key("contract"), Column("period", DATERANGE, primary_key=True), *_text("bill")
)
bill_parts = _table("bill_parts", _key("bill"), _key("contract"), Column("charged", DATERANGE, nullable=False))
bill_deposits = _table(
    "bill_deposits",
    _key("bill"),
    _key("contract"),
    *_text("kind", "takes_back"),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("charged", Numeric(14, 2), nullable=False),
    Column("returned", Numeric(14, 2), nullable=False),
)
einvoice_files = _table("einvoice_files", _key("bill"), *_text("name", "sha256"), _bytes("xml"))
serials = _table("serials", _key("series"), _int_key("year"), Column("last", BigInteger, nullable=False))

mandates = _table("mandates", _key("umr_key"), *_text("contract"), _bytes())
receivables = _table(
    "receivables",
    _key("id"),
    *_text("bill", "status", "method"),
    Column("due_date", Date, nullable=False),
    _bytes(),
)
payment_files = _table(
    "payment_files",
    _key("id"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    _bytes(),
    _bytes("content"),
)

journal = _table(
    "journal",
    _int_key("seq"),
    Column("at", DateTime(timezone=True), nullable=False),
    *_text("actor", "use_case", "input_hash", "events", "previous", "hash"),
)
outbox = _table(
    "outbox",
    _key("id"),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    *_text("kind", "payload"),
    Column("handed_on", Boolean, nullable=False),
)
idempotency = _table("idempotency", _key("key"), *_text("input_hash", "answer"))

api_keys = Table(
    "api_keys",
    METADATA,
    _key("key_sha256"),
    *_text("tenant", "name"),
    Column("revoked", Boolean, nullable=False),
)
