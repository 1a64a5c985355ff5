"""A shadow run: the same facts priced twice, under the parameters of then and under others, and what differs.

The comparison is a fold: it keeps sums, not bills, so that a million contracts take the memory of one. VAT is a
component of its own. Amounts are those of the lines; a contract that is refused on one of the two sides is in no sum.
"""

from __future__ import annotations

import bisect
import enum
from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.kernel.fault import Fault
from domain.kernel.money import ZERO, Money
from domain.pricing.priced import Priced, Refused

VAT = "iva"
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


class ShadowSide(enum.Enum):
    """Which of the two prices: as it was, or with the change."""

    BEFORE = "before"
    AFTER = "after"


@attrs.frozen
class ShadowPair:
    """One contract priced twice; `customer` and `offer` are those of its last day in the period."""

    contract: str
    customer: str
    offer: str
    before: Priced | Refused
    after: Priced | Refused


@attrs.frozen
class SpendDifference:
    """Both sums of one customer class, offer or component, and how many contracts are in them."""

    name: str
    contracts: int
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """What the change adds; below zero where it takes off."""
        return self.after - self.before


@attrs.frozen
class Mover:
    """A contract and how far its total moves."""

    contract: str
    customer: str
    offer: str
    before: Money
    after: Money

    @property
    def change(self) -> Money:
        """What the change adds."""
        return self.after - self.before


@attrs.frozen
class Bin:
    """How many contracts move by so many euro: `stop` is excluded; for a fall, `start` is, and `stop` included."""

    start: Decimal
    stop: Decimal
    contracts: int


@attrs.frozen
class ShadowRefusal:
    """A contract that one side could not price."""

    contract: str
    side: ShadowSide
    faults: tuple[Fault, ...]


@attrs.frozen
class ShadowReport:
    """What a change of parameters or offers would have made of a period.

    before_book, after_book  the digests of the tariff books
    total            over every contract priced on both sides, VAT included
    unchanged        contracts whose total is the same to the cent
    distribution     of the changes, in rising order; contracts that do not move are in none
    refusals         how many by side and fault code; the first of them in `refused`
    """

    before_book: str
    after_book: str
    contracts: int
    unchanged: int
    total: SpendDifference
    by_customer: tuple[SpendDifference, ...]
    by_offer: tuple[SpendDifference, ...]
    by_component: tuple[SpendDifference, ...]
    distribution: tuple[Bin, ...]
    movers: tuple[Mover, ...]
    refusals: tuple[tuple[ShadowSide, str, int], ...]
    refused: tuple[ShadowRefusal, ...]


@attrs.define
class _Sum:
    """Two running sums."""

    contracts: int = 0
    before: Decimal = ZERO.amount
    after: Decimal = ZERO.amount

    def add(self, before: Decimal, after: Decimal) -> None:
        self.contracts += 1
        self.before += before
        self.after += after

    def named(self, name: str) -> SpendDifference:
        return SpendDifference(name, self.contracts, Money(self.before), Money(self.after))


_Sums = dict[str, _Sum]
_Rank = tuple[Decimal, str, Mover]


