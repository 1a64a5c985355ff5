"""How a market message is declared: which parts it is made of, how it travels, and how sure that is."""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.layouts.layout import Parts, Slot, slots

CSV, XML = "csv", "xml"
ELECTRICITY, GAS, BOTH = "electricity", "gas", "electricity, gas"


@attrs.frozen(kw_only=True)
class MarketFormat:
    """A version of a message.

    parts            its records in order; together they are its columns, or its elements
    since            first content day it is for; the latest version not after the day of the content is chosen
    source           mark of the whole: C2 seen in two sources, C in one, I inferred, R recalled
    is_inbound       whether it comes to the retailer, so that its sender is the other side
    carrier          csv (the SII portal; also in the PdC envelope) or xml (Prestazione, distributors)
    effective        name of the field with the day the message speaks of
    columns          how many columns the real record has at least, where only some are known; 0 those declared
    is_to_be_completed  no layout is public: the fields are those known, their order is ours, columns go by their name
    official_code    whether the code is one the market uses; otherwise it is ours, until the real one is known
    repeated         XML element that stands once for each message of a file; "" where a file holds one message
    note             for the documentation, in Italian
    """

    service: str
    step: str
    title: str
    commodity: str
    parts: Parts
    since: dt.date
    source: str
    is_inbound: bool
    carrier: str = CSV
    effective: str = ""
    columns: int = 0
    is_to_be_completed: bool = False
    official_code: bool = True
    repeated: str = ""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        if self.effective and self.effective not in slots(self.parts):
            raise ValueError(f"{self.code}: the effective day {self.effective} is not a field")

    @property
    def code(self) -> str:
        """Service and step: SE1.0050."""
        return f"{self.service}.{self.step}"

    @property
    def fields(self) -> tuple[Slot, ...]:
        """Its fields in declared order."""
        return tuple(slots(self.parts).values())

    @property
    def is_open(self) -> bool:
        """Whether it may have columns between or after those declared."""
        return self.is_to_be_completed or self.columns > 0


class UnknownMessage(LookupError):
    """No format is declared for a message code, or none for the day of the content."""


def versions_of(formats: tuple[MarketFormat, ...], code: str) -> tuple[MarketFormat, ...]:
    """Every version of a message, the latest first. UnknownMessage where there is none."""
    found = [each for each in formats if each.code == code.strip().upper()]
    if not found:
        raise UnknownMessage(f"message {code!r} is not declared; docs/market_flows.md lists those that are")
    return tuple(sorted(found, key=lambda each: each.since, reverse=True))


def version_for(formats: tuple[MarketFormat, ...], code: str, day: dt.date | None) -> MarketFormat:
    """The latest version for content of `day`; the latest of all where the content names no day."""
    versions = versions_of(formats, code)
    found = next((each for each in versions if day is None or each.since <= day), None)
    if found is None:
        raise UnknownMessage(f"message {code!r}: no declared format is for content of {day}")
    return found
