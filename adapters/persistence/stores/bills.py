"""Issued bills of one tenant, the days they bill and the counters of their numbers."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs
import psycopg
from sqlalchemy import Row, and_, delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from adapters.persistence import bulk
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import Session, any_of, from_range, range_text, to_range
from adapters.persistence.packing import packed, unpacked
from adapters.persistence.tables import bill_deposits, bill_parts, billed_periods, bills, einvoice_files, serials
from application.ports.bills import BillHead
from application.ports.einvoices import EInvoice
from application.ports.registry import NotFound, ValidityOverlaps
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.billing.deposits import DepositEntry, deposit_entry
from domain.kernel.money import Money
from domain.kernel.validity import Period

_COLUMNS = (
    "tenant",
    "series",
    "year",
    "serial",
    "number",
    "contract",
    "customer",
    "point",
    "period",
    "issued_on",
    "due_on",
    "total",
    "payable",
    "run",
    "digest",
    "document",
)
_DEPOSIT = ("tenant", "bill", "contract", "kind", "takes_back", "issued_on", "due_on", "charged", "returned")
_NUMBER = (bills.c.series, bills.c.year, bills.c.serial)


@attrs.frozen
class _New:
    """What bills on their way into the store say beside themselves: charged parts, days billed, documents reversed,
    deposits."""

    parts: list[tuple[str, str, Period]] = attrs.field(factory=list)
    days: list[tuple[str, Period, str]] = attrs.field(factory=list)
    reversed: list[str] = attrs.field(factory=list)
    deposits: list[tuple[str, DepositEntry]] = attrs.field(factory=list)

    def note(self, bill: Bill) -> None:
        number = str(bill.number)
        self.parts.extend((number, part.contract.number, part.billed_days) for part in bill.parts)
        for part in bill.parts:
            entry = deposit_entry(bill, part)
            if entry is not None:
                self.deposits.append((part.contract.number, entry))
        if bill.kind is DocumentKind.REVERSAL:
            self.reversed.extend(reference.number for reference in bill.references)
        elif bill.kind.charges_days:
            self.days.extend((part.contract.number, part.priced.period, number) for part in bill.parts)


@attrs.frozen
class SqlBills:
    """Bills by number. The database refuses a second bill of a contract for the same day."""

    session: Session

    def add(self, bills: Iterable[Bill]) -> None:
        """Store bills by COPY, all or none. ValidityOverlaps where a day of a contract was billed before."""
        new = _New()
        try:
            with self.session.connection.begin_nested():
                self._insert(self._rows(bills, new), new)
        except psycopg.errors.ExclusionViolation as error:
            raise ValidityOverlaps(self._overlap(new.days)) from error

    def get(self, number: BillNumber) -> Bill:
        """NotFound where there is none."""
        statement = self.session.mine(bills, bills.c.document).where(
            bills.c.series == number.series, bills.c.year == number.year, bills.c.serial == number.serial
        )
        document = self.session.connection.scalars(statement).one_or_none()
        if document is None:
            raise NotFound("bill", str(number))
        return CODEC.load(Bill, document)

    def page(
        self, after: str, limit: int, *, contract: str | None = None, run: str | None = None
    ) -> tuple[BillHead, ...]:
        """Up to `limit` heads with a number above `after` ("" for the first page), in order of number."""
        columns = [bills.c[name] for name in _COLUMNS if name not in ("tenant", "series", "year", "serial", "document")]
        statement = self.session.mine(bills, *columns).order_by(*_NUMBER).limit(limit)
        if after:
            last = BillNumber.parse(after)
            statement = statement.where(tuple_(*_NUMBER) > tuple_(last.series, last.year, last.serial))
        if contract is not None:
            statement = statement.where(bills.c.contract == contract)
        if run is not None:
            statement = statement.where(bills.c.run == run)
        return tuple(map(_head, self.session.connection.execute(statement)))

    def of_run(self, run: str) -> Iterator[Bill]:
        """The bills of a run in order of number, streamed."""
        statement = self.session.mine(bills, bills.c.document).where(bills.c.run == run).order_by(*_NUMBER)
        for row in self.session.stream(statement):
            yield CODEC.load(Bill, row.document)

    def before(self, contracts: Iterable[str], day: dt.date, months: int) -> Mapping[str, tuple[Bill, ...]]:
        """The bills that charge a contract for a day of the `months` months before `day`, oldest first."""
        wanted = sorted(set(contracts))
        window = Period(months_before(day, months), day)
        statement = (
            self.session.mine(bills, bill_parts.c.contract, bills.c.document)
            .join(bill_parts, and_(bill_parts.c.tenant == bills.c.tenant, bill_parts.c.bill == bills.c.number))
            .where(bill_parts.c.contract == any_of(wanted), bill_parts.c.charged.overlaps(to_range(window)))
            .order_by(bills.c.period, *_NUMBER)
        )
        found: dict[str, list[Bill]] = {contract: [] for contract in wanted}
        for row in self.session.connection.execute(statement):
            found[row.contract].append(CODEC.load(Bill, row.document))
        return {contract: tuple(rows) for contract, rows in found.items()}

    def deposits(self, contracts: Iterable[str]) -> Mapping[str, tuple[DepositEntry, ...]]:
        """What documents did to the deposit of each contract, all of them, in order of issue and number."""
        wanted = sorted(set(contracts))
        statement = (
            self.session.mine(bill_deposits, *bill_deposits.c)
            .where(bill_deposits.c.contract == any_of(wanted))
            .order_by(bill_deposits.c.issued_on, bill_deposits.c.bill)
        )
        found: dict[str, list[DepositEntry]] = {contract: [] for contract in wanted}
        for row in self.session.connection.execute(statement):
            found[row.contract].append(_deposit(row))
        return {contract: tuple(entries) for contract, entries in found.items()}

    def _insert(self, rows: Iterator[tuple[object, ...]], new: _New) -> None:
        connection, tenant = self.session.connection, self.session.tenant
        bulk.insert(connection, bills, _COLUMNS, rows)
        parts = ((tenant, bill, contract, range_text(charged)) for bill, contract, charged in new.parts)
        bulk.insert(connection, bill_parts, ("tenant", "bill", "contract", "charged"), parts)
        if new.deposits:
            bulk.insert(connection, bill_deposits, _DEPOSIT, (_deposit_row(tenant, *each) for each in new.deposits))
        if new.reversed:
            mine = and_(billed_periods.c.tenant == tenant, billed_periods.c.bill == any_of(new.reversed))
            connection.execute(delete(billed_periods).where(mine))
        days = ((tenant, contract, range_text(period), bill) for contract, period, bill in new.days)
        bulk.insert(connection, billed_periods, ("tenant", "contract", "period", "bill"), days)

    def _rows(self, given: Iterable[Bill], new: _New) -> Iterator[tuple[object, ...]]:
        for bill in given:
            if bill.tenant != self.session.tenant:
                raise ValueError(f"bill {bill.number} is of tenant {bill.tenant!r}, not of {self.session.tenant!r}")
            new.note(bill)
            number = bill.number
            yield (
                bill.tenant,
                number.series,
                number.year,
                number.serial,
                str(number),
                bill.main.contract.number,
                bill.customer.id,
                bill.main.point.code,
                range_text(bill.period),
                bill.issued_on,
                bill.due_on,
                bill.total.amount,
                bill.payable.amount,
                bill.run,
                bill.digest,
                CODEC.dump(bill),
            )

    def _overlap(self, added: list[tuple[str, Period, str]]) -> str:
        statement = self.session.mine(
            billed_periods, billed_periods.c.contract, billed_periods.c.period, billed_periods.c.bill
        ).where(billed_periods.c.contract == any_of(contract for contract, _, _ in added))
        stored: dict[str, list[tuple[Period, str]]] = {}
        for row in self.session.connection.execute(statement.order_by(billed_periods.c.period)):
            stored.setdefault(row.contract, []).append((from_range(row.period), row.bill))
        for contract, period, number in added:
            known = stored.setdefault(contract, [])
            for other, bill in known:
                if other.overlaps(period):
                    return (
                        f"contract {contract}: bill {number} ({period}) overlaps bill {bill} ({other}); "
                        "bill only days that were not billed, or issue a credit note first"
                    )
            known.append((period, number))
        return f"{len(added)} bills: a day was billed before by a bill issued at this moment; try again"


@attrs.frozen
class SqlSerials:
    """Counters without gaps: a rolled-back transaction gives its numbers back."""

    session: Session

    def reserve(self, series: str, year: int, count: int) -> int:
        """Reserve `count` consecutive serials and return the first. Locks the series until the transaction ends."""
        if count < 1:
            raise ValueError(f"series {series} of {year}: take at least 1 serial, got {count}")
        statement = insert(serials).values(tenant=self.session.tenant, series=series, year=year, last=count)
        statement = statement.on_conflict_do_update(
            index_elements=["tenant", "series", "year"], set_={"last": serials.c.last + statement.excluded.last}
        )
        last = self.session.connection.scalars(statement.returning(serials.c.last)).one()
        return int(last) - count + 1


@attrs.frozen
class SqlEInvoiceFiles:
    """E-invoices by the number of their bill; added once, never changed."""

    session: Session

    def add(self, files: Mapping[str, EInvoice]) -> None:
        """Store files by bill number."""
        rows = (
            (self.session.tenant, number, file.name, file.sha256, packed(file.xml)) for number, file in files.items()
        )
        bulk.insert(self.session.connection, einvoice_files, ("tenant", "bill", "name", "sha256", "xml"), rows)

    def of(self, bills: Iterable[str]) -> Mapping[str, EInvoice]:
        """The files there are for these bill numbers, in order of number."""
        columns = (einvoice_files.c.bill, einvoice_files.c.name, einvoice_files.c.xml, einvoice_files.c.sha256)
        statement = self.session.mine(einvoice_files, *columns).where(einvoice_files.c.bill == any_of(bills))
        return {
            row.bill: EInvoice(row.name, unpacked(row.xml), row.sha256)
            for row in self.session.connection.execute(statement.order_by(einvoice_files.c.bill))
        }


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or that month's last."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))


def _head(row: Row[tuple[object, ...]]) -> BillHead:
    return BillHead(
        row.number,
        row.contract,
        row.customer,
        row.point,
        from_range(row.period),
        row.issued_on,
        row.due_on,
        Money(row.total),
        Money(row.payable),
        row.run,
        row.digest,
    )


def _deposit_row(tenant: str, contract: str, entry: DepositEntry) -> tuple[object, ...]:
    kind, charged, returned = entry.kind.name.lower(), entry.charged.amount, entry.returned.amount
    days = (entry.issued_on, entry.due_on)
    return (tenant, entry.document, contract, kind, entry.reverses, *days, charged, returned)


def _deposit(row: Row[tuple[object, ...]]) -> DepositEntry:
    return DepositEntry(
        row.bill,
        DocumentKind[row.kind.upper()],
        row.takes_back,
        row.issued_on,
        row.due_on,
        Money(row.charged),
        Money(row.returned),
    )
