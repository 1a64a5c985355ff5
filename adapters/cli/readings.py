"""Commands on readings that no measure flow brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, table
from adapters.cli.reading_route import add_route_command
from adapters.cli.self_readings import self_reading_commands
from adapters.wire.converter import BadInput, loads, read
from adapters.wire.view import view, views
from adapters.wire.views.metering import ImportedListView, RecordedView
from adapters.wire.views.registry import MappingView
from application.metering.import_reading_list import HandledList, import_reading_list
from application.metering.record_readings import RecordedReadings, RejectedReading, record_readings
from application.ports.flow_files import IMPORTED
from application.ports.reading_lists import UnknownListMapping
from domain.kernel.fault import Fault
from domain.metering.gas import AnyReading
from domain.metering.manual_readings.faults import RDG_002

ReadingsFile = Annotated[Path, Parameter(help="JSON: a list of readings, as POST /readings takes them")]
ListFile = Annotated[Path, Parameter(help="CSV files as the operator sent them")]
Mapping = Annotated[str, Parameter(help="the mapping of who wrote the list, see `readings mappings`")]
KeepGoing = Annotated[bool, Parameter(negative="", help="record the good ones, report the bad ones by place and code")]


def read_readings(file: Path) -> tuple[AnyReading, ...]:
    """The readings of a JSON file; BadInput with the places at fault."""
    return read(tuple[AnyReading, ...], loads(file.read_bytes()))


def reading_commands(entry: Entry) -> App:
    """bollettario readings ..."""
    app = App(name="readings", help="Readings that come in no measure flow.")

    @app.command
    def load(
        file: ReadingsFile,
        *,
        keep_going: KeepGoing = False,
        tenant: Tenant = "",
        json: Annotated[AsJson, RecordedView] = False,
    ) -> None:
        """Record the readings of a JSON file, whole or not at all. The same ones again change nothing.

        A gas meter is read with "kind": "gas", meter_m3 or converter_smc, and coefficient; a meter that was replaced
        with "exchange", what the new one showed that day. What was used without a register to show it has no "values",
        and "rebuilt" with its first day. With --keep-going a bad one does not stop the good ones, and the command ends
        with 1.
        """
        readings, bad = _read_places(file, keep_going=keep_going)
        with entry.open_services(entry.clock) as services:
            done = record_readings(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                readings=tuple(readings.values()),
                keep_going=keep_going,
            )
        places = list(readings)
        rejected = {places[each.place]: each.fault for each in done.rejected} | bad
        _show(done, dict(sorted(rejected.items())), json=json)

    @app.command(name="import")
    def import_(
        *paths: ListFile,
        mapping: Mapping,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[ImportedListView, ...]] = False,
    ) -> None:
        """Import lists of readings by the MAPPING of who wrote them. The same content again changes nothing.

        Good rows are recorded, bad ones reported by line and code, meters that were not read with their cause. Ends
        with 1 where a row or a list was rejected.
        """
        if not paths:
            fail("give at least one list of readings", code=2)
        accepted = []
        with entry.open_services(entry.clock) as services:
            for path in paths:
                try:
                    data = path.read_bytes()
                except OSError as error:
                    fail(f"{path}: {error.strerror}", code=2)
                try:
                    intake = import_reading_list(
                        units=services.units,
                        books=services.books,
                        actor=entry.actor(tenant),
                        lists=services.lists,
                        name=path.name,
                        data=data,
                        mapping=mapping,
                    )
                except UnknownListMapping as error:
                    fail(str(error), code=2)
                accepted.append(intake)
        if json:
            emit(views(ImportedListView, accepted))
        else:
            for each in accepted:
                _show_list(each)
        if not all(each.file.is_good for each in accepted):
            raise SystemExit(1)

    @app.command
    def mappings(*, json: Annotated[AsJson, tuple[MappingView, ...]] = False) -> None:
        """The mappings of lists of readings: one an operator."""
        with entry.open_services(entry.clock) as services:
            known = dict(services.lists.mappings())
        if json:
            emit(tuple(MappingView(name, label) for name, label in known.items()))
            return
        table("Mappings of lists of readings", ("name", "of"), known.items())

    add_route_command(app, entry)
    app.command(self_reading_commands(entry))
    return app


def _read_places(file: Path, *, keep_going: bool) -> tuple[dict[int, AnyReading], dict[int, Fault]]:
    """The readings of a file by place, and what is wrong with the others, told only where the good ones go on."""
    try:
        if not keep_going:
            return dict(enumerate(read_readings(file))), {}
        tree = loads(file.read_bytes())
    except BadInput as error:
        fail(f"{file}: {error}", code=2)
    except OSError as error:
        fail(f"{file}: {error.strerror}", code=2)
    if not isinstance(tree, list):
        fail(f"{file}: expected a list of readings", code=2)
    readings: dict[int, AnyReading] = {}
    bad: dict[int, Fault] = {}
    for place, each in enumerate(tree):
        try:
            (readings[place],) = read(tuple[AnyReading, ...], [each])
        except BadInput as error:
            (where, problem), *others = error.problems
            more = "".join(f"; {each}: {what}" for each, what in others)
            bad[place] = RDG_002.fault(where, f"{problem}{more}")
    return readings, bad


def _show(done: RecordedReadings, refused: dict[int, Fault], *, json: bool) -> None:
    if json:
        emit(view(RecordedView, done, rejected=tuple(RejectedReading(*each) for each in refused.items())))
    else:
        console.print(f"{done.accepted} readings recorded, {done.known} known before")
        for each in done.findings:
            console.print(str(each), markup=False)
        for place, fault in refused.items():
            console.print(f"[{place}] {fault}", markup=False)
    if refused:
        raise SystemExit(1)


def _show_list(intake: HandledList) -> None:
    file = intake.file
    if file.outcome != IMPORTED:
        console.print(f"{file.name}: {file.outcome} {file.detail}", markup=False)
        return
    console.print(
        f"{file.name}: {file.accepted} readings recorded, {file.known} known before, {file.rejected} refused, "
        f"{len(intake.unread)} meters not read",
        markup=False,
    )
    for each in (*(str(row.fault) for row in intake.without_reading), *(str(fault) for fault in file.warnings)):
        console.print(each, markup=False)
