"""What the waste fee of a dwelling depends on: its floor and who lives there."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.identifiers import InvalidIdentifier

_CODE = re.compile(r"TARI-[0-9]{4}\Z", re.ASCII)


@attrs.frozen
class WasteTerms:
    """A dwelling, as long as it does not change."""

    commodity: ClassVar[str] = "waste"

    floor_m2: Decimal
    members: int

    def __attrs_post_init__(self) -> None:
        if self.floor_m2 <= 0 or self.members < 1:
            raise ValueError(f"a dwelling has a floor and somebody in it, got {self.floor_m2} m2, {self.members}")

    @property
    def customer_class(self) -> str:
        """Dwellings alone, as offers name them."""
        return "dwelling"

    @property
    def may_resell(self) -> bool:
        """No: the reverse charge is of energy."""
        return False

    @property
    def available(self) -> Decimal:
        """Nothing limits it."""
        return Decimal(0)


def dwelling_code(text: str) -> str:
    """The code of a dwelling, TARI-0001; InvalidIdentifier where it is malformed."""
    code = text.strip().upper()
    if not _CODE.match(code):
        raise InvalidIdentifier("dwelling", text, "TARI- and four digits")
    return code
