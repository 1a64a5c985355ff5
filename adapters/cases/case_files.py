"""The port CaseFiles: JSON in, JSON out."""

from __future__ import annotations

import attrs

from adapters.cases import parse, problem, structure
from adapters.cases.render import render_estimate, render_priced
from application.ports.case_files import BadCase
from application.ports.clock import Clock
from application.ports.tariff_books import TariffBooks
from application.use_cases.estimate_spend import estimate_spend
from application.use_cases.simulate_supply import simulate_supply
from domain.kernel.digest import Plain


@attrs.frozen
class JsonCases:
    """Simulations and estimates with the common tariff book, as known today unless the case says otherwise."""

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

    def schema(self, kind: str) -> Plain:
        """The JSON Schema of a kind of case."""
        return structure.schema(kind)


def _bad(error: problem.BadCase) -> BadCase:
    return BadCase(tuple((each.pointer, f"found {each.found}, expected {each.expected}") for each in error.problems))
