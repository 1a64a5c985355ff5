"""What a contract asks of the dated terms of a supply, whatever its commodity.

Which commodities there are, and of which class the terms of each are, is known to the registry of commodities alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Protocol


class TermsContradict(ValueError):
    """Terms of a supply cannot hold together, or not with what the tariff book says of them."""


class SupplyTerms(Protocol):
    """The terms of a supply, as long as they do not change.

    commodity       code of the commodity they are of
    customer_class  the customer class, as offers name it
    may_resell      whether they can be of a reseller of energy, who owes the VAT himself (reverse charge)
    available       the most that can be drawn: kW, of gas Smc an hour; zero where nothing limits it
    """

    commodity: ClassVar[str]

    @property
    def customer_class(self) -> str: ...

    @property
    def may_resell(self) -> bool: ...

    @property
    def available(self) -> Decimal: ...
