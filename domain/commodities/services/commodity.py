"""Services, as the rest of the platform sees them."""

from __future__ import annotations

from domain.commodities.services.lines import service_lines
from domain.commodities.services.offer_price import InstalmentPrice, OneOffPrice, RecurringPrice
from domain.commodities.services.terms import ServiceTerms, service_code
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import sale_lines

SERVICES = Commodity(
    code=ServiceTerms.commodity,
    label="Servizi",
    energy=Unit.POINT,
    point_label="Servizio",
    point_code=service_code,
    point_example="U-0001",
    terms=ServiceTerms,
    lines=(sale_lines, service_lines, extra_lines),
    prices={"one_off": OneOffPrice, "recurring": RecurringPrice, "instalments": InstalmentPrice},
    measured=False,
    accompanies=True,
)
