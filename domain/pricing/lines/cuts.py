"""Cutting a billed period at every change of an input, so that each piece has one value of everything.

Energy is cut at months and at every change; fees are cut at months and where their own value or power changes, so that
a reading in the middle of a month never turns a whole month's fee into two part-months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from domain.contracts.contract import ContractTerms
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Share
from domain.tariffs.book import Place, TariffBook
from domain.tariffs.component import Basis, Component
from domain.tariffs.discount import counting_from
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice, Offer, TieredPrice
from domain.tariffs.parameter import ParameterRow

_TWELFTH, _DAYS = Share(1, 12), 365


class NoTerms(LookupError):
    """The contract has no terms, or names no known offer, on a day of the period."""


class ConsumptionDoesNotFit(ValueError):
    """The consumption does not cover the period exactly."""


class NegativeConsumption(ValueError):
    """A band has less than nothing."""


@attrs.frozen
class TermsPiece:
    """Days on which the same terms and offer are in force."""

    period: Period
    terms: ContractTerms
    offer: Offer


@attrs.frozen(slots=False)  # made many times a bill; see Line
class DueFee:
    """A fee that is due on some days: its yearly value, the quantity it multiplies, its row (None: the contract's)."""

    period: Period
    quantity: Decimal
    value: Decimal
    row: ParameterRow | None = None

    def continues(self, earlier: DueFee) -> bool:
        """Whether this is `earlier` going on within the same month."""
        start, before = self.period.start, earlier.period
        if start.day == 1 or before.stop != start or before.start.replace(day=1) != start.replace(day=1):
            return False
        return (earlier.quantity, earlier.value) == (self.quantity, self.value)


def terms_pieces(facts: BillingFacts) -> tuple[TermsPiece, ...]:
    """The period by terms; NoTerms where a day has none, or lies outside the contract."""
    if not facts.contract.period.covers(facts.period):
        raise NoTerms(f"contract {facts.contract.number} supplies {facts.contract.period}, not all of {facts.period}")
    pieces = []
    day = facts.period.start
    for entry in facts.contract.terms.entries:
        period = entry.period.meet(facts.period)
        if period is None:
            continue
        if period.start != day:
            raise NoTerms(f"contract {facts.contract.number} has no terms on {day}")
        if entry.value.offer not in facts.offers:
            raise NoTerms(f"contract {facts.contract.number}: offer {entry.value.offer!r} is not known")
        pieces.append(TermsPiece(period, entry.value, facts.offers[entry.value.offer]))
        day = period.stop
    if day != facts.period.stop:
        raise NoTerms(f"contract {facts.contract.number} has no terms on {day}")
    return tuple(pieces)


def check_consumption(facts: BillingFacts) -> None:
    """ConsumptionDoesNotFit unless the pieces cover the period in order without gaps; NegativeConsumption."""
    day = facts.period.start
    for piece in facts.consumption:
        if piece.period.start != day:
            raise ConsumptionDoesNotFit(f"consumption begins on {piece.period.start} where {day} is due")
        negative = [part for part in piece.bands if part.value < 0]
        if negative:
            raise NegativeConsumption(f"negative consumption {negative[0].value} in {negative[0].band}, {piece.period}")
        day = piece.period.stop
    if day != facts.period.stop:
        raise ConsumptionDoesNotFit(f"consumption ends on {day}, the period on {facts.period.stop}")


def energy_pieces(
    facts: BillingFacts, terms: tuple[TermsPiece, ...], book: TariffBook
) -> tuple[tuple[TermsPiece, Consumption], ...]:
    """The consumption cut at months and at every change of terms or of a value charged on energy."""
    days: set[dt.date] = {month.start for month in facts.period.months()}
    measured = {part.band for whole in facts.consumption for part in whole.bands}
    for piece in terms:
        days.add(piece.period.start)
        if not days.issuperset(book.edges(piece.period)):  # most values change on the first of a month
            for path, key in _energy_values(piece, facts.commodity, measured):
                days.update(book.changes(path, key, piece.period))
        days.update(_counting_days(piece, facts.contract.period))
    cut = [part for whole in facts.consumption for part in whole.cut(days)]
    return tuple((_terms_of(part.period, terms), part) for part in cut)


def _terms_of(period: Period, terms: tuple[TermsPiece, ...]) -> TermsPiece:
    return next(piece for piece in terms if piece.period.covers(period))


def _energy_values(piece: TermsPiece, kind: Commodity, measured: Iterable[str]) -> Iterator[Place]:
    """Where every value stands that energy may be charged by on these days."""
    sale = kind.sale(piece.terms.supply)
    passed = [sale[code] for code in piece.offer.passes if code in sale]
    for component in (*kind.regulated(piece.terms.supply), *passed):
        if component.basis is Basis.ENERGY:
            if component.by_band:
                bands = component.grouped or measured
                yield from ((component.path, (*component.key, band)) for band in bands)
            else:
                yield component.path, component.key
    price, losses = piece.offer.price, kind.losses(piece.terms.supply)
    grosses_up = isinstance(price, IndexedPrice) and price.losses_on_index
    if losses is not None and (grosses_up or any(component.with_losses for component in passed)):
        yield losses
    if isinstance(price, IndexedPrice) and not price.hourly:
        zone = kind.zone(piece.terms.supply)
        yield from ((price.index, price.key(zone, band)) for band in piece.offer.bands)
    yield from kind.values(piece.terms.supply)
    for tax in kind.taxes:
        yield from tax.values(piece.terms.supply)


def _counting_days(piece: TermsPiece, contract: Period) -> Iterator[dt.date]:
    """The days on which a discount on energy begins or ends, a counter of energy begins again, or the mean of an index
    may be another."""
    offer = piece.offer
    restarts = {offer.price.restart} if isinstance(offer.price, TieredPrice) else set()
    if isinstance(offer.price, IndexedPrice) and offer.price.months > 1:
        yield from (month.start for month in piece.period.months())
    for discount in offer.discounts:
        days = discount.days(contract)
        if days is not None:
            yield from (days.start, days.stop)
        if discount.upto is not None:
            restarts.add(discount.restart)
    for restart in restarts:
        yield from (counting_from(restart, month.last, contract.start).start for month in piece.period.months())


def regulated_due(component: Component, period: Period, quantity: Decimal, lookup: Lookup) -> tuple[DueFee, ...]:
    """The days of `period` by month and value of a regulated fee."""
    spans = lookup.spans(component.path, component.key, period)
    return tuple([DueFee(part, quantity, row.value, row) for part, row in spans])


def by_month(due: Iterable[DueFee]) -> tuple[DueFee, ...]:
    """What is due, month by month: neighbours of one month that differ in nothing are one."""
    return joined(
        DueFee(month, whole.quantity, whole.value, whole.row) for whole in due for month in whole.period.months()
    )


def joined(parts: Iterable[DueFee]) -> tuple[DueFee, ...]:
    """What is due, by parts of months: neighbours of one month that differ in nothing are one."""
    pieces: list[DueFee] = []
    for part in parts:
        if part.period.start.day != 1 and pieces and part.continues(pieces[-1]):
            whole = Period(pieces[-1].period.start, part.period.stop)
            pieces[-1] = attrs.evolve(pieces[-1], period=whole)
        else:
            pieces.append(part)
    return tuple(pieces)


def share_of_year(period: Period) -> Share:
    """1/12 for a whole calendar month, days/365 for a part of one, leap year or not (reference 1.10)."""
    return _TWELFTH if period.is_whole_month else Share(period.days, _DAYS)
