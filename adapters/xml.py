"""The hardened XML parser and schema check that all adapters share.

Everything parsed here comes from outside. A document type declaration is refused before anything is expanded
(entity bombs, external entities), the network is never reached, and size and depth are bounded.
"""

from __future__ import annotations

import functools
import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import attrs
from lxml import etree

MAX_DEPTH = 64
_BOM = b"\xef\xbb\xbf"
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


class MalformedXml(ValueError):
    """The bytes are not well-formed XML; `line` counts from 1, 0 where there is none."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"not well-formed XML at line {line}: {message}")
        self.line = line


class UnsafeXml(ValueError):
    """The document is refused whatever it says: a document type, too many bytes, too deep. `line` as above."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(f"unsafe XML at line {line}: {message}")
        self.line = line


def parse(data: bytes, *, limit_bytes: int) -> etree._Element:
    """The root element of a whole document.

    Entities are not expanded, comments and processing instructions are kept. Raises MalformedXml or UnsafeXml.
    """
    body = _checked(data, limit_bytes)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error
    if _TOO_DEEP(root):
        raise UnsafeXml(f"more than {MAX_DEPTH} levels of elements", 0)
    return root


def iter_records(data: bytes | BinaryIO, *, whole: frozenset[str], limit_bytes: int) -> Iterator[etree._Element]:
    """The root as soon as its start tag is read (attributes only), then the elements of interest as they close.

    Of interest are the elements whose local name in lower case is in `whole`, at any depth and complete with all
    below them, and, so that nothing goes unseen, every other element without children that is outside of those.
    Each is emptied once the next is asked for: memory does not grow with the number of records.

    data  the bytes, or a file that can be sought in, read from its start a piece at a time
    Raises MalformedXml or UnsafeXml, possibly after some elements were given.
    """
    stream = _from_its_start(io.BytesIO(data) if isinstance(data, bytes) else data, limit_bytes)
    depth = record = 0  # `record`: how deep the element of interest begins that is open; names below it do not matter
    try:
        for event, element in _events(stream):
            if event == "start":
                depth += 1
                if depth > MAX_DEPTH:
                    raise UnsafeXml(f"more than {MAX_DEPTH} levels of elements", element.sourceline or 0)
                if not record and local_name(element.tag) in whole:
                    record = depth
                if depth == 1:
                    _refuse_dtd(element)
                    yield element
                continue
            depth -= 1
            is_whole = depth < record
            if is_whole:
                record = 0
            elif record:
                continue
            if depth:
                if is_whole or not len(element):
                    yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error


@functools.lru_cache(maxsize=4096)
def local_name(tag: str) -> str:
    """The local name of a tag in lower case, without its namespace."""
    return tag.rpartition("}")[2].lower()


@attrs.frozen(eq=False)
class Schema:
    """A compiled XML schema. Imports are found by file name beside it, never on the network."""

    name: str
    _compiled: etree.XMLSchema
    _lock: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def load(cls, path: Path) -> Schema:
        """Compile the schema at `path`, once. lxml's XMLSchemaParseError where an import is not beside it."""
        parser = etree.XMLParser(no_network=True, load_dtd=False)
        parser.resolvers.add(_Beside(path.parent))
        return cls(path.name, etree.XMLSchema(etree.parse(str(path), parser)))

    def errors(self, tree: etree._Element | etree._ElementTree) -> tuple[str, ...]:
        """What the schema objects to, with lines, in order; empty for a valid document. Safe from many threads."""
        with self._lock:
            if self._compiled.validate(tree):
                return ()
            return tuple(f"line {entry.line}: {entry.message}" for entry in self._compiled.error_log)


class _Beside(etree.Resolver):
    """Answers every address with the file of that name in one folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def resolve(self, system_url: str | None, public_id: str | None, context: Any) -> Any:
        beside = self._folder / Path(urlsplit(system_url or "").path).name
        return self.resolve_filename(str(beside), context) if beside.is_file() else None


def _checked(data: bytes, limit_bytes: int) -> bytes:
    stream = _from_its_start(io.BytesIO(data), limit_bytes)
    try:
        for _, element in _events(stream):
            _refuse_dtd(element)
            break
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error
    return data.removeprefix(_BOM)


def _from_its_start(stream: BinaryIO, limit_bytes: int) -> BinaryIO:
    size = stream.seek(0, io.SEEK_END)
    if size > limit_bytes:
        raise UnsafeXml(f"{size} bytes, at most {limit_bytes} are read", 0)
    stream.seek(0)
    if stream.read(len(_BOM)) != _BOM:
        stream.seek(0)
    return stream


def _refuse_dtd(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml("a document type declaration (DTD) is refused", 1)


def _events(stream: BinaryIO) -> etree.iterparse[Any]:
    return etree.iterparse(
        stream,
        events=("start", "end"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _malformed(error: etree.XMLSyntaxError) -> MalformedXml:
    line = error.lineno or 0
    return MalformedXml(error.msg or "no element found", line)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
