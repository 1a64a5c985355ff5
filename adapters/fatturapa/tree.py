"""A FatturaPA document as data, and the one place that writes it.

Only the root is qualified: the schema's local elements have no namespace.
"""

from __future__ import annotations

from typing import TypeAlias

import attrs

Node: TypeAlias = tuple[str, "str | tuple[Node, ...]"]
"""An element: its name, and its text or its children."""

NAMESPACE = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
ROOT = "FatturaElettronica"


@attrs.frozen
class Document:
    """A whole document: the transmission format (FPR12 or FPA12) and what stands below the root."""

    version: str
    children: tuple[Node, ...]


def write(document: Document) -> bytes:
    """The document as UTF-8 XML on one line; the same document always gives the same bytes."""
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<p:{ROOT} versione="{document.version}" xmlns:p="{NAMESPACE}">',
    ]
    _append(parts, document.children)
    parts.append(f"</p:{ROOT}>\n")
    return "".join(parts).encode()


def _append(parts: list[str], nodes: tuple[Node, ...]) -> None:
    for name, content in nodes:
        if isinstance(content, str):
            text = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            parts.append(f"<{name}>{text}</{name}>")
        else:
            parts.append(f"<{name}>")
            _append(parts, content)
            parts.append(f"</{name}>")
