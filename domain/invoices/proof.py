"""The proof of a bill: computing again what its lines say, from its facts and from the parameter rows it used alone.

Nothing of ours is needed for it, neither the database nor the tariff data. What was charged for the first time is
priced anew by the same pure function; what corrects earlier documents is checked as it stands, line by line, against
the rows it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from domain.invoices.bill import Bill, DocumentKind
from domain.invoices.correction import Correction
from domain.invoices.facts import BillingFacts
from domain.invoices.line import Line
from domain.invoices.priced import Priced, Refused
from domain.invoices.pricing import price
from domain.kernel.money import Money, total
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow


@attrs.frozen
class Difference:
    """The first thing that is not what it should be: where it stands, what was found, what it should be."""

    place: str
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        return f"{self.place}{field}: found {self.found}, expected {self.expected}"


@attrs.frozen
class Verdict:
    """What came of computing a proof again.

    digest       of the bill, as computed; empty where it did not come to that
    lines        how many lines were computed again and agree
    corrections  how many lines of corrections agree with the rows they name
    """

    number: str
    digest: str
    total: str
    lines: int
    corrections: int
    difference: Difference | None

    @property
    def is_verified(self) -> bool:
        """Whether everything agrees to the cent."""
        return self.difference is None

    def __str__(self) -> str:
        if self.difference is not None:
            return f"bill {self.number} differs: {self.difference}"
        return (
            f"bill {self.number} is right to the cent: {self.lines} lines computed again, {self.corrections} of "
            f"corrections checked, total {self.total} EUR, digest {self.digest}"
        )


class NotProvable(LookupError):
    """The facts of a bill were not kept, so that nothing can be computed again."""


def check_provable(bill: Bill) -> None:
    """NotProvable where a part charges something for the first time and its facts were not kept."""
    for part in bill.parts:
        if part.priced.grounds is None and any(not is_correction(line, bill.kind) for line in part.priced.lines):
            raise NotProvable(
                f"bill {bill.number}, contract {part.contract.number}: the facts it was priced from were not kept"
            )


def is_correction(line: Line, kind: DocumentKind) -> bool:
    """Whether a line corrects what was charged before: it says so, or all of its document does."""
    return bool(line.correction) or takes_back(kind)


def takes_back(kind: DocumentKind) -> bool:
    """Whether a document only takes back what others charged, so that nothing of it is priced."""
    return kind in (DocumentKind.CREDIT_NOTE, DocumentKind.REVERSAL)


def computed(facts: BillingFacts, rows: Iterable[ParameterRow], units: Mapping[str, str]) -> Priced | Refused:
    """The price of the facts by the rows alone; `units` are those of their parameters, by path."""
    return price(facts, book_of(facts, rows, units))


def book_of(facts: BillingFacts, rows: Iterable[ParameterRow], units: Mapping[str, str]) -> TariffBook:
    """A tariff book of these rows, all of them known."""
    own = tuple(rows)
    known_on = max([facts.issue_day, *(row.known_from for row in own)])
    paths = dict.fromkeys(row.path for row in own)
    heads = [ParameterHead(path, path, "", "", units.get(path, ""), (), 18, "", known_on) for path in paths]
    return TariffBook.of(heads, own, known_on)


def misread_input(line: Line, rows: dict[str, ParameterRow]) -> Difference | None:
    """The first input of a line that is not the row it names."""
    for each in line.inputs:
        if not each.row:
            continue
        if each.row not in rows:
            return Difference(named(line), f"input {each.symbol}", each.row, "a parameter row of the proof")
        if rows[each.row].value != each.value:
            return Difference(named(line), f"input {each.symbol}", f"{each.value:f}", f"{rows[each.row].value:f}")
    return None


def balance(correction: Correction, lines: Iterable[Line]) -> Money:
    """What a correction changes: the sum of its lines."""
    return total(line.amount for line in lines if line.correction == correction.key)


def named(line: Line) -> str:
    """A line, so that it can be found: code, band and first day."""
    return " ".join(part for part in (line.code, line.band, str(line.period.start)) if part)
