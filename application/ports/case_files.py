"""Case files: supplies described whole in one JSON document, priced and corrected without touching the registry."""

from __future__ import annotations

from typing import Protocol

import attrs

from domain.kernel.digest import Plain


class CaseFiles(Protocol):
    """Simulations, estimates and corrections from JSON. A malformed case raises BadCase with the field at fault."""

    def simulate(self, data: bytes) -> Plain:
        """Lines, totals and scontrino of one supply for one period."""
        ...

    def estimate(self, data: bytes) -> Plain:
        """The annual spend of one supply by the rules of the Portale Offerte."""
        ...

    def recalculate(self, data: bytes) -> Plain:
        """What documents cost as now known less what they charged, or the credit note of one."""
        ...

    def schema(self, kind: str) -> Plain:
        """The JSON Schema of a kind of case: simulate, estimate or recalculate."""
        ...


@attrs.frozen
class CaseProblem:
    """One mistake of a case: the field, what was found and what is expected, a fault code where one stands for it."""

    field: str
    problem: str
    code: str = ""

    def __str__(self) -> str:
        told = f"{self.field or 'case'}: {self.problem}"
        return f"{self.code} {told}" if self.code else told


class BadCase(ValueError):
    """A case cannot be read, for every one of `problems`."""

    def __init__(self, problems: tuple[CaseProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))
