"""Mandates, receivables and payment files of one tenant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs
from sqlalchemy import Row, Select, bindparam, insert, update

from adapters.persistence import bulk
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session, any_of
from adapters.persistence.tables import mandates, payment_files, receivables
from application.ports.receivables import StoredPaymentFile
from application.ports.registry import NotFound
from domain.contracts.contract import PaymentMethod
from domain.kernel.identifiers import MandateReference
from domain.kernel.money import Money
from domain.payments.mandate import Mandate
from domain.payments.receivable import Receivable, ReceivableStatus


@attrs.frozen
class SqlMandates:
    """Mandates by reference; two references that differ only in case are the same."""

    documents: DocumentTable[Mandate]

    @classmethod
    def over(cls, session: Session) -> SqlMandates:
        """The store over a session."""
        return cls(DocumentTable(session, mandates, "umr_key", Mandate, "mandate"))

    def put(self, mandate: Mandate) -> None:
        """Store or replace by reference."""
        self.documents.put(mandate.umr.key, mandate, contract=mandate.contract)

    def get(self, umr: str) -> Mandate:
        """NotFound where there is none."""
        return self.documents.get(MandateReference(umr).key)

    def of_contracts(self, contracts: Iterable[str]) -> Mapping[str, tuple[Mandate, ...]]:
        """The mandates of each contract, in order of reference; () for a contract without."""
        wanted = sorted(set(contracts))
        found: dict[str, list[Mandate]] = {contract: [] for contract in wanted}
        for mandate in self.documents.where(mandates.c.contract == any_of(wanted)):
            found[mandate.contract].append(mandate)
        return {contract: tuple(rows) for contract, rows in found.items()}


@attrs.frozen
class SqlReceivables:
    """Receivables by id."""

    documents: DocumentTable[Receivable]

    @classmethod
    def over(cls, session: Session) -> SqlReceivables:
        """The store over a session."""
        return cls(DocumentTable(session, receivables, "id", Receivable, "receivable"))

    def add(self, receivables: Iterable[Receivable]) -> None:
        """Store new receivables by COPY."""
        session = self.documents.session
        rows = (
            (
                session.tenant,
                each.id,
                each.document,
                each.status.value,
                each.method.value,
                each.due_date,
                CODEC.dump(each),
            )
            for each in receivables
        )
        columns = ("tenant", "id", "bill", "status", "method", "due_date", "document")
        bulk.insert(session.connection, self.documents.table, columns, rows)

    def update(self, receivables: Iterable[Receivable]) -> None:
        """Replace receivables by id; NotFound, and no change, where one does not exist."""
        rows = {each.id: each for each in receivables}
        table = self.documents.table
        if not rows:
            return
        session = self.documents.session
        known = session.mine(table, table.c.id).where(table.c.id == any_of(rows))
        missing = rows.keys() - set(session.connection.scalars(known.with_for_update()))
        if missing:
            raise NotFound("receivable", min(missing))
        statement = update(table).where(table.c.tenant == session.tenant, table.c.id == bindparam("which"))
        session.connection.execute(
            statement,
            [
                {
                    "which": each.id,
                    "status": each.status.value,
                    "method": each.method.value,
                    "due_date": each.due_date,
                    "document": CODEC.dump(each),
                }
                for each in rows.values()
            ],
        )

    def get(self, receivable_id: str) -> Receivable:
        """NotFound where there is none."""
        return self.documents.get(receivable_id)

    def open_debits(self, due_until: dt.date) -> tuple[Receivable, ...]:
        """Open receivables to be collected by direct debit, due up to and with that day, in order of id."""
        return self.documents.where(
            receivables.c.status == ReceivableStatus.OPEN.value,
            receivables.c.method == PaymentMethod.DIRECT_DEBIT.value,
            receivables.c.due_date <= due_until,
        )

    def of_document(self, document: str) -> tuple[Receivable, ...]:
        """The receivables one document opened, in order of id."""
        return self.documents.where(receivables.c.bill == document)

    def page(self, after: str, limit: int) -> tuple[Receivable, ...]:
        """Up to `limit` receivables with an id above `after`, in order of id."""
        return self.documents.page(after, limit)


@attrs.frozen
class PaymentFileRecord:
    """What is kept of a payment file beside its bytes."""

    name: str
    sha256: str
    count: int
    total: Money
    receivables: tuple[str, ...]


@attrs.frozen
class SqlPaymentFiles:
    """Payment files by id; added once, never changed."""

    session: Session

    def add(self, file: StoredPaymentFile) -> None:
        """Keep a file."""
        record = PaymentFileRecord(file.name, file.sha256, file.count, file.total, file.receivables)
        self.session.connection.execute(
            insert(payment_files).values(
                tenant=self.session.tenant,
                id=file.id,
                created_at=file.created_at,
                document=CODEC.dump(record),
                content=file.content,
            )
        )

    def get(self, file_id: str) -> StoredPaymentFile:
        """NotFound where there is none."""
        row = self.session.connection.execute(self._select().where(payment_files.c.id == file_id)).one_or_none()
        if row is None:
            raise NotFound("payment file", file_id)
        return _payment_file(row)

    def all(self) -> tuple[StoredPaymentFile, ...]:
        """Newest first."""
        statement = self._select().order_by(payment_files.c.created_at.desc(), payment_files.c.id.desc())
        return tuple(map(_payment_file, self.session.connection.execute(statement)))

    def _select(self) -> Select[tuple[object, ...]]:
        table = payment_files.c
        return self.session.mine(payment_files, table.id, table.created_at, table.document, table.content)


def _payment_file(row: Row[tuple[object, ...]]) -> StoredPaymentFile:
    record = CODEC.load(PaymentFileRecord, row.document)
    created_at = row.created_at.astimezone(dt.UTC)
    return StoredPaymentFile(
        row.id, record.name, record.sha256, created_at, record.count, record.total, record.receivables, row.content
    )
