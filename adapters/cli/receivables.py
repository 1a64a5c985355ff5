"""The command that collects: files for the bank from what is due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Key, Tenant
from adapters.cli.output import console, emit, euro, table
from adapters.wire.view import view
from adapters.wire.views.payments import AnsweredView, CollectedView, collected_view
from application.journal import Actor
from application.payments.answer_collection import answer_collection
from application.payments.collect_payments import CollectedPayments, collect_payments, collection_rules
from application.services import Services
from application.tariffs.book import book_of

DueUntil = Annotated[dt.date, Parameter(help="the last due day to collect, YYYY-MM-DD")]
Folder = Annotated[Path, Parameter(help="the folder the files are written into; made where it is missing")]


def collect_due(services: Services, actor: Actor, due_until: dt.date, key: str) -> CollectedPayments:
    """Collect what is due up to and with a day, by the terms of the tenant's tariff book."""
    today, own = actor.clock.today(), services.of(actor.tenant)
    with services.units(actor.tenant) as uow:
        rules = collection_rules(book_of(uow, services.books, today), own.bank, today)
    return collect_payments(
        units=services.units,
        books=services.books,
        debits=own.debits,
        actor=actor,
        rules=rules,
        due_until=due_until,
        key=key,
    )


def add_collect_command(app: App, entry: Entry) -> None:
    """bollettario collect, bollettario bank-answer"""

    @app.command
    def collect(
        *,
        due: DueUntil,
        out: Folder = Path(),
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, CollectedView] = False,
    ) -> None:
        """Write pain.008 files for open receivables by direct debit.

        What the bank does not accept yet waits and is reported; what cannot be collected stays open with its reason.
        """
        with entry.open_services(entry.clock) as services:
            collected = collect_due(services, entry.actor(tenant), due, key)
        out.mkdir(parents=True, exist_ok=True)
        for file in collected.files:
            (out / file.name).write_bytes(file.content)
        if json:
            emit(collected_view(collected))
            return
        show_collected(collected)

    @app.command
    def bank_answer(
        receivable: Annotated[str, Parameter(help="the 13 digits of the receivable, as in the file")],
        outcome: Annotated[Literal["paid", "returned"], Parameter(help="what the bank says of the debit")],
        *,
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, AnsweredView] = False,
    ) -> None:
        """Tell what the bank answered to one debit.

        A debit that was paid closes the debt; what was credited meanwhile is to be refunded. One that came back opens
        it again, less what was credited.
        """
        with entry.open_services(entry.clock) as services:
            done = answer_collection(
                units=services.units,
                actor=entry.actor(tenant),
                receivable=receivable,
                is_paid=outcome == "paid",
                key=key,
            )
        found = done.receivable
        if json:
            emit(view(AnsweredView, done))
            return
        console.print(f"receivable [bold]{found.id}[/]: {found.status.value}, {euro(found.amount)}")
        if done.to_refund:
            console.print(f"{euro(done.to_refund)} to refund: credited while the debit was under way")


def show_collected(collected: CollectedPayments) -> None:
    """What was collected, what waits, what was refused."""
    table(
        "Direct debits",
        ("file", "collections", "total"),
        [(file.name, str(file.count), euro(file.total)) for file in collected.files],
        right=frozenset({1, 2}),
    )
    for batch in collected.later:
        console.print(
            f"{len(batch.collections)} collections of {batch.when.day} can be sent from {batch.when.submit_from}"
        )
    for fault in collected.refused:
        console.print(f"[red]{fault.code}[/] {fault.subject}: {escape(fault.message)}", soft_wrap=True)
