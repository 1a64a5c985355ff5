"""Routes of the catalogue of offers: draft, import, simulate, publish, withdraw. Contracts name its versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

import attrs
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody
from litestar.types import ControllerRouterHandler

from adapters.http.answer import json, listed, page
from adapters.http.bodies import body_as
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi import examples
from adapters.http.openapi.describe import BINARY, wire
from adapters.http.settings import HttpSettings
from adapters.wire.converter import BadInput
from adapters.wire.view import Page, views
from adapters.wire.views.offers import (
    ImportedOffersView,
    PublicationView,
    RefusedOfferView,
    SchedaFigureView,
    imported_offers_view,
    publication_view,
    scheda_view,
)
from application.offers.import_offers import import_offers
from application.offers.publish_offer import draft_offer, publish_offer, withdraw_offer
from application.offers.scheda_sintetica import scheda_sintetica
from application.ports.offer_files import BadOfferFile
from application.ports.registry import NotFound
from domain.kernel.digest import Plain
from domain.offers.catalogue import OfferVersion, parts_of
from domain.tariffs.offer import Offer

_PUBLICATION: Plain = {"start": "2026-07-01"}
_WITHDRAWAL: Plain = {"day": "2026-12-01"}


@attrs.frozen
class BandMean:
    """The mean of the four forward quarters of an index, for a band of the offer."""

    band: str
    value: Decimal


@attrs.frozen
class OfferToPublish:
    """The first day it can be signed; the means of its index where the tariff book does not reach so far."""

    start: dt.date
    index: tuple[BandMean, ...] = ()

    @property
    def means(self) -> Mapping[str, Decimal]:
        """The means by band."""
        return {mean.band: mean.value for mean in self.index}


@attrs.frozen
class OfferToWithdraw:
    """The first day on which it can no longer be signed."""

    day: dt.date


@get("/", summary="The families of offers", opt=wire(response=Page[str]), sync_to_thread=True)
def families(call: NamedDependency[ApiCall], after: After = "", limit: Limit = 100) -> Response[bytes]:
    """By name; each has versions."""
    with call.reading() as uow:
        return page(uow.offers.families(after, limit + 1), limit, str)


@post(
    "/",
    summary="Draft an offer",
    opt=wire(request=Offer, example=examples.OFFER, response=OfferVersion),
    sync_to_thread=True,
    status_code=201,
)
def draft(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Its code names the family: the draft of the family is written over, or a new version begins."""
    version = draft_offer(units=call.services.units, actor=call.actor, offer=body_as(Offer, body))
    return json(version, 201, {"Location": f"/catalogue/{version.family}"})


@post(
    "/import",
    summary="Import offers of the Portale Offerte",
    opt=wire(
        request=BINARY,
        accepts=("application/octet-stream",),
        response=ImportedOffersView,
    ),
    sync_to_thread=True,
    status_code=200,
)
def import_file(
    body: RawBody,
    call: NamedDependency[ApiCall],
    name: Annotated[str, QueryParameter(description="The name of the file, for messages.")] = "offers",
) -> Response[bytes]:
    """Free-market XML or PLACET CSV. Offers become drafts; what cannot be represented is rejected, and stored."""
    try:
        made = import_offers(
            units=call.services.units, actor=call.actor, files=call.services.offer_files, name=name, data=body
        )
    except BadOfferFile as error:
        raise BadInput((("$", str(error)),)) from error
    return json(imported_offers_view(made))


@get(
    "/imports/{offers_sha256:str}",
    summary="What was rejected of a file",
    opt=wire(response=Page[RefusedOfferView]),
    sync_to_thread=True,
)
def rejected_offers(offers_sha256: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Each offer with its reason, as it was written; 404 where everything was accepted."""
    with call.reading() as uow:
        found = uow.offers.refused(offers_sha256)
    if not found:
        raise NotFound("refused offer of the file", offers_sha256)
    return listed(views(RefusedOfferView, found))


@get("/{family:str}", summary="The versions of a family", opt=wire(response=Page[OfferVersion]), sync_to_thread=True)
def versions(family: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """As they stand, in order of number."""
    with call.reading() as uow:
        found = uow.offers.versions(family)
    if not found:
        raise NotFound("family of offers", family)
    return listed(found)


@get(
    "/{code:str}/scheda",
    summary="What a version costs a year, for each standard customer",
    opt=wire(response=Page[SchedaFigureView]),
    sync_to_thread=True,
)
def scheda(
    code: FromPath[str],
    call: NamedDependency[ApiCall],
    on: Annotated[dt.date | None, QueryParameter(description="The day of consultation; today where left out.")] = None,
) -> Response[bytes]:
    """The figures of the scheda sintetica, drafts included: an offer is simulated before it is published."""
    with call.reading() as uow:
        book = call.book(uow)
    version = _version(call, code)
    figures = scheda_sintetica(
        offer=version.offer,
        customers=call.services.offer_files.standard_customers(),
        book=book,
        on=on or call.services.clock.today(),
    )
    return listed(scheda_view(figure) for figure in figures)


@post(
    "/{code:str}/publish",
    summary="Publish a draft",
    opt=wire(request=OfferToPublish, example=_PUBLICATION, response=PublicationView),
    sync_to_thread=True,
    status_code=200,
)
def publish(code: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Refused where its spend cannot be estimated or it breaks the structure of prices; then it never changes."""
    version = _version(call, code)
    wanted = body_as(OfferToPublish, body)
    made = publish_offer(
        units=call.services.units,
        books=call.services.books,
        files=call.services.offer_files,
        actor=call.actor,
        family=version.family,
        number=version.number,
        start=wanted.start,
        index=wanted.means,
    )
    return json(publication_view(made))


@post(
    "/{code:str}/withdraw",
    summary="Withdraw a published version",
    opt=wire(request=OfferToWithdraw, example=_WITHDRAWAL, response=OfferVersion),
    sync_to_thread=True,
    status_code=200,
)
def withdraw(code: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Contracts that name it keep it."""
    version = _version(call, code)
    gone = withdraw_offer(
        units=call.services.units,
        actor=call.actor,
        family=version.family,
        number=version.number,
        day=body_as(OfferToWithdraw, body).day,
    )
    return json(gone)


def catalogue_routes(settings: HttpSettings) -> Router:
    """Every route of the catalogue."""
    importing = Router("/", route_handlers=[import_file], request_max_body_size=settings.max_body_bytes)
    handlers: list[ControllerRouterHandler] = [
        families,
        draft,
        importing,
        rejected_offers,
        versions,
        scheda,
        publish,
        withdraw,
    ]
    return Router("/catalogue", route_handlers=handlers, tags=["Catalogue"])


def _version(call: ApiCall, code: str) -> OfferVersion:
    """The version of a code; NotFound."""
    parts = parts_of(code)
    if parts is None:
        raise NotFound("offer version", code)
    with call.reading() as uow:
        return uow.offers.version(*parts)
