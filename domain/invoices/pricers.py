"""Which lines a commodity makes, in the order they are computed. A new commodity adds one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from domain.invoices.bonus_lines import bonus_lines
from domain.invoices.charging import Charging
from domain.invoices.exemption_lines import exemption_lines
from domain.invoices.extra_lines import extra_lines
from domain.invoices.gas_lines import gas_lines
from domain.invoices.heat_lines import heat_lines
from domain.invoices.line import Line
from domain.invoices.reactive_lines import reactive_lines
from domain.invoices.sale_lines import sale_lines, supply_lines
from domain.invoices.service_lines import service_lines
from domain.invoices.tax_lines import excise_lines, rai_lines
from domain.invoices.telephony_lines import concession_tax_lines, traffic_lines
from domain.invoices.water_lines import water_lines

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
