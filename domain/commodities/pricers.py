"""Which lines a commodity makes, in the order they are computed. A new commodity adds one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from domain.commodities.electricity.exemption import exemption_lines
from domain.commodities.electricity.reactive import reactive_lines
from domain.commodities.gas.lines import gas_lines
from domain.commodities.heat.lines import heat_lines
from domain.commodities.services.lines import service_lines
from domain.commodities.telephony.lines import concession_tax_lines, traffic_lines
from domain.commodities.water.lines import water_lines
from domain.pricing.line import Line
from domain.pricing.lines.bonus import bonus_lines
from domain.pricing.lines.context import Charging
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.sale import sale_lines, supply_lines
from domain.pricing.lines.taxes import excise_lines, rai_lines

LineMaker = Callable[[Charging], Iterator[Line]]

PRICERS: Mapping[str, tuple[LineMaker, ...]] = {
    "electricity": (
        supply_lines,
        reactive_lines,
        excise_lines,
        exemption_lines,
        rai_lines,
        bonus_lines,
        extra_lines,
    ),
    "gas": (gas_lines, bonus_lines, extra_lines),
    "telephony": (sale_lines, traffic_lines, concession_tax_lines, extra_lines),
    "services": (sale_lines, service_lines, extra_lines),
    "water": (sale_lines, water_lines, extra_lines),
    "heat": (sale_lines, heat_lines, extra_lines),
}
