"""Explain a bill, line by line, in Italian and in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import BillNumber
from domain.billing.explanation import Explanation, explain


def explain_bill(*, units: UnitsOfWork, tenant: str, number: BillNumber, glossary: Mapping[str, str]) -> Explanation:
    """The explanation of an issued bill. NotFound where there is none of that number."""
    with units(tenant) as uow:
        bill = uow.bills.get(number)
    return explain(bill, glossary)
