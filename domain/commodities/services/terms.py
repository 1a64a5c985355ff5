"""Services (VAS): what is sold beside supplies, such as installation, maintenance, goods, insurance-like cover.

A service has no meter and no network; it is charged by the price of its offer, on a bill of its own or, by the bill
group of its contract, on that of a supply.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.tariffs.component import Component

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,34}\Z", re.ASCII)


@attrs.frozen
class ServiceTerms:
    """What is served: the name of the service, how many of it, a serial number where it is goods."""

    service: str
    quantity: int = 1
    business: bool = False
    serial: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.service:
            raise ValueError("a service has a name, got an empty one")
        if self.quantity < 1:
            raise ValueError(f"service {self.service}: at least one of it, got {self.quantity}")


def _nothing_regulated(_: ServiceTerms) -> tuple[Component, ...]:
    return ()


def _no_sale_components(_: ServiceTerms) -> Mapping[str, Component]:
    return {}


def _customer(terms: ServiceTerms) -> str:
    return "business" if terms.business else "consumer"


def _no_power(_: ServiceTerms) -> Decimal:
    return Decimal(0)


def _no_losses(_: ServiceTerms) -> None:
    return None


def service_code(text: str) -> str:
    """The code of a service at a customer's; InvalidIdentifier where it is malformed."""
    code = text.strip().upper()
    if not _CODE.match(code):
        raise InvalidIdentifier("service code", text, "1 to 35 letters, digits, dots, dashes")
    return code


SERVICES = Commodity(
    code="services",
    label="Servizi",
    energy=Unit.POINT,
    point_label="Servizio",
    point_code=service_code,
    point_example="U-0001",
    terms=ServiceTerms,
    regulated=_nothing_regulated,
    sale=_no_sale_components,
    customer=_customer,
    power=_no_power,
    available=_no_power,
    losses=_no_losses,
    measured=False,
)
