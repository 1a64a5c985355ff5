"""Lines of the invented bills: regulated charges, energy, fees and lump sums."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.billing.bill import Bill
from domain.commodities.electricity.terms import ElectricityTerms, regulated
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import CENTS, FOUR_PLACES
from domain.kernel.validity import Period
from domain.pricing.line import WHOLE, Input, Line, Share, priced_line
from domain.pricing.taxes.vat import Vat, vat_totals
from domain.tariffs.component import Basis, Block, Quota, unit_of
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.strategies.bills import RAI_VAT, with_part

YEAR = Period(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
HALF = Period(dt.date(2026, 7, 1), dt.date(2027, 1, 1))
MONTH = Share(1, 12)

TIT = Source(
    "arera-575-2025",
    "Delibera ARERA 575/2025/R/eel, tabelle TIT 2026",
    "https://www.arera.it/fileadmin/allegati/docs/25/575-2025-R-eel-TABELLE_TIT.xlsx",
)
CHARGES = Source(
    "arera-343-2026",
    "Delibera ARERA 343/2026/R/com",
    "https://www.arera.it/fileadmin/allegati/docs/26/343-2026-R-com.pdf",
)


def row(
    path: str, value: str, source: Source, period: Period = YEAR, status: Status = Status.CONFIRMED
) -> ParameterRow:
    """A parameter row of electricity."""
    return ParameterRow(f"electricity/{path}", (), period, dt.date(2025, 12, 30), Decimal(value), source, status)


def regulated_lines(
    terms: ElectricityTerms, values: dict[str, str], months: dict[Period, Decimal], vat: Vat
) -> tuple[list[Line], list[ParameterRow]]:
    """The lines of network and charges, month by month."""
    lines, rows = [], []
    for component in regulated(terms):
        if component.code not in values:
            continue
        is_charge = component.block is Block.CHARGES
        entry = row(component.code, values[component.code], CHARGES if is_charge else TIT, HALF if is_charge else YEAR)
        rows.append(entry)
        unit = unit_of(component.basis, Unit.KWH)
        yearly = component.basis is not Basis.ENERGY
        for month, used in months.items():
            quantity = {Basis.POINT: Decimal(1), Basis.POWER: terms.committed_kw, Basis.ENERGY: used}[component.basis]
            price = Price(entry.value, unit, yearly)
            lines.append(
                priced_line(
                    code=component.code,
                    label=component.label,
                    block=component.block,
                    quota=component.quota,
                    period=month,
                    quantity=Quantity(quantity, unit),
                    price=price,
                    vat=vat,
                    rounding=CENTS,
                    share=MONTH if yearly else WHOLE,
                    step=FOUR_PLACES if yearly else None,
                    formula="voce × 1/12" if yearly else "voce",
                    inputs=(Input("voce", entry.value, price.unit_text, entry.id),),
                )
            )
    return lines, rows


def energy_line(
    month: Period, used: str, price: Decimal, vat: Vat, formula: str, inputs: tuple[Input, ...], band: str = "M"
) -> Line:
    """A line of the energy sold."""
    return priced_line(
        code="energy",
        label="Energia" if band == "M" else f"Energia {band}",
        block=Block.SALE,
        quota=Quota.CONSUMPTION,
        period=month,
        quantity=Quantity(Decimal(used), Unit.KWH),
        price=Price(price, Unit.KWH),
        vat=vat,
        rounding=CENTS,
        formula=formula,
        inputs=inputs,
        band=band,
    )


def fee_line(month: Period, vat: Vat, value: str = "96.00") -> Line:
    """The seller's fee of a month."""
    price = Price(Decimal(value), Unit.POINT, yearly=True)
    return priced_line(
        code="fee",
        label="Corrispettivo fisso di vendita",
        block=Block.SALE,
        quota=Quota.FIXED,
        period=month,
        quantity=Quantity(Decimal(1), Unit.POINT),
        price=price,
        vat=vat,
        rounding=CENTS,
        share=MONTH,
        formula="quota × 1/12",
        inputs=(Input("quota", price.value, price.unit_text),),
    )


def per_kwh(
    code: str,
    label: str,
    block: Block,
    quota: Quota,
    month: Period,
    used: str,
    entry: ParameterRow,
    vat: Vat,
    note: str = "",
) -> Line:
    """A line of a parameter per kWh."""
    return priced_line(
        code=code,
        label=label,
        block=block,
        quota=quota,
        period=month,
        quantity=Quantity(Decimal(used), Unit.KWH),
        price=Price(entry.value, Unit.KWH),
        vat=vat,
        rounding=CENTS,
        formula="voce",
        inputs=(Input("voce", entry.value, "EUR/kWh", entry.id),),
        note=note,
    )


def lump_line(code: str, label: str, value: str, month: Period, vat: Vat = RAI_VAT) -> Line:
    """A sum of money that passes through the bill."""
    return priced_line(
        code=code,
        label=label,
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=month,
        quantity=Quantity(Decimal(1), Unit.POINT),
        price=Price(Decimal(value), Unit.POINT),
        vat=vat,
        rounding=CENTS,
        formula="importo",
        inputs=(Input("importo", Decimal(value), "EUR"),),
    )


def with_lines(bill: Bill, lines: tuple[Line, ...]) -> Bill:
    """The same bill with other lines."""
    vat = vat_totals(((line.vat, line.amount) for line in lines), CENTS)
    return with_part(bill, priced=attrs.evolve(bill.main.priced, lines=lines, vat=vat))
