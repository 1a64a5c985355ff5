"""An offer of electricity as the Portale Offerte lists it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.kernel.validity import Period
from domain.tariffs.offer import BandPrice, FixedPrice, Offer, SellerFee

FEE = SellerFee("fee", "Quota fissa", Decimal(120))
LUCE = Offer(
    "LUCE",
    "Luce Chiara",
    "electricity",
    frozenset({"domestic_resident", "domestic_non_resident"}),
    FixedPrice((BandPrice("M", Decimal("0.118")),)),
    (FEE,),
    ("cdispd",),
    Period(dt.date(2026, 7, 1)),
)
