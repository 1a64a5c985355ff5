"""What simulated distributors send, through a folder: put there, collected as from any channel, and summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import attrs
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.output import console, progress, table
from adapters.cli.simulated.simulator import put_into
from application.exchange.collect_files import collect_files
from application.exchange.file_handlers import collector
from application.journal import Actor
from application.ports.file_handlers import Handled
from application.ports.flow_files import KNOWN
from application.ports.unit_of_work import UnitOfWork
from application.services import Services
from application.simulation.play_distributor import play_distributor
from domain.kernel.validity import Period
from domain.metering.deliveries.delivery import RejectedRecord
from domain.simulation.distributor import SimulatedMarket

_ALL = 1_000_000


@attrs.frozen
class ArrivedFile:
    """A file that was collected, its flow where it is known, and the records of it that were refused."""

    flow: str
    file: Handled
    refused: tuple[RejectedRecord, ...] = ()


def collect_deliveries(
    entry: Entry,
    services: Services,
    actor: Actor,
    *,
    market: SimulatedMarket,
    days: Period,
    root: Path,
    strays: Iterable[Path] = (),
) -> list[ArrivedFile]:
    """What the distributors send over some days into the folder, and `strays` beside it, collected from there."""
    sent = play_distributor(
        writer=services.measure_writer,
        market=market,
        days=days,
        deliver=lambda name, data: put_into(root / "in", name, data),
    )
    flows = {each.name: each.flow for each in sent}
    others = list(strays)
    for stray in others:
        put_into(root / "in", stray.name, stray.read_bytes())
    with progress() as bar:
        task = bar.add_task(f"measures to {days.stop:%d/%m/%Y}", total=len(flows) + len(others))
        collecting = collector(services, actor, lambda _: bar.advance(task))
        found = collect_files(collector=collecting, channels=[entry.drop(root)])
    with services.units(actor.tenant) as uow:
        return [
            ArrivedFile(
                flows.get(each.name) or _flow_of(uow, each), each, _rejected(uow, each) if each.rejected else ()
            )
            for each in found
        ]


def _flow_of(uow: UnitOfWork, file: Handled) -> str:
    return uow.flow_files.file(file.sha256).flow if file.sha256 else ""


def _rejected(uow: UnitOfWork, file: Handled) -> tuple[RejectedRecord, ...]:
    """Those of a file, or of what is in it where it is a zip."""
    entries = uow.flow_files.files(_ALL, channel=file.channel)
    inside = {entry.sha256 for entry in entries if file.name in (entry.name, entry.container)}
    return tuple(record for sha256 in sorted(inside) for record in uow.flow_files.refused(sha256))


def show_arrived(arrived: Sequence[ArrivedFile]) -> None:
    """The files by flow, and every record and file that was refused."""
    by_flow: dict[str, list[Handled]] = {}
    for each in arrived:
        by_flow.setdefault(each.flow or each.file.outcome, []).append(each.file)
    rows = [
        (
            flow,
            str(len(group)),
            str(sum(each.records for each in group)),
            str(sum(each.accepted for each in group)),
            str(sum(each.rejected for each in group)),
        )
        for flow, group in sorted(by_flow.items())
    ]
    console.print()
    table("What came in", ("flow", "files", "records", "accepted", "rejected"), rows, right=frozenset({1, 2, 3, 4}))
    if again := sum(each.file.outcome == KNOWN for each in arrived):
        console.print(f"  {again} files were imported before: nothing changed")
    for each in arrived:
        file = each.file
        if file.detail and file.outcome != KNOWN:
            why = file.detail.removeprefix(f"{file.name}: {file.outcome}: ")
            console.print(f"  [red]{file.outcome}[/] {escape(file.name)}: {escape(why)}", soft_wrap=True)
        for record in each.refused:
            summary = f"{file.name} #{record.record}: {record.fault.message}"
            console.print(f"  [red]{record.fault.code}[/] {escape(summary)}", soft_wrap=True)
