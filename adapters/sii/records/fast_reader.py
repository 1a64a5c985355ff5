"""Records that look alike, read at once.

Most records of a file have the same elements in the same order. What such a sequence of tags means is worked out for
the first of them; of the next only the texts are picked and read. Whatever is not plain, be it an element that is not
declared or comes twice, a curve, a reference, or a text that is wrong, is left to the engine, which says what it is.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from lxml import etree

from adapters.sii.records.codec import READ_TOGETHER, MalformedText
from adapters.sii.records.declare import BAND_NAMES, ElementGroup, Groups
from adapters.sii.records.plan import NULLS, plan_of

_TEXT = re.compile(r">([^<]*)</")
_TAG = re.compile(r"<(/?)([^\s/>]+)[^>]*?(/?)>")
_LONGEST = 1 << 14  # characters of a record: longer ones are curves
_REMEMBERED = 1024
_MISSING = object()
_USUAL = 100  # records in a row that are worth a pattern of their own

_Read = Callable[[str], Any]
_ReadAll = Callable[[Sequence[str]], list[Any]]


class _NotPlain(Exception):
    """The engine has to look at this record, or at every record with these tags."""


@attrs.frozen
class _Part:
    """A record in the making: which of the values read is which, and at which place of the record it goes.

    empty     the record without values, for it is made by place, far quicker than by name
    required  the places that must be filled
    """

    record: type[attrs.AttrsInstance]
    empty: tuple[Any, ...]
    fields: tuple[tuple[int, int, _Read], ...]
    bands: tuple[tuple[int, tuple[tuple[int, str], ...], _Read], ...]
    parts: tuple[tuple[int, _Part], ...]
    lists: tuple[tuple[int, tuple[_Part, ...]], ...]
    required: tuple[int, ...]

    def reads(self) -> Iterator[tuple[int, _Read]]:
        """Each text that is a value, and how it is read."""
        yield from ((index, read) for index, _, read in self.fields)
        yield from ((index, read) for _, places, read in self.bands for index, _ in places)
        for part in (*(part for _, part in self.parts), *(part for _, some in self.lists for part in some)):
            yield from part.reads()

    def moved(self, to: Mapping[int, int]) -> _Part:
        """The same, of values that stand elsewhere: by index now, the index then."""
        return attrs.evolve(
            self,
            fields=tuple((to[index], place, read) for index, place, read in self.fields),
            bands=tuple(
                (place, tuple((to[index], band) for index, band in each), read) for place, each, read in self.bands
            ),
            parts=tuple((place, part.moved(to)) for place, part in self.parts),
            lists=tuple((place, tuple(part.moved(to) for part in some)) for place, some in self.lists),
        )

    def made(self, found: list[Any]) -> attrs.AttrsInstance | None:
        """The record of these values; None where there is none. _NotPlain where a required one is missing."""
        values = [*self.empty]
        is_empty = True
        for index, place, _ in self.fields:
            if (value := found[index]) is not None:
                values[place] = value
                is_empty = False
        for place, each, _ in self.bands:
            figures = tuple([(band, value) for index, band in each if (value := found[index]) is not None])
            if figures:
                values[place] = figures
                is_empty = False
        for place, part in self.parts:
            below = part.made(found)
            if below is not None:
                values[place] = below
                is_empty = False
        for place, parts in self.lists:
            some = tuple([made for part in parts if (made := part.made(found)) is not None])
            if some:
                values[place] = some
                is_empty = False
        if is_empty:
            return None
        for place in self.required:
            if values[place] is _MISSING:
                raise _NotPlain
        return self.record(*values)


@attrs.frozen
class _Sequence:
    """Tags in their order: the text of a record that has them, with %s for each of its texts, and what they mean.

    single  the texts that are read one by one; numbers: those that are read together, their values after the others
    usual   the pattern of such a record, once there were many in a row
    """

    count: int
    written: str
    root: _Part | None
    single: tuple[tuple[int, _Read], ...] = ()
    numbers: tuple[tuple[Callable[[list[str]], tuple[str, ...]], _ReadAll], ...] = ()
    usual: re.Pattern[str] | None = None

    def as_usual(self) -> _Sequence:
        """The same, with the pattern that picks all texts of such a record in one go."""
        escaped = re.escape(self.written).replace("%%", "%").replace(">%s</", ">([^<]*)</")
        return attrs.evolve(self, usual=re.compile(escaped))

    def read(self, texts: list[str]) -> attrs.AttrsInstance | None:
        """The record of these texts. MalformedText or _NotPlain where the engine has to look."""
        if self.root is None:
            return None
        found: list[Any] = []
        for index, read in self.single:
            text = texts[index].strip()
            found.append(read(text) if text and text not in NULLS else None)
        for picked, read_all in self.numbers:
            found += read_all(picked(texts))
        return self.root.made(found)


@attrs.define
class FastReader:
    """The sequences of tags that were seen of one record class."""

    record: type[attrs.AttrsInstance]
    _known: dict[str, _Sequence] = attrs.field(factory=dict, init=False)
    _times: int = attrs.field(default=0, init=False)
    _last: _Sequence = attrs.field(default=_Sequence(-1, "", None), init=False)

    def read(self, element: etree._Element) -> attrs.AttrsInstance | None:
        """The record in `element`; None where the engine has to read it."""
        raw: str = etree.tostring(element, encoding="unicode", with_tail=False)
        if len(raw) > _LONGEST or "&" in raw:
            return None
        last = self._last  # another thread may read a file of other tags at the same moment
        found = last.usual.fullmatch(raw) if last.usual is not None else None
        if found is not None:
            texts, sequence = [*found.groups()], last
        else:
            texts = _TEXT.findall(raw)
            sequence = self._last = self._sequence(raw, texts)
        try:
            return sequence.read(texts)
        except (MalformedText, _NotPlain):
            return None

    def _sequence(self, raw: str, texts: list[str]) -> _Sequence:
        last = self._last
        if len(texts) == last.count and last.written % tuple(texts) == raw:
            self._times += 1
            return last if self._times < _USUAL else last.as_usual()
        self._times = 0
        tags = _TEXT.sub("></", raw)
        known = self._known.get(tags)
        if known is None:
            try:
                root = None if "<!" in raw or "<?" in raw else _root(self.record, tags)
            except _NotPlain:
                root = None
            known = _with_reads(_Sequence(len(texts), tags.replace("%", "%%").replace("></", ">%s</"), root))
            if len(self._known) < _REMEMBERED:
                self._known[tags] = known
        return known


def _with_reads(sequence: _Sequence) -> _Sequence:
    if sequence.root is None:
        return sequence
    reads = list(sequence.root.reads())
    single = [(index, read) for index, read in reads if read not in READ_TOGETHER]
    together = [
        (places, read_all)
        for one, read_all in READ_TOGETHER.items()
        if (places := [index for index, read in reads if read is one])
    ]
    order = [*(index for index, _ in single), *(index for places, _ in together for index in places)]
    return attrs.evolve(
        sequence,
        root=sequence.root.moved({index: place for place, index in enumerate(order)}),
        single=tuple(single),
        numbers=tuple((_picker(places), read_all) for places, read_all in together),
    )


def _picker(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    if len(places) == 1:
        (place,) = places
        return lambda texts: (texts[place],)
    return operator.itemgetter(*places)


@functools.cache
def fast_reader(record: type[attrs.AttrsInstance]) -> FastReader:
    """What is remembered of a record class."""
    return FastReader(record)


@attrs.frozen
class _Tag:
    """A tag; `index` is that of the text before the next closing tag, `kind` is open, close or empty."""

    name: str
    index: int
    kind: str


def _tags(tags: str) -> Iterator[_Tag]:
    closed = 0
    for found in _TAG.finditer(tags):
        closing, name, empty = found.groups()
        yield _Tag(name.rpartition(":")[2], closed, "close" if closing else "empty" if empty else "open")
        closed += bool(closing)


def _root(record: type[attrs.AttrsInstance], tags: str) -> _Part | None:
    sequence = _tags(tags)
    return _part(record, sequence) if next(sequence).kind == "open" else None


def _part(record: type[attrs.AttrsInstance], tags: Iterator[_Tag]) -> _Part:
    """What follows an open tag, up to its end."""
    plan = plan_of(record)
    fields: dict[str, tuple[int, str, _Read]] = {}
    bands: dict[str, dict[str, tuple[int, _Read]]] = {}
    parts: dict[str, _Part] = {}
    lists: dict[str, list[_Part]] = {}
    for tag in tags:
        if tag.kind == "close":
            break
        line = plan.lines.get(tag.name.lower())
        if line is None:
            raise _NotPlain
        if tag.kind == "empty":
            if line.read is None and not isinstance(line.shape, ElementGroup | Groups):
                raise _NotPlain  # a curve has its values in attributes
        elif line.read is not None:
            if next(tags).kind != "close":
                raise _NotPlain
            held: dict[str, Any] = bands.setdefault(line.attribute, {}) if line.band else fields
            _once(held, line.band or line.attribute)
            held[line.band or line.attribute] = (
                (tag.index, line.read) if line.band else (tag.index, line.attribute, line.read)
            )
        elif isinstance(line.shape, Groups):
            lists.setdefault(line.attribute, []).append(_part(line.shape.record, tags))
        elif isinstance(line.shape, ElementGroup):
            _once(parts, line.attribute)
            parts[line.attribute] = _part(line.shape.record, tags)
        else:
            raise _NotPlain
    attributes = attrs.fields(record)
    places = {attribute.name: place for place, attribute in enumerate(attributes)}
    required = {name for name, _ in plan.required}
    return _Part(
        record,
        tuple(_MISSING if each.name in required else each.default for each in attributes),
        tuple((index, places[name], read) for index, name, read in fields.values()),
        tuple((places[name], *_in_order(found)) for name, found in bands.items()),
        tuple((places[name], part) for name, part in parts.items()),
        tuple((places[name], tuple(each)) for name, each in lists.items()),
        tuple(places[name] for name in required),
    )


def _once(held: dict[str, Any], name: str) -> None:
    if name in held:
        raise _NotPlain


def _in_order(
    found: dict[str, tuple[int, _Read]],
) -> tuple[tuple[tuple[int, str], ...], _Read]:
    places = tuple((found[band][0], band) for band in BAND_NAMES if band in found)
    return places, next(iter(found.values()))[1]
