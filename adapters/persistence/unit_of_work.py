"""The unit of work on PostgreSQL: one transaction, in the role and behind the wall of one tenant."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import attrs
from sqlalchemy import Connection, Engine, text

from adapters.persistence.documents import Session
from adapters.persistence.stores.bills import SqlBills, SqlEInvoiceFiles, SqlSerials
from adapters.persistence.stores.calls import SqlCalls
from adapters.persistence.stores.findings import SqlFindings
from adapters.persistence.stores.flow_files import SqlFlowFiles
from adapters.persistence.stores.market_cases import SqlMarketCases
from adapters.persistence.stores.measures import SqlMeasures
from adapters.persistence.stores.receivables import SqlMandates, SqlPaymentFiles, SqlReceivables
from adapters.persistence.stores.record import SqlIdempotency, SqlJournal, SqlOutbox
from adapters.persistence.stores.registry import SqlContracts, SqlOffers, SqlParties, SqlSellers, SqlSupplyPoints
from adapters.persistence.stores.runs import SqlRuns
from adapters.persistence.stores.self_readings import SqlSelfReadings
from adapters.persistence.stores.tenant_parameters import SqlTenantParameters

APP_ROLE = "bollettario_app"
_ENTER = text("select set_config('role', :role, true), set_config('bollettario.tenant', :tenant, true)")


@attrs.define
class SqlUnitOfWork:
    """The stores of one tenant inside one transaction. After `commit` it is over: any further use fails."""

    connection: Connection
    tenant: str
    sellers: SqlSellers
    parties: SqlParties
    points: SqlSupplyPoints
    offers: SqlOffers
    contracts: SqlContracts
    flow_files: SqlFlowFiles
    measures: SqlMeasures
    findings: SqlFindings
    self_readings: SqlSelfReadings
    market_cases: SqlMarketCases
    calls: SqlCalls
    parameters: SqlTenantParameters
    runs: SqlRuns
    bills: SqlBills
    einvoices: SqlEInvoiceFiles
    serials: SqlSerials
    mandates: SqlMandates
    receivables: SqlReceivables
    payment_files: SqlPaymentFiles
    journal: SqlJournal
    outbox: SqlOutbox
    idempotency: SqlIdempotency

    @classmethod
    def over(cls, connection: Connection, tenant: str) -> SqlUnitOfWork:
        """The stores over a connection whose transaction is the tenant's already."""
        session = Session(connection, tenant)
        return cls(
            connection,
            tenant,
            SqlSellers(session),
            SqlParties.over(session),
            SqlSupplyPoints.over(session),
            SqlOffers.over(session),
            SqlContracts.over(session),
            SqlFlowFiles(session),
            SqlMeasures(session),
            SqlFindings(session),
            SqlSelfReadings.over(session),
            SqlMarketCases.over(session),
            SqlCalls(session),
            SqlTenantParameters(session),
            SqlRuns(session),
            SqlBills(session),
            SqlEInvoiceFiles(session),
            SqlSerials(session),
            SqlMandates.over(session),
            SqlReceivables.over(session),
            SqlPaymentFiles(session),
            SqlJournal(session),
            SqlOutbox(session),
            SqlIdempotency(session),
        )

    def commit(self) -> None:
        """Make everything lasting. The connection is given back, so that nothing runs outside the tenant's role."""
        self.connection.commit()
        self.connection.close()


@attrs.frozen
class SqlUnitsOfWork:
    """Opens units of work on an engine, each with its own connection and transaction."""

    engine: Engine

    @contextlib.contextmanager
    def __call__(self, tenant: str) -> Iterator[SqlUnitOfWork]:
        """A unit of work of `tenant`; leaving it without commit undoes everything."""
        if not tenant:
            raise ValueError("a unit of work needs the name of a tenant, got an empty one")
        with self.engine.connect() as connection:
            connection.execute(_ENTER, {"role": APP_ROLE, "tenant": tenant})
            yield SqlUnitOfWork.over(connection, tenant)
