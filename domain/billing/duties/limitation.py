"""The two-year limitation: the part of a document that is too old to be owed, found supply by supply and day by day.

Norms: L. 205/2017 art. 1 c. 4-10 and L. 160/2019 (electricity, gas, water; domestic customers, microenterprises,
professionals); 569/2018/R/com annex A art. 2-4: the part is found pro die, shown first, left out of direct debit; where
the seller holds that the term did not run, it says so with the reason and collects as agreed. The term runs from the
day by which the consumption had to be billed (97/2018/R/com). Years and days are in the tariff book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

import attrs

from domain.contracts.impediment import Impediment
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import CENTS, Rounding
from domain.kernel.validity import Period, months_later
from domain.pricing.line import Line, of_supply
from domain.pricing.taxes.vat import Vat, VatTotal, vat_totals
from domain.tariffs.book import TariffBook

_MONTHS = 12


@attrs.frozen
class LimitationRule:
    """Consumption may be billed for `years` from the day by which it had to be billed, `issue_days` after its last."""

    years: int
    issue_days: int

    @classmethod
    def on(cls, book: TariffBook, day: dt.date, commodity: str) -> LimitationRule | None:
        """The rule for a supply on a document issued on `day`; None for a commodity the law does not name. NotInForce.

        Telephony and heat have no rule: their ordinary limitation is for the customer to object, not for the bill.
        """
        if not book.has("billing/limitation_years", (commodity,)):
            return None
        years = book.value("billing/limitation_years", (commodity,), day).value
        return cls(int(years), int(book.value("billing/issue_days", (commodity,), day).value))

    def first_billable_day(self, issued_on: dt.date) -> dt.date:
        """The first day whose consumption a document of that day may still charge; all earlier ones are too old."""
        return months_later(issued_on, -_MONTHS * self.years) - dt.timedelta(days=self.issue_days)


@attrs.frozen
class Claim:
    """What a document charges for one supply, and what decides how much of it is too old."""

    contract: str
    lines: Sequence[Line]
    rule: LimitationRule
    impediments: tuple[Impediment, ...] = ()


@attrs.frozen
class Limited:
    """The part of a document that the customer may leave unpaid.

    period     from the first to the last day that is too old
    vat        the amounts by VAT treatment, over all supplies
    contracts  the contracts it is of; empty on documents of before it was kept, which means all
    """

    period: Period
    vat: tuple[VatTotal, ...]
    contracts: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.payable > ZERO:
            raise ValueError(f"limited part of {self.period}: more than zero is owed or nothing is, got {self.payable}")

    @property
    def net(self) -> Money:
        """The amount before VAT."""
        return total(part.taxable for part in self.vat)

    @property
    def total(self) -> Money:
        """The amount with VAT."""
        return self.net + total(part.tax for part in self.vat)

    @property
    def payable(self) -> Money:
        """The amount without the VAT of split payment, as in the document's own."""
        return _payable(self.vat)


@attrs.frozen
class Upheld:
    """A part as old which the seller holds is owed all the same, and why: its customer may object to it."""

    part: Limited
    reason: str


@attrs.frozen
class _Share:
    """What of one claim is too old for one cause: amounts by VAT treatment, and from which to which day."""

    contract: str
    amounts: tuple[tuple[Vat, Money], ...]
    period: Period


def limited_part(claims: Iterable[Claim], *, issued_on: dt.date, rounding: Rounding = CENTS) -> Limited | None:
    """The part of a document that is too old on its day of issue; None where nothing is.

    Each line gives the share of its amount that its days too old, and under no impediment, are of all its days. Lines
    that are no price of the supply (deposits, bonus, the RAI fee) are never limited. Each claim is decided by its own
    rule; one of which the old days are a credit takes nothing off what another's charge. VAT is rounded once.
    """
    return _part([_share(each, None, issued_on, rounding) for each in claims], rounding)


def upheld_parts(claims: Iterable[Claim], *, issued_on: dt.date, rounding: Rounding = CENTS) -> tuple[Upheld, ...]:
    """The parts as old of which the seller holds that they are owed: one for each claim and impediment that has any."""
    found = []
    for claim in claims:
        for impediment in claim.impediments:
            part = _part([_share(claim, impediment, issued_on, rounding)], rounding)
            if part is not None:
                found.append(Upheld(part, impediment.reason))
    return tuple(found)


def _part(shares: Iterable[_Share | None], rounding: Rounding) -> Limited | None:
    owed = [each for each in shares if each and _payable(vat_totals(each.amounts, rounding)) > ZERO]
    if not owed:
        return None
    vat = vat_totals((pair for each in owed for pair in each.amounts), rounding)
    first, stop = min(each.period.start for each in owed), max(each.period.stop for each in owed)
    contracts = tuple(dict.fromkeys(each.contract for each in owed))
    return Limited(Period(first, stop), tuple(part for part in vat if part.taxable), contracts)


def _share(claim: Claim, cause: Impediment | None, issued_on: dt.date, rounding: Rounding) -> _Share | None:
    """What of a claim is too old: under an impediment, or under none of its impediments where `cause` is None.

    Of each line, what is under none is what its old days give less what is under one, so that nothing is lost.
    """
    edge = claim.rule.first_billable_day(issued_on)
    amounts: list[tuple[Vat, Money]] = []
    days: list[Period] = []
    for line in filter(of_supply, claim.lines):
        if line.period.start >= edge:
            continue
        old = Period(line.period.start, min(line.period.stop, edge))
        pieces = old.cut(day for each in claim.impediments for day in (each.period.start, each.period.stop))
        by_cause: dict[Impediment | None, list[Period]] = {}
        for piece in pieces:
            found = next((each for each in claim.impediments if each.period.covers(piece)), None)
            by_cause.setdefault(found, []).append(piece)
        if cause not in by_cause:
            continue
        held = {each: _of_days(line, mine, rounding) for each, mine in by_cause.items() if each is not None}
        amount = _of_days(line, pieces, rounding) - total(held.values()) if cause is None else held[cause]
        amounts.append((line.vat, amount))
        days += by_cause[cause]
    if not amounts:
        return None
    period = Period(min(each.start for each in days), max(each.stop for each in days))
    return _Share(claim.contract, tuple(amounts), period)


def _of_days(line: Line, pieces: Iterable[Period], rounding: Rounding) -> Money:
    days = sum(piece.days for piece in pieces)
    return Money.rounded(line.amount.amount * days / Decimal(line.period.days), rounding)


def _payable(vat: Iterable[VatTotal]) -> Money:
    return total(part.taxable if part.vat.exigibility == "S" else part.taxable + part.tax for part in vat)
