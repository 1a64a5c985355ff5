"""The command that draws up a reading route for meter readers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import Tenant
from adapters.cli.output import console, fail
from application.metering.list_reading_route import list_reading_route
from application.ports.reading_lists import UnknownForm

On = Annotated[dt.date, Parameter(help="the day of the reading route")]
Out = Annotated[Path, Parameter(help="the file to write, .csv or .xlsx")]
Zone = Annotated[str, Parameter(help="only points of this postcode or town")]
Points = Annotated[tuple[str, ...], Parameter(help="only these points")]
Commodity = Annotated[str, Parameter(help="only points of this commodity")]


def add_route_command(app: App, entry: Entry) -> None:
    """bollettario readings route."""

    @app.command
    def route(
        *, on: On, out: Out, zone: Zone = "", points: Points = (), commodity: Commodity = "", tenant: Tenant = ""
    ) -> None:
        """Write the meters to read, in order of address, with what each showed last and is expected to show.

        Filled in and saved as CSV, it comes back by `readings import --mapping walk_list`, each row accepted or
        rejected.
        """
        with entry.open_services(entry.clock) as services:
            stops = list_reading_route(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                on=on,
                zone=zone,
                points=points,
                commodity_code=commodity,
            )
            try:
                data = services.lists.reading_route(stops, on, out.suffix.removeprefix(".").lower())
            except UnknownForm as error:
                fail(f"{out}: {error}", code=2)
        try:
            out.write_bytes(data)
        except OSError as error:
            fail(f"{out}: {error.strerror}", code=2)
        console.print(f"{len(stops)} meters in {out}", markup=False)
