"""Commands on cases of market processes: ask, receive, cancel, the worklist, and one case drawn in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Key, Limit, Tenant
from adapters.cli.output import console, emit, fail, progress
from adapters.cli.received_files import LIMIT_BYTES, chunks, show_handled
from adapters.wire.converter import BadInput, loads, read
from adapters.wire.view import view, views
from adapters.wire.views.exchange import HandledFileView
from adapters.wire.views.market import AskedView, CaseTimelineView, CaseView, WorkItemView, case_timeline_view
from application.market.cancel_case import cancel_case
from application.market.enter_message import EnteredMessage, enter_message
from application.market.market_ports import market_ports
from application.market.messages.outgoing_message import OpenedCase
from application.market.open_case import Request, open_case
from application.market.receive_messages import receive_files
from application.market.settle_case import settle_case
from application.market.watch_cases import ShownCase, Trouble, WorkItem, show_case, worklist
from application.ports.file_handlers import Handled
from domain.contracts.contract import Contract
from domain.market.case import Case
from domain.market.process import Way
from domain.market.timeline import DueDeadline, Moment

CaseCode = Annotated[str, Parameter(help="the code of a case (CP_UTENTE), as list shows it")]
AfterCode = Annotated[str, Parameter(help="only cases with a code above this one")]
ProcessCode = Annotated[str, Parameter(help="a process, e.g. switch-electricity; docs/market.md lists them")]
PointCode = Annotated[str, Parameter(help="POD or PDR")]
ContractNumber = Annotated[str, Parameter(help="the contract it is about, where one supplies already")]
Draft = Annotated[Path | None, Parameter(help="JSON of the contract that opens, or holds the new terms, on acceptance")]
Day = Annotated[dt.date | None, Parameter(help="the day asked for, YYYY-MM-DD")]
Notice = Annotated[dt.date | None, Parameter(help="the day a notice of default reached the customer")]
Fields = Annotated[list[str] | None, Parameter(name="--set", help="a field of the message: NAME=VALUE; many times")]
MessageCode = Annotated[str, Parameter(help="the code of the message, e.g. SWG1.0200; docs/market.md lists them")]
StatedAnswer = Annotated[
    bool | None, Parameter(name="--accepted", negative="--rejected", help="what it answers; leave out for a notice")
]
StatedDay = Annotated[dt.date | None, Parameter(help="the day it speaks of, YYYY-MM-DD")]
StatedReason = Annotated[str, Parameter(help="code of the causale of a refusal")]
StatedText = Annotated[str, Parameter(help="text of the causale of a refusal")]
TheirCode = Annotated[str, Parameter(help="the code the other side gave the case (CP_GESTORE), where it is new")]
SettleDay = Annotated[dt.date | None, Parameter(help="the day of the effects, where no message entered one")]
MessageFiles = Annotated[Path, Parameter(help="files of market messages")]


def market_case_commands(entry: Entry) -> App:
    """bollettario cases ..."""
    app = App(name="cases", help="Cases of market processes: switching, voltura, deactivation ... (SII, distributors).")

    @app.command(name="list")
    def list_(
        *,
        after: AfterCode = "",
        limit: Limit = 50,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[CaseView, ...]] = False,
    ) -> None:
        """List cases in order of code; --after a code goes on from there."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            cases = uow.market_cases.page(after, limit)
        if json:
            emit(views(CaseView, cases))
            return
        for case in cases:
            console.print(f"[bold]{escape(case.code)}[/]  {case.process}: {case.state}")
            about = (case.point, case.contract, str(case.effective or ""), case.reason)
            console.print(f"  {'  '.join(filter(None, about))}", style="dim", markup=False, soft_wrap=True)

    @app.command
    def late(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[WorkItemView, ...]] = False) -> None:
        """Show the worklist: late, due soon, blocked, out of place, readings and closing bills awaited.

        Ends with 1 where something is late or blocked.
        """
        with entry.open_services(entry.clock) as services:
            items = worklist(market_ports(services, entry.actor(tenant)))
        if json:
            emit(views(WorkItemView, items))
        else:
            for item in items:
                _show_work(item)
            console.print(f"{len(items)} to look at")
        if any(item.trouble in (Trouble.LATE, Trouble.BLOCKED) for item in items):
            raise SystemExit(1)

    @app.command
    def show(code: CaseCode, *, tenant: Tenant = "", json: Annotated[AsJson, CaseTimelineView] = False) -> None:
        """Draw a case as a line of time: who said what, the answer, and whether its term was met."""
        with entry.open_services(entry.clock) as services:
            shown = show_case(market_ports(services, entry.actor(tenant)), code=code)
        if json:
            emit(case_timeline_view(shown))
            return
        for line in timeline_text(shown):
            console.print(escape(line), soft_wrap=True)

    @app.command(name="open")
    def open_(
        process: ProcessCode,
        point: PointCode,
        *,
        contract: ContractNumber = "",
        draft: Draft = None,
        effective: Day = None,
        notice: Notice = None,
        fields: Fields = None,
        key: Key = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, AskedView] = False,
    ) -> None:
        """Ask a process for a point: the message is built from the registry and waits among the outgoing files."""
        request = Request(
            process=process,
            point=point,
            contract=contract,
            draft=_draft(draft),
            effective=effective,
            notice=notice,
            values=dict(_fields(fields)),
        )
        with entry.open_services(entry.clock) as services:
            asked = open_case(market_ports(services, entry.actor(tenant)), request=request, key=key)
        _show_asked(asked, json=json)

    @app.command
    def cancel(
        code: CaseCode, *, fields: Fields = None, tenant: Tenant = "", json: Annotated[AsJson, AskedView] = False
    ) -> None:
        """Withdraw a request: by the withdrawal of its process, or by asking the SII to cancel it (APR.0050)."""
        with entry.open_services(entry.clock) as services:
            asked = cancel_case(market_ports(services, entry.actor(tenant)), code=code, values=dict(_fields(fields)))
        _show_asked(asked, json=json)

    @app.command
    def receive(
        *paths: MessageFiles, tenant: Tenant = "", json: Annotated[AsJson, tuple[HandledFileView, ...]] = False
    ) -> None:
        """Import files of market messages, or zips of them, of any size. Ends with 1 where a message is rejected.

        The same file twice changes nothing; what was rejected is accepted once its cause is mended.
        """
        if not paths:
            fail("give at least one file of market messages", code=2)
        for path in paths:
            if not path.is_file():
                fail(f"{path}: there is no such file", code=2)
        with entry.open_services(entry.clock) as services, progress() as bar:
            ports = market_ports(services, entry.actor(tenant))
            task = bar.add_task("receiving", total=len(paths))
            found: list[Handled] = []
            for path in paths:
                with services.spool(chunks(path), limit_bytes=LIMIT_BYTES) as content:
                    found += receive_files(ports, containers=services.containers, name=path.name, data=content)
                bar.advance(task)
        show_handled(found, json=json)

    @app.command(name="enter-message")
    def enter_(
        code: CaseCode,
        message: MessageCode,
        *,
        accepted: StatedAnswer = None,
        effective: StatedDay = None,
        reason: StatedReason = "",
        text: StatedText = "",
        their_code: TheirCode = "",
        fields: Fields = None,
        tenant: Tenant = "",
        json: Annotated[AsJson, CaseView] = False,
    ) -> None:
        """Enter a message whose layout is not public, as read on a portal; ends with 1 where it is blocked.

        e.g. bollettario cases enter-message 2026_0000012 SWG1.0200 --effective 2026-12-01
        """
        entered = EnteredMessage(
            message=message,
            accepted=accepted,
            effective=effective,
            reason_code=reason,
            reason_text=text,
            counterpart_case=their_code,
            values=dict(_fields(fields)),
        )
        with entry.open_services(entry.clock) as services:
            case = enter_message(market_ports(services, entry.actor(tenant)), code=code, entered=entered)
        if json:
            emit(view(CaseView, case))
        else:
            console.print(f"case {case.code} is {case.state}", soft_wrap=True)
        _end_where_blocked(case)

    @app.command
    def settle(
        code: CaseCode, *, day: SettleDay = None, tenant: Tenant = "", json: Annotated[AsJson, CaseView] = False
    ) -> None:
        """Try again what a case could not carry out; ends with 1 where something is blocked still."""
        with entry.open_services(entry.clock) as services:
            case = settle_case(market_ports(services, entry.actor(tenant)), code=code, day=day)
        if json:
            emit(view(CaseView, case))
        _end_where_blocked(case)

    return app


