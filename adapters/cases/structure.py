"""The structure of a case file: strict JSON, then the published JSON Schema (draft 2020-12) of its commodity.

Strict: UTF-8, no key twice, no NaN, no number with decimals. Unknown keys are refused by the schemas.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from adapters.cases.problem import Problem, UnreadableCase, WrittenFloat, bad, pointer_to, shown
from domain.pricing.faults import PRC_004

BY_COMMODITY = ("simulate", "estimate")
KINDS = (*BY_COMMODITY, "recalculate")
MOST_BYTES = 4_000_000
_MOST_PROBLEMS = 50
_QUANTITIES = {"consumption", "annual_energy", "annual_smc", "demand", "counters", "used_before", "billed_before"}
_NEGATIVE = re.compile(r"-[0-9.]+\Z")
_FOLDER = Path(__file__).parent


class UnknownKind(LookupError):
    """No case file is of that kind."""


@functools.lru_cache(maxsize=1)
def _validators() -> dict[str, dict[str, Draft202012Validator]]:
    """The validators by kind and commodity: one schema file each, in the folder of its commodity."""
    found: dict[str, dict[str, Draft202012Validator]] = {kind: {} for kind in BY_COMMODITY}
    for file in sorted(_FOLDER.glob("*/*.schema.json")):
        document = json.loads(file.read_text("utf-8"))
        checker = Draft202012Validator.FORMAT_CHECKER
        kind = file.name.removesuffix(".schema.json")
        found[kind][file.parent.name] = Draft202012Validator(document, format_checker=checker)
    return found


@functools.lru_cache(maxsize=1)
def _recalculation() -> Draft202012Validator:
    document = json.loads((_FOLDER / "recalculate" / "schema.json").read_text("utf-8"))
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema of a kind of case: one of the schemas of its commodities; that of a recalculation holds
    the one of the cases to simulate."""
    if kind not in KINDS:
        raise UnknownKind(f"no case is of kind {kind!r}; known: {', '.join(KINDS)}")
    if kind not in BY_COMMODITY:
        document: dict[str, Any] = json.loads(json.dumps(_recalculation().schema))
        about = document["$defs"]["document"]["properties"]["case"]["description"]
        document["$defs"]["document"]["properties"]["case"] = {"$ref": "#/$defs/case", "description": about}
        document["$defs"]["case"] = schema("simulate")
        return document
    documents = [json.loads(json.dumps(validator.schema)) for validator in _validators()[kind].values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:bollettario:case:{kind}",
        "title": f"A case to {kind}",
        "description": "One supply, described whole. The field commodity says which of the schemas it follows.",
        "oneOf": documents,
    }


def read(kind: str, data: bytes) -> dict[str, Any]:
    """The tree of a case file, whose structure is that of its schema; BadCase with every problem found."""
    tree = _tree(data)
    check(kind, tree)
    assert isinstance(tree, dict)
    return tree


def read_recalculation(data: bytes) -> dict[str, Any]:
    """The tree of a recalculation; the cases in it are objects still to be checked. BadCase."""
    tree = _tree(data)
    _follow(_recalculation(), tree)
    assert isinstance(tree, dict)
    return tree


def check(kind: str, tree: Any) -> None:
    """BadCase unless a tree is a case of a commodity that follows its schema."""
    validators = _validators()[kind]
    commodity = tree.get("commodity") if isinstance(tree, dict) else None
    if not isinstance(commodity, str) or commodity not in validators:
        found = commodity if isinstance(tree, dict) else tree
        shown_value = "nothing" if isinstance(tree, dict) and "commodity" not in tree else shown(found)
        raise UnreadableCase([Problem("/commodity", shown_value, f"one of {', '.join(validators)}")])
    _follow(validators[commodity], tree)


def _follow(validator: Draft202012Validator, tree: Any) -> None:
    problems: dict[str, Problem] = {}
    for error in validator.iter_errors(tree):
        for problem in _problems(error):
            problems.setdefault(problem.pointer, problem)
    if problems:
        raise UnreadableCase(sorted(problems.values(), key=lambda problem: problem.pointer)[:_MOST_PROBLEMS])


def _tree(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise bad("", f"{len(data)} bytes", f"at most {MOST_BYTES} bytes")
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_float=WrittenFloat,
            parse_constant=_no_constant,
            object_pairs_hook=_distinct,
        )
    except UnicodeDecodeError as error:
        raise bad("", f"byte {data[error.start]:#04x} at {error.start}", "a text in UTF-8") from error
    except json.JSONDecodeError as error:
        raise bad("", f"line {error.lineno}, column {error.colno}: {error.msg}", "a JSON document") from error
    except RecursionError as error:
        raise bad("", "a document nested too deep", "a case") from error
    except UnreadableCase:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise bad("", str(error), "numbers of at most 12 digits") from error


def _no_constant(name: str) -> NoReturn:
    raise bad("", name, "finite numbers only")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise bad("", f"the key {key!r} twice in one object", "each key once")
        result[key] = value
    return result


def _problems(error: ValidationError) -> Iterator[Problem]:
    path, rules = list(error.absolute_path), error.schema
    assert isinstance(rules, dict)
    if error.validator == "additionalProperties":
        known = rules.get("properties", {})
        assert isinstance(error.instance, dict)
        for key in error.instance:
            if key not in known:
                expected = f"no such field; the fields here are {', '.join(known)}"
                yield Problem(pointer_to([*path, key]), shown(error.instance[key]), expected)
    elif error.validator == "required":
        properties = rules.get("properties", {})
        assert isinstance(error.instance, dict)
        for key in rules["required"]:
            if key not in error.instance:
                about = properties.get(key, {}).get("description", "")
                expected = f"the field {key}{': ' + about if about else ''}"
                yield Problem(pointer_to([*path, key]), "nothing", expected)
    else:
        code = PRC_004.code if path and path[0] in _QUANTITIES and _is_negative(error.instance) else ""
        yield Problem(pointer_to(path), shown(error.instance), _expected(error, rules), code)


def _is_negative(value: Any) -> bool:
    return _NEGATIVE.match(value.text if isinstance(value, WrittenFloat) else str(value)) is not None


def _expected(error: ValidationError, rules: dict[str, Any]) -> str:
    if isinstance(error.instance, WrittenFloat):
        return f'text: write "{error.instance.text}" in quotes, a JSON number with decimals is not kept exactly'
    if error.validator == "enum":
        return f"one of {', '.join(str(value) for value in rules['enum'])}"
    if error.validator == "const":
        return str(error.validator_value)
    about = str(rules.get("description", ""))
    if error.validator == "oneOf" and about:
        return about
    if error.validator in ("type", "pattern", "format"):
        kinds = error.validator_value if isinstance(error.validator_value, str) else " or ".join(rules.get("type", []))
        return about if error.validator != "type" or not about else f"{kinds}: {about}"
    limit = f"{error.validator} {error.validator_value}"
    return f"{limit}: {about}" if about else limit
