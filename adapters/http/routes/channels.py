"""Routes of channels: which there are, collect what waits in them, send what waits to go out."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from adapters.http.answer import listed
from adapters.http.call import ApiCall
from adapters.http.openapi.describe import wire
from adapters.wire.view import Page, views
from adapters.wire.views.exchange import CollectedFileView, SentFileView
from application.exchange.collect_files import collect_files
from application.exchange.file_handlers import collector
from application.exchange.send_files import send_files
from application.ports.channels import Channel, ChannelTerms
from application.ports.registry import NotFound

Only = Annotated[str, QueryParameter(description="Only this channel; all of them when left out.")]


def channel_routes() -> Router:
    """Every route of channels."""
    return Router("/channels", route_handlers=[channels, collect, send], tags=["Channels"])


@get("/", summary="The channels of the tenant", opt=wire(response=Page[ChannelTerms]), sync_to_thread=True)
def channels(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """In order of name, with what is agreed about each; no secret is among it."""
    return listed(channel.terms for channel in call.services.channels.of(call.tenant))


@post(
    "/collect",
    summary="Collect what waits in the channels",
    opt=wire(response=Page[CollectedFileView]),
    sync_to_thread=True,
    status_code=200,
)
def collect(call: NamedDependency[ApiCall], channel: Only = "") -> Response[bytes]:
    """Each file is kept, accepted in and put away, or tells why not; nothing twice. An entry without a name is of a
    channel that could not be looked into."""
    found = collect_files(collector=collector(call.services, call.actor), channels=_chosen(call, channel))
    return listed(views(CollectedFileView, found))


@post(
    "/send",
    summary="Send what waits to go out",
    opt=wire(response=Page[SentFileView]),
    sync_to_thread=True,
    status_code=200,
)
def send(call: NamedDependency[ApiCall], channel: Only = "") -> Response[bytes]:
    """Each outgoing file through its channel; what fails waits for the next time."""
    able = collector(call.services, call.actor)
    return listed(views(SentFileView, send_files(collector=able, channels=_chosen(call, channel), only=channel)))


def _chosen(call: ApiCall, name: str) -> tuple[Channel, ...]:
    channels = call.services.channels.of(call.tenant)
    chosen = tuple(channel for channel in channels if name in ("", channel.terms.name))
    if name and not chosen:
        raise NotFound("channel", name)
    return chosen
