"""Water, as the rest of the platform sees it. Its bands depend on the tariff structure: its own lines charge all."""

from __future__ import annotations

from domain.commodities.water.deposit import water_deposit
from domain.commodities.water.lines import water_lines
from domain.commodities.water.offer_price import WaterPrice
from domain.commodities.water.rights import water_indemnity, water_instalments, water_late_bill
from domain.commodities.water.terms import WaterTerms, utility_code
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines


def _has_bonus(terms: WaterTerms) -> bool:
    return terms.bonus


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
    deposit=water_deposit,
    instalments=water_instalments,
    late_bill=water_late_bill,
    indemnity=water_indemnity,
    has_own_bonus=_has_bonus,
)
