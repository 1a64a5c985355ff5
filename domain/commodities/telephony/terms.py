"""Telephony: the terms of a line. Traffic is priced by the plan of its offer; nothing of it is a regulated tariff.

The government concession tax (tassa di concessione governativa, DPR 641/1972 tariff art. 21) is due on mobile lines
of businesses.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.kernel.quantity import Unit
from domain.kernel.telephone import telephone_number
from domain.pricing.commodity import Commodity
from domain.tariffs.component import Component


class Access(enum.Enum):
    """The kind of line."""

    FIXED = "fixed"
    MOBILE = "mobile"


@attrs.frozen
class TelephonyTerms:
    """A line: its number in E.164, fixed or mobile, of a business or of a consumer."""

    number: str
    access: Access
    business: bool = False

    def __attrs_post_init__(self) -> None:
        telephone_number(self.number)

    @property
    def pays_concession_tax(self) -> bool:
        """Whether the government concession tax is due on it."""
        return self.business and self.access is Access.MOBILE


def _nothing_regulated(_: TelephonyTerms) -> tuple[Component, ...]:
    return ()


def _no_sale_components(_: TelephonyTerms) -> Mapping[str, Component]:
    return {}


def _customer(terms: TelephonyTerms) -> str:
    return "business" if terms.business else "consumer"


def _no_power(_: TelephonyTerms) -> Decimal:
    return Decimal(0)


def _no_losses(_: TelephonyTerms) -> None:
    return None


TELEPHONY = Commodity(
    code="telephony",
    label="Telefonia",
    energy=Unit.MINUTE,
    point_label="Linea",
    point_code=telephone_number,
    point_example="+390612345678",
    terms=TelephonyTerms,
    regulated=_nothing_regulated,
    sale=_no_sale_components,
    customer=_customer,
    power=_no_power,
    available=_no_power,
    losses=_no_losses,
    measured=False,
)
