"""The record engine: reads and writes any declared record.

Names match by local name without regard to case. An empty element, or one that says "null", is a missing one. What is
not declared is kept and handed back; an element given twice, a malformed text and a missing mandatory field are errors.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any, Generic, TypeVar, cast

import attrs
from lxml import etree

from adapters.sii.records.codec import MalformedText
from adapters.sii.records.declare import BAND_NAMES, Bands, Curve, ElementGroup, Format, Groups, R_co, Scalar, declared
from adapters.sii.records.fast_reader import fast_reader
from adapters.sii.records.plan import PlannedField, filled, plan_of
from adapters.sii.records.quarters import BadCurve, read_row, write_row
from adapters.xml import local_name
from domain.metering.deliveries.faults import SII_005, SII_006

_WITH_CURVES = ("curve", "history")

R = TypeVar("R", bound=attrs.AttrsInstance)
_Code = TypeVar("_Code", bound=enum.Enum)


class BadRecord(ValueError):
    """A record cannot be taken: the fault code, and a message with where and which value."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class Unknown:
    """Something a record has that its format does not declare: the path, and the element or attribute as text."""

    path: str
    raw: str


@attrs.frozen
class Found(Generic[R_co]):
    """A record as read, and what was not understood."""

    record: R_co
    unknown: tuple[Unknown, ...]


def read_record(flow: Format[R], element: etree._Element) -> Found[R]:
    """The record in `element`. Raises BadRecord (SII-005 missing, SII-006 malformed)."""
    if flow.principal not in _WITH_CURVES:
        usual = fast_reader(flow.record).read(element)
        if usual is not None:
            return Found(cast(R, usual), ())
    unknown: list[Unknown] = []
    record = _read(flow.record, element, "", unknown)
    if record is None:
        raise BadRecord(SII_005.code, "the record is empty")
    return Found(record, tuple(unknown))


def write_record(flow: Format[R], record: R) -> etree._Element:
    """The element of a record, in declared order; missing values are left out. The inverse of read_record."""
    element = etree.Element(flow.shell.element)
    _write(element, record, flow.body)
    return element


def _read(record: type[R], element: etree._Element, path: str, unknown: list[Unknown]) -> R | None:
    plan = plan_of(record)
    lines = plan.lines
    values: dict[str, Any] = {}
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue  # a comment or a processing instruction
        line = lines.get(tag) or lines.get(local_name(tag))
        if line is None:
            unknown.append(Unknown(_path(path, child), _raw(child)))
        elif line.read is None:
            _read_part(line, child, path, values, unknown)
        else:
            if len(child):
                unknown.extend(_below(path, child))
            text = filled(child.text)
            if not text:
                continue
            held = values.setdefault(line.attribute, {}) if line.band else values
            key = line.band or line.attribute
            if key in held:
                raise BadRecord(SII_006.code, f"{_path(path, child)} is given twice")
            try:
                held[key] = line.read(text)
            except MalformedText as error:
                raise BadRecord(SII_006.code, f"{_path(path, child)}: {error}") from error
    if not values:
        return None
    for name, written in plan.required:
        if name not in values:
            raise BadRecord(SII_005.code, f"{path + '/' if path else ''}{written} is missing or empty")
    for name in plan.bands:
        if name in values:
            held = values[name]
            values[name] = tuple([(band, held[band]) for band in BAND_NAMES if band in held])
    for name in plan.lists:
        if name in values:
            values[name] = tuple(values[name])
    return record(**values)


def _below(path: str, child: etree._Element) -> Iterator[Unknown]:
    where = _path(path, child)
    for below in child.iterchildren(tag=etree.Element):
        yield Unknown(_path(where, below), _raw(below))


def _read_part(
    line: PlannedField, child: etree._Element, path: str, values: dict[str, Any], unknown: list[Unknown]
) -> None:
    where = _path(path, child)
    shape = line.shape
    if isinstance(shape, Curve):
        values.setdefault(line.attribute, []).append(_read_quarters(child, where, unknown))
        return
    assert isinstance(shape, ElementGroup | Groups)
    value = _read(shape.record, child, where, unknown)
    if value is None:
        return
    if isinstance(shape, Groups):
        values.setdefault(line.attribute, []).append(value)
        return
    if line.attribute in values:
        raise BadRecord(SII_006.code, f"{where} is given twice")
    values[line.attribute] = value


def _read_quarters(child: etree._Element, where: str, unknown: list[Unknown]) -> Any:
    try:
        row, surplus = read_row(child)
    except BadCurve as error:
        raise BadRecord(error.code, f"{where} {error}") from error
    unknown.extend(Unknown(f"{where}/@{name}", str(child.get(name))) for name in surplus)
    unknown.extend(Unknown(_path(where, below), _raw(below)) for below in child.iterchildren(tag=etree.Element))
    return row


def _write(parent: etree._Element, record: attrs.AttrsInstance, body: str) -> None:
    for attribute in attrs.fields(type(record)):
        line, value = declared(attribute), getattr(record, attribute.name)
        if value is None or value == ():
            continue
        name = body if body in line.names else line.names[0]
        match line.shape:
            case Scalar(codec):
                etree.SubElement(parent, name).text = codec.write(value)
            case Bands(codec):
                for band, figure in value:
                    etree.SubElement(parent, name + band).text = codec.write(figure)
            case Curve():
                for row in value:
                    write_row(etree.SubElement(parent, name), row)
            case ElementGroup():
                _write(etree.SubElement(parent, name), value, body)
            case Groups():
                for each in value:
                    _write(etree.SubElement(parent, name), each, body)


def _path(path: str, child: etree._Element) -> str:
    name = str(child.tag).rpartition("}")[2]
    return f"{path}/{name}" if path else name


def _raw(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)


def coded(kind: type[_Code], text: str, name: str) -> _Code:
    """The member of `kind` that a text of a record is. BadRecord (SII-006) naming what is allowed."""
    try:
        return kind(text)
    except ValueError as error:
        expected = ", ".join(str(code.value) for code in kind)
        raise BadRecord(SII_006.code, f"{name}: found {text!r}, expected one of {expected}") from error
