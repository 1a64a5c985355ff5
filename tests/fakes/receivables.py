"""In-memory mandates, receivables and payment files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from application.ports.receivables import StoredPaymentFile
from domain.contracts.contract import PaymentMethod
from domain.kernel.identifiers import MandateReference
from domain.payments.mandate import Mandate
from domain.payments.receivable import Receivable, ReceivableStatus
from tests.fakes.state import State, add_new, found, page


@attrs.frozen
class MemoryMandates:
    state: State

    def put(self, mandate: Mandate) -> None:
        self.state.mandates[mandate.umr.key] = mandate

    def get(self, umr: str) -> Mandate:
        return found(self.state.mandates, MandateReference(umr).key, "mandate")

    def of_contracts(self, contracts: Iterable[str]) -> Mapping[str, tuple[Mandate, ...]]:
        ordered = [self.state.mandates[key] for key in sorted(self.state.mandates)]
        return {
            contract: tuple(mandate for mandate in ordered if mandate.contract == contract)
            for contract in sorted(set(contracts))
        }


@attrs.frozen
class MemoryReceivables:
    state: State

    def add(self, receivables: Iterable[Receivable]) -> None:
        for receivable in receivables:
            add_new(self.state.receivables, receivable.id, receivable)

    def update(self, receivables: Iterable[Receivable]) -> None:
        changed = {receivable.id: receivable for receivable in receivables}
        for receivable_id in sorted(changed):
            found(self.state.receivables, receivable_id, "receivable")
        self.state.receivables.update(changed)

    def get(self, receivable_id: str) -> Receivable:
        return found(self.state.receivables, receivable_id, "receivable")

    def open_debits(self, due_until: dt.date) -> tuple[Receivable, ...]:
        ordered = page(self.state.receivables, "", len(self.state.receivables))
        return tuple(
            each
            for each in ordered
            if each.status is ReceivableStatus.OPEN
            and each.method is PaymentMethod.DIRECT_DEBIT
            and each.due_date <= due_until
        )

    def of_document(self, document: str) -> tuple[Receivable, ...]:
        ordered = page(self.state.receivables, "", len(self.state.receivables))
        return tuple(each for each in ordered if each.document == document)

    def page(self, after: str, limit: int) -> tuple[Receivable, ...]:
        return page(self.state.receivables, after, limit)


@attrs.frozen
class MemoryPaymentFiles:
    state: State

    def add(self, file: StoredPaymentFile) -> None:
        add_new(self.state.payment_files, file.id, file)

    def get(self, file_id: str) -> StoredPaymentFile:
        return found(self.state.payment_files, file_id, "payment file")

    def all(self) -> tuple[StoredPaymentFile, ...]:
        return tuple(
            sorted(self.state.payment_files.values(), key=lambda file: (file.created_at, file.id), reverse=True)
        )
