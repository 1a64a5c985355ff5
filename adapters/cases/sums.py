"""What a bill can hold beside its price, whatever the commodity: deposits, indemnities and other sums."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from adapters.cases.fields import Tree, day, number
from adapters.cases.problem import bad, bad_by
from domain.billing.deposits import deposit_plan
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract, Deposit, DepositTerms, PaymentMethod
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.pricing.deposit import DepositUnknown, deposit_return
from domain.pricing.extra import Extra
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce

_DIRECT_DEBIT = "direct_debit"


def extras(tree: Tree, contract: Contract, period: Period, lookup: Lookup) -> tuple[Extra, ...]:
    """Deposits, indemnities and other sums, reckoned with the values of the book. BadCase where one is missing."""
    made: list[Extra] = []
    indemnity = commodity(contract.commodity).indemnity
    pointer = ""
    try:
        for i, entry in enumerate(tree.get("deposits", ())):
            pointer = f"/deposits/{i}"
            made.extend(_deposit(entry, pointer, tree, contract, period, lookup))
        for i, entry in enumerate(tree.get("indemnities", ())):
            assert indemnity is not None, f"the schema of {contract.commodity} has no indemnities"
            pointer = f"/indemnities/{i}"
            owed = indemnity(lookup, entry["kind"], entry["days"], period, period.start)
            made.extend((owed,) if owed else ())
    except (NotInForce, DepositUnknown) as error:
        raise bad_by(pointer, None, error) from error
    made.extend(_extra(entry, period, f"/extras/{i}") for i, entry in enumerate(tree.get("extras", ())))
    return tuple(made)


def _deposit(
    entry: Tree, pointer: str, tree: Tree, contract: Contract, period: Period, lookup: Lookup
) -> Iterator[Extra]:
    if entry["kind"] == "charge":
        plan = deposit_plan(_asking(entry, pointer, tree, contract), lookup, period.start)
        if plan is None:
            return
        turn = entry.get("instalment", 1)
        if turn > len(plan.instalments):
            raise bad(f"{pointer}/instalment", turn, f"at most {len(plan.instalments)}, the instalments there are")
        charge = plan.next_charge(plan.instalments[: turn - 1], period)
        yield from (charge,) if charge else ()
        return
    for field in ("amount", "paid_on", "returned_on"):
        if field not in entry:
            raise bad(f"{pointer}/{field}", None, f"the {field} of a deposit that is given back")
    paid, returned = day(entry["paid_on"]), day(entry["returned_on"])
    if not paid <= returned or number(entry["amount"]) <= 0:
        raise bad(pointer, dict(entry), "an amount above 0, returned after it was paid")
    yield from deposit_return(lookup, Deposit(_money(entry["amount"], f"{pointer}/amount"), paid), returned, period)


def _asking(entry: Tree, pointer: str, tree: Tree, contract: Contract) -> Contract:
    """The contract, asking for the deposit of an entry."""
    debit = entry.get(_DIRECT_DEBIT, _DIRECT_DEBIT in tree.get("conditions", ()))
    try:
        asked = DepositTerms(
            yearly_use=number(entry["yearly_use"]) if "yearly_use" in entry else None,
            yearly_spend=_money(entry["yearly_spend"], f"{pointer}/yearly_spend") if "yearly_spend" in entry else None,
            after_notices=entry.get("doubled", False),
        )
    except ValueError as error:
        raise bad(pointer, dict(entry), str(error)) from error
    payment = PaymentMethod.DIRECT_DEBIT if debit else PaymentMethod.TRANSFER
    return attrs.evolve(contract, deposit_terms=asked, payment=payment)


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