@attrs.define
class Shadow:
    """The fold: pairs are added one by one, in any order; `report` tells what was added so far.

    largest  how many movers, and how many refusals, are named
    """

    largest: int
    _contracts: int = 0
    _unchanged: int = 0
    _total: _Sum = attrs.field(factory=_Sum)
    _customers: _Sums = attrs.field(factory=dict)
    _offers: _Sums = attrs.field(factory=dict)
    _components: _Sums = attrs.field(factory=dict)
    _bins: dict[tuple[Decimal, Decimal], int] = attrs.field(factory=dict)
    _movers: list[_Rank] = attrs.field(factory=list)
    _refusals: dict[tuple[ShadowSide, str], int] = attrs.field(factory=dict)
    _refused: list[ShadowRefusal] = attrs.field(factory=list)

    def add(self, pair: ShadowPair) -> None:
        """Take one contract into the comparison."""
        self._contracts += 1
        before, after = pair.before, pair.after
        if isinstance(before, Priced) and isinstance(after, Priced):
            self._compare(pair, before, after)
        for side, priced in ((ShadowSide.BEFORE, before), (ShadowSide.AFTER, after)):
            if isinstance(priced, Refused):
                self._refuse(ShadowRefusal(pair.contract, side, priced.faults))

    def _compare(self, pair: ShadowPair, before: Priced, after: Priced) -> None:
        was, now = before.total.amount, after.total.amount
        self._total.add(was, now)
        self._customers.setdefault(pair.customer, _Sum()).add(was, now)
        self._offers.setdefault(pair.offer, _Sum()).add(was, now)
        parts, others = _components(before), _components(after)
        for name in dict.fromkeys((*parts, *others)):
            zero = Decimal(0)
            self._components.setdefault(name, _Sum()).add(parts.get(name, zero), others.get(name, zero))
        change = now - was
        if not change:
            self._unchanged += 1
            return
        edges = bin_of(change)
        self._bins[edges] = self._bins.get(edges, 0) + 1
        mover = Mover(pair.contract, pair.customer, pair.offer, Money(was), Money(now))
        bisect.insort(self._movers, (abs(change), _last_first(pair.contract), mover), key=_rank)
        if len(self._movers) > self.largest:
            del self._movers[0]

    def _refuse(self, refusal: ShadowRefusal) -> None:
        for code in dict.fromkeys(fault.code for fault in refusal.faults):
            self._refusals[refusal.side, code] = self._refusals.get((refusal.side, code), 0) + 1
        if len(self._refused) < self.largest:
            self._refused.append(refusal)

    def report(self, *, before_book: str, after_book: str) -> ShadowReport:
        """The comparison of everything that was added."""
        return ShadowReport(
            before_book=before_book,
            after_book=after_book,
            contracts=self._contracts,
            unchanged=self._unchanged,
            total=self._total.named("total"),
            by_customer=_by_name(self._customers),
            by_offer=_by_name(self._offers),
            by_component=tuple(each.named(name) for name, each in self._components.items()),
            distribution=tuple(Bin(*edges, self._bins[edges]) for edges in sorted(self._bins)),
            movers=tuple(mover for _, _, mover in reversed(self._movers)),
            refusals=tuple((side, code, count) for (side, code), count in self._refusals.items()),
            refused=tuple(self._refused),
        )


def compared(pairs: Iterable[ShadowPair], *, largest: int, before_book: str, after_book: str) -> ShadowReport:
    """The report of pairs that are asked for one at a time."""
    shadow = Shadow(largest)
    for pair in pairs:
        shadow.add(pair)
    return shadow.report(before_book=before_book, after_book=after_book)


def bin_of(change: Decimal) -> tuple[Decimal, Decimal]:
    """The edges of the bin a change falls into: 1, 2, 5, 10, 20 ... and their parts, mirrored below zero.

    >>> bin_of(Decimal("3.10"))
    (Decimal('2'), Decimal('5'))
    >>> bin_of(Decimal("-0.15"))
    (Decimal('-0.2'), Decimal('-0.1'))
    """
    if not change:
        raise ValueError("what does not move falls into no bin")
    size = abs(change)
    exponent = size.adjusted()
    digits = size.scaleb(-exponent)
    low = max(step for step in _STEPS if step <= digits)
    high = min(step for step in _STEPS if step > low)
    start, stop = low.scaleb(exponent), high.scaleb(exponent)
    return (start, stop) if change > 0 else (-stop, -start)


def _rank(ranked: _Rank) -> tuple[Decimal, str]:
    return ranked[0], ranked[1]


def _components(priced: Priced) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in priced.lines:
        name = f"{line.block.value}/{line.code}"
        sums[name] = sums.get(name, Decimal(0)) + line.amount.amount
    if priced.tax != ZERO:
        sums[VAT] = priced.tax.amount
    return sums


def _by_name(sums: _Sums) -> tuple[SpendDifference, ...]:
    return tuple(sums[name].named(name) for name in sorted(sums))


def _last_first(contract: str) -> str:
    """A key that orders contracts backwards, so that of equal movers the first in order is kept and told first."""
    return "".join(chr(0x10FFFF - ord(character)) for character in contract) + chr(0x10FFFF)
