"""The lines of a correction, computed again: what is charged from facts and rows, what is taken back from the lines of
the documents that charged it.

A document that was corrected is in the file with what its digest is taken over, so that whoever changes a line of it
changes a digest that another paper bears.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from adapters.proof.differences import Differs, same
from adapters.proof.document import Tree
from adapters.wire.converter import read, write
from domain.billing.bill import DocumentKind
from domain.billing.proof import Corrected, ProofDifference, Why, computed, named
from domain.corrections.invoiced_position import without_days
from domain.corrections.recalculable import credited_on, netted, recalculable_on
from domain.corrections.recalculation import changes, energy_by_band
from domain.kernel.digest import digest
from domain.kernel.validity import Period
from domain.pricing.correction import CREDIT, Correction, CorrectionReason
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.priced import Priced, Refused
from domain.pricing.rated_call import RatedCall


@attrs.frozen
class CorrectedDocument:
    """A document that was corrected.

    head       its number, and its digest as computed
    lines      its lines by contract
    points     the points of all its parts
    roundings  the policy by which a document that bills days priced them, by contract and days
    """

    head: Corrected
    lines: Mapping[str, tuple[Line, ...]]
    points: tuple[str, ...]
    roundings: Mapping[tuple[str, Period], str]


def corrected_document(tree: Tree, place: str) -> CorrectedDocument:
    """A document that was corrected; Differs where its lines do not give its digest."""
    identity = tree["bill"]
    lines, roundings = {}, {}
    for i, part in enumerate(tree["parts"]):
        priced = bare(part, read(tuple[Line, ...], part["lines"]), read(tuple[RatedCall, ...], part["calls"]))
        if [part["point"], priced.digest] not in identity["parts"]:
            raise Differs(
                ProofDifference(f"{place}.parts[{i}]", "digest", priced.digest, "one of those of its document")
            )
        lines[priced.contract] = priced.lines
        if DocumentKind(identity["kind"]).charges_days:
            roundings[priced.contract, priced.period] = priced.rounding
    head = Corrected(str(identity["number"]), digest(identity))
    same(place, "digest", tree["digest"], head.digest)
    return CorrectedDocument(head, lines, tuple(point for point, _ in identity["parts"]), roundings)


def bare(part: Tree, lines: tuple[Line, ...] = (), calls: tuple[RatedCall, ...] = ()) -> Priced:
    """A part of a document with these lines, priced from nothing."""
    return Priced(
        contract=part["contract"],
        commodity=part["commodity"],
        period=read(Period, part["period"]),
        lines=lines,
        rounding=part["rounding"],
        book_digest=part["book_digest"],
        rows=(),
        warnings=(),
        consumption=(),
        calls=calls,
    )


@attrs.define
class CorrectionCheck:
    """What the lines of one correction must be; each is taken out when it is met.

    taken_back  lines that stand in the documents of the correction, reversed; None where one is not in the file
    charged     what its days cost as known now; None where the facts were not kept
    """

    correction: Correction
    taken_back: Counter[Line] | None
    charged: Counter[Line] | None
    met: set[str] = attrs.field(factory=set)

    @property
    def is_credit(self) -> bool:
        """Whether it only takes back: a credit note, by a person's choice of what."""
        return self.correction.reason is CorrectionReason.REVERSAL

    def meet(self, stated: Line, place: str) -> bool | Why:
        """Whether a line charges (True) or takes back (False); why it cannot be told; Differs where it is neither."""
        for charges, pool in ((False, self.taken_back), (True, self.charged)):
            for line in self._as_charged(stated):
                if pool is not None and pool[line] > 0:
                    pool[line] -= 1
                    self.met.add(line.code)
                    return charges
        if self.is_credit and stated.code == CREDIT:
            return Why.SUM_GIVEN
        if self.taken_back is None and (self.is_credit or stated.quantity.value < 0):
            return Why.DOCUMENT_NOT_IN_FILE
        if self.charged is None and not self.is_credit and stated.quantity.value > 0:
            return Why.FACTS_NOT_STORED
        raise self._difference(stated, place)

    def finish(self, place: str, *, reversal: bool) -> None:
        """Differs where a line is left that the correction must have."""
        if self.taken_back is None or (self.charged is None and not self.is_credit):
            return
        every = reversal or not self.is_credit
        for line in self._left():
            if every or line.code in self.met:
                raise Differs(ProofDifference(place, "", "no further line", f"{named(line)} {line.amount} EUR"))

    def _as_charged(self, stated: Line) -> tuple[Line, ...]:
        """The line, and as it was charged: a credit note says its reason where the line had no note."""
        return (stated, attrs.evolve(stated, note="")) if self.is_credit else (stated,)

    def _left(self) -> Iterator[Line]:
        yield from (self.taken_back or Counter()).elements()
        yield from (self.charged or Counter()).elements()

    def _difference(self, stated: Line, place: str) -> Differs:
        """Where a line differs from the first one left of the same name and side, if there is one."""
        for line in self._left():
            if named(line) == named(stated) and (line.quantity.value < 0) == (stated.quantity.value < 0):
                try:
                    same(place, "", write(self._as_charged(stated)[-1]), write(line))
                except Differs as found:
                    return found
        return Differs(ProofDifference(place, "", f"{stated.amount} EUR", "no such line among those it corrects"))


