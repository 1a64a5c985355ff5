"""The port CaseFiles: JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from adapters.cases import parse, problem, structure
from adapters.cases.recalculate.parse import parse_recalculation
from adapters.cases.recalculate.render import render_documents
from adapters.cases.render import render_estimate, render_priced, render_refused
from application.ports.case_files import BadCase, CaseProblem, EstimateCase, RecalculationCase, SimulationCase
from application.ports.clock import Clock
from application.ports.tariff_books import TariffBooks
from domain.billing.bill import Bill
from domain.kernel.digest import Plain
from domain.offers.annual_estimate import EstimatedSpend
from domain.pricing.priced import Priced, Refused

T = TypeVar("T")


@attrs.frozen
class JsonCases:
    """Cases and answers as JSON, by the common tariff book, as known today unless a case says otherwise."""

    books: TariffBooks
    clock: Clock

    def read_simulation(self, data: bytes) -> SimulationCase:
        """One supply to price for one period."""
        return _read(
            lambda: parse.parse_simulation(
                data, book=self.books.book, bands=self.books.bands(), today=self.clock.today()
            )
        )

    def read_estimate(self, data: bytes) -> EstimateCase:
        """One supply whose annual spend is asked for."""
        return _read(lambda: parse.parse_estimate(data, book=self.books.book, today=self.clock.today()))

    def read_recalculation(self, data: bytes) -> RecalculationCase:
        """Documents to price again, or one to credit."""
        return _read(
            lambda: parse_recalculation(data, book=self.books.book, bands=self.books.bands(), today=self.clock.today())
        )

    def write_priced(self, case: SimulationCase, priced: Priced | Refused) -> Plain:
        """Lines, totals and scontrino, or the faults."""
        return render_priced(priced, case.given)

    def write_spend(self, case: EstimateCase, spend: EstimatedSpend | Refused) -> Plain:
        """The spend of a year by block, or the faults."""
        return render_estimate(spend, case.given)

    def write_documents(
        self, case: RecalculationCase, documents: Sequence[Bill] | Refused, unchanged: Sequence[str] = ()
    ) -> Plain:
        """The documents and the contracts of which nothing differs; what a recalculation owes to its customer."""
        if isinstance(documents, Refused):
            return render_refused(documents.faults)
        with_limitation_and_instalments = case.credit is None and case.customer is not None
        return render_documents(documents, unchanged, with_limitation_and_instalments=with_limitation_and_instalments)

    def schema(self, kind: str) -> Plain:
        """The JSON Schema of a kind of case."""
        return structure.schema(kind)


def _read(parsed: Callable[[], T]) -> T:
    """What is parsed; BadCase of the port where it cannot be."""
    try:
        return parsed()
    except problem.UnreadableCase as error:
        raise BadCase(
            tuple(
                CaseProblem(each.pointer, f"found {each.found}, expected {each.expected}", each.code)
                for each in error.problems
            )
        ) from error
