"""The names of the house: one word, one meaning, and the words of the trade."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.support.source import PACKAGES, ROOT, modules

MOST_MODULES, MOST_AT_THE_TOP_OF_APPLICATION = 12, 4
OF_ONE_KIND = {  # a file a port, a route, a command, a store, a flow, a migration: their number says nothing
    "application/ports",
    "adapters/http/routes",
    "adapters/cli",
    "adapters/persistence/stores",
    "adapters/persistence/migrations/versions",
    "adapters/sii/flows",
}
BANNED = {
    "told": "stated, entered or reported",
    "tell": "report or state",
    "tells": "reports or states",
    "taken": "accepted",
    "taker": "file handler",
    "takers": "file handlers",
    "hear": "handle",
    "heard": "handled",
    "hearing": "the processes a message is of",
    "reckon": "compute",
    "reckoned": "recalculated",
    "stranger": "unknown point",
    "strangers": "unknown points",
    "walk": "reading route",
    "alike": "the same, or similar",
    "brought": "the result",
    "kept": "stored, or rejected records",
    "desk": "ports",
    "judge": "validate",
    "judged": "validated",
    "judging": "validation",
    "gathering": "billing facts",
    "gathered": "billing facts",
    "redo": "recalculation input",
    "grounds": "price basis",
}
"""Words that no utilities engineer knows, or that had several meanings, and what the trade says."""
STORED = {"taken_back", "told", "taken"}
STORED_IN = (
    "adapters/persistence/",
    "domain/pricing/correction.py",
    "domain/billing/proof.py",
    "domain/corrections/",
    "adapters/proof/",
)
"""Fields of stored documents and proofs, which keep the name that the first of them has."""


def class_names() -> dict[str, list[str]]:
    """Every public class by name, with the modules that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*PACKAGES):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def test_a_class_name_means_one_thing_in_the_product() -> None:
    assert not {name: homes for name, homes in class_names().items() if len(homes) > 1}


def loose(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def test_a_folder_holds_at_most_a_dozen_loose_modules() -> None:
    folders = {path.parent for path in modules(*PACKAGES)}
    full = {
        str(folder.relative_to(ROOT)): len(loose(folder)) for folder in folders if len(loose(folder)) > MOST_MODULES
    }
    assert not full.keys() - OF_ONE_KIND, "a folder this full holds two ideas"
    assert len(loose(ROOT / "application")) <= MOST_AT_THE_TOP_OF_APPLICATION


def identifiers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that a module defines: classes, functions, arguments, fields, constants."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.lineno
        if isinstance(node, ast.arg):
            yield node.arg, node.lineno
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def words(name: str) -> list[str]:
    return re.findall(r"[a-z]+|[A-Z][a-z]*", name.replace("_", " "))


def test_names_are_words_of_the_trade() -> None:
    wrong = []
    for path in modules(*PACKAGES):
        named = [(path.stem, 0), *identifiers(ast.parse(path.read_text("utf-8")))]
        is_stored = str(path.relative_to(ROOT)).startswith(STORED_IN)
        for name, line in named:
            if is_stored and name in STORED:
                continue
            bad = [word.lower() for word in words(name) if word.lower() in BANNED]
            wrong += [f"{path.relative_to(ROOT)}:{line} {name}: say {BANNED[word]}" for word in bad]
    assert not wrong
