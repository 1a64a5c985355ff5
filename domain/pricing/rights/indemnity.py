"""Automatic indemnities: what a seller owes for a late bill or a missed standard, as extras of a bill, outside VAT.

Norms: TIF art. 16 (late bills), TIQV art. 19 (commercial quality), RQSII (water); credited in the first useful bill.
Amounts and days are data, those in force on `day` (reference 3.1, 3.7, A.6).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.pricing.extra import Extra
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

LATE_BILL, LATE_CLOSING_BILL, QUALITY = "indemnity_late_bill", "indemnity_late_closing_bill", "indemnity_quality"
LATE_BILL_STANDARD, LATE_CLOSING_STANDARD = "late_bill", "late_closing_bill"
"""The standards of bills; that of water counts from the last day billed to the issue."""
_LATE_LABEL = "Indennizzo per bolletta in ritardo"
_NATURE = "N1"
_TIMES = (3, 2, 1)


def late_bill(lookup: Lookup, days_late: int, period: Period, day: dt.date) -> Extra | None:
    """The indemnity for a period bill issued so many days after its term; None when it was not late."""
    if days_late <= 0:
        return None
    amount = _Steps(lookup, "indemnity/late_bill", day)
    limit = _Steps(lookup, "indemnity/late_bill_days", day)
    if days_late <= limit("most"):
        owed = _growing(amount, limit, days_late)
    else:
        owed = amount("second") if days_late <= limit("second") else amount("third")
    return _extra(LATE_BILL, _LATE_LABEL, owed, period, days_late, amount, limit)


def late_closing_bill(lookup: Lookup, days_late: int, period: Period, day: dt.date) -> Extra | None:
    """The indemnity for a closing bill delivered so many days after its term; None when it was not late."""
    if days_late <= 0:
        return None
    amount = _Steps(lookup, "indemnity/late_closing_bill", day)
    limit = _Steps(lookup, "indemnity/late_closing_bill_days", day)
    owed = _growing(amount, limit, days_late) if days_late <= limit("most") else amount("most")
    label = "Indennizzo per bolletta di chiusura in ritardo"
    return _extra(LATE_CLOSING_BILL, label, owed, period, days_late, amount, limit)


@attrs.frozen
class Standards:
    """Which parameters hold the base of an indemnity and the days of each standard."""

    base: str
    days: str


SALE = Standards("indemnity/quality_base", "indemnity/standard_days")


def missed_standard(
    lookup: Lookup, standard: str, days_elapsed: int, period: Period, day: dt.date, standards: Standards = SALE
) -> Extra | None:
    """The indemnity for what took so many days: once, twice beyond the double, three times beyond the triple of the
    standard; None within it."""
    amount = _Steps(lookup, standards.base, day)
    limit = _Steps(lookup, standards.days, day)
    most = limit(standard)
    times = next((times for times in _TIMES if days_elapsed > most * times), 0)
    if not times:
        return None
    late = standard == LATE_BILL_STANDARD
    code, label = (LATE_BILL, _LATE_LABEL) if late else (QUALITY, "Indennizzo automatico")
    return _extra(code, label, amount() * times, period, days_elapsed, amount, limit)


def sale_indemnity(lookup: Lookup, standard: str, days: int, period: Period, day: dt.date) -> Extra | None:
    """The indemnity of whoever sells energy: for bills so many days late, for any other standard by the days taken."""
    if standard == LATE_BILL_STANDARD:
        return late_bill(lookup, days, period, day)
    if standard == LATE_CLOSING_STANDARD:
        return late_closing_bill(lookup, days, period, day)
    return missed_standard(lookup, standard, days, period, day)


class _Steps:
    """The values of one parameter by step, remembered as they are asked for."""

    def __init__(self, lookup: Lookup, path: str, day: dt.date) -> None:
        self._lookup, self._path, self._day = lookup, path, day
        self.norm = lookup.book.heads[path].norm if path in lookup.book.heads else ""
        self.rows: list[ParameterRow] = []

    def __call__(self, *key: str) -> Decimal:
        row = self._lookup.value(self._path, key, self._day)
        self.rows.append(row)
        return row.value


def _growing(amount: _Steps, limit: _Steps, days: int) -> Decimal:
    """A first sum, and a step for each further stretch of days begun, up to the most."""
    beyond = max(Decimal(days) - limit("first"), Decimal(0))
    step = limit("step")
    steps = (beyond + step - 1) // step
    return min(amount("first") + amount("step") * steps, amount("most"))


def _extra(code: str, label: str, owed: Decimal, period: Period, days: int, amount: _Steps, limit: _Steps) -> Extra:
    used = tuple(dict.fromkeys((*amount.rows, *limit.rows)))
    note = ", ".join(part for part in (f"{days} giorni", amount.norm) if part)
    return Extra(code, label, period, -Money.rounded(owed), nature=_NATURE, note=note, used=used)
