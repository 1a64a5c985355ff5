"""Record by hand what a message says whose layout is not public: read on a portal, told by letter or by telephone.

It moves its case and has its effects as one from a file; its step keeps who told it. The file, where it comes later
and says the same, changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from application.market.apply_message import cases_of, move
from application.market.open_case import Desk, missing_fields
from domain.market.case import Case, Exchange, MisplacedMessage, apply
from domain.market.message import MarketMessage
from domain.market.process import Process, Way

_CANCELS, _CANCELLED_CASE = "APN", "CP_UTENTE_ANN"  # a cancellation names its case in a field of its own


class CannotTell(ValueError):
    """A message cannot be told by hand, or not for this case as it stands: which, and why."""


@attrs.frozen(kw_only=True)
class Told:
    """What a message says.

    message           its code, such as SWG1.0200
    accepted          what it answers; None where it is no answer
    effective         the day it speaks of; None where it tells none
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


def tell_case(desk: Desk, *, code: str, told: Told) -> Case:
    """The case after what was told, with its effects carried out or blocked; the same a second time changes nothing.

    NotFound; CannotTell where the layout is public (its file is to be taken in), the case does not wait for the
    message, or a field is missing (MKT-004).
    """
    if not desk.flows.knows(told.message):
        raise CannotTell(f"message {told.message!r} is not declared; docs/market.md lists those that are")
    if desk.flows.is_public(told.message):
        raise CannotTell(f"{told.message} has a public layout: take in the file it came in (cases receive)")
    with desk.units(desk.actor.tenant) as uow:
        case = uow.market_cases.get(code)
        message = _message(case, told, uow.sellers.get().partita_iva.text)
        found = list(cases_of(uow, desk, message))
        if code not in (each.code for _, each in found):
            raise CannotTell(f"case {code} is of process {case.process}, which does not hear {message.code}")
        missing = missing_fields(found[0][0], message, case.distributor)
        if missing:
            raise CannotTell(f"MKT-004 {message.code} of {case.point}: {', '.join(missing)} must be given")
        exchange = Exchange(
            message=message,
            way=Way.IN,
            at=desk.actor.clock.now(),
            day=desk.actor.clock.today(),
            told_by=desk.actor.name,
        )
        for process, each in found:
            _check_place(process, each, exchange)
            move(uow, desk, process, each, exchange, subject=f"{message.code} told by {desk.actor.name}")
        told_of = uow.market_cases.get(code)
        uow.commit()
    return told_of


def _check_place(process: Process, case: Case, exchange: Exchange) -> None:
    """What a person tells too early or too late is refused at once; only a file waits for its place."""
    result = apply(process, case, exchange)
    if isinstance(result, MisplacedMessage):
        raise CannotTell(str(result))


def _message(case: Case, told: Told, ours: str) -> MarketMessage:
    service, _, step = told.message.strip().upper().partition(".")
    values = dict(told.values)
    if service == _CANCELS:
        values.setdefault(_CANCELLED_CASE, case.code)
    return MarketMessage(
        service=service,
        step=step,
        sender=case.counterpart,
        addressee=ours,
        case=case.code,
        counterpart_case=told.counterpart_case or case.counterpart_case,
        point=case.point,
        accepted=told.accepted,
        reason_code=told.reason_code,
        reason_text=told.reason_text,
        effective=told.effective,
        values=tuple(values.items()),
    )
