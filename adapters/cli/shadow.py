"""bollettario run shadow: a past run priced again under other parameters or offers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import attrs
from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, euro, fail, table
from adapters.cli.registry import read_registry
from adapters.wire.converter import BadInput
from adapters.wire.views.offers import ShadowReportView, shadow_view
from application.offers.shadow_run import LARGEST, TariffChange, shadow_period, shadow_run
from domain.billing.run import EVERY_COMMODITY
from domain.kernel.validity import Period
from domain.offers.shadow import ShadowReport, SpendDifference
from domain.tariffs.offer import Offer

ChangedBook = Annotated[
    Path | None, Parameter(help="a directory of parameters laid over the tenant's book, as `parameters load` reads it")
]
ChangedOffers = Annotated[Path | None, Parameter(help="a JSON list of offers, each in place of the offer of its code")]
OneRun = Annotated[str, Parameter(help="the identifier of a run; without it --start and --stop")]
FirstDay = Annotated[dt.date | None, Parameter(help="the first day of a period, YYYY-MM-DD")]
StopDay = Annotated[dt.date | None, Parameter(help="the day after its last, YYYY-MM-DD")]
Cycle = Annotated[int, Parameter(help="contracts of the period that are billed every so many months are compared")]
CommodityCode = Annotated[str, Parameter(help="of which commodity, by its code; `all` for every one")]
OutFolder = Annotated[Path | None, Parameter(help="a folder for shadow.xlsx and shadow.svg")]
HowMany = Annotated[int, Parameter(help="how many of the largest movers are named")]


def add_shadow_command(app: App, entry: Entry) -> App:
    """`shadow`, beside the other commands on runs."""

    @app.command
    def shadow(
        run: OneRun = "",
        *,
        start: FirstDay = None,
        stop: StopDay = None,
        cycle: Cycle = 1,
        commodity: CommodityCode = EVERY_COMMODITY,
        book: ChangedBook = None,
        offers: ChangedOffers = None,
        out: OutFolder = None,
        largest: HowMany = LARGEST,
        tenant: Tenant = "",
        json: Annotated[AsJson, ShadowReportView] = False,
    ) -> None:
        """Price a past period again under other parameters or offers and show what differs.

        Nothing is issued or stored. The contracts are those of a run, or those a run of a period would bill; the
        readings are those known today.

        e.g. bollettario run shadow 0199... --book proposal/ --out report/
             bollettario run shadow --start 2026-09-01 --stop 2026-11-01 --cycle 2 --offers changed.json
        """
        if book is None and offers is None:
            fail("give --book or --offers: what is priced otherwise", code=2)
        if largest < 1:
            fail(f"--largest: at least 1, got {largest}", code=2)
        period = _period(run, start, stop)
        change = _change(entry, book, offers)
        name = tenant or entry.tenant
        with entry.open_services(entry.clock) as services:
            if period is None:
                with services.units(name) as uow:
                    planned = uow.runs.get(run)
                title, digest = f"{planned.commodity} {planned.period}", planned.book_digest
                report = shadow_run(
                    units=services.units, books=services.books, tenant=name, run_id=run, change=change, largest=largest
                )
            else:
                title, digest = f"{commodity} {period}", ""
                report = shadow_period(
                    units=services.units,
                    books=services.books,
                    tenant=name,
                    commodity_code=commodity,
                    period=period,
                    cycle_months=cycle,
                    known_on=entry.clock.today(),
                    change=change,
                    largest=largest,
                )
            files = services.shadow_reports.files(title, report) if out else {}
        for file, content in files.items():
            assert out is not None, "files are made for a folder"
            out.mkdir(parents=True, exist_ok=True)
            (out / file).write_bytes(content)
        if json:
            emit(shadow_view(report))
            return
        if digest and report.before_book != digest:
            console.print("[yellow]the tariff book has changed since the run: 'before' is priced with that of now[/]")
        _print(report)
        for file in files:
            console.print(f"written: {out}/{file}", markup=False, soft_wrap=True)

    return app


def _period(run: str, start: dt.date | None, stop: dt.date | None) -> Period | None:
    """The period asked for; None where it is a run. Ends with 2 unless it is one of the two."""
    if run and start is None and stop is None:
        return None
    if run or start is None or stop is None or not start < stop:
        fail("give a run, or --start and --stop: a period from its first day to the day after the last", code=2)
    return Period(start, stop)


def _change(entry: Entry, book: Path | None, offers: Path | None) -> TariffChange:
    """What the files say; ends with 2 where one cannot be read."""
    change = TariffChange()
    try:
        if book is not None:
            heads, rows, hourly = entry.read_parameters(book)
            change = TariffChange(heads, rows, hourly)
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
            summary = f"{refusal.contract} {refusal.side.value} {fault.code} {fault.message}"
            console.print(f"[yellow]refused[/] {escape(summary)}", soft_wrap=True)


def _edge(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")


def _differences(title: str, first: str, parts: tuple[SpendDifference, ...]) -> None:
    table(
        title,
        (first, "contracts", "before", "after", "change"),
        [(each.name, str(each.contracts), euro(each.before), euro(each.after), euro(each.change)) for each in parts],
        right=frozenset({1, 2, 3, 4}),
    )
