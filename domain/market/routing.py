"""Which case a message is of, as far as the message, the state tables and the cases say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import attrs

from domain.contracts.supply_point import SupplyPoint
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.process import Initiator, Process

NOT_NUMBERED = ""  # the code of a case that is opened now and has none yet
_OF_EVERY_MESSAGE = ("case", "counterpart_case", "point", "effective", "sender", "addressee")


def as_notice(message: MarketMessage, processes: Iterable[Process]) -> MarketMessage:
    """A notice with its case code as that of the other side: a layout with one code alone carries theirs as ours."""
    notified = any(_opens(process, message) for process in processes)
    if not notified or not message.case:
        return message
    return attrs.evolve(message, case="", counterpart_case=message.counterpart_case or message.case)


def awaits(process: Process, case: Case, message: MarketMessage) -> bool:
    """Whether a case waits for a message that names none, or has had it before."""
    return message.code in process.expects(case.state, case.distributor) or any(
        step.message == message for step in case.steps
    )


def opened_by(
    message: MarketMessage, processes: Iterable[Process], point: SupplyPoint, today: dt.date
) -> tuple[Process, Case] | None:
    """The case that the other side opens at a point, of the first process of its commodity that begins so."""
    for process in processes:
        if _opens(process, message) and point.commodity == process.commodity:
            case = Case(
                code=NOT_NUMBERED,
                process=process.code,
                commodity=process.commodity,
                point=message.point,
                opened_on=today,
                counterpart=message.sender,
                counterpart_case=message.counterpart_case,
                distributor=point.distributor.vat_number,
                effective=message.effective,
            )
            return process, case
    return None


def missing_fields(process: Process, message: MarketMessage, distributor: str) -> tuple[str, ...]:
    """The fields a message must fill and does not."""
    return tuple(
        name
        for name in process.required(message.code, distributor)
        if (message.accepted is None if name == "accepted" else not _field(message, name))
    )


def _opens(process: Process, message: MarketMessage) -> bool:
    return process.side is Initiator.NOTIFIED and process.opening == message.code


def _field(message: MarketMessage, name: str) -> object:
    return getattr(message, name) if name in _OF_EVERY_MESSAGE else message.value(name)
