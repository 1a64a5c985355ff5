"""Excise, whatever the commodity: how much of some energy is taxed at which rate. A new commodity adds one entry."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Protocol

import attrs

from domain.pricing.commodity import Place
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow


@attrs.frozen
class TaxedEnergy:
    """Part of some energy taxed at one rate. `fixed` marks a sum a month that does not depend on the energy."""

    energy: Decimal
    rate: ParameterRow
    thresholds: tuple[ParameterRow, ...] = ()
    exempt: Decimal = Decimal(0)
    fixed: bool = False


class Excise(Protocol):
    """The excise of one commodity: how `energy` is taxed when `already` of the same months was billed before."""

    def __call__(
        self, terms: Any, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
    ) -> tuple[TaxedEnergy, ...]: ...


class ExciseValues(Protocol):
    """Where every value stands that the excise of some terms may depend on: rates, thresholds, limits."""

    def __call__(self, terms: Any) -> tuple[Place, ...]: ...


def untaxed(
    terms: Any, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
) -> tuple[TaxedEnergy, ...]:
    """The excise of a commodity that pays none."""
    return ()


def no_values(terms: Any) -> tuple[Place, ...]:
    """The values of an excise that is never due."""
    return ()
