"""What a commodity declares, so that the rest of the platform never asks which one it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from domain.kernel.quantity import Unit
from domain.tariffs.component import Component

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
    measured: bool = True
    values: Callable[[Any], tuple[Place, ...]] = lambda _: ()
