"""The two-year limitation: the part of a document that is too old to be owed, found day by day.

Norms: L. 205/2017 art. 1 c. 4-10 and L. 160/2019 (electricity, gas, water; domestic customers, microenterprises,
professionals); 569/2018/R/com art. 2-3: the part is found pro die, shown first, left out of direct debit. The term
runs from the day by which the consumption had to be billed (97/2018/R/com). Years and days are in the tariff book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.invoices.line import Line, of_supply
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import CENTS, Rounding
from domain.kernel.validity import Period, months_later
from domain.tariffs.book import TariffBook
from domain.taxes.vat import VatTotal, vat_totals

_MONTHS = 12


@attrs.frozen
class LimitationRule:
    """Consumption may be billed for `years` from the day by which it had to be billed, `issue_days` after its last."""

    years: int
    issue_days: int

    @classmethod
    def on(cls, book: TariffBook, day: dt.date, commodity: str) -> LimitationRule | None:
        """The rule for a document issued on `day`; None for a commodity the law does not name. NotInForce."""
        if not book.has("billing/limitation_years", (commodity,)):
            return None
        years = book.value("billing/limitation_years", (commodity,), day).value
        return cls(int(years), int(book.value("billing/issue_days", (), day).value))

    def first_owed(self, issued_on: dt.date) -> dt.date:
        """The first day whose consumption a document of that day may still charge; all earlier ones are too old."""
        return months_later(issued_on, -_MONTHS * self.years) - dt.timedelta(days=self.issue_days)


@attrs.frozen
class Limited:
    """The part of a document that the customer may leave unpaid.

    period  from the first to the last day that is too old
    vat     the amounts by VAT treatment
    """

    period: Period
    vat: tuple[VatTotal, ...]

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
        return self.total - total(part.tax for part in self.vat if part.vat.exigibility == "S")


def limited_part(
    lines: Iterable[Line], *, issued_on: dt.date, rule: LimitationRule, rounding: Rounding = CENTS
) -> Limited | None:
    """The part of some lines that is too old on the day of issue; None where nothing is, or where it is a credit.

    Each line gives the share of its amount that its days too old are of all its days. Lines that are no price of the
    supply (deposits, bonus, the RAI fee) are never limited.
    """
    edge = rule.first_owed(issued_on)
    old = [(line, days) for line in lines if of_supply(line) and (days := _days_before(line.period, edge))]
    amounts = [
        (line.vat, Money.rounded(line.amount.amount * days / Decimal(line.period.days), rounding)) for line, days in old
    ]
    vat = tuple(part for part in vat_totals(amounts, rounding) if part.taxable)
    if not vat:
        return None
    first = min(line.period.start for line, _ in old)
    last = min(edge, max(line.period.stop for line, _ in old))
    owed = total(part.taxable if part.vat.exigibility == "S" else part.taxable + part.tax for part in vat)
    return Limited(Period(first, last), vat) if owed > ZERO else None


def _days_before(period: Period, day: dt.date) -> int:
    return max(0, (min(period.stop, day) - period.start).days)
