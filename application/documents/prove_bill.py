"""Prove a bill: the file with which anybody can compute it again."""

from __future__ import annotations

from application.ports.proofs import Proofs
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.billing.bill import Bill, BillNumber


def prove_bill(*, units: UnitsOfWork, tenant: str, proofs: Proofs, number: BillNumber) -> bytes:
    """The proof of an issued bill. NotFound where there is none of that number; NotProvable without its facts."""
    with units(tenant) as uow:
        bill = uow.bills.get(number)
        corrected = corrected_bills(uow, bill)
    return proofs.write(bill, corrected)


def corrected_bills(uow: UnitOfWork, bill: Bill) -> tuple[Bill, ...]:
    """The documents a bill takes back from, in the order it names them."""
    return tuple(uow.bills.get(BillNumber.parse(number)) for number in bill.corrected)
