"""Services (VAS): what is sold beside supplies, such as installation, maintenance, goods, insurance-like cover.

A service has no meter and no network; it is charged by the price of its offer, on a bill of its own or, by the bill
group of its contract, on that of a supply.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.identifiers import InvalidIdentifier

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,34}\Z", re.ASCII)


@attrs.frozen
class ServiceTerms:
    """What is served: the name of the service, how many of it, a serial number where it is goods."""

    commodity: ClassVar[str] = "services"

    service: str
    quantity: int = 1
    business: bool = False
    serial: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.service:
            raise ValueError("a service has a name, got an empty one")
        if self.quantity < 1:
            raise ValueError(f"service {self.service}: at least one of it, got {self.quantity}")

    @property
    def customer_class(self) -> str:
        """Business or consumer, as offers name it."""
        return "business" if self.business else "consumer"

    @property
    def may_resell(self) -> bool:
        """No: the reverse charge is of energy."""
        return False

    @property
    def available(self) -> Decimal:
        """Nothing limits it."""
        return Decimal(0)


def service_code(text: str) -> str:
    """The code of a service at a customer's; InvalidIdentifier where it is malformed."""
    code = text.strip().upper()
    if not _CODE.match(code):
        raise InvalidIdentifier("service code", text, "1 to 35 letters, digits, dots, dashes")
    return code
