"""What was registered, keys, parameters and the journal as they are shown."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE
from domain.tariffs.parameter import ParameterHead, ParameterRow


@attrs.frozen
class RegisteredView:
    """How many things were registered."""

    parties: int
    points: int
    offers: int
    contracts: int
    mandates: int


@attrs.frozen
class NewKeyView:
    """An API key and whom it is for; it is shown once."""

    key: str
    name: str


@attrs.frozen
class ParameterRowView:
    """A value of a parameter with its identifier."""

    row: Annotated[ParameterRow, WHOLE]
    id: str


@attrs.frozen
class ParameterView:
    """A parameter on a day, as the book is known on another: the values in force, and all there were."""

    head: ParameterHead
    on: dt.date
    known_on: dt.date
    in_force: tuple[ParameterRowView, ...]
    history: tuple[ParameterRowView, ...]


@attrs.frozen
class LoadedParametersView:
    """The digest of the book with the parameters that were laid over it, and how many they are."""

    book_digest: str
    rows: int
    hourly: int


@attrs.frozen
class JournalCheckView:
    """Whether the chain of the journal holds; `first_broken` is the number of the first entry that does not follow."""

    holds: bool
    first_broken: int | None


@attrs.frozen
class HealthView:
    """The server answers."""

    status: str = "ok"


@attrs.frozen
class ParameterFindingView:
    """What a check of parameter files found."""

    error: bool
    text: str


@attrs.frozen
class MappingView:
    """A mapping by its name, and of whom it is."""

    name: str
    label: str
