"""The proof of a bill: computing again what its lines say, from its facts and from the parameter rows it used alone.

Nothing of ours is needed for it, neither the database nor the tariff data. What was charged for the first time, and
what a correction charges again, is priced anew by the same pure function; what is taken back is compared with the
lines of the documents that charged it, which bear their own digests. What a file does not prove is named.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

import attrs

from domain.billing.bill import Bill
from domain.kernel.money import Money, total
from domain.pricing.correction import Correction
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow

PAPER_DIGITS = 16
"""How many digits of the digest the code on paper carries: 64 bits, which nobody tries through."""


@attrs.frozen
class ProofDifference:
    """The first thing that is not what it should be: where it stands, what was found, what it should be."""

    place: str
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        field = f", {self.field}" if self.field else ""
        return f"{self.place}{field}: found {self.found}, expected {self.expected}"


class Why(enum.Enum):
    """Why a line cannot be computed again from its proof alone."""

    FACTS_NOT_STORED = "the facts of the days recalculated were not kept with it"
    DOCUMENT_NOT_IN_FILE = "the document it takes back from is not in the file"
    SUM_GIVEN = "a person gave this sum: no facts and no parameters make it"


@attrs.frozen
class Unproved:
    """A line that agrees with itself and with nothing else: where it stands, and why."""

    place: str
    why: Why


@attrs.frozen
class Corrected:
    """A document that lines were taken back from, and its digest as computed: the one on its own paper."""

    number: str
    digest: str

    def __str__(self) -> str:
        return f"{self.number} (digest {self.digest})"


@attrs.frozen
class Verdict:
    """What came of computing a proof again.

    digest      of the bill, as computed; empty where it did not come to that
    lines       how many lines were computed again from facts and parameter rows, and agree
    taken_back  how many lines take back what stands in the documents of `corrected`
    unproved    the lines that the file alone does not prove
    paper       what was given of the digest on paper; empty for nothing
    """

    number: str
    digest: str
    total: str
    lines: int
    taken_back: int
    corrected: tuple[Corrected, ...]
    unproved: tuple[Unproved, ...]
    difference: ProofDifference | None
    paper: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether nothing differs. What could not be computed again differs from nothing: see is_whole."""
        return self.difference is None

    @property
    def is_whole(self) -> bool:
        """Whether nothing differs, and every line was computed again."""
        return self.is_verified and not self.unproved and self.lines + self.taken_back > 0

    @property
    def unproved_by_reason(self) -> dict[Why, list[str]]:
        """The places of what is not proved, by why, in order."""
        found: dict[Why, list[str]] = {}
        for each in self.unproved:
            found.setdefault(each.why, []).append(each.place)
        return found

    def __str__(self) -> str:
        if self.difference is not None:
            return f"bill {self.number} differs: {self.difference}"
        return "\n".join((f"bill {self.number} {self._finding()}", *self._remarks()))

    def _finding(self) -> str:
        done = f"{self.lines} lines computed again, {self.taken_back} taken back as they were charged"
        end = f"total {self.total} EUR, digest {self.digest}"
        if self.is_whole:
            return f"is right to the cent: {done}, {end}"
        if self.lines + self.taken_back:
            return f"is proved in part: {done}, {len(self.unproved)} not proved by this file alone; {end}"
        return f"adds up, but nothing of it could be computed again from this file; {end}"

    def _remarks(self) -> Iterable[str]:
        for why, places in self.unproved_by_reason.items():
            yield f"  not proved, {why.value}: {'; '.join(places)}"
        yield from (f"  takes back from {each}: compare with the digest on that paper" for each in self.corrected)
        if len(self.paper) < PAPER_DIGITS:
            yield (
                "  no digest from paper was given: whoever repairs every digest of a forged file is found by nothing "
                f"else; give the one on the bill, {PAPER_DIGITS} digits or more, with --digest"
            )


class NotProvable(LookupError):
    """The facts of a bill were not kept, so that nothing can be computed again."""


def check_provable(bill: Bill) -> None:
    """NotProvable where a part charges something for the first time and its facts were not kept."""
    for part in bill.parts:
        if part.priced.basis is None and any(not line.correction for line in part.priced.lines):
            raise NotProvable(
                f"bill {bill.number}, contract {part.contract.number}: the facts it was priced from were not kept"
            )


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


def misread_input(line: Line, rows: dict[str, ParameterRow]) -> ProofDifference | None:
    """The first input of a line that is not the row it names."""
    for each in line.inputs:
        if not each.row:
            continue
        if each.row not in rows:
            return ProofDifference(named(line), f"input {each.symbol}", each.row, "a parameter row of the proof")
        if rows[each.row].value != each.value:
            return ProofDifference(named(line), f"input {each.symbol}", f"{each.value:f}", f"{rows[each.row].value:f}")
    return None


def balance(correction: Correction, lines: Iterable[Line]) -> Money:
    """What a correction changes: the sum of its lines."""
    return total(line.amount for line in lines if line.correction == correction.key)


def named(line: Line) -> str:
    """A line, so that it can be found: code, band and first day."""
    return " ".join(part for part in (line.code, line.band, str(line.period.start)) if part)
