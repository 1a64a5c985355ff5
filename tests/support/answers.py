"""Answers held against what is said of them: each is JSON of the class that its route or its command names."""

from __future__ import annotations

import functools
import re
import typing
from collections.abc import Callable
from typing import Any, get_args

from jsonschema import Draft202012Validator
from litestar import Litestar

from adapters.http.openapi.describe import WIRE, schema_of
from adapters.http.openapi.document import operations


def check_answer(app: Litestar, method: str, path: str, answer: Any) -> None:
    """The JSON of a good answer fits what its route says it gives."""
    route, described = path.partition("?")[0], _described(app)
    for part in ("[^/]+", ".+"):  # a key of the registry may hold a slash
        for template, own, gives in described:
            if own == method and re.fullmatch(re.sub(r"\{\w+\}", part, template), route):
                _fits(gives, answer, f"{method} {template}")
                return
    raise AssertionError(f"{method} {route} does not describe itself")


def check_document(command: Callable[..., Any], document: Any) -> None:
    """What a command printed with --json fits the class that its option names."""
    gives = document_of(command)
    assert gives is not None, f"{command.__name__} does not name the class of its document"
    _fits(gives, document, command.__name__)


def document_of(command: Callable[..., Any]) -> Any:
    """The class of what a command prints with --json; None for a command without."""
    facts = get_args(typing.get_type_hints(command, include_extras=True).get("json"))
    return facts[-1] if len(facts) > 2 else None


@functools.cache
def _described(app: Litestar) -> list[tuple[str, str, Any]]:
    """Path, method and what is given, the paths with the fewest parameters first."""
    found = [(path, method, handler.opt[WIRE].response) for path, method, handler in operations(app)]
    return sorted(found, key=lambda each: each[0].count("{"))


def _fits(kind: Any, document: Any, where: str) -> None:
    errors = [f"{error.json_path}: {error.message[:300]}" for error in _validator(kind).iter_errors(document)]
    assert not errors, f"{where}: {errors[:3]}"


_VALIDATORS: dict[str, Draft202012Validator] = {}


def _validator(kind: Any) -> Draft202012Validator:
    name = repr(kind)
    if name not in _VALIDATORS:
        _VALIDATORS[name] = Draft202012Validator(dict(schema_of(kind)))
    return _VALIDATORS[name]
