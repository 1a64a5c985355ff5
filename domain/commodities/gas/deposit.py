"""The deposit of a gas supply.

Norm: TIVG (reference 3.2, D.6): by class of yearly use, less for holders of the social bonus, none with direct debit;
beyond the last class some months of the mean spend.
"""

from __future__ import annotations

import datetime as dt

from domain.commodities.gas.terms import DEPOSIT_CLASSES
from domain.contracts.contract import Contract, DepositTerms, PaymentMethod
from domain.kernel.money import Money
from domain.pricing.deposit import DepositPlan, DepositUnknown, shown
from domain.tariffs.lookup import Lookup

_MONTHS = 12


def gas_deposit(contract: Contract, requested: DepositTerms, lookup: Lookup, day: dt.date) -> DepositPlan | None:
    """The deposit on `day`, on one bill; None with direct debit.

    DepositUnknown where the contract does not tell the yearly use, or beyond the last class the yearly spend.
    """
    if contract.payment is PaymentMethod.DIRECT_DEBIT:
        return None
    if requested.after_notices:
        raise DepositUnknown("no rule raises the deposit of a gas supply after notices of default; do not ask for it")
    if requested.yearly_use is None:
        raise DepositUnknown("the deposit of gas goes by the yearly use: record it in the contract (Smc)")
    customer = "bonus" if contract.terms.on(day).has_bonus(day) else "standard"
    for use in DEPOSIT_CLASSES:
        limit = lookup.value("deposit/gas_limit", (use,), day)
        if requested.yearly_use <= limit.value:
            row = lookup.value("deposit/gas", (use, customer), day)
            return DepositPlan((Money.rounded(row.value),), f"{shown(requested.yearly_use)} Smc/anno", (limit, row))
    if requested.yearly_spend is None:
        raise DepositUnknown(
            f"the deposit of {shown(requested.yearly_use)} Smc a year goes by the yearly spend: record it in the "
            "contract"
        )
    months = lookup.value("deposit/gas_months", (), day)
    whole = Money.rounded(requested.yearly_spend.amount * months.value / _MONTHS)
    note = f"{shown(months.value)}/12 di {shown(requested.yearly_spend.amount)} EUR/anno"
    return DepositPlan((whole,), note, (limit, months))
