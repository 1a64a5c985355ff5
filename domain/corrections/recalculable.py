"""Which lines of documents are reckoned again with their days, and what stands of them.

What pricing the supply makes is reckoned again. What a document was told to charge is not, as deposits. What a credit
note took back by decision counts as charged for good: it is an amount, and stays one whatever the days cost later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import attrs

from domain.kernel.validity import Period
from domain.pricing.line import Line, of_supply

Charge = tuple[object, ...]
_CREDITS = "storno-"


def credit_key(number: str) -> str:
    """The key of the correction by which a credit note takes lines of a document back."""
    return f"{_CREDITS}{number}"


def recalculable_on(lines: Iterable[Line], days: Sequence[Period], extra_codes: Collection[str]) -> tuple[Line, ...]:
    """The lines that pricing `days` again makes again, as charged: what credit notes took back of them by decision
    is left out. `told` are the codes of sums that documents were told."""
    return tuple(line for line in _repriced(lines, days, extra_codes) if not line.correction.startswith(_CREDITS))


def credited_on(lines: Iterable[Line], days: Sequence[Period], extra_codes: Collection[str]) -> tuple[Line, ...]:
    """What credit notes among these took back by decision of the components that pricing `days` again makes again."""
    return tuple(line for line in _repriced(lines, days, extra_codes) if line.correction.startswith(_CREDITS))


def _repriced(lines: Iterable[Line], days: Sequence[Period], extra_codes: Collection[str]) -> Iterator[Line]:
    for line in lines:
        if (of_supply(line) or line.code not in extra_codes) and any(line.period.overlaps(each) for each in days):
            yield line


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
