"""What a market message says of its own, beyond what every message does, as values of the domain.

The adapter of the market reads it from the fields that a message keeps as they were written.
"""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen
class CaseNames:
    """A case as both sides name it; either code may be empty."""

    own: str
    counterpart: str


@attrs.frozen
class BonusGrant:
    """A social bonus as the market grants it: the class of household, the first day and the last one."""

    household: str
    first: dt.date
    last: dt.date


@attrs.frozen(kw_only=True)
class MessageFacts:
    """What one message says.

    cancelled             the case that the SII cancels by itself; None where the message is no such notice
    answers_cancellation  whether it answers our request to cancel a case
    bonus                 the social bonus it grants, if any
    charges_rai_fee       whether it has the RAI fee charged
    unreadable            which text says nothing that can be understood; an effect that needs it is blocked
    """

    cancelled: CaseNames | None = None
    answers_cancellation: bool = False
    bonus: BonusGrant | None = None
    charges_rai_fee: bool = False
    unreadable: str = ""
