"""Which values a refused bill lacks: all of its regulated components, so that they can be found at once."""

from __future__ import annotations

from collections.abc import Iterator

from domain.commodities.registry import commodity
from domain.invoices.facts import BillingFacts
from domain.invoices.lines.pieces import TermsPiece, terms_pieces
from domain.tariffs.book import Key, TariffBook
from domain.tariffs.component import Component
from domain.tariffs.parameter import NotInForce, UnknownParameter


def missing_values(facts: BillingFacts, book: TariffBook, first: NotInForce) -> tuple[NotInForce, ...]:
    """`first`, and every other value of a component that is not in force at the start of a month; one a key."""
    found = {(first.path, first.key): first}
    for piece in terms_pieces(facts):
        for component in _components(facts, piece):
            for month in piece.period.months():
                for key in _keys(facts, component):
                    try:
                        book.value(component.path, key, month.start)
                    except NotInForce as error:
                        found.setdefault((error.path, error.key), error)
                    except UnknownParameter:
                        continue  # named where the computation meets it
    return tuple(found.values())


def _components(facts: BillingFacts, piece: TermsPiece) -> Iterator[Component]:
    kind, supply = commodity(facts.contract.commodity), piece.terms.supply
    sale = kind.sale(supply)
    yield from (sale[code] for code in piece.offer.passes if code in sale)
    yield from (each for each in kind.regulated(supply) if each.block not in piece.offer.includes)


def _keys(facts: BillingFacts, component: Component) -> Iterator[Key]:
    if not component.by_band:
        yield component.key
        return
    measured = sorted({part.band for piece in facts.consumption for part in piece.bands})
    yield from ((*component.key, band) for band in component.grouped or measured)
