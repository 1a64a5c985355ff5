"""Elements to paths and back: what the XML carriers of market messages share. Names go without regard to case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from adapters.sii.layouts.format import MarketFormat
from adapters.sii.records.engine import BadRecord
from application.ports.market_flows import UnwritableMessage
from domain.metering.deliveries.faults import SII_006

_EXTRA = re.compile(r"\[([A-Za-z_][\w.-]*(?:/[A-Za-z_][\w.-]*)*)(?:#[0-9]+)?\]", re.ASCII)

Texts = tuple[dict[str, str], tuple[tuple[str, str], ...]]


def leaves(element: etree._Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Each element without children that has a text: its path below `element`, as written, and the text."""
    for child in element.iterchildren(tag=etree.Element):
        name = str(child.tag).rpartition("}")[2]
        where = f"{path}/{name}" if path else name
        if next(child.iterchildren(tag=etree.Element), None) is not None:
            yield from leaves(child, where)
        elif (child.text or "").strip():
            yield where, (child.text or "").strip()


def sorted_out(found: Iterator[tuple[str, str]] | list[tuple[str, str]], names: Mapping[str, str]) -> Texts:
    """The texts by declared name, and those of no field in brackets. `names`: declared name by path in lower case.

    Raises BadRecord where a field is given twice.
    """
    held: dict[str, str] = {}
    extra: dict[str, str] = {}
    for path, text in found:
        name = names.get(path.lower())
        if name is None:
            extra[_free_key(path, extra)] = text
        elif name in held:
            raise BadRecord(SII_006.code, f"{path} is given twice")
        else:
            held[name] = text
    return held, tuple(extra.items())


def grow(root: etree._Element, path: str, text: str, groups: dict[str, etree._Element]) -> None:
    """An element at `path` below `root`, in the groups that already stand there; `groups` remembers them."""
    parent, reached = root, ""
    *above, name = path.split("/")
    for step in above:
        reached = f"{reached}/{step}" if reached else step
        if reached not in groups:
            groups[reached] = etree.SubElement(parent, step)
        parent = groups[reached]
    etree.SubElement(parent, name).text = text


def path_of(form: MarketFormat, key: str) -> str:
    """The path of an undeclared element. Raises UnwritableMessage."""
    matched = _EXTRA.fullmatch(key)
    if not matched:
        raise UnwritableMessage(f"{form.code}: {key} is no element; expected [Group/name]")
    return matched[1]


def serialized(root: etree._Element) -> bytes:
    """The document as UTF-8 with its declaration."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _free_key(path: str, existing: Mapping[str, str]) -> str:
    key, number = f"[{path}]", 1
    while key in existing:
        number += 1
        key = f"[{path}#{number}]"
    return key