def timeline_text(shown: ShownCase) -> Iterator[str]:
    """A case as lines: its head, then one line a message with an arrow, and what it waits for."""
    case = shown.case
    yield f"{case.code}  {shown.process.title}  {case.point}  {case.contract}"
    yield f"asked for {case.effective or '?'}; {case.state}" + (f"; {case.reason}" if case.reason else "")
    for each in shown.moments:
        yield _moment_text(each)
        for due in each.due:
            yield f"{'':12} term    {_due_text(due)}"
        for effect in each.effects:
            yield f"{'':12} effect  {effect.kind.value}: {effect.status.value}, {effect.detail}"
    for due in shown.due:
        if due.left_on is None:
            yield f"{due.day or ''!s:12} term    {_due_text(due)}"
    for item in shown.items:
        yield f"{item.day or ''!s:12} {item.trouble.value}: {item.detail} ({item.who})"


def _end_where_blocked(case: Case) -> None:
    for effect in case.blocked:
        console.print(f"[red]MKT-005[/] {escape(effect.kind.value)}: {escape(effect.detail)}", soft_wrap=True)
    if case.blocked:
        raise SystemExit(1)


def _moment_text(each: Moment) -> str:
    arrow = "-->" if each.way is Way.OUT else "<--"
    if not each.code:
        return f"{each.day}   ...  {each.note}: {each.state}"
    message_text = f"{each.code} {each.answer} {each.reason}".strip()
    where = each.state if each.placed else "out of place, waits"
    source = (
        f"  [{each.file}#{each.position}]"
        if each.file
        else f"  [entered by {each.entered_by}]"
        if each.entered_by
        else ""
    )
    return f"{each.day}   {arrow}  {each.who or '?'}  {message_text}: {where}{source}"


