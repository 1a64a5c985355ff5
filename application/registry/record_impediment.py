"""Record that limitation did not run for some days of a contract, by a person and for a reason, or take that back.

Norm: 569/2018/R/com annex A art. 4. The bills issued from then on that charge those days too late say so and are
collected as agreed; bills issued before stay as they are.
"""

from __future__ import annotations

import attrs

from application.journal import Actor, record
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.contract import Contract
from domain.contracts.impediment import Impediment
from domain.kernel.digest import Plain
from domain.kernel.validity import Period


class NoSuchImpediment(ValueError):
    """An impediment cannot be recorded for these days, or was not recorded for them."""


def record_impediment(
    *, units: UnitsOfWork, actor: Actor, number: str, period: Period, reason: str, person: str
) -> Contract:
    """The contract with the impediment. `person` is who decided, `reason` is printed on the bills.

    NotFound; NoSuchImpediment where the contract supplies on none of the days or one of them has an impediment;
    ValueError without a reason or a person.
    """
    impediment = Impediment(period, reason, person, actor.clock.today())
    with units(actor.tenant) as uow:
        contract = uow.contracts.get(number)
        if not contract.period.overlaps(period):
            raise NoSuchImpediment(f"contract {number} supplies {contract.period}, on no day of {period}")
        for known in contract.impediments:
            if known.period.overlaps(period):
                raise NoSuchImpediment(
                    f"contract {number} has an impediment for {known.period}, which shares days with {period}; take "
                    "that one back first"
                )
        ordered = sorted((*contract.impediments, impediment), key=lambda each: each.period)
        changed = attrs.evolve(contract, impediments=tuple(ordered))
        uow.contracts.put(changed)
        given: Plain = {"contract": number, "period": str(period), "reason": reason, "person": person}
        event: Plain = {"contract": number, "period": str(period)}
        record(uow, actor, use_case="record_impediment", given=given, events=[("impediment.recorded", event)])
        uow.commit()
    return changed


def withdraw_impediment(*, units: UnitsOfWork, actor: Actor, number: str, period: Period) -> Contract:
    """The contract without the impediment of these very days. NotFound; NoSuchImpediment where there is none."""
    with units(actor.tenant) as uow:
        contract = uow.contracts.get(number)
        left = tuple(each for each in contract.impediments if each.period != period)
        if left == contract.impediments:
            known = ", ".join(str(each.period) for each in contract.impediments) or "none"
            raise NoSuchImpediment(f"contract {number} has no impediment for {period}; it has {known}")
        changed = attrs.evolve(contract, impediments=left)
        uow.contracts.put(changed)
        event: Plain = {"contract": number, "period": str(period)}
        record(uow, actor, use_case="withdraw_impediment", given=event, events=[("impediment.withdrawn", event)])
        uow.commit()
    return changed
