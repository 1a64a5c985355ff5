"""bollettario run shadow: a past run priced again under other parameters or offers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, RunId, Tenant
from adapters.cli.output import console, emit, euro, fail, table
from adapters.cli.registry import read_registry
from adapters.wire.converter import BadInput
from adapters.wire.reports import shadow_json
from application.use_cases.shadow_run import LARGEST, Change, shadow_run
from domain.invoices.shadow import Difference, ShadowReport
from domain.tariffs.offer import Offer

ChangedBook = Annotated[
    Path | None, Parameter(help="a directory of parameters laid over the tenant's book, as `parameters load` reads it")
]
ChangedOffers = Annotated[Path | None, Parameter(help="a JSON list of offers, each in place of the offer of its code")]
OutFolder = Annotated[Path | None, Parameter(help="a folder for shadow.xlsx and shadow.svg")]
HowMany = Annotated[int, Parameter(help="how many of the largest movers are named")]


def add_shadow_command(app: App, entry: Entry) -> App:
    """`shadow`, beside the other commands on runs."""

    @app.command
    def shadow(
        run: RunId,
        *,
        book: ChangedBook = None,
        offers: ChangedOffers = None,
        out: OutFolder = None,
        largest: HowMany = LARGEST,
        tenant: Tenant = "",
        json: AsJson = False,
    ) -> None:
        """Price a run again under other parameters or offers and tell what differs. Nothing is issued or stored.

        e.g. bollettario run shadow 0199... --book proposal/ --out report/
        """
        if book is None and offers is None:
            fail("give --book or --offers: what is priced otherwise", code=2)
        if largest < 1:
            fail(f"--largest: at least 1, got {largest}", code=2)
        change = _change(entry, book, offers)
        name = tenant or entry.tenant
        with entry.open_services(entry.clock) as services:
            with services.units(name) as uow:
                planned = uow.runs.get(run)
            report = shadow_run(
                units=services.units, books=services.books, tenant=name, run_id=run, change=change, largest=largest
            )
            files = services.shadow_reports.files(f"{planned.commodity} {planned.period}", report) if out else {}
        for file, content in files.items():
            assert out is not None, "files are made for a folder"
            out.mkdir(parents=True, exist_ok=True)
            (out / file).write_bytes(content)
        if json:
            emit(shadow_json(report))
            return
        if report.before_book != planned.book_digest:
            console.print("[yellow]the tariff book has changed since the run: 'before' is priced with that of now[/]")
        _print(report)
        for file in files:
            console.print(f"written: {out}/{file}", markup=False, soft_wrap=True)

    return app


def _change(entry: Entry, book: Path | None, offers: Path | None) -> Change:
    """What the files say; ends with 2 where one cannot be read."""
    change = Change()
    try:
        if book is not None:
            heads, rows, hourly = entry.read_parameters(book)
            change = Change(heads, rows, hourly)
        if offers is not None:
            things = read_registry(offers)
            others = [thing for thing in things if not isinstance(thing, Offer)]
            if others or not things:
                fail(f"{offers}: expected a list of offers", code=2)
            change = attrs.evolve(change, offers=tuple(thing for thing in things if isinstance(thing, Offer)))
    except BadInput as error:
        fail(f"{offers}: {error}", code=2)
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}", code=2)
    except ValueError as error:
        fail(str(error), code=2)
    return change


def _print(report: ShadowReport) -> None:
    total = report.total
    console.print(
        f"{report.contracts} contracts, {total.contracts} compared, {report.unchanged} unchanged: "
        f"{euro(total.before)} -> {euro(total.after)} EUR, [bold]{euro(total.change)}[/]",
        soft_wrap=True,
    )
    _differences("By customer class", "class", report.by_customer)
    _differences("By offer", "offer", report.by_offer)
    _differences("By component", "component", tuple(each for each in report.by_component if each.change.amount))
    table(
        "Changes, EUR a contract",
        ("from", "to", "contracts"),
        [(_edge(each.start), _edge(each.stop), str(each.contracts)) for each in report.distribution],
        right=frozenset({0, 1, 2}),
    )
    table(
        "Largest movers",
        ("contract", "class", "offer", "before", "after", "change"),
        [
            (each.contract, each.customer, each.offer, euro(each.before), euro(each.after), euro(each.change))
            for each in report.movers
        ],
        right=frozenset({3, 4, 5}),
    )
    for side, code, count in report.refusals:
        console.print(f"[yellow]refused[/] {side.value} [red]{code}[/]: {count} contracts")
    for refusal in report.refused:
        for fault in refusal.faults:
            told = f"{refusal.contract} {refusal.side.value} {fault.code} {fault.message}"
            console.print(f"[yellow]refused[/] {escape(told)}", soft_wrap=True)


def _edge(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _differences(title: str, first: str, parts: tuple[Difference, ...]) -> None:
    table(
        title,
        (first, "contracts", "before", "after", "change"),
        [(each.name, str(each.contracts), euro(each.before), euro(each.after), euro(each.change)) for each in parts],
        right=frozenset({1, 2, 3, 4}),
    )
