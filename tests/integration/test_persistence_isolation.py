"""One tenant sees and writes nothing of another's, through any store and through any table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, literal, select, text, update
from sqlalchemy.exc import DBAPIError

from adapters.persistence.tables import METADATA
from adapters.persistence.unit_of_work import APP_ROLE, SqlUnitsOfWork
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.run import ResultOutcome
from domain.kernel.validity import Period
from domain.metering.manual_readings.customer_reading import SelfReadingStatus
from domain.metering.reading import Kind
from domain.payments.receivable import ReceivableStatus
from tests.support.filling import FILE, NOW, fill
from tests.support.strategies import calls as call_samples
from tests.support.strategies import documents as samples

TABLES = [table for name, table in sorted(METADATA.tables.items()) if name != "api_keys"]
ALWAYS = Period(dt.date(2000, 1, 1))
RUN = samples.RUN_ID


@pytest.fixture(scope="module")
def walls(database: Engine) -> SqlUnitsOfWork:
    """Units of work over a database where tenant A has something of everything."""
    units = SqlUnitsOfWork(database)
    with units("A") as work:
        fill(work)
        work.commit()
    return units


def test_another_tenant_reads_nothing_through_any_store(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        fill(work)
        work.commit()
    with units(tenant + "-other") as work:
        nothing: list[object] = [
            work.parties.of(["C-PERSON"]),
            work.parties.page("", 9),
            work.points.of([samples.POINT]),
            work.points.page("", 9),
            work.offers.all(),
            work.offers.families("", 9),
            work.offers.versions("PUN"),
            work.offers.refused(FILE),
            work.contracts.of(["K-0001"]),
            work.contracts.page("", 9),
            work.contracts.due(commodity="electricity", cycle_months=2, period=ALWAYS),
            work.flow_files.knows(samples.FLOW_FILE),
            work.flow_files.received("drop", "file.xml", len(samples.CONTENT)),
            work.flow_files.files(9),
            work.flow_files.arrived(NOW - dt.timedelta(days=999), NOW),
            work.flow_files.unsent(),
            work.flow_files.refused(samples.FLOW_FILE),
            work.flow_files.lines(point=samples.POINT),
            work.measures.readings([samples.POINT], ALWAYS.start, dt.date.max)[samples.POINT],
            work.measures.curves([samples.POINT], ALWAYS)[samples.POINT],
            work.measures.history([samples.POINT], ALWAYS)[samples.POINT],
            work.findings.page("", 9),
            work.findings.of([samples.POINT]),
            work.findings.withheld([samples.POINT]),
            work.findings.settings().changes,
            list(work.measures.counting(samples.curve().month, tuple(Kind))),
            work.self_readings.page("", 9),
            work.self_readings.of_point(samples.POINT),
            work.self_readings.with_status(SelfReadingStatus),
            work.self_readings.find(samples.self_reading().id),
            work.calls.files(9),
            work.calls.of([call_samples.LINE], call_samples.EVER[0], call_samples.EVER[1])[call_samples.LINE],
            work.calls.suspended(),
            work.market_cases.has("2026_0000001"),
            work.market_cases.of_counterpart("SII-7"),
            work.market_cases.at(samples.POINT),
            work.market_cases.watched(ALWAYS.start),
            work.market_cases.page("", 9),
            work.market_cases.draft("K-0001"),
            work.contracts.at("electricity", [samples.POINT]),
            work.parameters.hourly(ALWAYS),
            work.runs.all(),
            work.runs.open_chunks(RUN),
            list(work.runs.results(RUN)),
            work.runs.digests(RUN),
            work.runs.counts(RUN)[ResultOutcome.PRICED],
            work.runs.billed_before(["K-0001"], ALWAYS),
            work.bills.page("", 9),
            list(work.bills.of_run(RUN)),
            work.bills.before(["K-0001"], dt.date(2027, 1, 1), 24)["K-0001"],
            work.einvoices.of([str(samples.number(1))]),
            work.mandates.of_contracts(["K-0001"])["K-0001"],
            work.receivables.open_debits(dt.date.max),
            work.receivables.page("", 9),
            work.payment_files.all(),
            list(work.journal.entries()),
            work.outbox.pending(9),
            work.idempotency.answer("key", "other hash"),
        ]
        assert not any(nothing)
        assert work.parameters.all() == ((), ())
        assert work.serials.reserve("E", 2026, 1) == 1


def test_another_tenant_finds_and_changes_nothing_by_key(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        fill(work)
        work.commit()
    with units(tenant + "-other") as work:
        asks: list[Callable[[], object]] = [
            work.sellers.get,
            work.sellers.brand,
            lambda: work.parties.get("C-PERSON"),
            lambda: work.points.get(samples.POINT),
            lambda: work.offers.get("PUN"),
            lambda: work.contracts.get("K-0001"),
            lambda: work.flow_files.file(samples.FLOW_FILE),
            lambda: work.flow_files.size(samples.FLOW_FILE),
            lambda: list(work.flow_files.content(samples.FLOW_FILE)),
            lambda: work.self_readings.get(samples.self_reading().id),
            lambda: work.calls.file(FILE),
            lambda: work.calls.raw(call_samples.call()),
            lambda: work.market_cases.get("2026_0000001"),
            lambda: work.runs.get(RUN),
            lambda: work.runs.update(samples.billing_run()),
            lambda: work.runs.chunk(RUN, 0),
            lambda: work.runs.is_done(RUN, 0),
            lambda: work.runs.finish_chunk(RUN, 0, []),
            lambda: work.runs.result(RUN, "K-0001"),
            lambda: work.runs.replace_result(samples.result("K-0001")),
            lambda: work.runs.hold(samples.result("K-0001")),
            lambda: work.bills.get(samples.number(1)),
            lambda: work.mandates.get("Mnd-0001"),
            lambda: work.receivables.get(samples.receivable().id),
            lambda: work.receivables.update([samples.receivable().moved_to(ReceivableStatus.PAID)]),
            lambda: work.payment_files.get("f1"),
            lambda: work.outbox.mark_handed_on("e1"),
        ]
        for ask in asks:
            with pytest.raises(NotFound):
                ask()


def test_two_tenants_may_have_the_same_of_everything(units: UnitsOfWork, tenant: str) -> None:
    for name in (tenant, tenant + "-other"):
        with units(name) as work:
            fill(work)
            work.commit()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_another_tenant_reads_no_row_of_any_table(walls: SqlUnitsOfWork, table: object) -> None:
    count = select(func.count()).select_from(table)  # type: ignore[arg-type]
    with walls("A") as work:
        assert work.connection.scalars(count).one() > 0, "tenant A has no row to hide: fill() lacks this table"
    with walls("B") as work:
        assert work.connection.scalars(count).one() == 0
    with walls.engine.connect() as connection:
        connection.execute(text(f"set local role {APP_ROLE}"))
        assert connection.scalars(count).one() == 0


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_another_tenant_writes_no_row_into_any_table(walls: SqlUnitsOfWork, table: object) -> None:
    name = table.name  # type: ignore[attr-defined]
    columns = [column.name for column in table.columns if column.identity is None]  # type: ignore[attr-defined]
    listed = ", ".join(columns)
    with walls("A") as work:
        copy = text(f"create temp table stolen on commit drop as select {listed} from {name}")
        work.connection.execute(copy)
        work.connection.execute(text("select set_config('bollettario.tenant', 'B', true)"))
        with pytest.raises(DBAPIError, match="row-level security policy"):
            work.connection.execute(text(f"insert into {name} ({listed}) select {listed} from stolen"))


@pytest.mark.parametrize("name", ["parties", "receivables", "run_results", "idempotency"])
def test_another_tenant_changes_no_row(walls: SqlUnitsOfWork, name: str) -> None:
    table = METADATA.tables[name]
    with walls("B") as work:
        assert work.connection.execute(update(table).values(tenant=literal("B"))).rowcount == 0
    with walls("A") as work, pytest.raises(DBAPIError, match="row-level security policy"):
        work.connection.execute(update(table).values(tenant=literal("B")))


def test_the_wall_is_gone_with_the_transaction(walls: SqlUnitsOfWork) -> None:
    with walls("A") as work:
        work.commit()
    with walls.engine.connect() as connection:
        role, tenant = connection.execute(
            text("select current_user, current_setting('bollettario.tenant', true)")
        ).one()
        assert role != APP_ROLE
        assert not tenant


def test_the_staging_rows_of_a_tenant_are_gone_with_its_transaction(walls: SqlUnitsOfWork) -> None:
    with walls("A") as work:
        work.receivables.add([samples.receivable(7)])
        work.commit()
    with walls("B") as work:
        work.receivables.add([samples.receivable(8)])
        assert [each.id for each in work.receivables.page("", 9)] == [samples.receivable(8).id]
        assert work.connection.execute(text("select count(*) from pg_temp.staging_receivables")).scalar_one() == 1
