"""Computing a proof again: from facts and rows to lines, from lines to totals, from totals to the digest of the bill.

What is read is not believed: every number stated is compared with the one computed, in the order of the document, and
the first that differs is the answer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import attrs

from adapters.proof.document import SEAL, VERSION, Tree, balances, read_facts, read_rows, seal, totals
from adapters.wire.converter import BadInput, loads, read, write
from application.ports.proofs import BadProof
from domain.invoices.bill import DocumentKind
from domain.invoices.correction import Correction
from domain.invoices.line import Line
from domain.invoices.priced import Priced, Refused
from domain.invoices.proof import Difference, Verdict, computed, misread_input, named, takes_back
from domain.kernel.digest import digest
from domain.kernel.money import total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.tariffs.parameter import ParameterRow
from domain.taxes.vat import vat_totals

_ABSENT = "nothing"
_UNREADABLE = (BadInput, ValueError, TypeError, KeyError, AttributeError, LookupError, ArithmeticError)


class _Differs(Exception):
    """Ends the computation with the first difference."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        super().__init__(str(difference))


@attrs.define
class _Progress:
    """How far the computation came."""

    number: str = ""
    digest: str = ""
    total: str = ""
    lines: int = 0
    corrections: int = 0

    def verdict(self, difference: Difference | None) -> Verdict:
        return Verdict(self.number, self.digest, self.total, self.lines, self.corrections, difference)


def verify(data: bytes, expected_digest: str = "") -> Verdict:
    """The verdict on a proof; BadProof where the bytes are none."""
    tree = _loaded(data)
    progress = _Progress()
    try:
        _check(tree, progress, expected_digest)
    except _Differs as differs:
        return progress.verdict(differs.difference)
    except BadInput as error:
        place, problem = error.problems[0]
        return progress.verdict(Difference(place.removeprefix("$."), "", problem, "a readable proof"))
    except _UNREADABLE as error:
        return progress.verdict(Difference("proof", "", str(error) or type(error).__name__, "a readable proof"))
    return progress.verdict(None)


def _loaded(data: bytes) -> Tree:
    try:
        tree = loads(data)
    except BadInput as error:
        raise BadProof(f"the file is no proof of a bill: {error}") from error
    if not isinstance(tree, dict) or tree.get("proof") != VERSION or not isinstance(tree.get("parts"), list):
        raise BadProof(f"the file is no proof of a bill: expected an object with proof {VERSION} and parts")
    return tree


def _check(tree: Tree, progress: _Progress, expected_digest: str) -> None:
    identity = tree["bill"]
    progress.number = str(identity["number"])
    kind = DocumentKind(identity["kind"])
    supplies = []
    for i, part in enumerate(tree["parts"]):
        place = f"parts[{i}]"
        priced = _supply(part, place, kind, progress)
        supplies.append(priced)
        identity_of = [part["point"], priced.digest]
        _same(place, "identity", identity["parts"][i], identity_of)
    _same("bill", "parts", len(identity["parts"]), len(supplies))
    _document(tree, supplies, progress)
    progress.digest = digest(identity)
    _same("bill", "digest", tree["digest"], progress.digest)
    if not progress.digest.startswith(expected_digest.lower()):
        raise _Differs(Difference("bill", "digest on paper", expected_digest, progress.digest))
    _same("proof", SEAL, tree[SEAL], seal(tree))


