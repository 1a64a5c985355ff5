"""The days of a social bonus: those credited by documents against those granted as now known.

Norm: ARERA, bonus sociale: it is credited by itself, in the first bill after the data arrive; a bonus that was granted
or withdrawn late is the difference of the days billed before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from domain.billing.bill import Bill, alive, parts_of
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.kernel.validity import Period
from domain.pricing.line import Line
from domain.pricing.lines.bonus import is_bonus
from domain.tariffs.parameter import ParameterRow

_BonusDay = tuple[str, dt.date]
_PATH = "bonus/"


def days_of_another_bonus(contract: Contract, bills: Iterable[Bill], period: Period) -> frozenset[dt.date]:
    """The days of `period` for which documents credit another bonus than the contract now grants, one or none."""
    differing = Counter(dict.fromkeys(_granted(contract, period), 1))
    for _, part in parts_of(alive(bills), contract.number):
        mine = [line for line in part.priced.lines if is_bonus(line)]
        if not mine:
            continue
        rows = {row.id: row for row in part.priced.rows}
        for line in mine:
            sign = 1 if line.quantity.value > 0 else -1
            for day in _days(line.period.meet(period)):
                differing[_household(line, rows), day] -= sign
    return frozenset(day for (_, day), count in differing.items() if count)


def _granted(contract: Contract, period: Period) -> Iterator[_BonusDay]:
    """The days of bonus by class of household; one that is of the supply itself goes by its members and has none."""
    has_own_bonus = commodity(contract.commodity).has_own_bonus
    for entry in contract.terms.entries:
        bonus, supply = entry.value.bonus, entry.value.supply
        days = entry.period.meet(period)
        if days is None:
            continue
        if bonus is not None:
            yield from ((bonus.household, day) for day in _days(days.meet(bonus.period)))
        elif has_own_bonus(supply):
            yield from (("", day) for day in _days(days))


def _household(line: Line, rows: Mapping[str, ParameterRow]) -> str:
    named = (rows[each.row] for each in line.inputs if each.row in rows)
    return next((row.key[0] for row in named if row.path.startswith(_PATH) and row.key), "")


def _days(period: Period | None) -> Iterator[dt.date]:
    if period is not None:
        yield from (period.start + dt.timedelta(days=n) for n in range(period.days))
