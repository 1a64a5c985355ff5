"""Commands that play the counterparts: a distributor that sends measures, an SII that answers, for a book of points."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson
from adapters.cli.output import console, emit, fail, progress
from adapters.wire.converter import BadInput, loads, read
from adapters.wire.view import views
from adapters.wire.views.simulation import AnsweredFileView
from application.simulation.play_distributor import SentFile, play_distributor
from application.simulation.play_sii import RequestFile, play_sii
from domain.kernel.validity import FOREVER, Period, month_of
from domain.simulation.book import SimulationBook
from domain.simulation.distributor import SimulatedMarket

BookFile = Annotated[Path, Parameter(help="the book of the simulation: JSON, as examples/year/book.json")]
Month = Annotated[str, Parameter(help="the month in which the files leave, YYYY-MM")]
ArrivalDay = Annotated[dt.date, Parameter(help="the day it arrived, YYYY-MM-DD")]
UntilDay = Annotated[dt.date | None, Parameter(help="only answers that leave before this day, YYYY-MM-DD")]
OutFolder = Annotated[Path, Parameter(help="the folder the files are put into, as a distributor would")]


def read_book(file: Path) -> SimulationBook:
    """The book of a simulation; ends with 2 where it cannot be read."""
    try:
        return read(SimulationBook, loads(file.read_bytes()))
    except BadInput as error:
        fail(f"{file}: {error}", code=2)
    except OSError as error:
        fail(f"{file}: {error.strerror}", code=2)


def month_from(text: str) -> Period:
    """A month given as YYYY-MM; ends with 2 for anything else."""
    try:
        return month_of(dt.date.fromisoformat(f"{text}-01"))
    except ValueError:
        fail(f"a month is YYYY-MM, got {text!r}", code=2)


def put_into(folder: Path, name: str, data: bytes) -> None:
    """A file as it is dropped into a folder: whole or not at all, and the same one again changes nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    growing = folder / f".{name}.part"
    growing.write_bytes(data)
    growing.replace(folder / name)


def simulator_commands(entry: Entry) -> App:
    """bollettario simulator ..."""
    app = App(name="simulator", help="Counterparts in the box: a distributor that sends measures, an SII that answers.")

    @app.command
    def distributor(
        *, book: BookFile, month: Month, out: OutFolder, json: Annotated[AsJson, tuple[SentFile, ...]] = False
    ) -> None:
        """Send what the distributors of a book send in a month: periodic measures, corrections, handovers.

        The same book gives the same bytes. e.g.
        bollettario simulator distributor --book examples/year/book.json --month 2026-03 --out in
        """
        days = month_from(month)
        market = SimulatedMarket(read_book(book), entry.books().bands())
        sent: list[SentFile] = []
        with progress() as bar:
            task = bar.add_task(f"sending {month}", total=None)
            for file in play_distributor(
                writer=entry.measure_writer(),
                market=market,
                days=days,
                deliver=lambda name, data: put_into(out, name, data),
            ):
                sent.append(file)
                bar.advance(task)
        if json:
            emit(sent)
            return
        for each in sent:
            console.print(f"{each.flow:<6} {each.measures:>5}  {each.name}", markup=False, soft_wrap=True)
        console.print(f"{len(sent)} files in {out}", markup=False)

    @app.command
    def sii(
        *,
        book: BookFile,
        in_: Annotated[Path, Parameter(name="--in", help="the folder with what the retailer sent")],
        out: OutFolder,
        day: Annotated[dt.date, Parameter(help="the day it arrived, YYYY-MM-DD")],
        until: Annotated[
            dt.date | None, Parameter(help="answers that leave before this day; all when left out")
        ] = None,
        json: Annotated[AsJson, tuple[AnsweredFileView, ...]] = False,
    ) -> None:
        """Answer the requests of a folder as the SII would, by the rules of a book, and notify who leaves.

        e.g. bollettario simulator sii --book examples/year/book.json --in out --out in --day 2026-03-10
        """
        simulation = read_book(book)
        if simulation.sii is None:
            fail(
                f"{book}: it says nothing of the SII; give it `sii` with the VAT number `manager`",
                code=2,
            )
        files = sorted(path for path in in_.rglob("*") if path.is_file()) if in_.is_dir() else []
        answered = tuple(
            play_sii(
                flows=entry.market_flows(),
                rules=simulation.sii,
                working=entry.books().holidays("holidays_working"),
                retailer=simulation.retailer,
                requests=[RequestFile(path.name, path.read_bytes(), day) for path in files],
                days=Period(day, until or FOREVER),
                deliver=lambda name, data: put_into(out, name, data),
            )
        )
        if json:
            emit(views(AnsweredFileView, answered))
            return
        for each in answered:
            if each.name:
                console.print(f"{each.code:<10} {each.messages:>4}  {each.name}", markup=False, soft_wrap=True)
            for message in each.portal:
                summary = f"of {message.point}, day {message.effective}: on the portal only, no public layout says it"
                console.print(f"{each.code:<10}       {summary}", markup=False, soft_wrap=True)
        sent = sum(bool(each.name) for each in answered)
        console.print(f"{len(files)} files read, {sent} files in {out}", markup=False)

    return app
