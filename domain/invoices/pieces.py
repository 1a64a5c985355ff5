"""Cutting a billed period at every change of an input, so that each piece has one value of everything.

Energy is cut at months and at every change; fees are cut at months and where their own value or power changes, so that
a reading in the middle of a month never turns a whole month's fee into two part-months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from domain.commodities.commodity import Commodity
from domain.contracts.contract import ContractTerms
from domain.invoices.facts import BillingFacts
from domain.invoices.line import Share
from domain.kernel.validity import Period
from domain.meters.consumption import Consumption
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Component
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import IndexedPrice, Offer
from domain.tariffs.parameter import ParameterRow

_MONTHS, _DAYS = 12, 365


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


@attrs.frozen
class Due:
    """A fee that is due on some days: its yearly value, the quantity it multiplies, its row (None: the contract's)."""

    period: Period
    quantity: Decimal
    value: Decimal
    row: ParameterRow | None = None

    def continues(self, earlier: Due) -> bool:
        """Whether this is `earlier` going on within the same month."""
        same_month = (earlier.period.start.year, earlier.period.start.month) == (
            self.period.start.year,
            self.period.start.month,
        )
        same_fee = (earlier.quantity, earlier.value) == (self.quantity, self.value)
        return same_month and same_fee and earlier.period.stop == self.period.start


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
    facts: BillingFacts, terms: tuple[TermsPiece, ...], kind: Commodity, book: TariffBook
) -> tuple[tuple[TermsPiece, Consumption], ...]:
    """The consumption cut at months and at every change of terms or of a value charged on energy."""
    days: set[dt.date] = {month.start for month in facts.period.months()}
    measured = {part.band for whole in facts.consumption for part in whole.bands}
    for piece in terms:
        days.add(piece.period.start)
        for path, key in _energy_values(piece, kind, measured):
            days.update(book.changes(path, key, piece.period))
    cut = [part for whole in facts.consumption for part in whole.cut(days)]
    return tuple((_terms_of(part.period, terms), part) for part in cut)


def _terms_of(period: Period, terms: tuple[TermsPiece, ...]) -> TermsPiece:
    return next(piece for piece in terms if piece.period.covers(period))


def _energy_values(
    piece: TermsPiece, kind: Commodity, measured: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    sale = kind.sale(piece.terms.supply)
    passed = [sale[code] for code in piece.offer.passes if code in sale]
    for component in (*kind.regulated(piece.terms.supply), *passed):
        if component.basis is Basis.ENERGY:
            keys = [(*component.key, band) for band in measured] if component.by_band else [component.key]
            yield from ((component.path, key) for key in keys)
    price, losses = piece.offer.price, kind.losses(piece.terms.supply)
    grosses_up = isinstance(price, IndexedPrice) and price.losses_on_index
    if losses is not None and (grosses_up or any(component.with_losses for component in passed)):
        yield losses
    if isinstance(price, IndexedPrice) and not price.hourly:
        keys = [(band,) for band in piece.offer.bands] if price.by_band else [()]
        yield from ((price.index, key) for key in keys)


def regulated_due(component: Component, period: Period, quantity: Decimal, lookup: Lookup) -> tuple[Due, ...]:
    """The days of `period` by value of a regulated fee."""
    parts = period.cut(lookup.book.changes(component.path, component.key, period))
    rows = [(part, lookup.value(component.path, component.key, part.start)) for part in parts]
    return tuple(Due(part, quantity, row.value, row) for part, row in rows)


def by_month(due: Iterable[Due]) -> tuple[Due, ...]:
    """What is due, month by month: neighbours of one month that differ in nothing are one."""
    pieces: list[Due] = []
    for whole in due:
        for month in whole.period.months():
            part = Due(month, whole.quantity, whole.value, whole.row)
            if pieces and part.continues(pieces[-1]):
                joined = Period(pieces[-1].period.start, part.period.stop)
                pieces[-1] = attrs.evolve(pieces[-1], period=joined)
            else:
                pieces.append(part)
    return tuple(pieces)


def share_of_year(period: Period) -> Share:
    """1/12 for a whole calendar month, days/365 for a part of one, leap year or not (reference 1.10)."""
    return Share(1, _MONTHS) if period.is_whole_month else Share(period.days, _DAYS)
