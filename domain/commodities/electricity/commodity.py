"""Electricity, as the rest of the platform sees it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.commodities.electricity.components import regulated, sale
from domain.commodities.electricity.deposit import electricity_deposit
from domain.commodities.electricity.estimate import electricity_year
from domain.commodities.electricity.excise import ELECTRICITY_EXCISE
from domain.commodities.electricity.exemption import exemption_lines
from domain.commodities.electricity.reactive import reactive_lines
from domain.commodities.electricity.rights import electricity_instalments, electricity_late_bill
from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.supply_terms import TermsContradict
from domain.kernel.identifiers import Pod
from domain.kernel.quantity import Unit
from domain.metering.customer_reading import ForwardRule
from domain.metering.forecast_rule import ForecastRule
from domain.pricing.commodity import Commodity
from domain.pricing.lines.bonus import bonus_lines
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.offer.sale import supply_lines
from domain.pricing.lines.taxes import rai_lines, tax_lines
from domain.pricing.rights.indemnity import sale_indemnity
from domain.tariffs.book import Place, TariffBook, limit_of


def _pod(text: str) -> str:
    return Pod(text).text


def _power_kw(terms: ElectricityTerms) -> Decimal:
    return terms.committed_kw


def _peak_power(terms: ElectricityTerms) -> bool | Place:
    if terms.is_domestic:
        return False
    return ("electricity/peak_power", (terms.tariff_code,)) if terms.peak_power is None else terms.peak_power


def _zone(terms: ElectricityTerms) -> str:
    return terms.zone


def _losses(terms: ElectricityTerms) -> Place:
    return "electricity/losses", (terms.voltage,)


def _check(terms: ElectricityTerms, book: TariffBook, day: dt.date) -> None:
    """The power has to be that of the tariff code: committed at most, available above."""
    code, path = terms.tariff_code, "electricity/code_power"
    most, least = (limit_of(book, path, (code, end), day) for end in ("up_to", "above"))
    if most is not None and terms.committed_kw > most:
        raise TermsContradict(f"{code} is of supplies up to {most} kW, got {terms.committed_kw} kW committed")
    if least is not None and terms.available_kw <= least:
        raise TermsContradict(f"{code} is of supplies above {least} kW, got {terms.available_kw} kW available")


def _pays_demand(terms: ElectricityTerms) -> bool:
    return not terms.is_domestic


def _band_customer(terms: ElectricityTerms) -> str:
    return "domestic" if terms.is_domestic else "other"


def _voltage(terms: ElectricityTerms) -> str:
    return terms.voltage


ELECTRICITY = Commodity(
    code=ElectricityTerms.commodity,
    label="Energia elettrica",
    energy=Unit.KWH,
    point_label="POD",
    point_code=_pod,
    point_example="IT001E12345678",
    terms=ElectricityTerms,
    lines=(
        supply_lines,
        reactive_lines,
        tax_lines,
        exemption_lines,
        rai_lines,
        bonus_lines,
        extra_lines,
    ),
    taxes=(ELECTRICITY_EXCISE,),
    regulated=regulated,
    sale=sale,
    power=_power_kw,
    peak_power=_peak_power,
    zone=_zone,
    check=_check,
    losses=_losses,
    year=electricity_year,
    deposit=electricity_deposit,
    instalments=electricity_instalments,
    late_bill=electricity_late_bill,
    indemnity=sale_indemnity,
    pays_demand=_pays_demand,
    forecast=ForecastRule(bands=_band_customer),
    forwards=ForwardRule(prefix_length=5),
    supply_class=_voltage,
)
