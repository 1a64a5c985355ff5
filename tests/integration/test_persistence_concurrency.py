"""Two transactions at once: locks where a number or a chunk is taken, and tampering that shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from adapters.persistence.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from application.ports.unit_of_work import UnitOfWork
from tests.support.strategies.documents import RUN_ID, billing_run, result

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def append(work: UnitOfWork) -> None:
    work.journal.append(at=NOW, actor="ada", use_case="u", input_hash="i", events=({"amount": "1.00"},))


def take_serial(work: UnitOfWork) -> None:
    work.serials.reserve("E", 2026, 1)


def take_chunk(work: UnitOfWork) -> None:
    work.runs.chunk(RUN_ID, 0)


def ask_key(work: UnitOfWork) -> None:
    work.idempotency.answer("key", "hash")


def impatient(work: SqlUnitOfWork) -> None:
    work.connection.execute(text("set local lock_timeout = '50ms'"))


@pytest.mark.parametrize("take", [append, take_serial, take_chunk, ask_key])
def test_what_one_transaction_takes_another_waits_for(
    sql_units: SqlUnitsOfWork, tenant: str, take: Callable[[UnitOfWork], None]
) -> None:
    with sql_units(tenant) as work:
        work.runs.add(billing_run(), [["K-1"]])
        work.commit()
    with sql_units(tenant) as first:
        take(first)
        with sql_units(tenant) as second:
            impatient(second)
            with pytest.raises(OperationalError) as waited:
                take(second)
            assert isinstance(waited.value.orig, psycopg.errors.LockNotAvailable)
        with sql_units(tenant + "-other") as other:
            other.runs.add(billing_run(), [["K-1"]])
            impatient(other)
            take(other)
    with sql_units(tenant) as third:
        impatient(third)
        take(third)


def test_results_are_streamed_while_other_statements_run(sql_units: SqlUnitsOfWork, tenant: str) -> None:
    names = [f"K-{i:04d}" for i in range(1200)]
    with sql_units(tenant) as work:
        work.runs.add(billing_run(), [names])
        work.runs.finish_chunk(RUN_ID, 0, map(result, names))
        seen = []
        for found in work.runs.results(RUN_ID):
            seen.append(found.contract)
            if len(seen) % 400 == 0:
                work.serials.reserve("E", 2026, 1)
        assert seen == names


def tamper(database: Engine, tenant: str, statement: str) -> None:
    """As somebody with every right would: triggers off, walls passed."""
    with database.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        assert connection.execute(text(statement), {"tenant": tenant}).rowcount == 1


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'bob'",
        'events = \'[{"amount":"9.00"}]\'',
        "at = at + interval '1 second'",
        "input_hash = ''",
        "hash = repeat('0', 64)",
        "previous = ''",
    ],
)
def test_a_changed_journal_entry_is_found(sql_units: SqlUnitsOfWork, tenant: str, change: str) -> None:
    with sql_units(tenant) as work:
        for _ in range(4):
            append(work)
        assert work.journal.first_broken() is None
        work.commit()
    tamper(sql_units.engine, tenant, f"update journal set {change} where tenant = :tenant and seq = 3")
    with sql_units(tenant) as work:
        assert work.journal.first_broken() == 3


def test_a_journal_entry_that_was_taken_out_is_found(sql_units: SqlUnitsOfWork, tenant: str) -> None:
    with sql_units(tenant) as work:
        for _ in range(3):
            append(work)
        work.commit()
    tamper(sql_units.engine, tenant, "delete from journal where tenant = :tenant and seq = 2")
    with sql_units(tenant) as work:
        assert work.journal.first_broken() == 3
