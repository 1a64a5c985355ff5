"""The deposit of a water supply: at most some months of the yearly spend, a part at activation, the rest in next bills.

Norm: 86/2013/R/idr and 643/2013/R/idr (reference A.5): none from a bonus user, none with direct debit below a yearly
use; a condominium pays a part of the sum of its units.
"""

from __future__ import annotations

import datetime as dt

from domain.commodities.water.terms import WaterTerms
from domain.contracts.contract import Contract, DepositTerms, PaymentMethod
from domain.kernel.money import Money
from domain.pricing.deposit import DepositPlan, DepositUnknown, shown
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow

_MONTHS = 12


def water_deposit(contract: Contract, requested: DepositTerms, lookup: Lookup, day: dt.date) -> DepositPlan | None:
    """The most that may be asked on `day`, half on the first bill and half on the next two by the values in force.

    With several units the yearly spend is the sum of theirs. None where none is due; DepositUnknown where the contract
    does not tell the yearly spend, or with direct debit the yearly use.
    """
    supply = contract.terms.on(day).supply
    assert isinstance(supply, WaterTerms), f"contract {contract.number} is of water"
    if supply.bonus or (contract.payment is PaymentMethod.DIRECT_DEBIT and _is_small(requested, lookup, day)):
        return None
    if requested.after_notices:
        raise DepositUnknown("no rule raises the deposit of a water supply after notices of default; do not ask for it")
    if requested.yearly_spend is None:
        raise DepositUnknown("the deposit of water goes by the yearly spend: record it in the contract (before VAT)")
    months = lookup.value("water/deposit_months", (), day)
    at_activation = lookup.value("water/deposit_at_activation", (), day)
    bills = lookup.value("water/deposit_later_bills", (), day)
    used: tuple[ParameterRow, ...] = (months, at_activation, bills)
    part = months.value
    note = f"{shown(months.value)}/12 di {shown(requested.yearly_spend.amount)} EUR/anno"
    if supply.units > 1:
        share = lookup.value("water/deposit_condominium_share", (), day)
        used, part, note = (*used, share), part * share.value, f"{note} × {shown(share.value)}"
    whole = Money.rounded(requested.yearly_spend.amount * part / _MONTHS)
    first = Money.rounded(whole.amount * at_activation.value)
    return DepositPlan.of(whole, first, int(bills.value), note, used)


def _is_small(requested: DepositTerms, lookup: Lookup, day: dt.date) -> bool:
    if requested.yearly_use is None:
        raise DepositUnknown(
            "with direct debit the deposit of water is not due below a yearly use: record it in the contract (m3)"
        )
    return requested.yearly_use < lookup.value("water/deposit_free_below", (), day).value
