"""Computing a proof again: from facts and rows to lines, from lines to totals, from totals to the digest of the bill.

What is read is not believed: every number stated is compared with the one computed, in the order of the document, and
the first that differs is the answer.
"""

from __future__ import annotations

import attrs

from adapters.proof.corrections import CorrectedDocument, CorrectionCheck, bare, claim, corrected_document, own_facts
from adapters.proof.differences import Differs, same
from adapters.proof.document import (
    SEAL,
    VERSION,
    Tree,
    corrections,
    read_correction,
    read_facts,
    read_rows,
    seal,
    totals,
)
from adapters.wire.converter import BadInput, loads, read, write
from application.ports.proofs import BadProof
from domain.billing.bill import DocumentKind
from domain.billing.proof import ProofDifference, Unproved, Verdict, Why, computed, misread_input, named
from domain.kernel.digest import digest
from domain.kernel.money import total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.pricing.line import Line
from domain.pricing.priced import Priced, Refused
from domain.pricing.taxes.vat import vat_totals
from domain.tariffs.parameter import ParameterRow

_UNREADABLE = (BadInput, ValueError, TypeError, KeyError, AttributeError, LookupError, ArithmeticError)


@attrs.define
class _Progress:
    """How far the computation came."""

    paper: str
    number: str = ""
    digest: str = ""
    total: str = ""
    lines: int = 0
    taken_back: int = 0
    documents: dict[str, CorrectedDocument] = attrs.field(factory=dict)
    unproved: list[Unproved] = attrs.field(factory=list)

    def count(self, met: bool | Why, place: str) -> None:
        """Note what came of a line of a correction."""
        if isinstance(met, Why):
            self.unproved.append(Unproved(place, met))
        elif met:
            self.lines += 1
        else:
            self.taken_back += 1

    def verdict(self, difference: ProofDifference | None) -> Verdict:
        """What can be said now."""
        return Verdict(
            number=self.number,
            digest=self.digest,
            total=self.total,
            lines=self.lines,
            taken_back=self.taken_back,
            corrected=tuple(each.head for each in self.documents.values()),
            unproved=tuple(self.unproved),
            difference=difference,
            paper=self.paper,
        )


def verify(data: bytes, paper: str = "") -> Verdict:
    """The verdict on a proof; `paper` is the digest on paper or its first characters. BadProof where it is none."""
    tree = _loaded(data)
    progress = _Progress(paper)
    try:
        _check(tree, progress)
    except Differs as differs:
        return progress.verdict(differs.difference)
    except BadInput as error:
        place, problem = error.problems[0]
        return progress.verdict(ProofDifference(place.removeprefix("$."), "", problem, "a readable proof"))
    except _UNREADABLE as error:
        return progress.verdict(ProofDifference("proof", "", str(error) or type(error).__name__, "a readable proof"))
    return progress.verdict(None)


def _loaded(data: bytes) -> Tree:
    try:
        tree = loads(data)
    except BadInput as error:
        raise BadProof(f"the file is no proof of a bill: {error}") from error
    if not isinstance(tree, dict) or tree.get("proof") != VERSION or not isinstance(tree.get("parts"), list):
        raise BadProof(f"the file is no proof of a bill: expected an object with proof {VERSION} and parts")
    return tree


def _check(tree: Tree, progress: _Progress) -> None:
    identity = tree["bill"]
    progress.number = str(identity["number"])
    kind = DocumentKind(identity["kind"])
    for i, each in enumerate(tree["corrected"]):
        document = corrected_document(each, f"corrected[{i}]")
        progress.documents[document.head.number] = document
    supplies = []
    for i, part in enumerate(tree["parts"]):
        place = f"parts[{i}]"
        priced = _supply(part, place, kind, progress)
        supplies.append(priced)
        same(place, "identity", identity["parts"][i], [part["point"], priced.digest])
    same("bill", "parts", len(identity["parts"]), len(supplies))
    _same_corrected(tree, supplies, kind, progress)
    _document(tree, supplies, progress)
    progress.digest = digest(identity)
    same("bill", "digest", tree["digest"], progress.digest)
    if not progress.digest.startswith(progress.paper.lower()):
        raise Differs(ProofDifference("bill", "digest on paper", progress.paper, progress.digest))
    same("proof", SEAL, tree[SEAL], seal(tree))


def _same_corrected(tree: Tree, supplies: list[Priced], kind: DocumentKind, progress: _Progress) -> None:
    """The documents named are those that are corrected; one that is taken back whole is so in all its supplies."""
    made = [each for priced in supplies for each in priced.corrections]
    named_ = {number for each in made for number in each.documents}
    document_digests = {number: own for each in made for number, own in zip(each.documents, each.digests, strict=False)}
    same(
        "bill",
        "corrects",
        tree["bill"].get("corrects", []),
        [[number, own] for number, own in document_digests.items()],
    )
    for number in progress.documents:
        if number not in named_:
            raise Differs(ProofDifference("corrected", "", number, "a document that is corrected"))
    if kind is DocumentKind.REVERSAL:
        for document in progress.documents.values():
            same("bill", "parts", [part["point"] for part in tree["parts"]], list(document.points))


