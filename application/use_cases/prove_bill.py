"""Prove a bill: the file with which anybody can compute it again."""

from __future__ import annotations

from application.ports.proofs import Proofs
from application.ports.unit_of_work import UnitsOfWork
from domain.invoices.bill import BillNumber


def prove_bill(*, units: UnitsOfWork, tenant: str, proofs: Proofs, number: BillNumber) -> bytes:
    """The proof of an issued bill. NotFound where there is none of that number; NotProvable without its facts."""
    with units(tenant) as uow:
        bill = uow.bills.get(number)
    return proofs.write(bill)
