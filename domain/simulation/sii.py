"""The simulated SII: what it answers to the messages of a retailer, by rule, and what it tells unasked.

Requests are admissible unless a rule refuses them, with a causale; outcomes follow some working days later (reference
on SII flows, section 4). Codes of causali are not public: those of a book are its own and are marked by an R.
Exchanges with the SII, never with the SdI of e-invoices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

import attrs

from domain.kernel.calendar import Holidays
from domain.kernel.validity import Period
from domain.market.message import MarketMessage
from domain.simulation.chance import chance

ANSWERS: Mapping[str, tuple[str, ...]] = {
    "SE1.0050": ("0100", "0200"),
    "SWG1.0050": ("0100", "0200"),
    "VT1.0050": ("0100", "0150"),
    "VT1.0040": ("0101",),
    "AE1.0050": ("0100", "0150"),
    "RC1.0050": ("0100",),
    "APR.0050": ("0100", "0150"),
}
"""The steps that answer a request, in order: the first says whether it is admissible, the last how it ended."""
STARTS: Mapping[str, tuple[str, str]] = {"SE1.0050": ("SE4", "0200")}
"""The notice that the supply has begun, sent on its first day after a request that was not refused."""
_WITHOUT_VERDICT = frozenset({"0200"})  # a notice of what happens: it is neither admitted nor refused


@attrs.frozen
class Refusal:
    """Requests of a service for a point that are refused, at their first answer or, `at_outcome`, at their last."""

    service: str
    point: str
    code: str
    text: str
    at_outcome: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.code.startswith("R"):
            raise ValueError(f"causale {self.code!r}: the official list is not public; mark a code of your own by an R")


@attrs.frozen
class SiiNotice:
    """Something told unasked: the point leaves for another retailer (SE3.0200), or is taken over there (VT3.0200)."""

    service: str
    point: str
    effective: dt.date
    sent_on: dt.date
    step: str = "0200"


@attrs.frozen
class SiiRules:
    """How the SII of a book behaves.

    manager       its VAT number
    answer_days   working days until it says whether a request is admissible
    outcome_days  working days from there to each answer that follows
    silent        points whose requests are never answered
    """

    manager: str
    answer_days: int = 1
    outcome_days: int = 2
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[SiiNotice, ...] = ()
    silent: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        if self.answer_days < 1 or self.outcome_days < 1:
            raise ValueError("the SII answers after one working day at the earliest")


@attrs.frozen
class SiiAnswer:
    """A message of the SII and the day it leaves."""

    sent_on: dt.date
    message: MarketMessage


def answers(rules: SiiRules, request: MarketMessage, received_on: dt.date, working: Holidays) -> tuple[SiiAnswer, ...]:
    """What the SII answers to a request that arrived on a day, in order; nothing to what it does not know.

    The same request gets the same answers, whenever it is sent again.
    """
    steps = ANSWERS.get(request.code, ())
    if request.point in rules.silent:
        return ()
    found: list[SiiAnswer] = []
    day, days = received_on, rules.answer_days
    for place, step in enumerate(steps):
        day, days = working.shift(day, days), rules.outcome_days
        refusal = _refusal(rules, request, is_first=place == 0, is_last=place == len(steps) - 1)
        found.append(SiiAnswer(day, _message(rules, request, step, refusal)))
        if refusal is not None:
            return tuple(found)
    if request.code in STARTS and request.effective is not None:
        service, step = STARTS[request.code]
        begun = attrs.evolve(_message(rules, request, step, None), service=service, effective=None, counterpart_case="")
        found.append(SiiAnswer(max(day, request.effective), begun))
    return tuple(found)


def notices(rules: SiiRules, addressee: str, days: Period) -> Iterator[SiiAnswer]:
    """What the SII tells unasked on some days, in order of day and point."""
    due = [each for each in rules.notices if each.sent_on in days]
    for each in sorted(due, key=lambda notice: (notice.sent_on, notice.point)):
        yield SiiAnswer(
            each.sent_on,
            MarketMessage(
                service=each.service,
                step=each.step,
                sender=rules.manager,
                addressee=addressee,
                case=_case_code(rules, each.service, each.point, str(each.effective)),
                point=each.point,
                effective=each.effective,
            ),
        )


def in_files(found: Iterable[SiiAnswer]) -> tuple[tuple[dt.date, tuple[MarketMessage, ...]], ...]:
    """The messages as they leave: of each day one file a code, positions from 1, in order of day, code and point."""
    groups: dict[tuple[dt.date, str], list[MarketMessage]] = {}
    for each in found:
        groups.setdefault((each.sent_on, each.message.code), []).append(each.message)
    return tuple(
        (
            day,
            tuple(
                attrs.evolve(message, position=place)
                for place, message in enumerate(
                    sorted(groups[day, code], key=lambda each: (each.point, each.case)), start=1
                )
            ),
        )
        for day, code in sorted(groups)
    )


def _refusal(rules: SiiRules, request: MarketMessage, *, is_first: bool, is_last: bool) -> Refusal | None:
    mine = (each for each in rules.refusals if (each.service, each.point) == (request.service, request.point))
    return next((each for each in mine if (is_last if each.at_outcome else is_first)), None)


def _message(rules: SiiRules, request: MarketMessage, step: str, refusal: Refusal | None) -> MarketMessage:
    return MarketMessage(
        service=request.service,
        step=step,
        sender=rules.manager,
        addressee=request.sender,
        case=request.case,
        counterpart_case=request.counterpart_case or _case_code(rules, request.service, request.point, request.case),
        point=request.point,
        accepted=None if step in _WITHOUT_VERDICT else refusal is None,
        reason_code=refusal.code if refusal else "",
        reason_text=refusal.text if refusal else "",
        effective=request.effective if step in _WITHOUT_VERDICT else None,
    )


def _case_code(rules: SiiRules, *subject: str) -> str:
    """A code of the manager for a case: always the same for the same one."""
    return f"{chance(rules.manager, *subject, below=10**12):012d}"
