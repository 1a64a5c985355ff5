"""Waste, as the rest of the platform sees it: a yearly fee without a meter."""

from __future__ import annotations

from domain.commodities.waste.lines import waste_lines
from domain.commodities.waste.offer_price import WastePrice
from domain.commodities.waste.terms import WasteTerms, dwelling_code

from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines

WASTE = Commodity(
    code=WasteTerms.commodity,
    label="Rifiuti",
    energy=Unit.POINT,
    point_label="Utenza",
    point_code=dwelling_code,
    point_example="TARI-0001",
    terms=WasteTerms,
    lines=(sale_lines, waste_lines, extra_lines),
    prices={"waste": WastePrice},
    measured=False,
)
