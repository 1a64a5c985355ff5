"""District heating, as the rest of the platform sees it. Nothing is regulated but how prices are made and published."""

from __future__ import annotations

from decimal import Decimal

from domain.commodities.heat.lines import heat_lines
from domain.commodities.heat.offer_price import HeatPrice
from domain.commodities.heat.terms import HeatTerms, substation_code
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines


def _power(terms: HeatTerms) -> Decimal:
    return terms.contract_power_kw


HEAT = Commodity(
    code=HeatTerms.commodity,
    label="Teleriscaldamento",
    energy=Unit.KWH,
    point_label="Sottostazione",
    point_code=substation_code,
    point_example="U-0001",
    terms=HeatTerms,
    lines=(sale_lines, heat_lines, extra_lines),
    prices={"heat": HeatPrice},
    power=_power,
)
