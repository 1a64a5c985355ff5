"""The port CaseFiles: JSON in, JSON out."""

from __future__ import annotations

import attrs

from adapters.cases import parse, problem, structure
from adapters.cases.recalculate.parse import RecalculationCase, parse_recalculation
from adapters.cases.recalculate.render import render_documents
from adapters.cases.render import render_estimate, render_priced, render_refused
from application.corrections.credit_supply import credit_supply
from application.corrections.recalculate_supply import recalculate_supply
from application.offers.estimate_spend import estimate_spend
from application.offers.simulate_supply import simulate_supply
from application.ports.case_files import BadCase, CaseProblem
from application.ports.clock import Clock
from application.ports.tariff_books import TariffBooks
from domain.corrections.credit_note import NotCreditable
from domain.kernel.digest import Plain
from domain.pricing.priced import Refused


@attrs.frozen
class JsonCases:
    """Simulations, estimates and corrections by the common tariff book, as known today unless a case says otherwise."""

    books: TariffBooks
    clock: Clock

    def simulate(self, data: bytes) -> Plain:
        """Lines, totals and scontrino of one supply for one period."""
        try:
            case = parse.parse_simulation(
                data, book=self.books.book, bands=self.books.bands(), today=self.clock.today()
            )
        except problem.BadCase as error:
            raise _bad(error) from error
        return render_priced(simulate_supply(facts=case.facts, book=case.book), case.given)

    def estimate(self, data: bytes) -> Plain:
        """The annual spend of one supply."""
        try:
            case = parse.parse_estimate(data, book=self.books.book, today=self.clock.today())
        except problem.BadCase as error:
            raise _bad(error) from error
        return render_estimate(estimate_spend(use=case.use, book=case.book), case.given)

    def recalculate(self, data: bytes) -> Plain:
        """What documents cost as now known less what they charged, or the credit note of one."""
        try:
            case = parse_recalculation(data, book=self.books.book, bands=self.books.bands(), today=self.clock.today())
        except problem.BadCase as error:
            raise _bad(error) from error
        return answer_recalculation(case)

    def schema(self, kind: str) -> Plain:
        """The JSON Schema of a kind of case."""
        return structure.schema(kind)


def _bad(error: problem.BadCase) -> BadCase:
    return BadCase(
        tuple(
            CaseProblem(each.pointer, f"found {each.found}, expected {each.expected}", each.code)
            for each in error.problems
        )
    )


def answer_recalculation(case: RecalculationCase) -> Plain:
    """The documents of a recalculation or of a credit. BadCase where less is left of a document than is to be
    credited."""
    with_duties = case.customer is not None
    if case.credit is None:
        found = recalculate_supply(
            documents=case.documents,
            book=case.book,
            issue_day=case.issue_day,
            reason=case.reason,
            readings=case.readings,
            customer=case.customer,
        )
        if isinstance(found, Refused):
            return render_refused(found.faults)
        return render_documents(found.documents, found.unchanged, with_duties=with_duties)
    try:
        made = credit_supply(
            documents=case.documents,
            credited=case.credit.document,
            scope=case.credit.scope,
            book=case.book,
            issue_day=case.issue_day,
            reason=case.credit.reason,
            customer=case.customer,
        )
    except NotCreditable as error:
        raise BadCase((CaseProblem("/credit", str(error)),)) from error
    if isinstance(made, Refused):
        return render_refused(made.faults)
    return render_documents(made, (), with_duties=False)
