"""What a bill can hold beside its price: what the contract says, demand, counters, bonus, deposits, indemnities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from adapters.cases.fields import Tree, day, number
from adapters.cases.fields import period as period_of
from adapters.cases.problem import bad
from domain.commodities.electricity import ElectricityTerms
from domain.contracts.contract import Contract, SocialBonus
from domain.invoices.duties.deposit import deposit_charge, deposit_return
from domain.invoices.duties.indemnity import late_bill, late_closing_bill, missed_standard
from domain.invoices.facts import AnnualCounter, Extra
from domain.invoices.lines.counting import ENERGY_COUNTER
from domain.kernel.money import Money
from domain.kernel.validity import Dated, History, Period, month_of
from domain.meters.consumption import BandEnergy
from domain.meters.demand import Demand
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce

_DIRECT_DEBIT = "direct_debit"


def agreed(contract: Contract, tree: Tree) -> Contract:
    """The contract with its own first day, its conditions and its bonus."""
    start = day(tree["contract_start"]) if "contract_start" in tree else contract.period.start
    if start > contract.period.start:
        raise bad("/contract_start", str(start), f"{contract.period.start} or earlier, the first day of the period")
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


def extras(tree: Tree, period: Period, terms: ElectricityTerms, lookup: Lookup) -> tuple[Extra, ...]:
    """Deposits, indemnities and other sums, reckoned with the values of the book. BadCase where one is missing."""
    made: list[Extra] = []
    pointer = ""
    try:
        for i, entry in enumerate(tree.get("deposits", ())):
            pointer = f"/deposits/{i}"
            made.extend(_deposit(entry, pointer, tree, period, terms, lookup))
        for i, entry in enumerate(tree.get("indemnities", ())):
            pointer = f"/indemnities/{i}"
            made.extend(_indemnity(entry, period, lookup))
    except NotInForce as error:
        raise bad(pointer, None, str(error)) from error
    made.extend(_extra(entry, period, f"/extras/{i}") for i, entry in enumerate(tree.get("extras", ())))
    return tuple(made)


def _deposit(
    entry: Tree, pointer: str, tree: Tree, period: Period, terms: ElectricityTerms, lookup: Lookup
) -> Iterator[Extra]:
    if entry["kind"] == "charge":
        charge = deposit_charge(
            lookup,
            terms.committed_kw,
            period,
            bonus="bonus" in tree,
            direct_debit=_DIRECT_DEBIT in tree.get("conditions", ()),
            doubled=entry.get("doubled", False),
        )
        yield from (charge,) if charge else ()
        return
    for field in ("amount", "paid_on", "returned_on"):
        if field not in entry:
            raise bad(f"{pointer}/{field}", None, f"the {field} of a deposit that is given back")
    paid, returned = day(entry["paid_on"]), day(entry["returned_on"])
    if not paid <= returned or number(entry["amount"]) <= 0:
        raise bad(pointer, dict(entry), "an amount above 0, returned after it was paid")
    yield from deposit_return(lookup, _money(entry["amount"], f"{pointer}/amount"), paid, returned, period)


def _indemnity(entry: Tree, period: Period, lookup: Lookup) -> Iterator[Extra]:
    kind, days = entry["kind"], entry["days"]
    if kind == "late_bill":
        owed = late_bill(lookup, days, period)
    elif kind == "late_closing_bill":
        owed = late_closing_bill(lookup, days, period)
    else:
        owed = missed_standard(lookup, kind, days, period)
    yield from (owed,) if owed else ()


def _extra(entry: Tree, period: Period, pointer: str) -> Extra:
    amount = _money(entry["amount"], f"{pointer}/amount")
    return Extra(
        entry["code"], entry["label"], period, amount, nature=entry.get("nature", ""), note=entry.get("note", "")
    )


def _money(value: str | int, pointer: str) -> Money:
    try:
        return Money.of(str(value))
    except ValueError as error:
        raise bad(pointer, value, "an amount of at most two decimals") from error