def _due_text(due: DueDeadline) -> str:
    if due.day is None:
        return f"{due.deadline} [{due.deadline.mark}]"
    result = {True: "met", False: "missed", None: "open"}[due.met]
    return f"{due.deadline.bound.value.replace('_', ' ')} {due.day} ({due.deadline}) [{due.deadline.mark}]: {result}"


def _show_work(item: WorkItem) -> None:
    case, day = item.case, f" by {item.day}" if item.day else ""
    console.print(f"[bold]{escape(case.code)}[/]  [yellow]{item.trouble.value}[/]{day}  {case.process}  {case.point}")
    console.print(f"  {item.who}: {item.detail}", style="dim", markup=False, soft_wrap=True)


def _fields(texts: list[str] | None) -> Iterator[tuple[str, str]]:
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not name or not equals:
            fail(f"--set {text}: expected NAME=VALUE", code=2)
        yield name, value


def _draft(path: Path | None) -> Contract | None:
    if path is None:
        return None
    if not path.is_file():
        fail(f"{path}: there is no such file", code=2)
    try:
        return read(Contract, loads(path.read_bytes()))
    except BadInput as error:
        fail(f"{path}: {error}", code=2)


def _show_asked(asked: OpenedCase, *, json: bool) -> None:
    if json:
        emit(view(AskedView, asked))
    else:
        console.print(
            f"case {asked.case.code} is {asked.case.state}; {asked.file_name} waits to be sent", soft_wrap=True
        )
