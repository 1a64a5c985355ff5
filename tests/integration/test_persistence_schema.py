"""What the database itself guarantees, whoever writes the SQL."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from adapters.persistence.migrate import migrate
from adapters.persistence.migrations.versions import (
    v0001_first_tables,
    v0002_bill_deposits,
    v0003_flow_history,
    v0005_findings,
    v0008_market_cases,
    v0009_past_uses,
)
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.tables import METADATA
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from tests.support.filling import fill

TENANT = "demo"
APPEND_ONLY = (
    *v0001_first_tables.APPEND_ONLY,
    *v0002_bill_deposits.APPEND_ONLY,
    *v0003_flow_history.APPEND_ONLY,
    *v0005_findings.APPEND_ONLY,
    *v0008_market_cases.APPEND_ONLY,
    *v0009_past_uses.APPEND_ONLY,
)
TABLES = sorted(METADATA.tables)
TENANT_TABLES = [name for name in TABLES if name != "api_keys"]


@pytest.fixture(scope="module")
def filled(database: Engine) -> Engine:
    with SqlUnitsOfWork(database)(TENANT) as work:
        fill(work)
        work.commit()
    return database


@pytest.fixture
def owner(filled: Engine) -> Iterator[Connection]:
    """A connection of the superuser, who passes every wall; rolled back."""
    with filled.connect() as connection:
        yield connection


@pytest.fixture
def app(filled: Engine) -> Iterator[Connection]:
    """A connection in the role of the stores, for the tenant; rolled back."""
    with SqlUnitsOfWork(filled)(TENANT) as work:
        yield work.connection


def test_the_tables_of_the_stores_are_those_of_the_migrations(database: Engine) -> None:
    there = inspect(database)
    assert set(there.get_table_names()) - {"alembic_version"} == set(TABLES)
    for name, table in METADATA.tables.items():
        assert [column["name"] for column in there.get_columns(name)] == [column.name for column in table.columns]
        key = there.get_pk_constraint(name)["constrained_columns"]
        assert key == [column.name for column in table.primary_key]


@pytest.mark.parametrize("name", TENANT_TABLES)
def test_every_key_begins_with_the_tenant(database: Engine, name: str) -> None:
    there = inspect(database)
    keys = [there.get_pk_constraint(name)["constrained_columns"]]
    keys += [unique["column_names"] for unique in there.get_unique_constraints(name)]
    assert all(columns[0] == "tenant" for columns in keys)


@pytest.mark.parametrize("name", TENANT_TABLES)
def test_row_level_security_is_forced_on_every_table_of_a_tenant(owner: Connection, name: str) -> None:
    query = text("select relrowsecurity and relforcerowsecurity from pg_class where oid = cast(:name as regclass)")
    assert owner.scalars(query, {"name": name}).one()


def test_the_role_of_the_stores_passes_no_wall(owner: Connection) -> None:
    query = text("select rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = 'bollettario_app'")
    assert tuple(owner.execute(query).one()) == (False, False, False)


def test_the_role_of_the_stores_cannot_reach_the_api_keys(app: Connection) -> None:
    with pytest.raises(DBAPIError, match="permission denied for table api_keys"):
        app.execute(text("select * from api_keys"))


@pytest.mark.parametrize("verb", ["update {} set tenant = tenant", "delete from {}", "truncate {}"])
@pytest.mark.parametrize("name", APPEND_ONLY)
def test_append_only_rows_cannot_be_changed_by_the_stores(app: Connection, name: str, verb: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        app.execute(text(verb.format(name)))


@pytest.mark.parametrize("verb", ["update {} set tenant = tenant", "delete from {}", "truncate {} cascade"])
@pytest.mark.parametrize("name", APPEND_ONLY)
def test_append_only_rows_cannot_be_changed_by_the_owner_either(owner: Connection, name: str, verb: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        owner.execute(text(verb.format(name)))


def test_terms_cannot_reach_beyond_their_contract(owner: Connection) -> None:
    terms = "update contract_terms set validity = daterange('2020-01-01', '2020-02-01') where offer = 'PUN'"
    with pytest.raises(DBAPIError, match="violates foreign key constraint"):
        owner.execute(text(terms))


def test_two_terms_of_a_contract_cannot_overlap(owner: Connection) -> None:
    with pytest.raises(DBAPIError, match="contract_terms_pkey"):
        owner.execute(text("update contract_terms set validity = daterange('2026-01-01', null)"))


def test_a_migrated_database_is_migrated_again_without_harm(filled: Engine) -> None:
    migrate(filled)


def test_a_login_that_owns_its_database_needs_no_other_right(database_server: EmbeddedServer) -> None:
    with psycopg.connect(database_server.url_of("postgres"), autocommit=True) as connection:
        connection.execute("create role plain login")
        connection.execute("grant bollettario_app to plain")
        connection.execute("create database plain owner plain")
    opened = engine(database_server.url_of("plain").replace("postgres:@", "plain:@"))
    migrate(opened)
    with SqlUnitsOfWork(opened)(TENANT) as work:
        fill(work)
        work.commit()
    with opened.connect() as connection:
        assert connection.scalars(text("select current_user")).one() == "plain"
        assert connection.scalars(text("select count(*) from parties")).one() == 0, "FORCE holds for the owner too"
    opened.dispose()


def test_two_processes_may_migrate_an_empty_database_at_once(database_server: EmbeddedServer) -> None:
    database_server.create_database("empty", template="template1")
    opened = engine(database_server.url_of("empty"))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(migrate, [opened, opened]))
    assert "bills" in inspect(opened).get_table_names()
    opened.dispose()


def test_a_url_of_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        engine("sqlite:///file.db")
