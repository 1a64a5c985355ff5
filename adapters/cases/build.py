"""What this package gives the house: cases as JSON, and the schemas of their files."""

from __future__ import annotations

import json

from application.ports.case_files import CaseFiles
from application.ports.clock import Clock
from application.ports.tariff_books import TariffBooks


def build_cases(books: TariffBooks, clock: Clock) -> CaseFiles:
    """Simulations, estimates and recalculations by the common tariff book as known today."""
    from adapters.cases.case_files import JsonCases

    return JsonCases(books, clock)


def case_documents() -> dict[str, str]:
    """The JSON Schema of every kind of case: name of the document to its text."""
    from adapters.cases.structure import KINDS, schema

    return {f"{kind}.schema.json": json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n" for kind in KINDS}
