"""Explain the recalculations of a bill: what changed, since when, by which reading and price, what was paid."""

from __future__ import annotations

from application.billing.bill_store import paid_of
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import BillNumber
from domain.corrections.conguaglio import Conguaglio, conguaglio


def explain_conguaglio(*, units: UnitsOfWork, tenant: str, number: BillNumber) -> tuple[Conguaglio, ...]:
    """One explanation for each recalculation on a bill, none where it has none. NotFound."""
    with units(tenant) as uow:
        bill = uow.bills.get(number)
        return tuple(
            conguaglio(part, correction, paid_of(uow, correction.documents))
            for part in bill.parts
            for correction in part.priced.corrections
        )
