"""Routes of cases of market processes: list, worklist, one with its timeline, open, cancel, receive, enter, settle."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http.answer import json, listed, page
from adapters.http.bodies import body_as
from adapters.http.call import After, ApiCall, IdempotencyKey, Limit
from adapters.http.openapi.describe import wire
from adapters.http.openapi.examples import CASE_TO_OPEN, ENTER_MESSAGE, SETTLE
from adapters.http.settings import HttpSettings
from adapters.http.uploads import FileName, accepts_files, upload_router
from adapters.wire.view import Files, Page, view, views
from adapters.wire.views.exchange import HandledFileView
from adapters.wire.views.market import AskedView, CaseTimelineView, CaseView, WorkItemView, case_timeline_view
from application.market.cancel_case import cancel_case
from application.market.enter_message import EnteredMessage, enter_message
from application.market.market_ports import market_ports
from application.market.open_case import Request as CaseRequest
from application.market.open_case import open_case
from application.market.receive_messages import receive_files
from application.market.settle_case import settle_case
from application.market.watch_cases import show_case, worklist
from domain.contracts.contract import Contract


@attrs.frozen
class FieldOfMessage:
    """A field of a message by its declared name, as it is written."""

    name: str
    value: str


@attrs.frozen
class CaseToOpen:
    """What a process is asked for; `draft` opens, or holds the new terms, once it is accepted."""

    process: str
    point: str
    contract: str = ""
    draft: Contract | None = None
    effective: dt.date | None = None
    notice: dt.date | None = None
    fields: tuple[FieldOfMessage, ...] = ()


@attrs.frozen
class MessageToEnter:
    """What a message says that came in no file we can read."""

    message: str
    accepted: bool | None = None
    effective: dt.date | None = None
    reason_code: str = ""
    reason_text: str = ""
    counterpart_case: str = ""
    fields: tuple[FieldOfMessage, ...] = ()


@attrs.frozen
class CaseToSettle:
    """The day of the effects, where no message entered one."""

    day: dt.date | None = None


def market_case_routes(settings: HttpSettings) -> Router:
    """Every route of cases of the market."""

    return Router(
        "/cases",
        route_handlers=[
            upload_router("/received", receive, settings),
            cases,
            work,
            one_case,
            open_one,
            cancel,
            enter,
            settle,
        ],
        tags=["Market cases"],
    )


@get("/", summary="Cases in order of code", opt=wire(response=Page[CaseView]), sync_to_thread=True)
def cases(call: NamedDependency[ApiCall], after: After = "", limit: Limit = 50) -> Response[bytes]:
    """Without their steps."""
    with call.reading() as uow:
        found = uow.market_cases.page(after, limit + 1)
    return page(found, limit, lambda case: case.code, lambda case: view(CaseView, case))


@get(
    "/worklist",
    summary="What is late, due, blocked or awaited",
    opt=wire(response=Page[WorkItemView]),
    sync_to_thread=True,
)
def work(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """In order of day; what has no day first."""
    return listed(views(WorkItemView, worklist(market_ports(call.services, call.actor))))


@get("/{code:str}", summary="One case with its timeline", opt=wire(response=CaseTimelineView), sync_to_thread=True)
def one_case(code: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Every message with its file and record, deadlines met or missed, effects, what it waits for."""
    return json(case_timeline_view(show_case(market_ports(call.services, call.actor), code=code)))


@post(
    "/",
    summary="Open a case",
    opt=wire(request=CaseToOpen, example=CASE_TO_OPEN, response=AskedView),
    sync_to_thread=True,
    status_code=201,
)
def open_one(body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """The request is built from the registry and waits among the outgoing files."""
    asked = body_as(CaseToOpen, body)
    request = CaseRequest(
        process=asked.process,
        point=asked.point,
        contract=asked.contract,
        draft=asked.draft,
        effective=asked.effective,
        notice=asked.notice,
        values={each.name: each.value for each in asked.fields},
    )
    ports = market_ports(call.services, call.actor)
    return json(view(AskedView, open_case(ports, request=request, key=idempotency_key)), 201)


@post(
    "/{code:str}/cancel",
    summary="Withdraw a request",
    opt=wire(response=AskedView),
    sync_to_thread=True,
    status_code=200,
)
def cancel(code: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """By the withdrawal of its process, or by asking the SII to cancel it; gives the case that says so."""
    return json(view(AskedView, cancel_case(market_ports(call.services, call.actor), code=code)))


@post(
    "/{code:str}/enter-message",
    summary="Enter a message whose layout is not public",
    opt=wire(request=MessageToEnter, example=ENTER_MESSAGE, response=CaseView),
    sync_to_thread=True,
    status_code=200,
)
def enter(code: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """As a person read it; it moves the case as a file would. The same again changes nothing."""
    given = body_as(MessageToEnter, body)
    entered = EnteredMessage(
        message=given.message,
        accepted=given.accepted,
        effective=given.effective,
        reason_code=given.reason_code,
        reason_text=given.reason_text,
        counterpart_case=given.counterpart_case,
        values={each.name: each.value for each in given.fields},
    )
    return json(view(CaseView, enter_message(market_ports(call.services, call.actor), code=code, entered=entered)))


@post(
    "/{code:str}/settle",
    summary="Try blocked effects again",
    opt=wire(request=CaseToSettle, example=SETTLE, response=CaseView),
    sync_to_thread=True,
    status_code=200,
)
def settle(code: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """On the day given, where no message entered one."""
    day = body_as(CaseToSettle, body).day
    return json(view(CaseView, settle_case(market_ports(call.services, call.actor), code=code, day=day)))


@post(
    "/",
    summary="Import files of market messages",
    opt=accepts_files(Files[HandledFileView]),
    sync_to_thread=True,
    status_code=200,
)
def receive(
    call: NamedDependency[ApiCall],
    uploads: NamedDependency[Any],
    name: FileName = "",
) -> Response[bytes]:
    """Each message finds its case; a bad one is refused alone; the same file twice changes nothing. Of a zip each file
    in it is taken."""
    ports, containers = market_ports(call.services, call.actor), call.services.containers
    found = [
        each
        for upload in uploads
        for each in receive_files(ports, containers=containers, name=upload.name, data=upload.data)
    ]
    return json(Files(views(HandledFileView, found)))
