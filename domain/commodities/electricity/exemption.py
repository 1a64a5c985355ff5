"""The line that shows why no excise is charged: the energy, a rate of zero, the document that exempts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.commodities.electricity.terms import ElectricityTerms
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext
from domain.pricing.taxes.tax import EXCISE
from domain.tariffs.component import Block, Quota


def exemption_lines(context: LineContext) -> Iterator[Line]:
    """A line of zero for every piece of energy whose terms name a certificate."""
    for piece, consumption in context.energy:
        supply = piece.terms.supply
        assert isinstance(supply, ElectricityTerms)
        if supply.certificate:
            yield context.per_energy(
                EXCISE,
                "Accisa, uso esente",
                Block.TAXES,
                consumption.period,
                consumption.total,
                Decimal(0),
                "esente",
                (Input("aliquota", Decimal(0), context.price_unit),),
                quota=Quota.TAX,
                note=f"Esente: {supply.certificate}",
            )
