"""In-memory units of work: a snapshot of one tenant's state that commit puts in place of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import attrs

from tests.fakes.bills import MemoryBills, MemoryEInvoiceFiles, MemorySerials
from tests.fakes.calls import MemoryCalls
from tests.fakes.findings import MemoryFindings
from tests.fakes.flow_files import MemoryFlowFiles
from tests.fakes.market import MemoryMarketCases
from tests.fakes.measures import MemoryMeasures
from tests.fakes.receivables import MemoryMandates, MemoryPaymentFiles, MemoryReceivables
from tests.fakes.record import MemoryIdempotency, MemoryJournal, MemoryOutbox
from tests.fakes.registry import MemoryContracts, MemoryOffers, MemoryParties, MemorySellers, MemorySupplyPoints
from tests.fakes.runs import MemoryRuns
from tests.fakes.self_readings import MemorySelfReadings
from tests.fakes.state import State
from tests.fakes.tenant_parameters import MemoryTenantParameters


class UnitOfWorkIsOver(RuntimeError):
    """A store was used after commit or after the unit of work was left."""


@attrs.define
class MemoryUnitOfWork:
    """The stores over a snapshot. After `commit` it is over: any further use fails."""

    tenant: str
    _state: State | None
    _committed: dict[str, State]

    @property
    def sellers(self) -> MemorySellers:
        return MemorySellers(self._open, self.tenant)

    @property
    def parties(self) -> MemoryParties:
        return MemoryParties(self._open)

    @property
    def points(self) -> MemorySupplyPoints:
        return MemorySupplyPoints(self._open)

    @property
    def offers(self) -> MemoryOffers:
        return MemoryOffers(self._open)

    @property
    def contracts(self) -> MemoryContracts:
        return MemoryContracts(self._open)

    @property
    def flow_files(self) -> MemoryFlowFiles:
        return MemoryFlowFiles(self._open)

    @property
    def measures(self) -> MemoryMeasures:
        return MemoryMeasures(self._open)

    @property
    def findings(self) -> MemoryFindings:
        return MemoryFindings(self._open)

    @property
    def self_readings(self) -> MemorySelfReadings:
        return MemorySelfReadings(self._open)

    @property
    def market_cases(self) -> MemoryMarketCases:
        return MemoryMarketCases(self._open)

    @property
    def calls(self) -> MemoryCalls:
        return MemoryCalls(self._open)

    @property
    def parameters(self) -> MemoryTenantParameters:
        return MemoryTenantParameters(self._open)

    @property
    def runs(self) -> MemoryRuns:
        return MemoryRuns(self._open)

    @property
    def bills(self) -> MemoryBills:
        return MemoryBills(self._open, self.tenant)

    @property
    def einvoices(self) -> MemoryEInvoiceFiles:
        return MemoryEInvoiceFiles(self._open)

    @property
    def serials(self) -> MemorySerials:
        return MemorySerials(self._open)

    @property
    def mandates(self) -> MemoryMandates:
        return MemoryMandates(self._open)

    @property
    def receivables(self) -> MemoryReceivables:
        return MemoryReceivables(self._open)

    @property
    def payment_files(self) -> MemoryPaymentFiles:
        return MemoryPaymentFiles(self._open)

    @property
    def journal(self) -> MemoryJournal:
        return MemoryJournal(self._open)

    @property
    def outbox(self) -> MemoryOutbox:
        return MemoryOutbox(self._open)

    @property
    def idempotency(self) -> MemoryIdempotency:
        return MemoryIdempotency(self._open)

    def commit(self) -> None:
        self._committed[self.tenant] = self._open
        self._state = None

    def leave(self) -> None:
        self._state = None

    @property
    def _open(self) -> State:
        if self._state is None:
            raise UnitOfWorkIsOver(f"the unit of work of {self.tenant} is over; open another")
        return self._state


@attrs.frozen
class MemoryUnitsOfWork:
    """Units of work over states kept here, by tenant."""

    states: dict[str, State] = attrs.field(factory=dict)

    @contextlib.contextmanager
    def __call__(self, tenant: str) -> Iterator[MemoryUnitOfWork]:
        if not tenant:
            raise ValueError("a unit of work needs the name of a tenant, got an empty one")
        work = MemoryUnitOfWork(tenant, self.states.get(tenant, State()).copy(), self.states)
        try:
            yield work
        finally:
            work.leave()
