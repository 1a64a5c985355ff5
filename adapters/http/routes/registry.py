"""Routes of the registry: parties, points, offers, contracts, mandates, one by one and in bulk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import attrs
from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody
from litestar.types import ControllerRouterHandler

from adapters.http.answer import json, listed, page
from adapters.http.bodies import Registration, body_as, must_match
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.http.settings import HttpSettings
from adapters.wire.view import Page
from adapters.wire.views.registry import RegisteredView
from application.ports.unit_of_work import UnitOfWork
from application.registry.register_customers import Registrable, register
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.kernel.identifiers import MandateReference
from domain.payments.mandate import Mandate
from domain.tariffs.offer import Offer

T = TypeVar("T", bound=Registrable)


@attrs.frozen(eq=False)
class _Resource(Generic[T]):
    """One kind of thing, by its key. `page` gives up to so many after a key; None where there is no such list."""

    path: str
    one: str
    kind: type[T]
    key_name: str
    key: Callable[[T], str]
    get: Callable[[UnitOfWork, str], T]
    page: Callable[[UnitOfWork, str, int], Sequence[T]] | None
    example: Plain


def _offers(uow: UnitOfWork, after: str, limit: int) -> Sequence[Offer]:
    found = sorted(uow.offers.all(), key=lambda offer: offer.code)
    return [offer for offer in found if offer.code > after][:limit]


_PARTIES = _Resource(
    "/parties",
    "party",
    Party,
    "id",
    lambda party: party.id,
    lambda uow, key: uow.parties.get(key),
    lambda uow, after, limit: uow.parties.page(after, limit),
    examples.PARTY,
)
_POINTS = _Resource(
    "/points",
    "supply point",
    SupplyPoint,
    "code",
    lambda point: point.code,
    lambda uow, key: uow.points.get(key),
    lambda uow, after, limit: uow.points.page(after, limit),
    examples.POINT,
)
_OFFERS = _Resource(
    "/offers",
    "offer",
    Offer,
    "code",
    lambda offer: offer.code,
    lambda uow, key: uow.offers.get(key),
    _offers,
    examples.OFFER,
)
_CONTRACTS = _Resource(
    "/contracts",
    "contract",
    Contract,
    "number",
    lambda contract: contract.number,
    lambda uow, key: uow.contracts.get(key),
    lambda uow, after, limit: uow.contracts.page(after, limit),
    examples.CONTRACT,
)
_MANDATES = _Resource(
    "/mandates",
    "mandate",
    Mandate,
    "umr",
    lambda mandate: str(mandate.umr),
    lambda uow, key: uow.mandates.get(MandateReference(key).text),
    None,
    examples.MANDATE,
)


def registry_routes(settings: HttpSettings) -> list[ControllerRouterHandler]:
    """Every route of the registry."""
    bulk = Router(
        "/registry", route_handlers=[register_many], request_max_body_size=settings.max_body_bytes, tags=["Registry"]
    )
    resources: tuple[_Resource[Any], ...] = (_PARTIES, _POINTS, _OFFERS, _CONTRACTS, _MANDATES)
    return [bulk, *(_router(resource) for resource in resources)]


def _router(resource: _Resource[T]) -> Router:
    title = resource.path[1:].capitalize()

    @put(
        "/{key:path}",
        name=f"put {resource.one}",
        summary=f"Register a {resource.one}, or replace it",
        opt=wire(request=resource.kind, example=resource.example, response=resource.kind),
        sync_to_thread=True,
        status_code=200,
    )
    def store(key: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
        thing = body_as(resource.kind, body)
        must_match(f"$.{resource.key_name}", resource.key(thing), _key(key))
        register(units=call.services.units, books=call.services.books, actor=call.actor, things=(thing,))
        return json(thing)

    @get(
        "/{key:path}",
        name=f"get {resource.one}",
        summary=f"One {resource.one}",
        opt=wire(response=resource.kind),
        sync_to_thread=True,
    )
    def show(key: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
        with call.reading() as uow:
            thing = resource.get(uow, _key(key))
        return json(thing)

    if resource.page is None:
        return Router(resource.path, route_handlers=[store, show, mandates_of_contracts], tags=[title])
    found = resource.page

    @get(
        "/",
        name=f"list {resource.path[1:]}",
        summary=f"The {resource.path[1:]} in order of {resource.key_name}",
        opt=wire(response=Page[resource.kind]),  # type: ignore[name-defined]
        sync_to_thread=True,
    )
    def some(call: NamedDependency[ApiCall], after: After = "", limit: Limit = 100) -> Response[bytes]:
        with call.reading() as uow:
            return page(found(uow, after, limit + 1), limit, resource.key)

    return Router(resource.path, route_handlers=[store, show, some], tags=[title])


@get("/", summary="The mandates of some contracts", opt=wire(response=Page[Mandate]), sync_to_thread=True)
def mandates_of_contracts(
    call: NamedDependency[ApiCall],
    contract: Annotated[list[str], QueryParameter(min_items=1, max_items=500, description="Contract numbers.")],
) -> Response[bytes]:
    """Mandates are asked for by the contracts whose debts they collect."""
    with call.reading() as uow:
        found = uow.mandates.of_contracts(contract)
    return listed(mandate for number in sorted(found) for mandate in found[number])


@post(
    "/",
    summary="Register many things in one transaction",
    opt=wire(
        request=Registration,
        example=examples.REGISTRY,
        response=RegisteredView,
    ),
    sync_to_thread=True,
    status_code=200,
)
def register_many(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """All of it or none: the first thing that does not fit refuses the whole."""
    given = body_as(Registration, body)
    things: tuple[Registrable, ...] = (
        *given.parties,
        *given.points,
        *given.offers,
        *given.contracts,
        *given.mandates,
    )
    register(units=call.services.units, books=call.services.books, actor=call.actor, things=things)
    counts = (given.parties, given.points, given.offers, given.contracts, given.mandates)
    return json(RegisteredView(*map(len, counts)))


def _key(path: str) -> str:
    return path.removeprefix("/")