def _supply(part: Tree, place: str, kind: DocumentKind, progress: _Progress) -> Priced:
    """One part computed again; its stated lines and sums agree with it."""
    rows, units = read_rows(part["parameters"])
    by_id = {row.id: row for row in rows}
    made = [read_correction(each, by_id, units) for each in part["corrections"]]
    claims = {
        each.key: claim(each, part, f"{place}.corrections[{i}]", progress.documents) for i, each in enumerate(made)
    }
    if len(claims) != len(made):
        raise Differs(ProofDifference(f"{place}.corrections", "key", "one key twice", "a key for each correction"))
    base = _priced(part, rows, units, place)
    lines = _lines(part, place, base, claims, by_id, progress)
    for i, each in enumerate(claims.values()):
        each.finish(f"{place}.corrections[{i}]", reversal=kind is DocumentKind.REVERSAL)
    amount = BILL_ROUNDINGS[base.rounding].amount
    priced = attrs.evolve(
        base,
        lines=lines,
        vat=vat_totals(((line.vat, line.amount) for line in lines), amount),
        rows=rows,
        book_digest=part["book_digest"],
        corrections=tuple(made),
    )
    same(place, "corrections", part["corrections"], corrections(priced))
    for name, value in totals(priced).items():
        same(place, name, part[name], value)
    return priced


def _lines(
    part: Tree,
    place: str,
    base: Priced,
    claims: dict[str, CorrectionCheck],
    rows: dict[str, ParameterRow],
    progress: _Progress,
) -> tuple[Line, ...]:
    """The stated lines: what is charged for the first time as priced, in its order; the others as they are claimed."""
    own = iter(base.lines)
    lines: list[Line] = []
    for i, stated in enumerate(part["lines"]):
        at = f"{place}.lines[{i}]"
        if stated["correction"]:
            line = _checked(stated, at, rows)
            at = f"{at} {named(line)}"
            if line.correction not in claims:
                raise Differs(ProofDifference(at, "correction", line.correction, "the key of a correction of its part"))
            progress.count(claims[line.correction].meet(line, at), at)
            lines.append(line)
            continue
        expected = next(own, None)
        if expected is None:
            raise Differs(ProofDifference(at, "", str(stated.get("code", stated)), "no further line"))
        same(f"{at} {named(expected)}", "", stated, write(expected))
        lines.append(expected)
        progress.lines += 1
    missing = next(own, None)
    if missing is not None:
        raise Differs(
            ProofDifference(f"{place}.lines", "", "no further line", f"{named(missing)} {missing.amount} EUR")
        )
    return tuple(lines)


def _priced(part: Tree, rows: tuple[ParameterRow, ...], units: dict[str, str], place: str) -> Priced:
    """What the facts give by the rows alone; nothing where all the part corrects what was charged before."""
    if part["facts"] is None:
        return bare(part)
    facts = read_facts(part["facts"])
    own_facts(part, facts, place, part["rounding"])
    same(place, "period", part["period"], write(facts.period))
    own = part["own_parameters"]  # a correction may go by other values of the same days
    result = computed(facts, rows if own is None else [row for row in rows if row.id in own], units)
    if isinstance(result, Refused):
        raise Differs(ProofDifference(place, "facts", result.faults[0].message, "facts and rows that can be priced"))
    return result


def _checked(stated: Tree, place: str, rows: dict[str, ParameterRow]) -> Line:
    """A line of a correction: its amount is what its terms give, its inputs are the rows they name."""
    try:
        line = read(Line, stated)
    except BadInput as error:
        raise Differs(
            ProofDifference(place, error.problems[0][0], error.problems[0][1], "a line that adds up")
        ) from error
    wrong = misread_input(line, rows)
    if wrong is not None:
        raise Differs(attrs.evolve(wrong, place=f"{place} {wrong.place}"))
    same(f"{place} {named(line)}", "", stated, write(line))
    return line


def _document(tree: Tree, supplies: list[Priced], progress: _Progress) -> None:
    lines = [line for priced in supplies for line in priced.lines]
    amount = BILL_ROUNDINGS[supplies[0].rounding].amount
    vat = vat_totals(((line.vat, line.amount) for line in lines), amount)
    net = total(line.amount for line in lines)
    whole = net + total(part.tax for part in vat)
    split = total(part.tax for part in vat if part.vat.exigibility == "S")
    progress.total = str(whole)
    stated = {"net": str(net), "vat": write(vat), "total": str(whole), "payable": str(whole - split)}
    for name, value in stated.items():
        same("bill", name, tree[name], value)
