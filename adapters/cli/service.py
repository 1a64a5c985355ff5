"""Commands on the installation: serve, API keys, journal, generated documents."""

from __future__ import annotations

import csv
import io
import json as json_text
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import Tenant
from adapters.cli.output import console, errors, fail
from application.ports.unit_of_work import UnitOfWork
from application.registry.manage_api_keys import issue_api_key, revoke_api_key

JOURNAL_COLUMNS = ("seq", "at", "actor", "use_case", "input_hash", "events", "previous", "hash")

Host = Annotated[str, Parameter(help="the address to listen on")]
Port = Annotated[int, Parameter(help="the port to listen on")]
CallerName = Annotated[str, Parameter(help="who will use the key; the journal names them")]
ApiKey = Annotated[str, Parameter(help="the key itself, as it was shown once")]
OutFile = Annotated[Path | None, Parameter(help="the file to write; standard output when left out")]
OnlyCheck = Annotated[bool, Parameter(negative="", help="write nothing; end with 1 where a file is not up to date")]


def journal_csv(uow: UnitOfWork) -> str:
    """The journal of a tenant as CSV, one line an entry, each chained to the one before."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(JOURNAL_COLUMNS)
    for entry in uow.journal.entries():
        events = json_text.dumps(list(entry.events), ensure_ascii=False, sort_keys=True)
        writer.writerow(
            (
                entry.seq,
                entry.at.isoformat(),
                entry.actor,
                entry.use_case,
                entry.input_hash,
                events,
                entry.previous,
                entry.hash,
            )
        )
    return out.getvalue()


def add_service_commands(app: App, entry: Entry) -> None:
    """bollettario serve, keys, journal, docs"""
    keys = App(name="keys", help="API keys. A key is shown once; only its digest is kept.")
    journal = App(name="journal", help="The hash-chained journal of every change.")

    @app.command
    def serve(*, host: Host = entry.host, port: Port = entry.port) -> None:
        """Serve the REST API; its page is at /docs."""
        console.print(f"http://{host}:{port}/docs")
        entry.serve(host, port)

    @keys.command
    def add(name: CallerName, *, tenant: Tenant = "") -> None:
        """Give out a key that acts as NAME."""
        with entry.open_services(entry.clock) as services:
            key = issue_api_key(units=services.units, api_keys=services.api_keys, actor=entry.actor(tenant), name=name)
        print(key)

    @keys.command
    def revoke(key: ApiKey, *, tenant: Tenant = "") -> None:
        """Withdraw a key."""
        with entry.open_services(entry.clock) as services:
            revoke_api_key(units=services.units, api_keys=services.api_keys, actor=entry.actor(tenant), key=key)
        console.print("withdrawn")

    @journal.command
    def export(*, out: OutFile = None, tenant: Tenant = "") -> None:
        """Write the journal as CSV, to a file or to standard output."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            text = journal_csv(uow)
        if out is None:
            print(text, end="")
        else:
            out.write_text(text, "utf-8")

    @journal.command
    def verify(*, tenant: Tenant = "") -> None:
        """Check that every entry follows from the one before; ends with 1 where the chain is broken."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            broken = uow.journal.first_broken()
        if broken is not None:
            fail(f"the journal is broken at entry {broken}")
        console.print("the journal holds")

    @app.command
    def docs(*, check: OnlyCheck = False) -> None:
        """Write the generated documents again; with --check only say whether they are up to date."""
        stale = []
        for path, content in entry.generated_files().items():
            if not path.exists() or path.read_text("utf-8") != content:
                stale.append(path)
                if not check:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(content, "utf-8")
        for path in stale:
            (errors if check else console).print(
                f"{'stale' if check else 'written'}: {path}", soft_wrap=True, markup=False
            )
        if check and stale:
            fail("run 'make docs' and commit what changed")

    app.command(keys)
    app.command(journal)
