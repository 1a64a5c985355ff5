"""Prove a bill: the file with which anybody can compute it again."""

from __future__ import annotations

from application.ports.proofs import Proofs
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.invoices.bill import Bill, BillNumber


def prove_bill(*, units: UnitsOfWork, tenant: str, proofs: Proofs, number: BillNumber) -> bytes:
    """The proof of an issued bill. NotFound where there is none of that number; NotProvable without its facts."""
    with units(tenant) as uow:
        bill, corrected = _with_corrected(uow, number)
    return proofs.write(bill, corrected)


def _with_corrected(uow: UnitOfWork, number: BillNumber) -> tuple[Bill, tuple[Bill, ...]]:
    bill = uow.bills.get(number)
    return bill, tuple(uow.bills.get(BillNumber.parse(each)) for each in bill.corrected)
