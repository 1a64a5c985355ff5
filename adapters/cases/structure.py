"""The structure of a case file: strict JSON, then the published JSON Schema (draft 2020-12) of its kind.

Strict: UTF-8, no key twice, no NaN, no number with decimals. Unknown keys are refused by the schemas.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from adapters.cases.problem import BadCase, Problem, WrittenFloat, bad, pointer_to, shown

KINDS = ("simulate", "estimate")
MOST_BYTES = 4_000_000
_MOST_PROBLEMS = 50
_FOLDER = Path(__file__).parent


class UnknownKind(LookupError):
    """No case file is of that kind."""


@functools.lru_cache(maxsize=len(KINDS))
def _validator(kind: str) -> Draft202012Validator:
    document = json.loads((_FOLDER / f"{kind}.schema.json").read_text("utf-8"))
    return Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)


def schema(kind: str) -> dict[str, Any]:
    """The published JSON Schema of a kind of case: simulate or estimate."""
    if kind not in KINDS:
        raise UnknownKind(f"no case is of kind {kind!r}; known: {', '.join(KINDS)}")
    document: dict[str, Any] = json.loads(json.dumps(_validator(kind).schema))
    return document


def read(kind: str, data: bytes) -> dict[str, Any]:
    """The tree of a case file, whose structure is that of its schema; BadCase with every problem found."""
    tree = _tree(data)
    problems: dict[str, Problem] = {}
    for error in _validator(kind).iter_errors(tree):
        for problem in _problems(error):
            problems.setdefault(problem.pointer, problem)
    if problems:
        raise BadCase(sorted(problems.values(), key=lambda problem: problem.pointer)[:_MOST_PROBLEMS])
    assert isinstance(tree, dict)
    return tree


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
    except BadCase:
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
        yield Problem(pointer_to(path), shown(error.instance), _expected(error, rules))


def _expected(error: ValidationError, rules: dict[str, Any]) -> str:
    if isinstance(error.instance, WrittenFloat):
        return f'text: write "{error.instance.text}" in quotes, a JSON number with decimals is not kept exactly'
    if error.validator == "enum":
        return f"one of {', '.join(str(value) for value in rules['enum'])}"
    if error.validator == "const":
        return str(error.validator_value)
    about = rules.get("description", "")
    if error.validator in ("type", "pattern", "format"):
        kinds = error.validator_value if isinstance(error.validator_value, str) else " or ".join(rules.get("type", []))
        return about if error.validator != "type" or not about else f"{kinds}: {about}"
    limit = f"{error.validator} {error.validator_value}"
    return f"{limit}: {about}" if about else limit
