"""The checks of records: rules.toml read once, and applied to what the engine read."""

from __future__ import annotations

import functools
import operator
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any

import attrs

from adapters.sii.month import of_another_month, of_two_months
from adapters.sii.records.declare import BAND_NAMES, Bands, Curve, ElementGroup, Format, Groups, Scalar, declared
from adapters.sii.registry import FORMATS
from domain.kernel.fault import Severity
from domain.kernel.validity import Period
from domain.metering.deliveries.faults import SII_005, SII_006, SII_008

Values = tuple[tuple[str, tuple[str, ...]], ...]
RuleSettings = Mapping[str, str]
"""What a tenant made of a rule: its id -> "off", "warn" or "refuse". Rules that are not named stay as they are."""

SETTINGS = ("off", "warn", "refuse")
_REMEMBERED = 4096
_CHECKS = ("month of the file", "month of the record")


class BadRule(ValueError):
    """rules.toml names a flow, a field or a key that does not exist."""


@attrs.frozen
class Rule:
    """One check. Fields are named as in the file; see the head of rules.toml."""

    id: str
    label: str
    flows: frozenset[str]
    given: tuple[str, ...]
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


def set_by(flow: str, settings: RuleSettings) -> Checks:
    """The rules of a flow as a tenant set them. BadRule for a rule or a setting that does not exist."""
    known = {rule.id for rule in rules()}
    for name, setting in settings.items():
        if name not in known or setting not in SETTINGS:
            raise BadRule(f"rule {name!r} set to {setting!r}: expected a known rule and one of {', '.join(SETTINGS)}")
    active = (rule for rule in rules_of(flow) if settings.get(rule.id) != "off")
    return Checks(
        tuple(
            attrs.evolve(rule, severity=Severity(settings[rule.id])) if rule.id in settings else rule for rule in active
        )
    )


@attrs.define
class Checks:
    """Rules at work on the records of a file.

    Most records of a file look alike to the rules: what they say of one is remembered for the next with the same codes
    in the fields that rules compare, and the same fields filled among those that rules ask for.
    """

    rules: tuple[Rule, ...]
    _of_months: tuple[Rule, ...] = attrs.field(init=False)
    _compared: dict[type[attrs.AttrsInstance], _RuleKey] = attrs.field(factory=dict, init=False)
    _remembered: dict[tuple[object, ...], tuple[Breach, ...]] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._of_months = tuple(rule for rule in self.rules if rule.check)

    def breaches(self, flow: Format[Any], record: attrs.AttrsInstance, month: Period | None) -> tuple[Breach, ...]:
        """What `record` breaks, months last; `month` is that of the file, where its name tells."""
        kind = type(record)
        if kind not in self._compared:
            self._compared[kind] = _RuleKey.of(self._places(kind))
        key: tuple[object, ...] = (kind, *self._compared[kind].at(record))
        broken = self._remembered.get(key)
        if broken is None:
            broken = tuple(breach for rule in self.rules if not rule.check for breach in _breaches(rule, record))
            if len(self._remembered) < _REMEMBERED:
                self._remembered[key] = broken
        for rule in self._of_months:
            if _applies(rule, record):
                wrong = of_two_months(record) if rule.check == _CHECKS[1] else of_another_month(flow, record, month)
                if wrong:
                    broken = (*broken, Breach(rule, SII_008.code, f"{wrong} (rule {rule.id}: {rule.label})"))
        return broken

    def _places(self, kind: type[attrs.AttrsInstance]) -> Iterator[_Place]:
        """Where the fields that rules look at are: as a text where they are compared, else only whether filled."""
        compared: dict[str, bool] = {}
        for rule in self.rules:
            for name in (*rule.require, *rule.forbid, *rule.given):
                compared.setdefault(name, False)
            for name, _ in (*rule.when, *rule.unless, *rule.expect):
                compared[name] = True
        for name, is_text in compared.items():
            place = _places_of(kind).get(name)
            if place is not None:
                yield attrs.evolve(place, is_text=is_text)


