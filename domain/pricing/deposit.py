"""Deposits: how a plan of one is charged bill by bill, and how it is given back with legal interest.

Sums outside VAT, as extras of a bill. How much may be asked, and of whom, is of each commodity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.contracts.contract import Deposit
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import CENTS, split
from domain.kernel.validity import Period
from domain.pricing.extra import Extra
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

CHARGED, RETURNED, INTEREST = "deposit", "deposit_return", "deposit_interest"
CODES = frozenset({CHARGED, RETURNED, INTEREST})
_NATURE = "N1"
_YEAR_DAYS = 365


class DepositUnknown(ValueError):
    """A contract asks for a deposit whose amount cannot be told: something it goes by is missing."""


@attrs.frozen
class DepositPlan:
    """A deposit as it is asked for.

    instalments  what each of the first bills charges, in order
    note         how the whole was reckoned, as printed
    used         the parameter rows it was reckoned from
    """

    instalments: tuple[Money, ...]
    note: str
    used: tuple[ParameterRow, ...]

    @classmethod
    def of(cls, whole: Money, first: Money, later: int, note: str, used: tuple[ParameterRow, ...]) -> DepositPlan:
        """A plan of a first instalment and the rest in equal parts on so many later bills."""
        rest = split((whole - first).amount, [1] * later, CENTS.places) if later else ()
        return cls((first, *(Money(part) for part in rest if part)), note, used)

    @property
    def whole(self) -> Money:
        """The sum of its instalments."""
        return total(self.instalments)

    def next_charge(self, requested: Sequence[Money], period: Period) -> Extra | None:
        """What the bill of `period` charges after those that charged `asked`; None where all was asked for.

        Where the plan has changed since, what is left of it is spread over the bills that are left.
        """
        turn, left = len(requested), self.whole - total(requested)
        bills = len(self.instalments) - turn
        if bills < 1 or left <= ZERO:
            return None
        part = self.instalments[0] if not turn else Money(split(left.amount, [1] * bills, CENTS.places)[0])
        place = f"; rata {turn + 1} di {len(self.instalments)}" if len(self.instalments) > 1 else ""
        note = self.note + place
        return Extra(CHARGED, "Deposito cauzionale", period, part, nature=_NATURE, note=note, used=self.used)


def deposit_return(lookup: Lookup, deposit: Deposit, returned_on: dt.date, period: Period) -> tuple[Extra, ...]:
    """A deposit given back with the interest of the days from payment to return, each at its year's rate.

    NotInForce where a rate is missing; ValueError where it is returned before it was paid.
    """
    amount, paid_on = deposit.amount, deposit.paid_on
    if returned_on < paid_on:
        raise ValueError(f"a deposit is returned after it was paid, got {amount}, {paid_on}, {returned_on}")
    back = Extra(RETURNED, "Restituzione del deposito cauzionale", period, -amount, nature=_NATURE)
    if returned_on == paid_on:
        return (back,)
    retained = Period(paid_on, returned_on)
    parts = retained.cut(lookup.book.changes("interest/legal", (), retained))
    rows = [lookup.value("interest/legal", (), part.start) for part in parts]
    grown = sum((row.value * part.days for row, part in zip(rows, parts, strict=True)), Decimal(0))
    interest = Money.rounded(amount.amount * grown / _YEAR_DAYS)
    rates = ", ".join(
        f"{part.days} giorni al {shown(row.value * 100)} %" for row, part in zip(rows, parts, strict=True)
    )
    label = "Interessi legali sul deposito cauzionale"
    return (back, Extra(INTEREST, label, period, -interest, nature=_NATURE, note=rates, used=tuple(rows)))


def shown(value: Decimal) -> str:
    """A number as a note prints it."""
    return f"{value.normalize():f}".replace(".", ",")
