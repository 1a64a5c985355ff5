"""Processes of the tests, and walks over state tables: cases opened, messages exchanged."""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.process_tables import packaged_processes
from domain.market.case import Case, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.process import ExpectedAnswer, Process, Transition, Way

POINT = "IT001E00000001"
NOON = dt.time(12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 9)
EFFECTIVE = dt.date(2026, 12, 1)
COMPLETE = tuple(process for process in packaged_processes().all() if process.is_complete)


def process_of(code: str) -> Process:
    return packaged_processes().get(code)


def opened(process: Process, *, effective: dt.date | None = EFFECTIVE, distributor: str = "") -> Case:
    """A case of a process before its first message."""
    return Case(
        code="2026_0000001",
        process=process.code,
        commodity=process.commodity,
        point=POINT,
        opened_on=MONDAY,
        contract="K-0001",
        effective=effective,
        distributor=distributor,
    )


def said(
    code: str, way: Way = Way.IN, day: dt.date = MONDAY, accepted: bool | None = None, position: int = 1, text: str = ""
) -> Exchange:
    """A message, in a file of its own named after what it says."""
    service, _, step = code.partition(".")
    message = MarketMessage(
        service=service,
        step=step,
        case="2026_0000001",
        counterpart_case="SII-7" if way is Way.IN else "",
        point=POINT,
        accepted=accepted,
        reason_code="" if accepted is not False else "017",
        reason_text="" if accepted is not False else "cliente errato",
        position=position,
        values=(("NOTE", text),) if text else (),
    )
    return Exchange(message=message, way=way, at=dt.datetime.combine(day, NOON), day=day)


def by(each: Transition, day: dt.date = MONDAY, text: str = "") -> Exchange:
    """The message that takes a transition."""
    accepted = {ExpectedAnswer.ANY: None, ExpectedAnswer.ACCEPTED: True, ExpectedAnswer.REFUSED: False}[each.answer]
    return said(each.message, each.way, day, accepted, text=text)


def after(process: Process, case: Case, *exchanges: Exchange) -> Case:
    """The case after messages, those out of place kept waiting."""
    for exchange in exchanges:
        result = apply(process, case, exchange)
        case = result.case if isinstance(result, MisplacedMessage) else result
    return case


def market_case() -> Case:
    """A switch that was asked for and found admissible."""
    process = process_of("switch-electricity")
    answer = attrs.evolve(said("SE1.0100", accepted=True), file_sha256="e" * 64, file_name="SE1.0100.csv")
    return after(process, opened(process), said("SE1.0050", Way.OUT), answer)
