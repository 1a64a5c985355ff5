"""The deposit of a water supply: how much it may be and in which instalments it is charged.

Norm: 86/2013/R/idr and 643/2013/R/idr. Each instalment becomes an Extra outside VAT of the bill it stands on.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.money import Money
from domain.kernel.rounding import CENTS, split
from domain.tariffs.lookup import Lookup

_MONTHS = 12


@attrs.frozen
class WaterDeposit:
    """A deposit: its whole amount, what is charged at activation, and what on each of the next bills."""

    amount: Money
    at_activation: Money
    later: tuple[Money, ...]


def water_deposit(
    yearly: Money, lookup: Lookup, day: dt.date, *, yearly_m3: Decimal, direct_debit: bool, bonus: bool, units: int = 1
) -> WaterDeposit | None:
    """The most that may be asked on `day` from a supply that spends `yearly` before VAT; None where none is due.

    None is due from a bonus user, nor with direct debit below a yearly use. With several units `yearly` is the sum of
    theirs, and a condominium pays a part of it.
    """
    free_below = lookup.value("water/deposit_free_below", (), day).value
    if bonus or (direct_debit and yearly_m3 < free_below):
        return None
    months = lookup.value("water/deposit_months", (), day).value
    part = lookup.value("water/deposit_condominium_share", (), day).value if units > 1 else Decimal(1)
    amount = Money.rounded(yearly.amount * months * part / _MONTHS, CENTS)
    first = Money.rounded(amount.amount * lookup.value("water/deposit_at_activation", (), day).value, CENTS)
    bills = int(lookup.value("water/deposit_later_bills", (), day).value)
    rest = split((amount - first).amount, [1] * bills, CENTS.places)
    return WaterDeposit(amount, first, tuple(Money(value) for value in rest))
