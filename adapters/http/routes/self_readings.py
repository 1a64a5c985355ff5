"""Routes of customer readings: submit one, list them, forward them, record the distributor's answer."""

from __future__ import annotations

from typing import Annotated

import attrs
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from adapters.http.answer import json, listed
from adapters.http.bodies import body_as
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.wire.view import Page, view, views
from adapters.wire.views.metering import (
    DueSelfReadingView,
    HandedOnView,
    SelfReadingView,
    due_self_reading_views,
    handed_on_view,
)
from application.metering.customer_readings.forward_readings import (
    answer_self_reading,
    due_self_readings,
    forward_self_readings,
)
from application.metering.customer_readings.submit_reading import submit_self_reading
from domain.kernel.digest import Plain
from domain.metering.manual_readings.customer_reading import CustomerReading

_EXAMPLE: Plain = {
    "point": "IT001E12345678",
    "day": "2026-11-23",
    "values": [{"kind": "ea", "band": "M", "value": "1250"}],
}


@attrs.frozen
class DistributorAnswer:
    """What the distributor says of a reading: ESITO_VAL_AUTOLETTURA, CAUSALE_NON_VAL_AUTOLETTURA as it wrote it."""

    validated: bool
    answer: str = ""


def self_reading_routes() -> Router:
    """Every route of customers' readings."""
    return Router("/self-readings", route_handlers=[submit, page, due, forward, answered], tags=["Measures"])


@post(
    "/",
    summary="Tell a reading of the customer",
    opt=wire(request=CustomerReading, example=_EXAMPLE, response=SelfReadingView),
    sync_to_thread=True,
    status_code=200,
)
def submit(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Accepted or rejected at once, with the reasons. The same reading submitted again gives the same answer.

    values are what the registers of active energy show, M where there is one; gas and water in the unit of the meter.
    """
    submitted = body_as(CustomerReading, body)
    done = submit_self_reading(units=call.services.units, books=call.services.books, actor=call.actor, stated=submitted)
    return json(view(SelfReadingView, done))


@get("/", summary="The readings customers submitted", opt=wire(response=Page[SelfReadingView]), sync_to_thread=True)
def page(
    call: NamedDependency[ApiCall],
    point: Annotated[str, QueryParameter(description="Only those of a point, in the order they were submitted.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """In order of identifier, refused ones included."""
    with call.reading() as uow:
        if point:
            return listed(views(SelfReadingView, uow.self_readings.of_point(point)))
        rows = uow.self_readings.page(after, limit)
    return json(Page(views(SelfReadingView, rows), rows[-1].id if len(rows) == limit else None))


@get(
    "/due",
    summary="What is to be forwarded to distributors",
    opt=wire(response=Page[DueSelfReadingView]),
    sync_to_thread=True,
)
def due(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The late first, in order of term."""
    found = due_self_readings(units=call.services.units, actor=call.actor)
    return listed(due_self_reading_views(found, call.services.clock.today()))


@post(
    "/forward",
    summary="Hand customers' readings on",
    opt=wire(response=HandedOnView),
    sync_to_thread=True,
    status_code=200,
)
def forward(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """A file a distributor, kept with the flows for its channel; by_hand where none sends it. The unwritable wait."""
    done = forward_self_readings(
        units=call.services.units,
        actor=call.actor,
        lists=call.services.self_reading_flows,
        channels=call.services.channels.of(call.actor.tenant),
    )
    return json(handed_on_view(done))


@post(
    "/{identifier:str}/answer",
    summary="Record what the distributor answered",
    opt=wire(request=DistributorAnswer, example={"validated": True}, response=SelfReadingView),
    sync_to_thread=True,
    status_code=200,
)
def answered(identifier: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """A reading it did not validate stays stored and counts no more."""
    submitted = body_as(DistributorAnswer, body)
    done = answer_self_reading(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        identifier=identifier,
        validated=submitted.validated,
        answer=submitted.answer,
    )
    return json(view(SelfReadingView, done))
