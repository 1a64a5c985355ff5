"""Every port has a contract test: a new one without fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PORTS = ROOT / "application" / "ports"
GATHERS = {"UnitOfWork", "UnitsOfWork"}


def protocols() -> Iterator[tuple[str, str]]:
    """Every Protocol of the ports: its module and its name."""
    for path in sorted(PORTS.glob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") == "Protocol" for base in node.bases):
                yield path.stem, node.name


def stores() -> dict[str, str]:
    """The attribute of a unit of work that gives a store, by the store's name."""
    tree = ast.parse((PORTS / "unit_of_work.py").read_text("utf-8"))
    return {
        node.returns.id: node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name)
    }


def exercised() -> set[str]:
    """What the contract tests name: types that annotate what they test, and stores of a unit of work called `work`."""
    names: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.arg | ast.AnnAssign) and isinstance(node.annotation, ast.Name):
                names.add(node.annotation.id)
            if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name):
                names.add(node.returns.id)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "work":
                names.add(f"work.{node.attr}")
    return names


@pytest.mark.parametrize(("module", "name"), list(protocols()), ids=lambda part: part)
def test_every_port_is_exercised_by_a_contract_test(module: str, name: str) -> None:
    by_store = f"work.{stores().get(name, '?')}"
    used = exercised()
    assert name in used or by_store in used or (name in GATHERS and "UnitsOfWork" in used), (
        f"application/ports/{module}.py: no test in tests/contract takes a {name}; write one over every implementation"
    )


def test_every_port_is_in_the_table_of_how_to_extend() -> None:
    rows = (line for line in (ROOT / "docs/extending.md").read_text("utf-8").splitlines() if line.startswith("| `"))
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert {module for module, _ in protocols()} == named


def test_the_walk_finds_ports_and_stores() -> None:
    found = {name for _, name in protocols()}
    assert {"Clock", "Bills", "ChunkRunner", "UnitOfWork"} <= found
    assert set(stores()) >= {"Bills", "Journal"}
    assert "Nothing" not in exercised()
