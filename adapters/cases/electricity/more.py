"""What a case can say beside the plain supply: what the contract says, bonus, demand, counters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs

from adapters.cases.fields import Tree, day, number
from adapters.cases.fields import period as period_of
from adapters.cases.problem import bad
from domain.contracts.contract import Contract, SocialBonus
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.consumption import BandEnergy
from domain.metering.demand import Demand
from domain.pricing.counters.billed_period import AnnualCounter
from domain.pricing.faults import PRC_003
from domain.tariffs.offer import ENERGY_COUNTER

_DIRECT_DEBIT = "direct_debit"


def agreed(contract: Contract, tree: Tree) -> Contract:
    """The contract with its own first day, its conditions and its bonus."""
    start = day(tree["contract_start"]) if "contract_start" in tree else contract.period.start
    if start > contract.period.start:
        raise bad(
            "/contract_start",
            str(start),
            f"{contract.period.start} or earlier, the first day of the period",
            PRC_003.code,
        )
    bonus = None
    if "bonus" in tree:
        bonus = SocialBonus(tree["bonus"]["household"], period_of(tree["bonus"]["period"], "/bonus/period"))
    conditions = frozenset(tree.get("conditions", ()))
    entries = [
        Dated(
            Period(min(entry.period.start, start), entry.period.stop) if not i else entry.period,
            attrs.evolve(entry.value, conditions=conditions, bonus=bonus),
        )
        for i, entry in enumerate(contract.terms.entries)
    ]
    return attrs.evolve(
        contract, period=Period(start, contract.period.stop), terms=History.of(contract.terms.name, entries)
    )


def counters(entries: Sequence[Tree]) -> tuple[AnnualCounter, ...]:
    """Yearly counters of energy as they stood when the period began."""
    return tuple(AnnualCounter(ENERGY_COUNTER, day(entry["since"]), number(entry["energy"])) for entry in entries)


def demands(entries: Sequence[Tree], period: Period) -> tuple[Demand, ...]:
    """Highest power and reactive energy by month; BadCase for a month outside the period or given twice."""
    found: list[Demand] = []
    for i, entry in enumerate(entries):
        days = month_of(dt.date.fromisoformat(f"{entry['month']}-01")).meet(period)
        if days is None or any(each.period == days for each in found):
            raise bad(f"/demand/{i}/month", entry["month"], f"each month of {period} once")
        power = number(entry["max_power_kw"]) if "max_power_kw" in entry else None
        reactive = sorted(entry.get("reactive", {}).items())
        found.append(Demand(days, power, tuple(BandEnergy(band, number(value)) for band, value in reactive)))
    return tuple(found)
