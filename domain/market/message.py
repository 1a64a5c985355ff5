"""A message of a market process, as both sides understand it whatever carries it: CSV, XML or a SOAP envelope.

Processes and steps are named {service}.{step}: SE1.0050 asks for a switch, SE1.0100 says whether it is admissible
(reference on SII flows, section 4). Exchanges with the SII, never with the SdI of e-invoices.
"""

from __future__ import annotations

import datetime as dt

import attrs


@attrs.frozen(kw_only=True)
class MarketMessage:
    """One message.

    service, step     process code and step: "SE1" and "0050"
    sender, addressee VAT numbers; either may be empty where the layout does not say
    case              the code the asking side gave the case: unique for a sender, the key of repetition
    counterpart_case  the code of the other side, known from its first answer on
    point             POD (14 characters) or PDR
    accepted          whether it says that the request is admissible, or was done; None where the step is no answer
    reason_code, reason_text   causale of a refusal, and its words
    effective         the day the message speaks of: day of the switch, of the voltura, of the service
    values            the record kept for history: every other field that is filled, by its declared name, as written
                      in the flow, in declared order; what they mean is asked of the adapter (message_facts)
    position          record number in its file, from 1
    """

    service: str
    step: str
    sender: str = ""
    addressee: str = ""
    case: str = ""
    counterpart_case: str = ""
    point: str = ""
    accepted: bool | None = None
    reason_code: str = ""
    reason_text: str = ""
    effective: dt.date | None = None
    values: tuple[tuple[str, str], ...] = ()
    position: int = 1

    def __attrs_post_init__(self) -> None:
        if not self.service or not self.step:
            raise ValueError(f"a message has a service and a step, got {self.service!r} and {self.step!r}")
        names = [name for name, _ in self.values]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.code}: a field is given twice among {names}")

    @property
    def code(self) -> str:
        """Service and step as the market writes them.

        >>> MarketMessage(service="SE1", step="0050").code
        'SE1.0050'
        """
        return f"{self.service}.{self.step}"

    def value(self, name: str) -> str:
        """A field by its declared name; empty where the message leaves it out."""
        return next((text for key, text in self.values if key == name), "")
