"""The command that collects: files for the bank from what is due."""

from __future__ import annotations

from pathlib import Path

from cyclopts import App

from adapters.cli.entry import Entry, day
from adapters.cli.output import console, emit, euro, table
from application.gathering import book_of
from application.recording import Actor
from application.services import Services
from application.use_cases.collect_payments import Collected, collect_payments, collection_rules


def collect_due(services: Services, actor: Actor, due_until: str, key: str) -> Collected:
    """Collect what is due up to and with a day, by the terms of the tenant's tariff book."""
    today = actor.clock.today()
    with services.units(actor.tenant) as uow:
        rules = collection_rules(book_of(uow, services.books, today), services.bank, today)
    return collect_payments(
        units=services.units,
        books=services.books,
        debits=services.debits,
        actor=actor,
        rules=rules,
        due_until=day(due_until),
        key=key,
    )


def add_collect_command(app: App, entry: Entry) -> None:
    """bollettario collect"""

    @app.command
    def collect(*, due: str, out: Path = Path(), key: str = "", tenant: str = "", json: bool = False) -> None:
        """Write pain.008 files for open receivables by direct debit, due up to and with --due (YYYY-MM-DD).

        out: the folder the files are written into
        key: an idempotency key: the same key gives the same files and collects nothing twice
        """
        with entry.open_services(entry.clock) as services:
            collected = collect_due(services, entry.actor(tenant), due, key)
        out.mkdir(parents=True, exist_ok=True)
        for file in collected.files:
            (out / file.name).write_bytes(file.content)
        if json:
            emit(
                {
                    "files": [
                        {"id": f.id, "name": f.name, "sha256": f.sha256, "count": f.count, "total": str(f.total)}
                        for f in collected.files
                    ],
                    "later": [
                        {"day": b.when.day.isoformat(), "from": b.when.submit_from.isoformat(), "total": str(b.total)}
                        for b in collected.later
                    ],
                    "refused": [
                        {"code": f.code, "receivable": f.subject, "message": f.message} for f in collected.refused
                    ],
                }
            )
            return
        show_collected(collected)


def show_collected(collected: Collected) -> None:
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
        console.print(f"[red]{fault.code}[/] {fault.subject}: {fault.message}", soft_wrap=True)
