"""Views: what is shown of a value where that is not the value itself.

A view is a frozen attrs class that only declares its members. `view` fills it from a value, member by member under the
same name; `At` names another place to look. Members that are views, or tuples of them, are filled from what stands
there. The command line and REST name the same view for the same thing; `converter.write` and `schema.schema` know no
other form.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Generic, TypeVar, get_args, get_origin

import attrs

from domain.pricing.facts import BillingFacts

_LEFT_OUT = frozenset({(BillingFacts, "commodity")})  # the code of the contract names it

T = TypeVar("T")
V = TypeVar("V")


@attrs.frozen
class At:
    """Where a member is found in the value: names joined by dots, the value itself where they are empty; or what finds
    it, where the value does not know it itself.

    whole  its own members are shown in the place of it
    """

    path: str | Callable[[Any], Any]
    whole: bool = False


WHOLE = At("", whole=True)
"""The value itself, its members in the place of this one."""


@attrs.frozen
class Page(Generic[T]):
    """A page of a list; `next` is the key to continue after, null at the end."""

    items: tuple[T, ...]
    next: str | None = None


@attrs.frozen
class Files(Generic[T]):
    """What became of each file that was handed in, in order."""

    files: tuple[T, ...]


@attrs.frozen
class WrittenMember:
    """A member of a class as it is written: the name it has outside and inside, its type, where a view finds it."""

    alias: str
    name: str
    kind: Any
    at: At | None
    is_required: bool

    @property
    def is_whole(self) -> bool:
        """Whether its own members stand in its place."""
        return self.at is not None and self.at.whole


def members(kind: Any) -> tuple[WrittenMember, ...]:
    """The members of an attrs class, in order; left out is what it computes itself, and what a commodity declares."""
    return _members(kind)


@functools.cache
def _members(kind: Any) -> tuple[WrittenMember, ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(_member(field, hints[field.name]) for field in attrs.fields(kind) if _is_shown(kind, field))


def _is_shown(kind: Any, field: attrs.Attribute[Any]) -> bool:
    return field.init and (kind, field.name) not in _LEFT_OUT


def view(kind: type[V], value: Any, **more: Any) -> V:
    """The view of a value; `more` are members that are not found in it."""
    found = {
        each.name: _shown(each.kind, more[each.name] if each.name in more else _found(each, value))
        for each in members(kind)
    }
    return kind(**found)


def views(kind: type[V], values: typing.Iterable[Any]) -> tuple[V, ...]:
    """The view of each value."""
    return tuple(view(kind, value) for value in values)


def _member(field: attrs.Attribute[Any], hint: Any) -> WrittenMember:
    kind, at = (hint.__origin__, hint.__metadata__[0]) if get_origin(hint) is Annotated else (hint, None)
    return WrittenMember(field.alias or field.name, field.name, kind, at, field.default is attrs.NOTHING)


def _found(member: WrittenMember, value: Any) -> Any:
    path = member.name if member.at is None else member.at.path
    if callable(path):
        return path(value)
    return functools.reduce(getattr, path.split("."), value) if path else value


def _shown(kind: Any, found: Any) -> Any:
    """What was found as a value of the type of the member."""
    if found is None:
        return None
    if get_origin(kind) in (types.UnionType, typing.Union):
        (kind,) = (each for each in get_args(kind) if each is not types.NoneType)
    if kind is str:
        return str(found)
    if get_origin(kind) is tuple and len(get_args(kind)) == 2 and get_args(kind)[1] is Ellipsis:
        return tuple(_shown(get_args(kind)[0], each) for each in found)
    is_value = not attrs.has(kind) or isinstance(found, (kind, Mapping))
    return found if is_value else view(kind, found)
