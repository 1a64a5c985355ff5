"""The checks of records: rules.toml read once, and applied to what the engine read."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import attrs

from adapters.sii.declare import BAND_NAMES, Bands, Format, Group, Groups, Scalar, declared
from adapters.sii.month import of_another_month, of_two_months
from adapters.sii.registry import FORMATS
from domain.kernel.fault import Severity
from domain.kernel.validity import Period

Values = tuple[tuple[str, tuple[str, ...]], ...]
RuleSettings = Mapping[str, str]
"""What a tenant made of a rule: its id -> "off", "warn" or "refuse". Rules that are not named stay as they are."""

SETTINGS = ("off", "warn", "refuse")
_CHECKS = ("month of the file", "month of the record")


class BadRule(ValueError):
    """rules.toml names a flow, a field or a key that does not exist."""


@attrs.frozen
class Rule:
    """One check. Fields are named as in the file; see the head of rules.toml."""

    id: str
    label: str
    flows: frozenset[str]
    when: Values
    unless: Values
    require: tuple[str, ...]
    forbid: tuple[str, ...]
    expect: Values
    severity: Severity
    source: str
    check: str


@attrs.frozen
class Breach:
    """A rule a record breaks: fault code and message."""

    rule: Rule
    code: str
    message: str


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the file. BadRule where the file is wrong."""
    text = resources.files("adapters.sii").joinpath("rules.toml").read_text(encoding="utf-8")
    return tuple(_rule(row) for row in tomllib.loads(text)["rule"])


@functools.cache
def rules_of(flow: str) -> tuple[Rule, ...]:
    """The rules of one flow."""
    return tuple(rule for rule in rules() if flow in rule.flows)


def set_by(flow: str, settings: RuleSettings) -> tuple[Rule, ...]:
    """The rules of a flow as a tenant set them. BadRule for a rule or a setting that does not exist."""
    known = {rule.id for rule in rules()}
    for name, setting in settings.items():
        if name not in known or setting not in SETTINGS:
            raise BadRule(f"rule {name!r} set to {setting!r}: expected a known rule and one of {', '.join(SETTINGS)}")
    kept = (rule for rule in rules_of(flow) if settings.get(rule.id) != "off")
    return tuple(
        attrs.evolve(rule, severity=Severity(settings[rule.id])) if rule.id in settings else rule for rule in kept
    )


def breaches(
    flow: Format[Any], record: attrs.AttrsInstance, month: Period | None, checks: tuple[Rule, ...]
) -> tuple[Breach, ...]:
    """What `record` breaks of `checks`, in their order; `month` is that of the file, where its name tells."""
    return tuple(breach for rule in checks for breach in _breaches(rule, flow, record, month))


def _breaches(rule: Rule, flow: Format[Any], record: attrs.AttrsInstance, month: Period | None) -> list[Breach]:
    if not all(_text(record, name) in values for name, values in rule.when):
        return []
    if rule.unless and all(_text(record, name) in values for name, values in rule.unless):
        return []
    if rule.check:
        told = of_two_months(record) if rule.check == _CHECKS[1] else of_another_month(flow, record, month)
        return [Breach(rule, "SII-008", f"{told} (rule {rule.id}: {rule.label})")] if told else []
    found = [(name, "SII-005", "is missing or empty") for name in rule.require if _value(record, name) is None]
    found += [(name, "SII-006", "must be empty") for name in rule.forbid if _value(record, name) is not None]
    for name, values in rule.expect:
        text = _text(record, name)
        if text is not None and text not in values:
            found.append((name, "SII-006", f"found {text!r}, expected {' or '.join(values)}"))
    return [Breach(rule, code, f"{name} {what} (rule {rule.id}: {rule.label})") for name, code, what in found]


def _rule(row: Mapping[str, Any]) -> Rule:
    known = {field.name for field in attrs.fields(Rule)}
    fields = {*row.get("when", ()), *row.get("unless", ()), *row.get("expect", ())}
    fields |= {*row.get("require", ()), *row.get("forbid", ())}
    flows = {flow.code for flow in FORMATS}
    wrong = (set(row) - known) | (set(row["flows"]) - flows) | {name for name in fields if not _declares(name)}
    if row.get("check", _CHECKS[0]) not in _CHECKS:
        wrong.add(f"check {row['check']!r}")
    if wrong:
        raise BadRule(f"rule {row['id']}: unknown {', '.join(sorted(wrong))}")
    return Rule(
        id=row["id"],
        label=row["label"],
        flows=frozenset(row["flows"]),
        when=_values(row.get("when", {})),
        unless=_values(row.get("unless", {})),
        require=tuple(row.get("require", ())),
        forbid=tuple(row.get("forbid", ())),
        expect=_values(row.get("expect", {})),
        severity=Severity(row["severity"]),
        source=row["source"],
        check=row.get("check", ""),
    )


def _values(table: Mapping[str, list[str]]) -> Values:
    return tuple((name, tuple(values)) for name, values in table.items())


def _declares(name: str) -> bool:
    return any(name in _places_of(flow.record) for flow in FORMATS)


def _value(record: attrs.AttrsInstance, name: str) -> Any:
    place = _places_of(type(record)).get(name)
    if place is None:
        return None
    value: Any = record
    for attribute in place.path:
        value = None if value is None else getattr(value, attribute)
    if place.band:
        return dict(value or ()).get(place.band)
    return None if value == () else value


def _text(record: attrs.AttrsInstance, name: str) -> str | None:
    value = _value(record, name)
    if value is None:
        return None
    shape = _places_of(type(record))[name].shape
    assert isinstance(shape, Scalar), f"{name} has no text to compare"
    return shape.codec.write(value)


@attrs.frozen
class _Place:
    path: tuple[str, ...]
    shape: Scalar | Bands | Group | Groups
    band: str = ""


def _places_of(record: type[attrs.AttrsInstance]) -> Mapping[str, _Place]:
    return _places(record)


@functools.cache
def _places(record: type[attrs.AttrsInstance]) -> Mapping[str, _Place]:
    places: dict[str, _Place] = {}
    for attribute in attrs.fields(record):
        line = declared(attribute)
        if isinstance(line.shape, Group):
            for name, below in _places(line.shape.record).items():
                for full in {name, f"{line.names[0]}/{name}"}:
                    places.setdefault(full, _Place((attribute.name, *below.path), below.shape, below.band))
        if isinstance(line.shape, Scalar | Group | Groups):
            places.update({name: _Place((attribute.name,), line.shape) for name in line.names})
        if isinstance(line.shape, Bands):
            places.update({line.names[0] + band: _Place((attribute.name,), line.shape, band) for band in BAND_NAMES})
    return MappingProxyType(places)
