"""Routes of the tariff book: every parameter with its acts, and the tenant's own parameters over it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody
from litestar.types import ControllerRouterHandler

from adapters.http.answer import json, listed
from adapters.http.bodies import OwnParameters, body_as
from adapters.http.call import ApiCall
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.http.settings import HttpSettings
from adapters.wire.converter import BadInput
from adapters.wire.view import Page, views
from adapters.wire.views.registry import LoadedParametersView, ParameterRowView, ParameterView
from application.registry.register_customers import DoesNotFit
from application.tariffs.book import book_of
from application.tariffs.load_parameters import load_parameters
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import ParameterHead, ParameterRow, UnknownParameter

KnownOn = Annotated[dt.date | None, QueryParameter(description="The book as known on this day; today where left out.")]


def parameter_routes(settings: HttpSettings) -> ControllerRouterHandler:
    """Every route of the tariff book."""
    loading = Router("/", route_handlers=[load], request_max_body_size=settings.max_body_bytes)
    return Router("/parameters", route_handlers=[heads, parameter, loading], tags=["Tariff book"])


@get("/", summary="Every parameter there is", opt=wire(response=Page[ParameterHead]), sync_to_thread=True)
def heads(call: NamedDependency[ApiCall], known_on: KnownOn = None) -> Response[bytes]:
    """Heads: what each is, its unit, its norm, when it was last checked."""
    book = _book(call, known_on)
    return listed(book.heads[path] for path in sorted(book.heads))


@get(
    "/{path:path}",
    summary="One parameter: its values, their acts and their history",
    opt=wire(response=ParameterView),
    sync_to_thread=True,
)
def parameter(
    path: FromPath[str],
    call: NamedDependency[ApiCall],
    key: Annotated[
        list[str] | None, QueryParameter(description="The key of the value, one for each dimension, in their order.")
    ] = None,
    on: Annotated[dt.date | None, QueryParameter(description="The day asked for; today where left out.")] = None,
    known_on: KnownOn = None,
) -> Response[bytes]:
    """`in_force` are the values on the day: all keys, or the one asked for. A key without a value that day is a 422."""
    book = _book(call, known_on)
    name = path.removeprefix("/")
    head = book.heads.get(name)
    if head is None:
        raise UnknownParameter(f"the tariff book has no parameter {name}")
    day = on or call.services.clock.today()
    rows = book.history(name)
    if key is not None:
        if len(key) != len(head.dimensions):
            named = ", ".join(head.dimensions) or "nothing"
            raise BadInput((("query key", f"{name} has the dimensions {named}, got {len(key)} values"),))
        rows = tuple(row for row in rows if row.key == tuple(key))
        in_force = [book.value(name, tuple(key), day)]
    else:
        in_force = _in_force(book, rows, day)
    values, history = views(ParameterRowView, in_force), views(ParameterRowView, rows)
    return json(ParameterView(head, day, book.known_on, values, history))


@post(
    "/",
    summary="Load parameters and hourly prices of the tenant's own",
    opt=wire(request=OwnParameters, example=examples.OWN_PARAMETERS, response=LoadedParametersView),
    sync_to_thread=True,
    status_code=200,
)
def load(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """They lie over the common book: for the keys of these rows, these rows alone count."""
    given = body_as(OwnParameters, body)
    _check(given, _book(call, None))
    digest = load_parameters(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        heads=given.heads,
        rows=given.rows,
        hourly=[index.series for index in given.hourly],
    )
    return json(LoadedParametersView(digest, len(given.rows), len(given.hourly)))


def _check(given: OwnParameters, book: TariffBook) -> None:
    """DoesNotFit where a head changes what a parameter is; BadInput where a row has not the key its head says."""
    for head in given.heads:
        known = book.heads.get(head.path, head)
        if (known.unit, known.dimensions) != (head.unit, head.dimensions):
            raise DoesNotFit(f"parameter {head.path} is in {known.unit} by {known.dimensions}, the head says otherwise")
    heads = {**book.heads, **{head.path: head for head in given.heads}}
    for i, row in enumerate(given.rows):
        if row.path not in heads:
            raise UnknownParameter(f"row {row.name}: no head declares {row.path}; send its head with it")
        if len(row.key) != len(heads[row.path].dimensions):
            named = ", ".join(heads[row.path].dimensions) or "nothing"
            raise BadInput(((f"$.rows[{i}].key", f"{row.path} has the dimensions {named}"),))


def _book(call: ApiCall, known_on: dt.date | None) -> TariffBook:
    with call.reading() as uow:
        return book_of(uow, call.services.books, known_on or call.services.clock.today())


def _in_force(book: TariffBook, rows: tuple[ParameterRow, ...], day: dt.date) -> list[ParameterRow]:
    """The value of each key that has one on the day, in order of key."""
    known = [row for row in rows if row.known_from <= book.known_on and day in row.period]
    keys = sorted({row.key for row in known})
    return [book.value(rows[0].path, key, day) for key in keys]
