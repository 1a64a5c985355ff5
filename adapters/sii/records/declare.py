"""How a flow is declared: a frozen attrs record with one line per field, read by every part of the engine.

A path is an element name, or alternatives: "PotContrImp|PotImp". The first is written, unless the format prefers
another (Format.body). A source mark says how sure the field is: C confirmed, I inferred, R recalled. What stands
around the records (root, header, element) is declared too, as a Shell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs

from adapters.sii.records.codec import FieldCodec
from adapters.sii.records.record_result import RecordResult
from domain.metering.reading import Origin

R_co = TypeVar("R_co", covariant=True, bound=attrs.AttrsInstance)

BAND_NAMES = ("F1", "F2", "F3", "F4", "F5", "F6", "M")
BandValues = tuple[tuple[str, Any], ...]
_KEY = "sii"


@attrs.frozen
class Scalar:
    """One element with a text of one type."""

    codec: FieldCodec


@attrs.frozen
class Bands:
    """One element for each band, F1 to F6 and M (single); the value is pairs of band and Decimal, in that order."""

    codec: FieldCodec


@attrs.frozen
class Curve:
    """Repeated elements with the quarter-hours of a day; the value is rows."""


@attrs.frozen
class ElementGroup:
    """One element that holds a record of its own."""

    record: type[attrs.AttrsInstance]


@attrs.frozen
class Place:
    """Where a field of a flat record stands, carrier by carrier.

    header  name of the CSV column, not always that of the field: VT1.0050 has two columns TOPONIMO; "" unknown
    at      position from 1 among the columns; 0 the one after the field before
    width   characters in a fixed-width line; 0 where the field is not in one
    path    elements of an XML record, "ClienteFinale/Anagrafica/cf"; "" where the carrier says it by the name alone
    table   code table of its values
    """

    header: str
    at: int
    width: int
    path: str
    table: str


@attrs.frozen
class Groups:
    """Repeated elements that each hold a record of their own; the value is a tuple of them, in the order given."""

    record: type[attrs.AttrsInstance]


Shape = Scalar | Bands | Curve | ElementGroup | Groups


@attrs.frozen
class Declared:
    """What one line declares. `label` is Italian and goes to the documentation, as does `note`."""

    names: tuple[str, ...]
    shape: Shape
    label: str
    unit: str
    required: bool
    source: str
    note: str
    place: Place | None = None


@attrs.frozen
class Shell:
    """What stands around the records of a file, by the names that are written; any case is read.

    header     the element with the parties: VAT numbers of the retailer and the distributor, dispatching contract
    element    one record
    point      the element of a record that names the point
    days       the elements that date the content of a record, in order of preference; months or days
    """

    root: str
    code_attribute: str
    header: str
    addressee: str
    sender: str
    contract: str | None
    element: str
    point: tuple[str, ...]
    days: tuple[str, ...]


MEASURES = Shell(
    root="FlussoMisure",
    code_attribute="CodFlusso",
    header="IdentificativiFlusso",
    addressee="PIvaUtente",
    sender="PIvaDistributore",
    contract="CodContrDisp",
    element="DatiPod",
    point=("Pod",),
    days=("MeseAnno", "DataMisura", "DataInizio", "DataPrest"),
)
"""Every file of electricity measures."""


@attrs.frozen
class Format(Generic[R_co]):
    """A version of a flow: its record, where the values go, and what is special about it.

    since        first content day it is for; the latest version not after the content's day is chosen
    translation  what a record brings, as domain values; raises BadRecord
    body         the element written for the measures: Curva in the old hourly form, Misura otherwise
    principal    what a record must bring: registers, curve, any (one of both), history, or nothing (facts of the point)
    reason       why the measure was sent, where the record does not say: P, S, V or T
    regimes      the marks R and NR that may stand in the file name (R: meter at the 2G regime)
    months_back  by how many months a record may precede the month of the file
    commodity    of the points it is about
    shell        what stands around its records
    direction    in: a retailer receives it; out: a retailer sends it
    """

    code: str
    title: str
    since: dt.date
    record: type[R_co]
    translation: Callable[[Format[R_co], R_co, Origin], RecordResult]
    source: str
    principal: str
    body: str = "Misura"
    reason: str = "P"
    regimes: tuple[str, ...] = ("R", "NR")
    months_back: int = 0
    commodity: str = "electricity"
    shell: Shell = MEASURES
    direction: str = "in"


def one(
    path: str,
    codec: FieldCodec,
    label: str,
    *,
    unit: str = "",
    required: bool = False,
    source: str = "C",
    note: str = "",
) -> Any:
    """A field of one element."""
    return _field(path, Scalar(codec), label, unit, required, source, note, None)


def bands(path: str, codec: FieldCodec, label: str, *, unit: str, source: str = "C", note: str = "") -> Any:
    """A field of one element per band; the path is the prefix: "Ea" for EaF1 to EaF6 and EaM."""
    return _field(path, Bands(codec), label, unit, False, source, note, ())


def curve(path: str, label: str, *, unit: str, source: str = "C", note: str = "") -> Any:
    """A field of quarter-hours."""
    return _field(path, Curve(), label, unit, False, source, note, ())


def group(path: str, record: type[attrs.AttrsInstance], label: str, *, source: str = "C") -> Any:
    """A field that is a record; None where the element is missing or empty."""
    return _field(path, ElementGroup(record), label, "", False, source, "", None)


def column(
    name: str,
    codec: FieldCodec,
    label: str,
    *,
    header: str | None = None,
    at: int = 0,
    width: int = 0,
    path: str = "",
    table: str = "",
    required: bool = False,
    source: str = "C",
    note: str = "",
) -> Any:
    """A field of a flat record (CSV, fixed width, Prestazione, PdC); its column is called as it is, or `header`."""
    place = Place(name if header is None else header, at, width, path, table)
    line = Declared((name,), Scalar(codec), label, "", required, source, note, place)
    if required:
        return attrs.field(metadata={_KEY: line})
    return attrs.field(default=None, metadata={_KEY: line})


def groups(path: str, record: type[attrs.AttrsInstance], label: str, *, source: str = "C") -> Any:
    """A field of repeated records; empty where there is none."""
    return _field(path, Groups(record), label, "", False, source, "", ())


def declared(attribute: attrs.Attribute[Any]) -> Declared:
    """The declaration behind a field of a record."""
    found = attribute.metadata[_KEY]
    assert isinstance(found, Declared)
    return found


def _field(
    path: str,
    shape: Shape,
    label: str,
    unit: str,
    required: bool,
    source: str,
    note: str,
    default: object,
) -> Any:
    line = Declared(tuple(path.split("|")), shape, label, unit, required, source, note)
    if required:
        return attrs.field(metadata={_KEY: line})
    return attrs.field(default=default, metadata={_KEY: line})
