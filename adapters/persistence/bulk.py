"""Many rows at once, by COPY.

COPY cannot write into a table behind row-level security, so rows are copied into a temporary table of the session
and inserted from there: still one statement for any number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table


def driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The psycopg connection under a SQLAlchemy connection, in the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    return raw


def stage(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[object, ...]]) -> str:
    """Copy rows into the session's staging table of `table` and return its name; it is emptied first."""
    name = f"staging_{table.name}"
    names = {
        "staging": sql.Identifier(name),
        "table": sql.Identifier(table.name),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    with driver(connection).cursor() as cursor:
        cursor.execute("select to_regclass('pg_temp.' || quote_ident(%s))", [name])
        if cursor.fetchone() == (None,):
            create = "create temp table {staging} on commit delete rows as select {columns} from {table} with no data"
            cursor.execute(sql.SQL(create).format(**names))
        cursor.execute(sql.SQL("truncate pg_temp.{staging}").format(**names))
        with cursor.copy(sql.SQL("copy pg_temp.{staging} ({columns}) from stdin").format(**names)) as copy:
            for row in rows:
                copy.write_row(row)
    return name


def insert(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
    *,
    on_conflict: str = "",
) -> int:
    """Insert rows by COPY and return how many went in; `on_conflict` ends the statement, as SQL."""
    name = stage(connection, table, columns, rows)
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("insert into {table} ({columns}) select {columns} from pg_temp.{staging} ").format(
        table=sql.Identifier(table.name), columns=listed, staging=sql.Identifier(name)
    )
    with driver(connection).cursor() as cursor:
        cursor.execute(statement + sql.SQL(on_conflict))
        return cursor.rowcount
