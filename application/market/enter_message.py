"""Enter by hand what a message says whose layout is not public: read on a portal, or known by letter or telephone.

It moves its case and has its effects as one from a file; its step keeps who entered it. The file, where it comes later
and says the same, changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.market.market_ports import MarketPorts
from application.market.messages.apply_message import apply_message
from application.market.messages.message_cases import cases_of
from domain.market.case import Case, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.process import Process, Way
from domain.market.routing import missing_fields


class CannotEnter(ValueError):
    """A message cannot be entered by hand, or not for this case as it stands: which, and why."""


@attrs.frozen(kw_only=True)
class EnteredMessage:
    """What a message says.

    message           its code, such as SWG1.0200
    accepted          what it answers; None where it is no answer
    effective         the day it speaks of; None where it names none
    reason_code, reason_text  causale and text of a refusal
    counterpart_case  the code of the other side, where it was not known before
    values            any other field by declared name
    """

    message: str
    accepted: bool | None = None
    effective: dt.date | None = None
    reason_code: str = ""
    reason_text: str = ""
    counterpart_case: str = ""
    values: Mapping[str, str] = attrs.field(factory=dict)


def enter_message(ports: MarketPorts, *, code: str, entered: EnteredMessage) -> Case:
    """The case after a message that was entered, with its effects carried out or blocked.

    The same a second time changes nothing.

    NotFound; CannotEnter where the layout is public (its file is to be taken in), the case does not wait for the
    message, or a field is missing (MKT-004).
    """
    if not ports.flows.knows(entered.message):
        raise CannotEnter(f"message {entered.message!r} is not declared; docs/market.md lists those that are")
    if ports.flows.is_public(entered.message):
        raise CannotEnter(f"{entered.message} has a public layout: import the file it came in (cases receive)")
    with ports.units(ports.actor.tenant) as uow:
        case = uow.market_cases.get(code)
        message = _message(ports, case, entered, uow.sellers.get().partita_iva.text)
        found = list(cases_of(uow, ports, message))
        if code not in (each.code for _, each in found):
            raise CannotEnter(f"case {code} is of process {case.process}, which does not handle {message.code}")
        missing = missing_fields(found[0][0], message, case.distributor)
        if missing:
            raise CannotEnter(f"MKT-004 {message.code} of {case.point}: {', '.join(missing)} must be given")
        exchange = Exchange(
            message=message,
            way=Way.IN,
            at=ports.actor.clock.now(),
            day=ports.actor.clock.today(),
            entered_by=ports.actor.name,
        )
        for process, each in found:
            _check_place(process, each, exchange)
            apply_message(uow, ports, process, each, exchange, f"{message.code} entered by {ports.actor.name}")
        after = uow.market_cases.get(code)
        uow.commit()
    return after


def _check_place(process: Process, case: Case, exchange: Exchange) -> None:
    """What a person enters too early or too late is refused at once; only a file waits for its place."""
    result = apply(process, case, exchange)
    if isinstance(result, MisplacedMessage):
        raise CannotEnter(str(result))


def _message(ports: MarketPorts, case: Case, entered: EnteredMessage, vat_number: str) -> MarketMessage:
    service, _, step = entered.message.strip().upper().partition(".")
    message = MarketMessage(
        service=service,
        step=step,
        sender=case.counterpart,
        addressee=vat_number,
        case=case.code,
        counterpart_case=entered.counterpart_case or case.counterpart_case,
        point=case.point,
        accepted=entered.accepted,
        reason_code=entered.reason_code,
        reason_text=entered.reason_text,
        effective=entered.effective,
        values=tuple(entered.values.items()),
    )
    return ports.flows.with_cancelled(message, case=case)
