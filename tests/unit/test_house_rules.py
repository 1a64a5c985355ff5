"""The rules of the house, checked on the source itself. Each test says why the rule is there."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from adapters.sii.documentation.formats import field_rows
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.registry import FORMATS
from application.faults import FAULTS
from tests.support.source import PACKAGES, ROOT, modules

ROUNDING_HOME = ROOT / "domain/kernel/rounding.py"
FAULT_WORDS = ROOT / "domain/market/faults.py"  # what a fault says is a public contract
CLOCK_HOME = ROOT / "adapters/system_clock.py"
FORBIDDEN_NAMES = ("utils", "helpers", "common", "base", "misc")

DOMAIN_MAY_IMPORT = frozenset(
    {
        "attrs",
        "schwifty",  # IBAN with the Italian CIN
        "stdnum",  # partita IVA, codice fiscale, creditor identifier
        # the pure part of the standard library
        "__future__", "bisect", "calendar", "collections", "datetime", "decimal", "enum", "functools", "hashlib",
        "itertools", "json", "re", "string", "types", "typing", "unicodedata", "zoneinfo",
    }
)  # fmt: skip


def trees(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in modules(*packages):
        yield path, ast.parse(path.read_text("utf-8"))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def test_the_domain_imports_only_what_the_list_names() -> None:
    graph = grimp.build_graph("domain", include_external_packages=True, cache_dir=None)
    external = {name for name in graph.modules if not name.startswith("domain")}
    assert {name.split(".")[0] for name in external} <= DOMAIN_MAY_IMPORT


def test_nothing_rounds_outside_the_rounding_module() -> None:
    found = [
        where(path, call)
        for path, tree in trees(*PACKAGES)
        if path != ROUNDING_HOME
        for call in calls(tree, "quantize", *(("round",) if path.parts[len(ROOT.parts)] != "adapters" else ()))
    ]
    assert not found, "round by a named policy of domain/kernel/rounding.py"


def test_the_domain_knows_no_float() -> None:
    found = []
    for path, tree in trees("domain"):
        for node in ast.walk(tree):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if is_float or (isinstance(node, ast.Name) and node.id == "float"):
                found.append(where(path, node))
    assert not found, "money, quantities and tariffs are Decimal"


def test_only_the_clock_tells_the_time() -> None:
    found = [
        where(path, call)
        for path, tree in trees(*PACKAGES)
        if path != CLOCK_HOME
        for call in calls(tree, "now", "today", "utcnow")
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Attribute | ast.Name)
        and getattr(call.func.value, "attr", getattr(call.func.value, "id", "")) in ("datetime", "date", "dt")
    ]
    assert not found, "ask the Clock port"


def test_the_domain_has_no_input_output_and_no_logging() -> None:
    found = [where(path, call) for path, tree in trees("domain") for call in calls(tree, "open", "print", "input")]
    assert not found


def test_packages_hold_only_a_docstring_in_their_init() -> None:
    wrong = []
    for path, tree in trees(*PACKAGES):
        if path.name == "__init__.py":
            docstring_only = len(tree.body) == 1 and ast.get_docstring(tree)
            if not docstring_only:
                wrong.append(where(path, tree))
    assert not wrong, "import names from their home"


def test_every_module_says_what_it_is_for() -> None:
    assert not [str(path) for path, tree in trees(*PACKAGES) if not ast.get_docstring(tree)]


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not [
        path for path in modules(*PACKAGES) if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_error_is_caught_without_a_name(package: str) -> None:
    found = []
    for path, tree in trees(package):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or (
                    isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
                )
                if broad:
                    found.append(where(path, node))
    assert not found, "catch what can be expected, by name"


def test_modules_hold_one_idea() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in modules(*PACKAGES)
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not too_long, "when a file passes 350 lines, two ideas live in it"


def test_no_to_do_is_left_in_the_source() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XXX" + ":")
    assert not [path for path in modules(*PACKAGES, "tests") if any(mark in path.read_text("utf-8") for mark in marks)]


def test_a_fault_code_is_typed_once() -> None:
    found = [
        f"{where(path, node)} {node.value}"
        for path, tree in trees(*PACKAGES)
        if not path.stem.endswith("faults")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in FAULTS
    ]
    assert not found, "name the constant beside what raises it"


def test_no_module_imports_from_a_test_module() -> None:
    found = []
    for path, tree in trees("tests"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module or ''}.{alias.name}" for alias in node.names]
            else:
                continue
            if any(part.startswith("test_") for name in names if name.startswith("tests.") for part in name.split(".")):
                found.append(where(path, node))
    assert not found, "what tests share stands in tests/support"


def test_no_test_module_has_more_than_one_subject() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in modules("tests")
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not too_long, "split what has passed 400 lines by its subjects"


def texts(*packages: str) -> Iterator[tuple[Path, ast.Constant, str]]:
    """Every text in the source, docstrings and bytes included."""
    for path, tree in trees(*packages):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                yield path, node, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def wire_names() -> frozenset[str]:
    """The names under which the declared layouts of the SII have their fields, words of everyday apart."""
    columns = {slot.name for form in MARKET_FORMATS for slot in form.fields}
    elements = {word for flow in FORMATS for row in field_rows(flow) for word in re.findall(r"\w+", row[0])}
    return frozenset(columns | {name for name in elements if not name.islower() or "_" in name})


def test_no_name_of_a_wire_format_stands_inside() -> None:
    names = wire_names()
    assert {"CP_UTENTE", "BONUS_FROM", "CHARGED", "DataMisura", "let_tot_prel"} <= names
    columns = {name for name in names if name.isupper() and "_" in name}
    found = [
        f"{where(path, node)} {text[:60]!r}"
        for path, node, text in texts("domain", "application")
        if text in names or (columns & set(re.findall(r"\w+", text)) and path != FAULT_WORDS)
    ]
    assert not found, "a wire format is met in its adapter only: inside, it has become values of the domain"


def test_no_day_is_read_and_no_markup_looked_for_inside() -> None:
    found = [where(path, call) for path, tree in trees("domain", "application") for call in calls(tree, "strptime")]
    found += [
        where(path, node)
        for path, node, text in texts("domain", "application")
        if re.search(r"\{2\}\)?/", text) or re.match(r"<\?|<[A-Za-z][^>]*>", text) or (b"<" in as_bytes(node))
    ]
    assert not found, "the adapter reads what is written; it is asked through its port"


def as_bytes(node: ast.Constant) -> bytes:
    return node.value if isinstance(node.value, bytes) else b""


def test_the_import_contracts_name_every_adapter() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (independent,) = (each["modules"] for each in contracts if each["name"] == "adapters do not import each other")
    packages = {path.parent.name for path in (ROOT / "adapters").glob("*/__init__.py")}
    assert {name.removeprefix("adapters.") for name in independent} == packages - {"wire"}
