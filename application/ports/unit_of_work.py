"""The unit of work: one transaction over the stores of one tenant."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from application.ports.bills import Bills, Serials
from application.ports.calls import Calls
from application.ports.einvoice_files import EInvoiceFiles
from application.ports.flow_files import FlowFiles
from application.ports.measures import Measures
from application.ports.money_in import Mandates, PaymentFiles, Receivables
from application.ports.record import Idempotency, Journal, Outbox
from application.ports.registry import Contracts, Offers, Parties, Sellers, SupplyPoints
from application.ports.runs import Runs
from application.ports.tenant_parameters import TenantParameters


class UnitOfWork(Protocol):
    """The stores, inside one transaction. Leaving without `commit` undoes everything."""

    tenant: str

    @property
    def sellers(self) -> Sellers: ...
    @property
    def parties(self) -> Parties: ...
    @property
    def points(self) -> SupplyPoints: ...
    @property
    def offers(self) -> Offers: ...
    @property
    def contracts(self) -> Contracts: ...
    @property
    def flow_files(self) -> FlowFiles: ...
    @property
    def measures(self) -> Measures: ...
    @property
    def calls(self) -> Calls: ...
    @property
    def parameters(self) -> TenantParameters: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def bills(self) -> Bills: ...
    @property
    def einvoices(self) -> EInvoiceFiles: ...
    @property
    def serials(self) -> Serials: ...
    @property
    def mandates(self) -> Mandates: ...
    @property
    def receivables(self) -> Receivables: ...
    @property
    def payment_files(self) -> PaymentFiles: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def idempotency(self) -> Idempotency: ...

    def commit(self) -> None: ...


class UnitsOfWork(Protocol):
    """Opens units of work, each its own transaction."""

    def __call__(self, tenant: str) -> AbstractContextManager[UnitOfWork]: ...
