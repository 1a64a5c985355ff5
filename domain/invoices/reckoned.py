"""Which lines of documents are reckoned again with their days, and what stands of them.

What pricing the supply makes is reckoned again. What a document was told to charge is not, as deposits; nor what a
credit note took back by decision: that component of those days is settled for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import attrs

from domain.invoices.line import Line, of_supply
from domain.kernel.validity import Period

Charge = tuple[object, ...]
Granted = tuple[str, Period]
"""A component credited by decision, and its days."""

_CREDITS = "storno-"


def credit_key(number: str) -> str:
    """The key of the correction by which a credit note takes lines of a document back."""
    return f"{_CREDITS}{number}"


def granted_by(lines: Iterable[Line]) -> tuple[Granted, ...]:
    """What the lines of credit notes among these took back by decision."""
    return tuple((line.code, line.period) for line in lines if line.correction.startswith(_CREDITS))


def is_granted(line: Line, granted: Iterable[Granted]) -> bool:
    """Whether the component of a line was credited by decision on a day of it."""
    return any(line.code == code and line.period.overlaps(period) for code, period in granted)


def reckoned_on(
    lines: Iterable[Line], days: Sequence[Period], told: Collection[str], granted: Sequence[Granted]
) -> tuple[Line, ...]:
    """The lines that pricing `days` again makes again; `told` are the codes of sums that documents were told."""
    return tuple(
        line
        for line in lines
        if (of_supply(line) or line.code not in told)
        and not is_granted(line, granted)
        and any(line.period.overlaps(each) for each in days)
    )


def netted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """What stands of lines in order of issue: one that takes back a line before it goes with it."""
    net: dict[Charge, list[Line]] = {}
    for line in lines:
        _net(net, line)
    return tuple(line for same in net.values() for line in same)


def _net(net: dict[Charge, list[Line]], line: Line) -> None:
    """Take a line in; one that takes back a line that stands removes it."""
    if not line.quantity.value:
        return
    plain = attrs.evolve(line, correction="")
    opposite = net.get(charge_of(plain.reversed()))
    if opposite:
        opposite.pop()
    else:
        net.setdefault(charge_of(plain), []).append(plain)


def charge_of(line: Line) -> Charge:
    """What makes two lines charge the same, whichever row their price was read from."""
    fee = (line.price, line.share, line.step, line.rounding)
    return (line.code, line.band, line.block, line.quota, line.period, line.quantity, *fee, line.amount, line.vat)
