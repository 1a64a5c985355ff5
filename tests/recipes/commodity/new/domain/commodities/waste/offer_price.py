"""The price of waste: so much a year for each square metre, and for each person."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from domain.tariffs.offer import YearlyCounter


@attrs.frozen
class WastePrice:
    """Euro a year."""

    is_fixed: ClassVar[bool] = True
    time_bands: ClassVar[tuple[str, ...]] = ()
    counters: ClassVar[tuple[YearlyCounter, ...]] = ()

    eur_per_m2: Decimal
    eur_per_member: Decimal
