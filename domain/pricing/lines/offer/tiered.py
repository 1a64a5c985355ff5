"""Lines of an energy price with tiers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.metering.consumption import Consumption
from domain.pricing.line import Input, Line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.counted_energy import counted
from domain.tariffs.component import Block
from domain.tariffs.discount import Restart
from domain.tariffs.offer import TieredPrice


def tiered_lines(context: LineContext, code: str, label: str) -> Iterator[Line]:
    """A line a tier that is touched, of every piece whose offer has tiers."""
    restarts = {piece.offer.price.restart for piece in context.terms if isinstance(piece.offer.price, TieredPrice)}
    for restart in sorted(restarts, key=lambda each: each.value):
        for piece, consumption, before in counted(context, restart):
            price = piece.offer.price
            if isinstance(price, TieredPrice) and price.restart is restart:
                yield from _lines(context, code, label, price, consumption, before)


def _lines(
    context: LineContext, code: str, label: str, price: TieredPrice, consumption: Consumption, before: Decimal
) -> Iterator[Line]:
    every = "mese" if price.restart is Restart.MONTH else "anno"
    floors = [Decimal(0), *(tier.upto for tier in price.tiers if tier.upto is not None)]
    unit = context.kind.energy.value
    for part in price.scale().fill(before, consumption.total):
        tier, floor = price.tiers[int(part.tier.name)], floors[int(part.tier.name)]
        span = f"oltre {_text(floor)}" if tier.upto is None else f"da {_text(floor)} a {_text(tier.upto)}"
        yield context.per_energy(
            code,
            f"{label} {span} {unit}/{every}",
            Block.SALE,
            consumption.period,
            part.quantity,
            tier.value,
            "prezzo",
            (Input("prezzo", tier.value, context.price_unit),),
            band="M",
        )


def _text(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
