"""What a commodity declares, so that the rest of the platform never asks which one it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from domain.kernel.quantity import Unit
from domain.tariffs.book import Key, TariffBook
from domain.tariffs.component import Component
from domain.tariffs.parameter import NotInForce, UnknownParameter


class TermsContradict(ValueError):
    """Terms of a supply cannot hold together, or not with what the tariff book says of them."""


def _no_contradiction(terms: Any, book: TariffBook, day: dt.date) -> None:
    return None


def limit_of(book: TariffBook, path: str, key: Key, day: dt.date) -> Decimal | None:
    """What the book says on `day` of a limit that terms are held against; None where it says nothing."""
    try:
        return book.value(path, key, day).value
    except (NotInForce, UnknownParameter):
        return None


Place = tuple[str, tuple[str, ...]]
"""Where a value stands in the tariff book: path and key."""


@attrs.frozen
class Commodity:
    """One commodity.

    code           electricity, gas, water ...
    energy         the unit of consumption
    point_label    what its supply point is called on paper: POD, PDR ...
    point_code     the code of a supply point in its one form; InvalidIdentifier where it is malformed
    point_example  such a code, invented: what documents that concern nobody carry
    terms          the class of its dated supply terms
    regulated      the regulated components of network and charges that some terms make due
    sale           the regulated components of the sale an offer may pass on, for some terms, by code
    customer       the customer class of some terms, as offers name it
    power          the power that power quotas multiply, kW; zero for a commodity without one
    available      the power the supply can draw, kW; zero where it is not limited by power
    peak_power     whether power quotas of some terms multiply the highest power withdrawn in each month; or path and
                   key of the value that says so, 1 or 0
    zone           the market zone of some terms; empty where there is none
    check          TermsContradict where terms do not fit what the book says of them on a day; what it does not say is
                   not held against them
    resellers      whether terms can be of a reseller of energy, who owes the VAT himself (reverse charge)
    measured       whether what is used is consumption that readings or curves prove
    losses         path and key of the loss factor of some terms; None where there are no losses
    values         path and key of what else energy is priced by under some terms: the ends of bands, what a price is
                   converted with; excise declares its own (taxes.registry)
    """

    code: str
    label: str
    energy: Unit
    point_label: str
    point_code: Callable[[str], str]
    point_example: str
    terms: type[Any]
    regulated: Callable[[Any], tuple[Component, ...]]
    sale: Callable[[Any], Mapping[str, Component]]
    customer: Callable[[Any], str]
    power: Callable[[Any], Decimal]
    available: Callable[[Any], Decimal]
    losses: Callable[[Any], Place | None]
    peak_power: Callable[[Any], bool | Place] = lambda _: False
    zone: Callable[[Any], str] = lambda _: ""
    check: Callable[[Any, TariffBook, dt.date], None] = _no_contradiction
    resellers: Callable[[Any], bool] = lambda _: False
    measured: bool = True
    values: Callable[[Any], tuple[Place, ...]] = lambda _: ()
