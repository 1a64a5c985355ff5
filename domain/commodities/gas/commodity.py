"""Natural gas, as the rest of the platform sees it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.commodities.gas.bands import CIVIL_VAT
from domain.commodities.gas.components import NETWORK_BANDS, regulated, sale
from domain.commodities.gas.counters import counters_of
from domain.commodities.gas.deposit import gas_deposit
from domain.commodities.gas.estimate import gas_year
from domain.commodities.gas.excise import GAS_TAX_RATES, gas_tax_values
from domain.commodities.gas.lines import gas_lines
from domain.commodities.gas.metering import GAS_FORECAST, gas_coefficient
from domain.commodities.gas.rights import gas_instalments
from domain.commodities.gas.terms import BandLimits, GasTerms, PcsPolicy
from domain.contracts.supply_terms import TermsContradict
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.quantity import Unit
from domain.metering.customer_reading import ForwardRule
from domain.metering.gas import GasReading
from domain.pricing.commodity import Commodity
from domain.pricing.lines.bonus import bonus_lines
from domain.pricing.lines.extras import extra_lines
from domain.pricing.lines.taxes import tax_lines
from domain.pricing.rights.indemnity import sale_indemnity
from domain.pricing.rights.late_bill import late_by_tif
from domain.tariffs.book import Place, TariffBook, limit_of

_PDR_DIGITS = 14


def _pdr(text: str) -> str:
    code = text.strip()
    if not (len(code) == _PDR_DIGITS and code.isascii() and code.isdigit()):
        raise InvalidIdentifier("PDR", text, f"{_PDR_DIGITS} digits")
    return code


def _check(terms: GasTerms, book: TariffBook, day: dt.date) -> None:
    """The region has to lie in the tariff area."""
    area = limit_of(book, "gas/area_of_region", (terms.region,), day)
    if area is not None and area != Decimal(terms.area):
        raise TermsContradict(f"region {terms.region!r} lies in tariff area {area}, got {terms.area}")


def _values(terms: GasTerms) -> tuple[Place, ...]:
    """The ends of bands and of the reduced VAT, the PCS, and what taxes go by."""
    limits = (*(("gas/band_limit", (band,)) for band in NETWORK_BANDS[:-1]), ("vat/gas_limit", ()))
    part_of_year: tuple[Place, ...] = (("gas/band_days", ()),) if terms.limits is BandLimits.BY_DAY else ()
    plant: tuple[Place, ...] = (("gas/pcs", (terms.remi,)),) if terms.pcs is PcsPolicy.PLANT else ()
    return (*limits, *part_of_year, ("gas/pcs_reference", ()), *plant, *gas_tax_values(terms))


GAS = Commodity(
    code=GasTerms.commodity,
    label="Gas naturale",
    energy=Unit.SMC,
    point_label="PDR",
    point_code=_pdr,
    point_example="12345678901234",
    terms=GasTerms,
    lines=(gas_lines, tax_lines, bonus_lines, extra_lines),
    rates=GAS_TAX_RATES | {CIVIL_VAT},
    regulated=regulated,
    sale=sale,
    check=_check,
    values=_values,
    year=gas_year,
    deposit=gas_deposit,
    counters=counters_of,
    instalments=gas_instalments,
    late_bill=late_by_tif,
    indemnity=sale_indemnity,
    reading=GasReading,
    coefficient=gas_coefficient,
    forecast=GAS_FORECAST,
    forwards=ForwardRule(prefix_length=4, flow="TAL.0050"),
)
