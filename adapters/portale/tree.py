"""An element of the open data, read by names without regard to their case."""

from __future__ import annotations

import attrs
from lxml import etree

from adapters.portale.codes import CannotRepresent
from adapters.xml import local_name


@attrs.frozen(eq=False)
class Node:
    """An element and its children."""

    element: etree._Element

    @property
    def name(self) -> str:
        """Its name as written, without the namespace."""
        return etree.QName(self.element).localname

    def names(self) -> tuple[str, ...]:
        """The names of its children as written."""
        return tuple(Node(child).name for child in self.element)

    def all(self, name: str) -> tuple[Node, ...]:
        """The children of a name."""
        return tuple(Node(child) for child in self.element if local_name(str(child.tag)) == name.lower())

    def one(self, name: str) -> Node:
        """The one child of a name; CannotRepresent where there are none or several."""
        found = self.all(name)
        if len(found) != 1:
            raise CannotRepresent(f"{self.name}: one {name} is expected, got {len(found)}")
        return found[0]

    def text(self, name: str, default: str | None = None) -> str:
        """The text of a child; `default` where it is left out or empty, CannotRepresent without one."""
        found = self.texts(name)
        if len(found) > 1:
            raise CannotRepresent(f"{self.name}: {name} is given {len(found)} times")
        if found and found[0]:
            return found[0]
        if default is None:
            raise CannotRepresent(f"{self.name}: {name} is missing")
        return default

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of the children of a name."""
        return tuple((each.element.text or "").strip() for each in self.all(name))

    def whole(self) -> str:
        """Everything it says, in one line."""
        leaves = (each for each in self.element.iter() if not len(each) and (each.text or "").strip())
        return "; ".join(f"{Node(each).name} {(each.text or '').strip()}" for each in leaves)
