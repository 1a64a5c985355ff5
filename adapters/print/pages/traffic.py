"""The documento di dettaglio del traffico: every call a telephony supply charges, printed for those who ask for it.

Norm: 418/07/CONS; D.Lgs. 196/2003 art. 124: the last three digits of what was called are hidden (recalled). Costs have
their six decimals, for the bill rounds their sum and not each. Columns are texts whose lines are level.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from adapters.print import format as fmt
from domain.billing.bill import BillPart
from domain.billing.explanation import number
from domain.kernel.telephone import COUNTED_IN, CallKind
from domain.metering.calls.call import ROME
from domain.pricing.line import Line
from domain.pricing.rated_call import FREE, SUM_OF_CALLS, RatedCall

_KINDS = {CallKind.VOICE: "chiamata", CallKind.SMS: "messaggio", CallKind.DATA: "dati"}
_PAGE = 60
"""How many calls stand level in one piece of the columns, so that they break over pages."""


@attrs.frozen
class TrafficPiece:
    """Some calls in order of time, a line each."""

    days: str
    times: str
    numbers: str
    kinds: str
    durations: str
    costs: str


@attrs.frozen
class TrafficView:
    """All the calls of a supply: how many, their pieces, the sum of their costs."""

    line: str
    count: str
    pieces: tuple[TrafficPiece, ...]
    total: str


def traffic_view(part: BillPart) -> TrafficView | None:
    """The calls of a supply; None where it has none."""
    calls = part.priced.calls
    if not calls:
        return None
    pieces = tuple(_piece(calls[start : start + _PAGE]) for start in range(0, len(calls), _PAGE))
    whole = sum((rated.cost for rated in calls), Decimal(0))
    count = f"{len(calls)} {'comunicazione' if len(calls) == 1 else 'comunicazioni'}"
    return TrafficView(part.point.code, count, pieces, number(whole, 6))


def duration(seconds: int) -> str:
    """1:02:03 hours, minutes and seconds; 2:03 below an hour.

    >>> duration(123), duration(3723)
    ('2:03', '1:02:03')
    """
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def counted(kind: CallKind, quantity: int) -> str:
    """What a call lasted: a time, messages, kilobytes."""
    if kind is CallKind.VOICE:
        return duration(quantity)
    return f"{fmt.energy(Decimal(quantity))} {'SMS' if kind is CallKind.SMS else 'kB'}"


def traffic_counted(line: Line) -> str:
    """What a line of traffic counts, in place of its quantity: its price is a sum of calls, or nothing in a bundle.

    Empty for any other line.
    """
    kinds = {unit.value: kind for kind, unit in COUNTED_IN.items()}
    if line.formula == FREE and line.quantity.unit.value in kinds:
        return counted(kinds[line.quantity.unit.value], int(line.quantity.value))
    for each in line.inputs if line.formula == SUM_OF_CALLS else ():
        if each.unit in kinds:
            return counted(kinds[each.unit], int(each.value))
    return ""


def _piece(calls: tuple[RatedCall, ...]) -> TrafficPiece:
    rows = [_cells(rated) for rated in calls]
    return TrafficPiece(*("\n".join(column) for column in zip(*rows, strict=True)))


def _cells(rated: RatedCall) -> tuple[str, ...]:
    call = rated.call
    answered = call.answered.astimezone(ROME)
    is_included = not rated.cost and any(each.bundle for each in rated.parts)
    return (
        fmt.day(answered.date()),
        f"{answered:%H:%M:%S}",
        rated.printed_number or "\u00a0",
        _KINDS[call.kind],
        counted(call.kind, call.quantity),
        "incluso" if is_included else number(rated.cost, 6),
    )
