"""The deposit of an electricity supply.

Norm: TIV art. 12 (maggior tutela; PLACET and tutele graduali alike): by committed power, less for homes with the social
bonus, none with direct debit, more after repeated notices (reference 3.2, D.6).
"""

from __future__ import annotations

import datetime as dt

from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.contract import Contract, DepositTerms, Market, PaymentMethod
from domain.kernel.money import Money
from domain.pricing.deposit import DepositPlan, DepositUnknown, shown
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow


def electricity_deposit(
    contract: Contract, requested: DepositTerms, lookup: Lookup, day: dt.date
) -> DepositPlan | None:
    """The deposit on `day`: on one bill, for a home of the protected market on several. None with direct debit."""
    if contract.payment is PaymentMethod.DIRECT_DEBIT:
        return None
    terms = contract.terms.on(day)
    supply = terms.supply
    assert isinstance(supply, ElectricityTerms), f"contract {contract.number} is of electricity"
    row = lookup.value("deposit/electricity", (_class(contract, supply, lookup, day),), day)
    used: tuple[ParameterRow, ...] = (row,)
    price, power, note = row.value, supply.committed_kw, f"{shown(row.value)} EUR/kW × {shown(supply.committed_kw)} kW"
    if requested.after_notices:
        times = lookup.value("deposit/after_notices", (), day)
        price, note, used = price * times.value, f"{note} × {shown(times.value)}", (*used, times)
    whole = Money.rounded(price * power)
    if contract.market is not Market.VULNERABLE or not supply.is_domestic:
        return DepositPlan((whole,), note, used)
    first = lookup.value("deposit/electricity_vulnerable_first", (), day)
    bills = lookup.value("deposit/electricity_vulnerable_bills", (), day)
    down = min(Money.rounded(first.value * power), whole)
    return DepositPlan.of(whole, down, int(bills.value), note, (*used, first, bills))


def _class(contract: Contract, supply: ElectricityTerms, lookup: Lookup, day: dt.date) -> str:
    if supply.is_domestic:
        return "bonus" if contract.terms.on(day).has_bonus(day) else "standard"
    limit = lookup.value("deposit/electricity_other_limit", (), day).value
    if supply.committed_kw > limit:
        raise DepositUnknown(
            f"the deposit of a supply of {shown(supply.committed_kw)} kW is not known, only up to {shown(limit)} kW; "
            "record what was agreed as the deposit of the contract, or ask for none"
        )
    return "other"
