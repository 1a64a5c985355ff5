"""Water, as the rest of the platform sees it. Its bands depend on the tariff structure: its own lines charge all."""

from __future__ import annotations

from domain.commodities.water.lines import water_lines
from domain.commodities.water.offer_price import WaterPrice
from domain.commodities.water.terms import WaterTerms, utility_code
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines

WATER = Commodity(
    code=WaterTerms.commodity,
    label="Servizio idrico integrato",
    energy=Unit.M3,
    point_label="Codice utenza",
    point_code=utility_code,
    point_example="U-0001",
    terms=WaterTerms,
    lines=(sale_lines, water_lines, extra_lines),
    prices={"water": WaterPrice},
)
