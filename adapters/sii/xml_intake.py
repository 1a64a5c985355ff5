"""Reading one XML of measures as it arrives, a batch of records at a time.

A file is taken or refused as a whole for what concerns its envelope (readable, known flow, addressed to us, content
as the name says); within a file each record is taken or refused alone. taken + refused = records, always.
Whether a point is one of ours is not decided here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, BinaryIO

import attrs
from lxml import etree

from adapters.sii.records.codec import DATE_IT, MONTH_IT, PDR, POD, MalformedText
from adapters.sii.records.declare import Format
from adapters.sii.records.engine import BadRecord, Unknown, read_record
from adapters.sii.records.filename import ROME, BadName, FileName, parse_name
from adapters.sii.registry import FORMATS, UnknownFlow, format_for, versions_of
from adapters.sii.rules import Breach, Checks, RuleSettings, set_by
from adapters.xml import MalformedXml, UnsafeXml, iter_records, local_name
from application.ports.channels import Spooled
from domain.kernel.fault import Fault, Severity
from domain.kernel.validity import Period, month_of
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.delivery import Closing, Envelope, Part, RecordBatch, RejectedFile, RejectedRecord
from domain.metering.deliveries.faults import (
    SII_001,
    SII_002,
    SII_003,
    SII_005,
    SII_006,
    SII_009,
    SII_010,
    SII_101,
    SII_102,
    SII_103,
)
from domain.metering.estimates.historical_consumption import HistoricalConsumption, PointNotice
from domain.metering.reading import Origin, Reading

_HEADER = "identificativiflusso"
_RECORDS = frozenset(flow.shell.element.lower() for flow in FORMATS)
_POINTS = {name.lower() for flow in FORMATS for name in flow.shell.point}
_ADDRESSEE, _SENDER, _CONTRACT = ("pivautente", "piva_utente"), ("pivadistributore", "piva_distr"), ("codcontrdisp",)
_PARTIES = (*_ADDRESSEE, *_SENDER, *_CONTRACT)
_STRAYS = 100  # names of undeclared elements that are told, of each file


class _FileRejected(ValueError):
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.frozen
class BatchSize:
    """A batch ends with the record that brings it to so many readings, or so many curves, or more."""

    readings: int = 2_000
    curves: int = 200

    def __attrs_post_init__(self) -> None:
        if self.readings < 1 or self.curves < 1:
            raise ValueError(f"a batch holds at least one reading and one curve, got {self.readings}, {self.curves}")


@attrs.frozen
class Xml:
    """One XML as it came.

    addressees     our VAT numbers
    received_at    aware; stands for the moment of sending where the name is not of the official form
    rule_settings  what the tenant made of single rules
    """

    name: str
    content: Spooled
    container: str | None
    addressees: frozenset[str]
    received_at: dt.datetime
    rule_settings: RuleSettings
    limit_bytes: int
    batch: BatchSize

    def parts(self) -> Iterator[Part]:
        """Its batches in order, then its closing or its refusal."""
        if self.content.size > self.limit_bytes:
            yield self._refused(SII_009.code, f"{self.content.size} bytes, at most {self.limit_bytes} are read")
            return
        try:
            named = parse_name(self.name)
            with self.content.open() as stream:
                yield from _Intake(self, named).parts(stream)
        except BadName as error:
            yield self._refused(SII_010.code, f"the name cannot be true: {error}")
        except (MalformedXml, UnsafeXml) as error:
            yield self._refused(SII_001.code, str(error))
        except _FileRejected as error:
            yield self._refused(error.code, str(error))

    def _refused(self, code: str, message: str) -> RejectedFile:
        """The refusal of all of it."""
        return RejectedFile(self.name, self.content.sha256, Fault(code, self.name, message))


@attrs.define
class _Intake:
    """One XML on its way: what was found so far, and since the last batch."""

    arrival: Xml
    named: FileName | None
    code: str = ""
    header: dict[str, str] = attrs.field(factory=dict)
    flow: Format[Any] | None = None
    checks: Checks | None = None
    records: int = 0
    readings: list[Reading] = attrs.field(factory=list)
    curves: list[MonthCurve] = attrs.field(factory=list)
    history: list[HistoricalConsumption | PointNotice] = attrs.field(factory=list)
    refused: list[RejectedRecord] = attrs.field(factory=list)
    warnings: list[Fault] = attrs.field(factory=list)
    stray: dict[str, None] = attrs.field(factory=dict)

    def parts(self, stream: BinaryIO) -> Iterator[RecordBatch | Closing]:
        elements = iter_records(stream, whole=_RECORDS | {_HEADER}, limit_bytes=self.arrival.limit_bytes)
        self._read_root(next(elements))
        for element in elements:
            name = local_name(str(element.tag))
            if name in _RECORDS:
                self._read_record(element)
                if self._is_full():
                    yield self._batch(stream.tell())
            elif name == _HEADER:
                self._read_header(element)
            elif len(self.stray) < _STRAYS:
                self.stray[str(element.tag)] = None
        if not self.header:
            raise _FileRejected(SII_005.code, "IdentificativiFlusso is missing: the file does not say whom it is for")
        yield self._batch(stream.tell())
        yield self._closing()

    def _is_full(self) -> bool:
        size = self.arrival.batch
        small = max(len(self.readings), len(self.history), len(self.warnings))
        large = max(len(self.curves), len(self.refused))  # a refused record is held as text, its curve with it
        return small >= size.readings or large >= size.curves

    def _batch(self, position: int) -> RecordBatch:
        """What was found since the last one, which is forgotten."""
        batch = RecordBatch(
            flow=self.code,
            commodity=versions_of(self.code)[0].commodity,
            day=self.named.month.start if self.named else self._origin().sent_at.date(),
            readings=tuple(self.readings),
            curves=tuple(self.curves),
            history=tuple(self.history),
            refused=tuple(self.refused),
            warnings=tuple(self.warnings),
            position=position,
        )
        for held in (self.readings, self.curves, self.history, self.refused, self.warnings):
            held.clear()
        return batch

    def _read_root(self, root: etree._Element) -> None:
        name = local_name(str(root.tag))
        roots = {flow.shell.root.lower(): flow.shell.root for flow in FORMATS}
        if name not in roots:
            expected = ", ".join(sorted(set(roots.values())))
            raise _FileRejected(SII_002.code, f"root element <{root.tag!s}>: expected one of {expected}")
        codes = [
            str(text) for name, text in root.attrib.items() if local_name(str(name)) in ("codflusso", "cod_flusso")
        ]
        self.code = codes[0].strip().upper() if codes else ""
        try:
            versions = versions_of(self.code)
        except UnknownFlow as error:
            raise _FileRejected(SII_002.code, str(error)) from error
        if name not in {flow.shell.root.lower() for flow in versions}:
            raise _FileRejected(
                SII_002.code, f"root element <{root.tag!s}>: a {self.code} has {versions[0].shell.root}"
            )
        if self.named:
            self._must_match("flow", self.named.flow, self.code)
            self.flow = self._format(self.named.month.start)
            self._check_name(self.named, self.flow)

    def _format(self, day: dt.date) -> Format[Any]:
        try:
            return format_for(self.code, day)
        except UnknownFlow as error:
            raise _FileRejected(SII_002.code, str(error)) from error

    def _check_name(self, named: FileName, flow: Format[Any]) -> None:
        if named.regime and named.regime not in flow.regimes:
            allowed = " or ".join(flow.regimes) or "without regime"
            raise _FileRejected(SII_010.code, f"the name says regime {named.regime}, a {flow.code} is {allowed}")
        if named.sent_at.astimezone(ROME).date() < named.month.start:
            raise _FileRejected(SII_010.code, f"the name says sent at {named.sent_at}, before its month {named.month}")

    def _must_match(self, what: str, in_name: str, in_content: str) -> None:
        if in_name.upper() != in_content.upper():
            raise _FileRejected(SII_010.code, f"{what}: the name says {in_name!r}, the content {in_content!r}")

    def _read_header(self, element: etree._Element) -> None:
        if self.header:
            raise _FileRejected(SII_006.code, "IdentificativiFlusso is given twice")
        for child in element.iterchildren(tag=etree.Element):
            name = local_name(str(child.tag))
            if name in self.header:
                raise _FileRejected(SII_006.code, f"IdentificativiFlusso/{child.tag!s} is given twice")
            self.header[name] = (child.text or "").strip()
            if name not in _PARTIES:
                self.stray[f"IdentificativiFlusso/{child.tag!s}"] = None
        sender, addressee = self._party(_SENDER, "PIvaDistributore"), self._party(_ADDRESSEE, "PIvaUtente")
        ours = {number.upper() for number in self.arrival.addressees}
        if addressee.upper() not in ours:
            expected = ", ".join(sorted(self.arrival.addressees))
            raise _FileRejected(
                SII_003.code, f"the file is for VAT number {addressee}, from {sender}; ours is {expected}"
            )
        if self.named:
            self._must_match("VAT number of the distributor", self.named.sender, sender)
            self._must_match("VAT number of the retailer", self.named.addressee, addressee)
            contract = self.header.get("codcontrdisp")
            if contract and self.named.dispatching_contract:
                self._must_match("dispatching contract", self.named.dispatching_contract, contract)

    def _party(self, names: tuple[str, ...], name: str) -> str:
        number = next((self.header[each] for each in names if self.header.get(each)), "")
        if not number:
            raise _FileRejected(SII_005.code, f"IdentificativiFlusso/{name} is missing or empty")
        return number

    def _read_record(self, element: etree._Element) -> None:
        self.records += 1
        try:
            self._add_record(element)
        except BadRecord as error:
            raw = etree.tostring(element, encoding="unicode", with_tail=False)
            fault = Fault(error.code, self._subject(element), str(error))
            self.refused.append(RejectedRecord(self.records, _point_of(element), fault, raw))

    def _subject(self, element: etree._Element) -> str:
        return f"{self.arrival.name} record {self.records} (line {element.sourceline})"

    def _add_record(self, element: etree._Element) -> None:
        flow = self.flow or self._format(_content_day(versions_of(self.code)[0], element))
        self.checks = self.checks or set_by(flow.code, self.arrival.rule_settings)
        found = read_record(flow, element)
        month = self.named.month if self.named else None
        warnings = self._warnings_of(self.checks.breaches(flow, found.record, month), element)
        result = flow.translation(flow, found.record, self._origin())
        self.history += result.history
        self.readings += result.readings
        self.curves += result.curves
        self.warnings += warnings
        if found.unknown:
            self.warnings.append(self._undeclared(element, found.unknown))

    def _warnings_of(self, breaches: tuple[Breach, ...], element: etree._Element) -> list[Fault]:
        warnings = []
        for breach in breaches:
            if breach.rule.severity is Severity.REFUSE:
                raise BadRecord(breach.code, breach.message)
            where = f"{self._subject(element)} {_point_of(element)}"
            warnings.append(SII_103.fault(where, f"{breach.message}; the record was accepted"))
        return warnings

    def _undeclared(self, element: etree._Element, unknown: tuple[Unknown, ...]) -> Fault:
        named = "; ".join(f"{item.path}: {item.raw}" for item in unknown)
        where = f"{self._subject(element)} {_point_of(element)}"
        return SII_101.fault(where, f"not declared by the format: {named}")

    def _origin(self) -> Origin:
        sent_at = self.named.sent_at if self.named else self.arrival.received_at
        progressive = self.named.progressive if self.named else 0
        return Origin(sent_at, progressive, self.records, self.arrival.content.sha256, self.arrival.name)

    def _closing(self) -> Closing:
        warnings: list[Fault] = []
        if self.stray:
            names = ", ".join(self.stray)
            warnings.insert(0, SII_101.fault(self.arrival.name, f"not declared by the format: {names}"))
        if self.named is None:
            message = "the name is not of the official form; the moment of arrival stands for that of sending"
            warnings.insert(0, SII_102.fault(self.arrival.name, message))
        origin = self._origin()
        contract = self.header.get("codcontrdisp") or (self.named.dispatching_contract if self.named else None)
        envelope = Envelope(
            flow=self.code,
            sender=self._party(_SENDER, "PIvaDistributore"),
            addressee=self._party(_ADDRESSEE, "PIvaUtente"),
            dispatching_contract=contract,
            month=self.named.month if self.named else None,
            sent_at=origin.sent_at,
            progressive=origin.progressive,
            name=self.arrival.name,
            sha256=self.arrival.content.sha256,
            container=self.arrival.container,
            commodity=versions_of(self.code)[0].commodity,
        )
        return Closing(envelope, self.records, tuple(warnings))


def _point_of(element: etree._Element) -> str | None:
    text = next((text for name in _POINTS if (text := _text_of(element, name))), "")
    for codec in (POD, PDR):
        try:
            point: str = codec.read(text)
        except MalformedText:
            continue
        return point
    return None


def _content_day(flow: Format[Any], element: etree._Element) -> dt.date:
    """The day that decides which version of a format a record is read by, where the file's name does not tell."""
    for name in flow.shell.days:
        text = next((text for each in element.iter(etree.Element) if (text := _own_text(each, name.lower()))), None)
        if text is None:
            continue
        try:
            return _first_day(MONTH_IT.read(text) if len(text) == len("mm/aaaa") else month_of(DATE_IT.read(text)))
        except MalformedText as error:
            raise BadRecord(SII_006.code, f"{name}: {error}") from error
    raise BadRecord(SII_005.code, f"{', '.join(flow.shell.days)} are missing or empty")


def _own_text(element: etree._Element, name: str) -> str | None:
    return (element.text or "").strip() or None if local_name(str(element.tag)) == name else None


def _first_day(month: Period) -> dt.date:
    return month.start


def _text_of(element: etree._Element, name: str) -> str | None:
    for child in element.iterchildren(tag=etree.Element):
        if local_name(str(child.tag)) == name:
            return (child.text or "").strip() or None
    return None
