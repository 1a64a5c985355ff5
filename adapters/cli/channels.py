"""Commands on channels: which there are, collect what waits in them, send what waits to go out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, progress, table
from adapters.wire.view import views
from adapters.wire.views.exchange import CollectedFileView, SentFileView
from application.exchange.collect_files import collect_files
from application.exchange.file_handlers import collector
from application.exchange.send_files import send_files
from application.ports.channels import Channel, ChannelTerms
from application.ports.file_handlers import Handled
from application.ports.flow_files import SENT
from application.services import Services

Only = Annotated[str, Parameter(help="only this channel; all of them when left out")]


def channel_commands(entry: Entry) -> App:
    """bollettario channels ..."""
    app = App(name="channels", help="Folders, SFTP, WebDAV and PdC by which files come in and go out (channels.toml).")

    @app.command(name="list")
    def list_(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[ChannelTerms, ...]] = False) -> None:
        """List the channels of the tenant and what is agreed about each."""
        with entry.open_services(entry.clock) as services:
            terms = [channel.terms for channel in services.channels.of(tenant or entry.tenant)]
        if json:
            emit(terms)
            return
        table(
            "Channels",
            ("name", "kind", "collects", "sends", "counterpart", "patterns"),
            [
                (
                    each.name,
                    each.kind,
                    "yes" if each.collects else "",
                    "yes" if each.sends else "",
                    each.counterpart,
                    " ".join(each.patterns),
                )
                for each in terms
            ],
        )

    @app.command
    def collect(
        channel: Only = "", *, tenant: Tenant = "", json: Annotated[AsJson, tuple[CollectedFileView, ...]] = False
    ) -> None:
        """Fetch what waits, store it byte for byte, process it, put it away. Nothing twice.

        A dead channel or a bad file does not stop the others. Ends with 1 when something was not accepted.
        """
        with entry.open_services(entry.clock) as services, progress() as bar:
            chosen = _chosen(services, tenant or entry.tenant, channel)
            task = bar.add_task("collecting", total=None)
            able = collector(services, entry.actor(tenant), lambda _: bar.advance(task))
            found = collect_files(collector=able, channels=chosen)
        if json:
            emit(views(CollectedFileView, found))
        else:
            _show(found)
        if not all(each.is_good for each in found):
            raise SystemExit(1)

    @app.command
    def send(
        channel: Only = "", *, tenant: Tenant = "", json: Annotated[AsJson, tuple[SentFileView, ...]] = False
    ) -> None:
        """Send every outgoing file that waits, each through its channel. What fails waits for the next time.

        Ends with 1 when something could not be sent.
        """
        with entry.open_services(entry.clock) as services:
            chosen = _chosen(services, tenant or entry.tenant, channel)
            able = collector(services, entry.actor(tenant))
            sent = send_files(collector=able, channels=chosen, only=channel)
        if json:
            emit(views(SentFileView, sent))
        else:
            table(
                "Sent",
                ("channel", "file", "outcome", "came back"),
                [(each.channel, each.name, each.outcome, str(len(each.returned))) for each in sent],
            )
            for each in sent:
                if each.detail:
                    console.print(f"[red]{each.outcome}[/] {escape(each.name)}: {escape(each.detail)}", soft_wrap=True)
        if any(each.outcome != SENT for each in sent):
            raise SystemExit(1)

    return app


def _chosen(services: Services, tenant: str, name: str) -> Sequence[Channel]:
    channels = services.channels.of(tenant)
    chosen = [channel for channel in channels if name in ("", channel.terms.name)]
    if name and not chosen:
        known = ", ".join(channel.terms.name for channel in channels) or "none"
        fail(f"there is no channel called {name}; there are: {known}", code=2)
    return chosen


def _show(found: Sequence[Handled]) -> None:
    table(
        "Collected",
        ("channel", "file", "outcome", "records", "accepted", "rejected"),
        [
            (each.channel, each.name, each.outcome, str(each.records), str(each.accepted), str(each.rejected))
            for each in found
        ],
        right=frozenset({3, 4, 5}),
    )
    for each in found:
        if each.detail:
            name = each.name or each.channel
            console.print(f"[red]{each.outcome}[/] {escape(name)}: {escape(each.detail)}", soft_wrap=True)