@attrs.frozen
class _RuleKey:
    """What tells records apart for the rules: some fields as they are, of others only whether they are filled, of
    those by band which bands."""

    places: tuple[_Place, ...]
    texts: Callable[[Any], tuple[object, ...]]
    fillings: Callable[[Any], tuple[object, ...]]
    lists: Callable[[Any], tuple[object, ...]]
    banded: Callable[[Any], tuple[Any, ...]]

    @classmethod
    def of(cls, places: Iterable[_Place]) -> _RuleKey:
        """The look at these places."""
        found = tuple(places)
        several = [each for each in found if isinstance(each.shape, Curve | Groups)]
        plain = [each for each in found if not each.band and each not in several]
        return cls(
            found,
            _getter(each for each in plain if each.is_text),
            _getter(each for each in plain if not each.is_text),
            _getter(several),
            _getter(each for each in found if each.band),
        )

    def at(self, record: attrs.AttrsInstance) -> tuple[object, ...]:
        """What is compared of `record`. Hashable; never the same for two that a rule tells apart."""
        try:
            are_missing = [value is None for value in self.fillings(record)]
            are_empty = [not values for values in self.lists(record)]
            bands = [tuple([band for band, _ in values]) for values in self.banded(record)]
            return self.texts(record), *are_missing, *are_empty, *bands
        except AttributeError:  # a group is missing
            return tuple([_seen(record, place) for place in self.places])


def _getter(places: Iterable[_Place]) -> Callable[[Any], tuple[Any, ...]]:
    """The attributes at some places, each once."""
    paths = [*dict.fromkeys(".".join(each.path) for each in places)]
    if not paths:
        return lambda _: ()
    getter = operator.attrgetter(*paths)
    return getter if len(paths) > 1 else lambda record: (getter(record),)


def _seen(record: attrs.AttrsInstance, place: _Place) -> object:
    value: Any = record
    for attribute in place.path:
        value = getattr(value, attribute)
        if value is None:
            return None
    if place.band:
        return dict(value).get(place.band) is not None
    return value if place.is_text else value != ()


def _applies(rule: Rule, record: attrs.AttrsInstance) -> bool:
    if rule.given and all(_value(record, name) is None for name in rule.given):
        return False
    if rule.when and not _agrees(record, rule.when):
        return False
    return not rule.unless or not _agrees(record, rule.unless)


def _agrees(record: attrs.AttrsInstance, wanted: Values) -> bool:
    return all(_text(record, name) in values for name, values in wanted)


def _breaches(rule: Rule, record: attrs.AttrsInstance) -> list[Breach]:
    if not _applies(rule, record):
        return []
    found = [(name, SII_005.code, "is missing or empty") for name in rule.require if _value(record, name) is None]
    found += [(name, SII_006.code, "must be empty") for name in rule.forbid if _value(record, name) is not None]
    for name, values in rule.expect:
        text = _text(record, name)
        if text is not None and text not in values:
            found.append((name, SII_006.code, f"found {text!r}, expected {' or '.join(values)}"))
    return [Breach(rule, code, f"{name} {what} (rule {rule.id}: {rule.label})") for name, code, what in found]


def _rule(row: Mapping[str, Any]) -> Rule:
    known = {field.name for field in attrs.fields(Rule)}
    fields = {*row.get("when", ()), *row.get("unless", ()), *row.get("expect", ())}
    fields |= {*row.get("require", ()), *row.get("forbid", ()), *row.get("given", ())}
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
        given=tuple(row.get("given", ())),
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
    shape: Scalar | Bands | Curve | ElementGroup | Groups
    band: str = ""
    is_text: bool = False


def _places_of(record: type[attrs.AttrsInstance]) -> Mapping[str, _Place]:
    return _places(record)


@functools.cache
def _places(record: type[attrs.AttrsInstance]) -> Mapping[str, _Place]:
    places: dict[str, _Place] = {}
    for attribute in attrs.fields(record):
        line = declared(attribute)
        if isinstance(line.shape, ElementGroup):
            for name, below in _places(line.shape.record).items():
                for full in {name, f"{line.names[0]}/{name}"}:
                    places.setdefault(full, _Place((attribute.name, *below.path), below.shape, below.band))
        if isinstance(line.shape, Scalar | Curve | ElementGroup | Groups):
            places.update({name: _Place((attribute.name,), line.shape) for name in line.names})
        if isinstance(line.shape, Bands):
            places.update({line.names[0] + band: _Place((attribute.name,), line.shape, band) for band in BAND_NAMES})
    return MappingProxyType(places)
