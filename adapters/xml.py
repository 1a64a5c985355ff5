"""The hardened XML parser and schema check that all adapters share.

Everything parsed here comes from outside. A document type declaration is refused before anything is expanded
(entity bombs, external entities), the network is never reached, and size and depth are bounded.
"""

from __future__ import annotations

import functools
import io
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import urlsplit

import attrs
from lxml import etree

MAX_DEPTH = 64
_HEAD_BYTES = 1 << 15  # to see how a file writes what is of interest
_UNBROKEN_BYTES = 1 << 26  # without an element of interest: all of it is held

_Event = Literal["start", "end"]
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
    """The root (attributes only), then the elements of interest as they close.

    Of interest are the elements whose local name in lower case is in `whole`, at any depth and complete with all
    below them, and, so that nothing goes unseen, every other element without children that is outside of those.
    They come in the order of the document, and each is forgotten once the next is asked for: memory does not grow
    with the number of records.

    data  the bytes, or a file that can be sought in, read from its start a piece at a time
    Raises MalformedXml or UnsafeXml, possibly after some elements were given.
    """
    stream = _Stream.of(data, limit_bytes)
    try:
        root, tags = _beginning(stream, whole)
        yield root
        yield from _ElementReader(whole).records(_events(stream.rewound(), ("start", "end"), tags), stream)
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error


def _beginning(stream: _Stream, whole: frozenset[str]) -> tuple[etree._Element, tuple[str, ...]]:
    """The root, and how the elements of interest are written where the file begins."""
    events = _events(io.BytesIO(stream.read(_HEAD_BYTES)), ("start",))
    tags: dict[str, None] = {}
    root: etree._Element | None = None
    try:
        for _, element in events:
            if root is None:
                _refuse_dtd(element)
                root = element
            if local_name(str(element.tag)) in whole:
                tags[str(element.tag)] = None
    except etree.XMLSyntaxError:
        if root is None:
            raise  # any other is found again, after what is before it was given
    assert root is not None, "a document without a root is not well-formed"
    del root[:]
    return root, tuple(tags) or tuple(whole)


@attrs.define
class _ElementReader:
    """Gives elements in the order of the document, though the parser stops only at some of those of interest.

    last  the element of interest given last; all before it was seen and is gone
    """

    whole: frozenset[str]
    last: etree._Element | None = None

    def records(self, events: etree.iterparse[Any], stream: _Stream) -> Iterator[etree._Element]:
        """All elements of interest, of which `events` has as many as possible, with start and end."""
        open_ones = 0
        for event, element in events:
            stream.given = 0
            open_ones += 1 if event == "start" else -1
            if open_ones or self._is_within_another(element):
                continue
            yield from self._before(element)
            yield element
            self.last = element
        assert events.root is not None, "a well-formed document has a root"
        yield from self._below(events.root, 2)

    def _is_within_another(self, element: etree._Element) -> bool:
        above = element.getparent()
        while above is not None:
            if local_name(str(above.tag)) in self.whole:
                return True
            above = above.getparent()
        return False

    def _before(self, element: etree._Element) -> Iterator[etree._Element]:
        """What is between the last one and `element`; the last one is forgotten, and all this too."""
        parent = element.getparent()
        if parent is None:
            return
        if self.last is not None and element.getprevious() is self.last:
            del parent[0]
            return
        path = [*reversed([*element.iterancestors()]), element]
        for depth, (above, node) in enumerate(itertools.pairwise(path), 2):
            while above[0] is not node:
                yield from self._unseen(above[0], depth)
                del above[0]

    def _unseen(self, element: etree._Element, depth: int) -> Iterator[etree._Element]:
        if element is self.last:
            return
        if depth > MAX_DEPTH:
            raise UnsafeXml(f"more than {MAX_DEPTH} levels of elements", element.sourceline or 0)
        if local_name(str(element.tag)) in self.whole or not len(element):
            yield element
        else:
            yield from self._below(element, depth + 1)

    def _below(self, element: etree._Element, depth: int) -> Iterator[etree._Element]:
        for child in element:
            yield from self._unseen(child, depth)


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
    try:
        for _, element in _events(_Stream.of(data, limit_bytes), ("start",)):
            _refuse_dtd(element)
            break
    except etree.XMLSyntaxError as error:
        raise _malformed(error) from error
    return data.removeprefix(_BOM)


@attrs.define
class _Stream:
    """Bytes for the parser, without a mark at their start, and never many without an element of interest."""

    _source: BinaryIO
    given: int = 0  # bytes, since the last element of interest

    @classmethod
    def of(cls, data: bytes | BinaryIO, limit_bytes: int) -> _Stream:
        """UnsafeXml where there are more than `limit_bytes`."""
        source = io.BytesIO(data) if isinstance(data, bytes) else data
        size = source.seek(0, io.SEEK_END)
        if size > limit_bytes:
            raise UnsafeXml(f"{size} bytes, at most {limit_bytes} are read", 0)
        return cls(source).rewound()

    def rewound(self) -> _Stream:
        """The same, at its start again."""
        self._source.seek(0)
        if self._source.read(len(_BOM)) != _BOM:
            self._source.seek(0)
        self.given = 0
        return self

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        if self.given > _UNBROKEN_BYTES:
            raise UnsafeXml(f"more than {_UNBROKEN_BYTES} bytes in or between two records", 0)
        piece = self._source.read(size)
        self.given += len(piece)
        return piece


def _refuse_dtd(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXml("a document type declaration (DTD) is refused", 1)


def _events(
    stream: _Stream | BinaryIO, events: tuple[_Event, ...], tags: tuple[str, ...] | None = None
) -> etree.iterparse[Any]:
    return etree.iterparse(
        stream,
        events=events,
        tag=tags,
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
