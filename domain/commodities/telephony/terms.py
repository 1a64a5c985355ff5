"""Telephony: the terms of a line. Traffic is priced by the plan of its offer; nothing of it is a regulated tariff.

The government concession tax (tassa di concessione governativa, DPR 641/1972 tariff art. 21) is due on mobile lines
of businesses.
"""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.telephone import telephone_number


class Access(enum.Enum):
    """The kind of line."""

    FIXED = "fixed"
    MOBILE = "mobile"


@attrs.frozen
class TelephonyTerms:
    """A line: its number in E.164, fixed or mobile, of a business or of a consumer."""

    commodity: ClassVar[str] = "telephony"

    number: str
    access: Access
    business: bool = False

    def __attrs_post_init__(self) -> None:
        telephone_number(self.number)

    @property
    def pays_concession_tax(self) -> bool:
        """Whether the government concession tax is due on it."""
        return self.business and self.access is Access.MOBILE

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