def claim(
    correction: Correction, part: Tree, place: str, documents: Mapping[str, CorrectedDocument]
) -> CorrectionCheck:
    """What the lines of a correction of a part must be. Differs where its documents or facts are not its own."""
    own = [documents[number] for number in correction.documents if number in documents]
    for number, digest_of_document in zip(correction.documents, correction.digests, strict=False):
        if number in documents:
            same(f"{place}, document {number}", "digest", digest_of_document, documents[number].head.digest)
    complete = bool(own) and len(own) == len(correction.documents)
    lines = [line for each in own for line in each.lines.get(part["contract"], ())]
    if correction.reason is CorrectionReason.REVERSAL:
        return CorrectionCheck(
            correction, Counter(line.reversed(correction.key) for line in lines) if complete else None, None
        )
    roundings = {days: name for each in own for days, name in each.roundings.items()}
    again = _priced_again(correction, part, place, roundings)
    days = [each.facts.period for each in correction.again] or [correction.period]
    before = netted(recalculable_on(lines, days, correction.told)) if complete else ()
    credited = credited_on(lines, days, correction.told)
    taken_back, charged = changes(before, again, correction.key, credited)
    return CorrectionCheck(correction, Counter(taken_back) if complete else None, Counter(charged) if again else None)


def _priced_again(
    correction: Correction, part: Tree, place: str, roundings: Mapping[tuple[str, Period], str]
) -> list[Priced]:
    """The documents of a correction priced again, each by the rounding it was issued with."""
    found = []
    for i, recalculated in enumerate(correction.again):
        at = f"{place}.again[{i}]"
        issued = roundings.get((part["contract"], recalculated.facts.period), recalculated.facts.rounding.name)
        own_facts(part, recalculated.facts, at, issued)
        priced = computed(recalculated.facts, recalculated.rows, dict(recalculated.units))
        if isinstance(priced, Refused):
            raise Differs(ProofDifference(at, "facts", priced.faults[0].message, "facts and rows that can be priced"))
        found.append(priced)
    if found:
        _same_energy(correction, place)
    return found


def own_facts(part: Tree, facts: BillingFacts, place: str, rounding: str) -> None:
    """Differs where facts are of another contract than their part, or of another rounding than theirs."""
    own = {"contract": facts.contract.number, "point": facts.contract.point}
    own |= {"commodity": facts.contract.commodity}
    for name, value in own.items():
        same(place, name, part[name], value)
    same(place, "rounding", rounding, facts.rounding.name)


def _same_energy(correction: Correction, place: str) -> None:
    periods: Sequence[Period] = [each.facts.period for each in correction.again]
    pieces = tuple(without_days(piece) for each in correction.again for piece in each.facts.consumption)
    same(place, "correction.period", write(correction.period), write(Period(periods[0].start, periods[-1].stop)))
    same(place, "correction.consumption", write(correction.consumption), write(pieces))
    same(place, "correction.after", write(correction.after), write(energy_by_band(pieces)))
