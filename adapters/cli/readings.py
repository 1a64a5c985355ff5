"""Commands on readings that no measure flow brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail
from adapters.wire.converter import BadInput, loads, read
from application.use_cases.record_readings import record_readings
from domain.meters.gas import AnyReading

ReadingsFile = Annotated[Path, Parameter(help="JSON: a list of readings, as POST /readings takes them")]


def read_readings(file: Path) -> tuple[AnyReading, ...]:
    """The readings of a JSON file; BadInput with the places at fault."""
    return read(tuple[AnyReading, ...], loads(file.read_bytes()))


def reading_commands(entry: Entry) -> App:
    """bollettario readings ..."""
    app = App(name="readings", help="Readings that come in no measure flow.")

    @app.command
    def load(file: ReadingsFile, *, tenant: Tenant = "", json: AsJson = False) -> None:
        """Record the readings of a JSON file, whole or not at all. The same ones again change nothing.

        A gas meter is read with "kind": "gas", meter_m3 or converter_smc, and coefficient; a meter that was replaced
        with "exchange", what the new one showed that day.
        """
        try:
            readings = read_readings(file)
        except BadInput as error:
            fail(f"{file}: {error}", code=2)
        except OSError as error:
            fail(f"{file}: {error.strerror}", code=2)
        with entry.open_services(entry.clock) as services:
            done = record_readings(
                units=services.units, books=services.books, actor=entry.actor(tenant), readings=readings
            )
        if json:
            emit({"taken": done.taken, "known": done.known, "findings": [str(each) for each in done.findings]})
            return
        console.print(f"{done.taken} readings recorded, {done.known} known before")
        for each in done.findings:
            console.print(str(each), markup=False)

    return app
