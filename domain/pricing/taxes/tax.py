"""A tax on what is consumed: how much of some energy is taxed at which rate. A commodity declares each as one entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

import attrs

from domain.tariffs.book import Place
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

EXCISE = "excise"
"""Code of the excise, of whatever commodity."""


@attrs.frozen
class TaxedEnergy:
    """Part of some energy taxed at one rate. `fixed` marks a sum a month that does not depend on the energy."""

    energy: Decimal
    rate: ParameterRow
    thresholds: tuple[ParameterRow, ...] = ()
    exempt: Decimal = Decimal(0)
    fixed: bool = False


class Taxed(Protocol):
    """How `energy` is taxed under some terms when `already` of the same months was billed before."""

    def __call__(
        self, terms: Any, energy: Decimal, already: Decimal, lookup: Lookup, day: dt.date, months: int = 1
    ) -> tuple[TaxedEnergy, ...]: ...


@attrs.frozen
class Tax:
    """One tax of a commodity.

    code    of its lines
    label   on paper
    taxed   how much of some energy it is charged on, at which rate
    values  where every value stands that it may depend on under some terms: rates, thresholds, limits; energy is cut
            where one of them changes, so that each piece is taxed by one of each
    rates   the paths among them whose values only multiply
    """

    code: str
    label: str
    taxed: Taxed
    values: Callable[[Any], tuple[Place, ...]]
    rates: frozenset[str] = frozenset()

    def label_of(self, part: TaxedEnergy) -> str:
        """What a line of a part is called."""
        return f"{self.label}, importo fisso mensile" if part.fixed else self.label
