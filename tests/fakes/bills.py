"""In-memory bills and counters."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from application.ports.bills import BillHead
from application.ports.einvoices import EInvoice
from application.ports.registry import NotFound, ValidityOverlaps
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.billing.deposits import DepositEntry, deposit_entry
from domain.kernel.validity import Period
from tests.fakes.state import State, add_new, those_of


@attrs.frozen
class MemoryBills:
    state: State
    tenant: str

    def add(self, bills: Iterable[Bill]) -> None:
        stored = self.state.bills.copy()
        for bill in bills:
            if bill.tenant != self.tenant:
                raise ValueError(f"bill {bill.number} is of tenant {bill.tenant!r}, not of {self.tenant!r}")
            for contract, period in days(bill):
                for other in standing(stored.values()):
                    if any(known == contract and billed.overlaps(period) for known, billed in days(other)):
                        raise ValidityOverlaps(
                            f"contract {contract}: bill {bill.number} ({period}) overlaps bill {other.number} "
                            f"({other.period}); bill only days that were not billed, or issue a credit note first"
                        )
            add_new(stored, bill.number, bill)
        self.state.bills.update(stored)

    def get(self, number: BillNumber) -> Bill:
        if number not in self.state.bills:
            raise NotFound("bill", str(number))
        return self.state.bills[number]

    def page(
        self, after: str, limit: int, *, contract: str | None = None, run: str | None = None
    ) -> tuple[BillHead, ...]:
        last = BillNumber.parse(after) if after else None
        chosen = (self.state.bills[number] for number in sorted(self.state.bills) if last is None or number > last)
        wanted = (bill for bill in chosen if contract in (None, bill.main.contract.number) and run in (None, bill.run))
        heads = [_head(bill) for bill in wanted]
        return tuple(heads[:limit])

    def of_run(self, run: str) -> Iterator[Bill]:
        return (self.state.bills[number] for number in sorted(self.state.bills) if self.state.bills[number].run == run)

    def before(self, contracts: Iterable[str], day: dt.date, months: int) -> Mapping[str, tuple[Bill, ...]]:
        years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        first = dt.date(years, month + 1, min(day.day, calendar.monthrange(years, month + 1)[1]))
        wanted: dict[str, list[Bill]] = {contract: [] for contract in sorted(set(contracts))}
        for bill in sorted(self.state.bills.values(), key=lambda each: (each.period, each.number)):
            for part in bill.parts:
                if part.contract.number in wanted and part.billed_days.overlaps(Period(first, day)):
                    wanted[part.contract.number].append(bill)
        return {contract: tuple(rows) for contract, rows in wanted.items()}

    def deposits(self, contracts: Iterable[str]) -> Mapping[str, tuple[DepositEntry, ...]]:
        wanted: dict[str, list[DepositEntry]] = {contract: [] for contract in sorted(set(contracts))}
        for bill in sorted(self.state.bills.values(), key=lambda each: (each.issued_on, str(each.number))):
            for part in bill.parts:
                entry = deposit_entry(bill, part) if part.contract.number in wanted else None
                if entry is not None:
                    wanted[part.contract.number].append(entry)
        return {contract: tuple(entries) for contract, entries in wanted.items()}


@attrs.frozen
class MemoryEInvoiceFiles:
    state: State

    def add(self, files: Mapping[str, EInvoice]) -> None:
        names = {file.name for file in self.state.einvoices.values()}
        for number, file in files.items():
            if file.name in names:
                raise ValueError(f"file {file.name} exists already")
            add_new(self.state.einvoices, number, file)
            names.add(file.name)

    def of(self, bills: Iterable[str]) -> Mapping[str, EInvoice]:
        return those_of(self.state.einvoices, bills)


@attrs.frozen
class MemorySerials:
    state: State

    def reserve(self, series: str, year: int, count: int) -> int:
        if count < 1:
            raise ValueError(f"series {series} of {year}: take at least 1 serial, got {count}")
        last = self.state.serials.get((series, year), 0)
        self.state.serials[series, year] = last + count
        return last + 1


def days(bill: Bill) -> list[tuple[str, Period]]:
    """The days a document bills, by contract."""
    if not bill.kind.charges_days:
        return []
    return [(part.contract.number, part.priced.period) for part in bill.parts]


def standing(bills: Iterable[Bill]) -> list[Bill]:
    """Documents that were not reversed."""
    every = list(bills)
    gone = {each.number for bill in every if bill.kind is DocumentKind.REVERSAL for each in bill.references}
    return [bill for bill in every if str(bill.number) not in gone]


def _head(bill: Bill) -> BillHead:
    return BillHead(
        str(bill.number),
        bill.main.contract.number,
        bill.customer.id,
        bill.main.point.code,
        bill.period,
        bill.issued_on,
        bill.due_on,
        bill.total,
        bill.payable,
        bill.run,
        bill.digest,
    )
