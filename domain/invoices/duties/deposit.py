"""Deposits: what is charged, and what is given back with legal interest. Sums outside VAT, as extras of a bill.

Norm: TIV art. 12 (maggior tutela; PLACET and tutele graduali alike): by committed power, less for holders of the social
bonus, none with direct debit, doubled after repeated notices; given back with legal interest (reference 3.2).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from domain.invoices.facts import Extra
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.tariffs.lookup import Lookup

CHARGED, RETURNED, INTEREST = "deposit", "deposit_return", "deposit_interest"
_NATURE = "N1"
_YEAR_DAYS = 365


def deposit_charge(
    lookup: Lookup, power_kw: Decimal, period: Period, *, bonus: bool, direct_debit: bool, doubled: bool = False
) -> Extra | None:
    """The deposit of an electricity supply, charged in the bill of `period`; None with direct debit."""
    if direct_debit:
        return None
    row = lookup.value("deposit/electricity", ("bonus" if bonus else "standard",), period.start)
    times = 2 if doubled else 1
    return Extra(
        code=CHARGED,
        label="Deposito cauzionale",
        period=period,
        amount=Money.rounded(row.value * power_kw * times),
        nature=_NATURE,
        note=f"{_text(row.value)} EUR/kW × {_text(power_kw)} kW{' × 2' if doubled else ''}",
        used=(row,),
    )


def deposit_return(
    lookup: Lookup, amount: Money, paid_on: dt.date, returned_on: dt.date, period: Period
) -> tuple[Extra, ...]:
    """A deposit given back with the interest of the days from payment to return, each at its year's rate.

    ValueError where it is returned before it was paid, or is not above zero.
    """
    if amount.amount <= 0 or returned_on < paid_on:
        raise ValueError(f"a deposit above 0 is returned after it was paid, got {amount}, {paid_on}, {returned_on}")
    back = Extra(RETURNED, "Restituzione del deposito cauzionale", period, -amount, nature=_NATURE)
    if returned_on == paid_on:
        return (back,)
    kept = Period(paid_on, returned_on)
    parts = kept.cut(lookup.book.changes("interest/legal", (), kept))
    rows = [lookup.value("interest/legal", (), part.start) for part in parts]
    grown = sum((row.value * part.days for row, part in zip(rows, parts, strict=True)), Decimal(0))
    interest = Money.rounded(amount.amount * grown / _YEAR_DAYS)
    rates = ", ".join(
        f"{part.days} giorni al {_text(row.value * 100)} %" for row, part in zip(rows, parts, strict=True)
    )
    return (
        back,
        Extra(
            INTEREST,
            "Interessi legali sul deposito cauzionale",
            period,
            -interest,
            nature=_NATURE,
            note=rates,
            used=tuple(rows),
        ),
    )


def _text(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
