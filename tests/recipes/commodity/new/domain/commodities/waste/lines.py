"""Lines of waste: both fees month by month, of each piece of the period whose terms are the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.commodities.waste.offer_price import WastePrice
from domain.commodities.waste.terms import WasteTerms

from domain.kernel.quantity import Price, Quantity, Unit
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.cuts import DueFee, by_month, share_of_year
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.tariffs.component import Block, Quota


def waste_lines(charging: LineContext) -> Iterator[Line]:
    """The fees of the period; OfferDoesNotFit where the offer has no price of waste."""
    for piece in charging.terms:
        terms, price = piece.terms.supply, piece.offer.price
        assert isinstance(terms, WasteTerms)
        if not isinstance(price, WastePrice):
            raise OfferDoesNotFit(f"offer {piece.offer.code} has no price of waste")
        fees = (
            ("waste_floor", "Quota fissa, per superficie", terms.floor_m2, price.eur_per_m2, "€/m2/anno"),
            (
                "waste_members",
                "Quota variabile, per componenti",
                Decimal(terms.members),
                price.eur_per_member,
                "€/persona/anno",
            ),
        )
        for code, label, times, fee, unit in fees:
            for due in by_month([DueFee(piece.period, Decimal(1), times * fee)]):
                yield priced_line(
                    code=code,
                    label=label,
                    block=Block.SALE,
                    quota=Quota.FIXED,
                    period=due.period,
                    quantity=Quantity(due.quantity, Unit.POINT),
                    price=Price(due.value, Unit.POINT, yearly=True),
                    share=share_of_year(due.period),
                    vat=charging.vat,
                    rounding=charging.facts.rounding.amount,
                    formula="numero × tariffa × parte dell'anno",
                    inputs=(Input("numero", times, ""), Input("tariffa", fee, unit)),
                )
