"""Case files: supplies described whole in one JSON document, priced and corrected without touching the registry."""

from __future__ import annotations

from typing import Protocol

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


class BadCase(ValueError):
    """A case cannot be read: `problems` are (field, what was found and what is expected)."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{field or 'case'}: {problem}" for field, problem in problems))
