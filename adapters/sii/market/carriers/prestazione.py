"""`Prestazione`: the services of distributors as XML (delibera 185/08 gas, determinazione 3/10 electricity)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from lxml import etree

from adapters.sii.layouts.codecs import STEP
from adapters.sii.layouts.format import MarketFormat, UnknownMessage, version_for, versions_of
from adapters.sii.layouts.layout import slots
from adapters.sii.market.carriers.tree import Texts, grow, leaves, path_of, serialized, sorted_out
from adapters.sii.market.intake import FileRejected, MessageIntake
from adapters.sii.records.codec import DATE_IT, MalformedText
from adapters.sii.records.engine import BadRecord
from adapters.xml import local_name
from application.ports.market_flows import MarketPart, UnwritableMessage
from domain.market.message_faults import SII_042

ROOT = "Prestazione"


def read_prestazione(name: str, root: etree._Element, formats: tuple[MarketFormat, ...]) -> Iterator[MarketPart]:
    """The messages of a document, one for each repeated group. Raises FileRefused (SII-005, 006, 042)."""
    intake = MessageIntake(name)
    form, head = _form(root, formats)
    records = [root]
    if form.repeated:
        records = [child for child in root.iterchildren(tag=etree.Element) if _is(child, form.repeated)]
        shared = [child for child in root.iterchildren(tag=etree.Element) if not _is(child, form.repeated)]
        head += [(f"{_name(child)}/{path}", text) for child in shared for path, text in leaves(child)]
        head += [(_name(child), (child.text or "").strip()) for child in shared if not len(child) and child.text]
    for element in records:
        subject = f"record {intake.position} (line {element.sourceline})"
        raw = etree.tostring(element, encoding="unicode", with_tail=False)
        own = leaves(element, form.repeated) if form.repeated else leaves(element)
        try:
            found, extra = sorted_out([*head, *own], _names(form))
        except BadRecord as error:
            intake.refuse(error.code, subject, str(error), raw)
            continue
        intake.accept(form, found, extra, subject, raw)
    return intake.done(form)


def write_prestazione(form: MarketFormat, messages: Sequence[Texts]) -> bytes:
    """A document of one message, or of several where the format repeats a group. Raises UnwritableMessage."""
    if len(messages) > 1 and not form.repeated:
        raise UnwritableMessage(f"{form.code}: {len(messages)} messages; a file holds one, write one at a time")
    root = etree.Element(ROOT)
    groups: dict[str, etree._Element] = {}
    shared: Texts | None = None
    for message in messages:
        own = _apart(form, message)
        if shared is None:
            shared = own[0]
            _write(form, root, shared, groups)
        elif own[0] != shared:
            raise UnwritableMessage(f"{form.code}: the messages of a file share all but {form.repeated}, these do not")
        if form.repeated:
            _write(form, root, own[1], {})
    return serialized(root)


def _form(root: etree._Element, formats: tuple[MarketFormat, ...]) -> tuple[MarketFormat, list[tuple[str, str]]]:
    found = {local_name(str(key)): str(text).strip() for key, text in root.attrib.items()}
    service, step = found.get("cod_servizio", ""), found.get("cod_flusso", "")
    try:
        code = f"{service.upper()}.{STEP.read(step)}"
        whole = list(leaves(root))
        days = [(each, _day(each, whole)) for each in versions_of(formats, code)]
        form = next((each for each, day in days if day is None or each.since <= day), None)
        form = form or version_for(formats, code, days[-1][1])
    except (UnknownMessage, MalformedText) as error:
        raise FileRejected(SII_042.code, f"<{ROOT} cod_servizio={service!r} cod_flusso={step!r}>: {error}") from error
    return form, [("@cod_servizio", service), ("@cod_flusso", step)]


def _day(form: MarketFormat, whole: list[tuple[str, str]]) -> dt.date | None:
    slot = slots(form.parts).get(form.effective)
    text = next((text for path, text in whole if slot and path.lower() == slot.place.path.lower()), "")
    try:
        day: dt.date | None = DATE_IT.read(text) if text else None
    except MalformedText:
        return None
    return day


def _names(form: MarketFormat) -> dict[str, str]:
    return {slot.place.path.lower(): slot.name for slot in form.fields}


def _apart(form: MarketFormat, message: Texts) -> tuple[Texts, Texts]:
    """What stands outside the repeated group, and what is in it."""
    declared, (found, extra) = slots(form.parts), message
    inside = {name for name in found if form.repeated and declared[name].place.path.startswith(f"{form.repeated}/")}
    return (
        {name: text for name, text in found.items() if name not in inside},
        () if form.repeated else extra,
    ), ({name: text for name, text in found.items() if name in inside}, extra if form.repeated else ())


def _write(form: MarketFormat, root: etree._Element, message: Texts, groups: dict[str, etree._Element]) -> None:
    found, extra = message
    declared = slots(form.parts)
    for name, text in found.items():
        path = declared[name].place.path
        if path.startswith("@"):
            root.set(path[1:], text)
        else:
            grow(root, path, text, groups)
    for key, text in extra:
        grow(root, path_of(form, key), text, groups)


def _is(element: etree._Element, name: str) -> bool:
    return local_name(str(element.tag)) == name.lower()


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
