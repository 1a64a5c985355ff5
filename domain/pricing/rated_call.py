"""A rated call: what it counts, which part was included in a bundle, what it costs.

It proves itself: it cannot be built unless its cost is what its parts give, to six decimals. Costs are added at six
decimals and rounded to money once, on the line of the bill.
"""

from __future__ import annotations

from decimal import Decimal

import attrs

from domain.kernel.digest import digest_of_texts
from domain.kernel.rounding import SIX_PLACES
from domain.kernel.telephone import PRICED_PER, masked
from domain.metering.calls.call import Call

SUM_OF_CALLS, FREE = "costo", "incluso"
"""The formula of a line of calls: their sum, or nothing in a bundle."""


@attrs.frozen
class CallPart:
    """Some counted units of a call in one time class: included in `bundle`, or charged at `rate`.

    rate  EUR a minute, message or megabyte; zero in a bundle
    """

    time_class: str
    units: int
    rate: Decimal
    bundle: str = ""


@attrs.frozen
class RatedCall:
    """A call with the zone of what was called, the units it counts and its cost in EUR, six decimals.

    connection  the connection fee (scatto alla risposta), charged once whatever the parts
    """

    call: Call
    zone: str
    counted: int
    parts: tuple[CallPart, ...]
    connection: Decimal
    cost: Decimal

    def __attrs_post_init__(self) -> None:
        if sum(part.units for part in self.parts) != self.counted:
            raise ValueError(f"call {self.call.id}: its parts do not add up to the {self.counted} units it counts")
        right = call_cost(self.call, self.connection, self.parts)
        if right != self.cost:
            raise ValueError(f"call {self.call.id}: cost {self.cost} is not what its parts give, {right}")

    @property
    def time_class(self) -> str:
        """The time class it began in."""
        return self.parts[0].time_class

    @property
    def printed_number(self) -> str:
        """What was called, the last three digits hidden."""
        return masked(self.call.b_number)


def call_cost(call: Call, connection: Decimal, parts: tuple[CallPart, ...]) -> Decimal:
    """connection + sum of units x rate, one division, half up to six decimals."""
    per = PRICED_PER[call.kind]
    traffic = sum((part.units * part.rate for part in parts), Decimal(0))
    return SIX_PLACES.apply((connection * per + traffic) / per)


def rated_digest(calls: tuple[RatedCall, ...]) -> str:
    """SHA-256 over what was rated and what it costs: rating again gives the same one."""
    return digest_of_texts(text for rated in calls for text in rated_texts(rated))


def rated_texts(rated: RatedCall) -> tuple[str, ...]:
    """What a digest is taken over."""
    call = rated.call
    parts = ((part.time_class, str(part.units), str(part.rate), part.bundle) for part in rated.parts)
    return (
        call.source,
        call.id,
        call.answered.isoformat(),
        call.a_number,
        call.b_number,
        rated.zone,
        str(rated.counted),
        str(rated.connection),
        str(rated.cost),
        *(text for part in parts for text in part),
    )
