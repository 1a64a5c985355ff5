"""The proof of a bill as JSON: facts, parameter rows with their acts, lines, totals, digests.

No name and no address stands in it: of the customer only the code that the bill's digest covers, of the supply the
contract number and the point. Of the documents that were corrected it holds the identity and the lines of the same
contracts, so that their digests, which their own papers bear, can be computed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from adapters.wire.converter import read, write
from domain.billing.bill import Bill, BillPart
from domain.billing.proof import balance, check_provable
from domain.kernel.digest import digest
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.pricing.correction import Correction
from domain.pricing.facts import BillingFacts
from domain.pricing.price_basis import RecalculationBasis
from domain.pricing.priced import Priced
from domain.tariffs.parameter import ParameterRow

Tree = dict[str, Any]

VERSION = 2
SEAL = "seal"
_NOBODY = "-"


def document(bill: Bill, corrected: Sequence[Bill] = ()) -> Tree:
    """The proof of a bill as a tree; `corrected` are the documents it takes back from.

    NotProvable where its facts were not kept.
    """
    check_provable(bill)
    tree: Tree = {
        "proof": VERSION,
        "bill": bill.identity,
        "digest": bill.digest,
        "total": str(bill.total),
        "payable": str(bill.payable),
        "net": str(bill.net),
        "vat": write(bill.vat),
        "parts": [_part(part) for part in bill.parts],
        "corrected": [_corrected(each, {part.priced.contract for part in bill.parts}) for each in corrected],
    }
    return tree | {SEAL: seal(tree)}


def seal(tree: Tree) -> str:
    """The digest over everything else in a proof."""
    return digest({key: value for key, value in tree.items() if key != SEAL})


def totals(priced: Priced) -> Tree:
    """The sums of a part, as they stand in a proof."""
    return {
        "vat": write(priced.vat),
        "net": str(priced.net),
        "tax": str(priced.tax),
        "total": str(priced.total),
        "digest": priced.digest,
    }


def corrections(priced: Priced) -> list[Tree]:
    """Each correction, what it changes, and what its days were priced from again."""
    return [
        {
            "correction": write_correction(each),
            "balance": str(balance(each, priced.lines)),
            "again": [
                {"facts": facts_tree(recalculated.facts), "parameters": [row.id for row in recalculated.rows]}
                for recalculated in each.again
            ],
        }
        for each in priced.corrections
    ]


def write_correction(correction: Correction) -> Tree:
    """A correction without what its days were priced from again, and without what the customer had paid."""
    tree = write(attrs.evolve(correction, again=()))
    assert isinstance(tree, dict)
    return {key: value for key, value in tree.items() if key not in ("again", "paid")}


def read_correction(tree: Tree, rows: dict[str, ParameterRow], units: dict[str, str]) -> Correction:
    """A correction from its tree, the rows and units being those of its part; BadInput, KeyError for a row that is
    not among them."""
    again = []
    for each in tree["again"]:
        own = tuple(rows[name] for name in each["parameters"])
        paths = sorted({row.path for row in own})
        again.append(RecalculationBasis(read_facts(each["facts"]), own, tuple((path, units[path]) for path in paths)))
    return attrs.evolve(read(Correction, tree["correction"]), again=tuple(again))


def facts_tree(facts: BillingFacts) -> Tree:
    """The facts, the party left out, the rounding by name."""
    contract = attrs.evolve(facts.contract, party=_NOBODY, order=None)
    tree = write(attrs.evolve(facts, contract=contract))
    assert isinstance(tree, dict)
    shown: Tree = dict(tree)
    return shown | {"rounding": facts.rounding.name}


def read_facts(tree: Tree) -> BillingFacts:
    """The facts from their tree; BadInput with every problem."""
    rest = {key: value for key, value in tree.items() if key != "rounding"}
    return attrs.evolve(read(BillingFacts, rest), rounding=BILL_ROUNDINGS[tree["rounding"]])


def row_tree(row: ParameterRow, unit: str) -> Tree:
    """A parameter row with its act and its unit, empty where the tariff book has none for it."""
    tree = write(row)
    assert isinstance(tree, dict)
    return {**tree, "unit": unit}


def read_rows(trees: list[Tree]) -> tuple[tuple[ParameterRow, ...], dict[str, str]]:
    """The rows from their trees, and the units by path; BadInput with every problem."""
    bare = [{key: value for key, value in tree.items() if key != "unit"} for tree in trees]
    return read(tuple[ParameterRow, ...], bare), {tree["path"]: tree["unit"] for tree in trees}


def _part(part: BillPart) -> Tree:
    priced = part.priced
    basis = priced.basis
    again = [recalculated for each in priced.corrections for recalculated in each.again]
    units = dict(basis.units if basis else ()) | {
        path: unit for recalculated in again for path, unit in recalculated.units
    }
    rows = (
        *priced.rows,
        *(basis.unused if basis else ()),
        *(row for recalculated in again for row in recalculated.rows),
    )
    return {
        **_head(part),
        "facts": None if basis is None else facts_tree(attrs.evolve(basis.facts, consumption=priced.consumption)),
        "parameters": [row_tree(row, units.get(row.path, "")) for row in _once(rows)],
        "own_parameters": sorted({*basis.used, *(row.id for row in basis.unused)}) if basis and basis.used else None,
        "lines": [write(line) for line in priced.lines],
        "corrections": corrections(priced),
        **totals(priced),
    }


def _corrected(bill: Bill, contracts: set[str]) -> Tree:
    """What the digest of a corrected document is taken over: its identity, and the lines of these contracts."""
    parts = [part for part in bill.parts if part.priced.contract in contracts]
    return {
        "bill": bill.identity,
        "digest": bill.digest,
        "parts": [
            _head(part) | {"lines": [write(line) for line in part.priced.lines], "calls": write(part.priced.calls)}
            for part in parts
        ],
    }


def _head(part: BillPart) -> Tree:
    priced = part.priced
    return {
        "contract": priced.contract,
        "point": part.point.code,
        "period": write(priced.period),
        "commodity": priced.commodity,
        "rounding": priced.rounding,
        "book_digest": priced.book_digest,
    }


def _once(rows: Iterable[ParameterRow]) -> list[ParameterRow]:
    """The rows in order of id, each once."""
    by_id = {row.id: row for row in rows}
    return [by_id[name] for name in sorted(by_id)]
