"""Answer a case of a correction: documents recalculated, or one credited, with nothing stored."""

from __future__ import annotations

from application.corrections.credit_supply import credit_supply
from application.corrections.recalculate_supply import recalculate_supply
from application.ports.case_files import BadCase, CaseFiles, CaseProblem, Credit, RecalculationCase
from domain.billing.bill import Bill
from domain.corrections.credit_note import NotCreditable
from domain.kernel.digest import Plain
from domain.pricing.priced import Refused


def recalculate_case(*, cases: CaseFiles, data: bytes) -> Plain:
    """What documents cost as now known less what they charged, or the credit note of one.

    BadCase, also where less is left of a document than is to be credited.
    """
    case = cases.read_recalculation(data)
    if case.credit is not None:
        return cases.write_documents(case, _credited(case, case.credit))
    found = recalculate_supply(
        documents=case.documents,
        book=case.book,
        issue_day=case.issue_day,
        reason=case.reason,
        readings=case.readings,
        customer=case.customer,
    )
    if isinstance(found, Refused):
        return cases.write_documents(case, found)
    return cases.write_documents(case, found.documents, found.unchanged)


def _credited(case: RecalculationCase, credit: Credit) -> tuple[Bill, ...] | Refused:
    try:
        return credit_supply(
            documents=case.documents,
            credited=credit.document,
            scope=credit.scope,
            book=case.book,
            issue_day=case.issue_day,
            reason=credit.reason,
            customer=case.customer,
        )
    except NotCreditable as error:
        raise BadCase((CaseProblem("/credit", str(error)),)) from error
