"""The plan of the house from its imports: which rooms there are, on which floor, and which room stands on which.

The floors of the domain are those of the import contract in pyproject.toml; an arrow that goes up is an error here as
there.
"""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs
import grimp

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/architecture.md"
_DRAWN = "## The plan\n"  # what stands before it is written by hand
ROOTS = ("domain", "application", "adapters")

Room = tuple[str, str]
"""Root package and room: ("domain", "pricing"); a loose module is a room of its own."""


@attrs.frozen
class Plan:
    """Rooms with what each is for, and how many imports lead from one room to another."""

    rooms: Mapping[Room, str]
    arrows: Mapping[tuple[Room, Room], int]
    floors: tuple[str, ...]

    def of(self, root: str) -> tuple[Room, ...]:
        """The rooms of a root: those of the domain from the top floor down, the others by name."""
        rooms = [room for room in self.rooms if room[0] == root]
        if root != "domain":
            return tuple(sorted(rooms))
        return tuple(sorted(rooms, key=lambda room: self.floors.index(room[1])))

    def stands_on(self, room: Room) -> tuple[Room, ...]:
        """The other rooms of the same root that a room imports from, nearest first."""
        below = [end for start, end in self.arrows if start == room and end[0] == room[0]]
        order = self.of(room[0])
        return tuple(sorted(below, key=order.index))

    def up(self) -> tuple[tuple[Room, Room], ...]:
        """The arrows that go up: within the domain to a floor above, or from one root to one above it."""
        return tuple(sorted(arrow for arrow in self.arrows if self._goes_up(*arrow)))

    def round(self) -> tuple[tuple[Room, Room], ...]:
        """The arrows between rooms of one root that are part of a circle."""
        return tuple(
            sorted((start, end) for start, end in self.arrows if start[0] == end[0] and self._leads(end, start))
        )

    def _goes_up(self, start: Room, end: Room) -> bool:
        if start[0] == end[0] == "domain":
            return self.floors.index(end[1]) < self.floors.index(start[1])
        return ROOTS.index(end[0]) > ROOTS.index(start[0])

    def _leads(self, start: Room, goal: Room) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            room = waiting.pop()
            if room == goal:
                return True
            nearest = [end for begin, end in self.arrows if begin == room and end[0] == room[0]]
            waiting += [end for end in nearest if end not in seen]
            seen.update(nearest)
        return False


def plan() -> Plan:
    """The plan of the house as it stands."""
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    arrows: Counter[tuple[Room, Room]] = Counter()
    for importer in graph.modules:
        start = _room(importer)
        for imported in graph.find_modules_directly_imported_by(importer):
            end = _room(imported)
            if start and end and start != end:
                arrows[start, end] += 1
    rooms = {room: _purpose(room) for name in sorted(graph.modules) if (room := _room(name))}
    return Plan(rooms, arrows, _floors())


def _room(module: str) -> Room | None:
    root, _, rest = module.partition(".")
    return (root, rest.partition(".")[0]) if rest else None


def _purpose(room: Room) -> str:
    """The first line of the docstring of a room."""
    folder = ROOT.joinpath(*room)
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


def _floors() -> tuple[str, ...]:
    """The floors of the domain from the top, as the import contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each.get("containers") == ["domain"])
    return tuple(name.strip() for layer in layers for name in layer.replace("|", ":").split(":"))


def document() -> str:
    """docs/architecture.md: the tour as it was written by hand, then the plan as drawn."""
    found = plan()
    up, circles = found.up(), found.round()
    assert not up, f"arrows that go up: {up}"
    assert not circles, f"rooms that go round in a circle: {circles}"
    tour = DOCUMENT.read_text("utf-8").partition(_DRAWN)[0]
    return tour + _DRAWN + "\n".join([*_drawn(found), ""])


def _drawn(found: Plan) -> Iterator[str]:
    yield ""
    yield "Drawn from the imports by `make docs`; `make check` fails where it is not as the code is. No arrow goes up."
    yield ""
    yield "```mermaid"
    yield "flowchart TD"
    for root in reversed(ROOTS):
        yield f"  subgraph {root}"
        yield from (f"    {_name(room)}[{room[1]}]" for room in found.of(root))
        yield "  end"
    yield "  adapters --> application --> domain"
    for root in ROOTS[:2]:
        yield from (f"  {_name(start)} --> {_name(end)}" for start, end in _shortest(found, root))
    yield "```"
    yield ""
    yield "An arrow that a longer way says already is left out; the tables name every room that one stands on."
    for root in ROOTS:
        yield ""
        yield f"### {root}/"
        yield ""
        yield "| room | what it is for | stands on |"
        yield "|---|---|---|"
        for room in found.of(root):
            below = ", ".join(end[1] for end in found.stands_on(room))
            yield f"| `{room[1]}` | {found.rooms[room]} | {below or '–'} |"


def _name(room: Room) -> str:
    return f"{room[0]}_{room[1]}"


def _shortest(found: Plan, root: str) -> Iterable[tuple[Room, Room]]:
    """The arrows of a root without those that a longer way of arrows says already."""
    direct = {room: set(found.stands_on(room)) for room in found.of(root)}

    def reach(room: Room) -> set[Room]:
        return direct[room] | {far for near in direct[room] for far in reach(near)}

    for room in found.of(root):
        further = {far for near in direct[room] for far in reach(near)}
        yield from ((room, end) for end in found.stands_on(room) if end not in further)
