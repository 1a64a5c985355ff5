"""The proof of a bill as JSON: facts, parameter rows with their acts, lines, totals, digests.

No name and no address stands in it: of the customer only the code that the bill's digest covers, of the supply the
contract number and the point.
"""

from __future__ import annotations

from typing import Any

import attrs

from adapters.wire.converter import read, write
from domain.invoices.bill import Bill, BillPart, DocumentKind
from domain.invoices.facts import BillingFacts
from domain.invoices.priced import Priced
from domain.invoices.proof import balance, check_provable, takes_back
from domain.kernel.digest import digest
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.tariffs.parameter import ParameterRow

Tree = dict[str, Any]

VERSION = 1
SEAL = "seal"
_NOBODY = "-"


def document(bill: Bill) -> Tree:
    """The proof of a bill as a tree. NotProvable where its facts were not kept."""
    check_provable(bill)
    tree: Tree = {
        "proof": VERSION,
        "bill": bill.identity,
        "digest": bill.digest,
        "total": str(bill.total),
        "payable": str(bill.payable),
        "net": str(bill.net),
        "vat": write(bill.vat),
        "parts": [_part(part, bill.kind) for part in bill.parts],
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


def balances(priced: Priced) -> list[Tree]:
    """Each correction and what it changes."""
    return [{"correction": write(each), "balance": str(balance(each, priced.lines))} for each in priced.corrections]


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


def _part(part: BillPart, kind: DocumentKind) -> Tree:
    priced = part.priced
    kept = None if takes_back(kind) else priced.grounds
    units = dict(kept.units) if kept else {}
    rows = sorted((*priced.rows, *(kept.unused if kept else ())), key=lambda row: row.id)
    return {
        "contract": priced.contract,
        "point": part.point.code,
        "period": write(priced.period),
        "commodity": priced.commodity,
        "rounding": priced.rounding,
        "book_digest": priced.book_digest,
        "facts": None if kept is None else facts_tree(attrs.evolve(kept.facts, consumption=priced.consumption)),
        "parameters": [row_tree(row, units.get(row.path, "")) for row in rows],
        "lines": [write(line) for line in priced.lines],
        "corrections": balances(priced),
        **totals(priced),
    }
