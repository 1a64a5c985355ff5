"""Case files: supplies described whole in one JSON document, priced and corrected without touching the registry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import attrs

from domain.billing.bill import Bill
from domain.corrections.credit_note import CreditScope
from domain.corrections.stated_document import StatedCustomer, StatedDocument
from domain.kernel.digest import Plain
from domain.offers.annual_estimate import EstimatedSpend
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.correction import CorrectionReason, MeterReading
from domain.pricing.facts import BillingFacts
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterRow


@attrs.frozen(eq=False)
class SimulationCase:
    """A supply to price: the facts, the book with the values of the case over it, and those values."""

    name: str
    facts: BillingFacts
    book: TariffBook
    given: tuple[ParameterRow, ...]


@attrs.frozen(eq=False)
class EstimateCase:
    """A year to estimate: the use, the book with the values of the case over it, and those values."""

    name: str
    use: AnnualSupply
    book: TariffBook
    given: tuple[ParameterRow, ...]


@attrs.frozen(eq=False)
class Credit:
    """A credit note that is asked for."""

    document: StatedDocument
    scope: CreditScope
    reason: str


@attrs.frozen(eq=False)
class RecalculationCase:
    """Documents as billed then and as known now, and the book as known now under the values given for now."""

    documents: tuple[StatedDocument, ...]
    book: TariffBook
    issue_day: dt.date
    reason: CorrectionReason | None
    readings: tuple[MeterReading, ...]
    customer: StatedCustomer | None
    credit: Credit | None


class CaseFiles(Protocol):
    """Reads cases and writes their answers. A malformed case raises BadCase with the field at fault.

    A case is as known today, by the common tariff book, unless it says otherwise.
    """

    def read_simulation(self, data: bytes) -> SimulationCase:
        """One supply to price for one period."""
        ...

    def read_estimate(self, data: bytes) -> EstimateCase:
        """One supply whose annual spend is asked for."""
        ...

    def read_recalculation(self, data: bytes) -> RecalculationCase:
        """Documents to price again, or one to credit."""
        ...

    def write_priced(self, case: SimulationCase, priced: Priced | Refused) -> Plain:
        """Lines, totals and scontrino, or the faults under "refused"."""
        ...

    def write_spend(self, case: EstimateCase, spend: EstimatedSpend | Refused) -> Plain:
        """The spend of a year by block, or the faults under "refused"."""
        ...

    def write_documents(
        self, case: RecalculationCase, documents: Sequence[Bill] | Refused, unchanged: Sequence[str] = ()
    ) -> Plain:
        """The documents and the contracts of which nothing differs, or the faults under "refused"."""
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
        text = f"{self.field or 'case'}: {self.problem}"
        return f"{self.code} {text}" if self.code else text


class BadCase(ValueError):
    """A case cannot be read, for every one of `problems`."""

    def __init__(self, problems: tuple[CaseProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))