def _supply(part: Tree, place: str, kind: DocumentKind, progress: _Progress) -> Priced:
    """One part computed again; its stated lines and sums agree with it."""
    rows, units = read_rows(part["parameters"])
    base = _priced(part, rows, units, place)
    own = iter(base.lines)
    by_id = {row.id: row for row in rows}
    lines: list[Line] = []
    for i, stated in enumerate(part["lines"]):
        at = f"{place}.lines[{i}]"
        if _corrects(stated, kind):
            lines.append(_checked(stated, at, by_id))
            progress.corrections += 1
            continue
        line = next(own, None)
        if line is None:
            raise _Differs(Difference(at, "", str(stated.get("code", stated)), "no further line"))
        _same(f"{at} {named(line)}", "", stated, write(line))
        lines.append(line)
        progress.lines += 1
    missing = next(own, None)
    if missing is not None:
        raise _Differs(Difference(f"{place}.lines", "", "no further line", f"{named(missing)} {missing.amount} EUR"))
    priced = _whole(base, part, rows, tuple(lines))
    stated_balances = [each["balance"] for each in part["corrections"]]  # what else they state, they were read from
    _same(place, "balances", stated_balances, [each["balance"] for each in balances(priced)])
    for name, value in totals(priced).items():
        _same(place, name, part[name], value)
    return priced


def _priced(part: Tree, rows: tuple[ParameterRow, ...], units: dict[str, str], place: str) -> Priced:
    """What the facts give by the rows alone; nothing where all the part corrects what was charged before."""
    if part["facts"] is None:
        return Priced(
            contract=part["contract"],
            commodity=part["commodity"],
            period=read(Period, part["period"]),
            lines=(),
            rounding=part["rounding"],
            book_digest=part["book_digest"],
            rows=(),
            warnings=(),
            consumption=(),
        )
    facts = read_facts(part["facts"])
    stated = {"contract": facts.contract.number, "point": facts.contract.point}
    stated |= {"commodity": facts.contract.commodity, "rounding": facts.rounding.name}
    for name, value in stated.items():
        _same(place, name, part[name], value)
    _same(place, "period", part["period"], write(facts.period))
    result = computed(facts, rows, units)
    if isinstance(result, Refused):
        raise _Differs(Difference(place, "facts", result.faults[0].message, "facts and rows that can be priced"))
    return result


def _whole(base: Priced, part: Tree, rows: tuple[ParameterRow, ...], lines: tuple[Line, ...]) -> Priced:
    """The part with the lines of its corrections among its own, under the digest of the book it was priced with."""
    amount = BILL_ROUNDINGS[base.rounding].amount
    return attrs.evolve(
        base,
        lines=lines,
        vat=vat_totals(((line.vat, line.amount) for line in lines), amount),
        rows=rows,
        book_digest=part["book_digest"],
        corrections=tuple(read(Correction, each["correction"]) for each in part["corrections"]),
    )


def _corrects(stated: Any, kind: DocumentKind) -> bool:
    return takes_back(kind) or bool(stated["correction"])


def _checked(stated: Tree, place: str, rows: dict[str, ParameterRow]) -> Line:
    """A line of a correction: its amount is what its terms give, its inputs are the rows they name."""
    try:
        line = read(Line, stated)
    except BadInput as error:
        raise _Differs(Difference(place, error.problems[0][0], error.problems[0][1], "a line that adds up")) from error
    wrong = misread_input(line, rows)
    if wrong is not None:
        raise _Differs(attrs.evolve(wrong, place=f"{place} {wrong.place}"))
    _same(f"{place} {named(line)}", "", stated, write(line))
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
        _same("bill", name, tree[name], value)


def _same(place: str, field: str, found: Any, expected: Any) -> None:
    """_Differs at the first leaf that differs."""
    for path, one, other in _leaves(found, expected, field):
        raise _Differs(Difference(place, path, _said(one), _said(other)))


def _leaves(found: Any, expected: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in dict.fromkeys([*expected, *found]):
            yield from _leaves(found.get(key, _ABSENT), expected.get(key, _ABSENT), f"{path}.{key}".lstrip("."))
    elif isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        pairs = itertools.zip_longest(found, expected, fillvalue=_ABSENT)
        for i, (one, other) in enumerate(pairs):
            yield from _leaves(one, other, f"{path}[{i}]")
    elif type(found) is not type(expected) or found != expected:
        yield path, found, expected


def _said(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)
