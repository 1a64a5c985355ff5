"""Review an executed run: release held bills or send them back, with a name and a reason."""

from __future__ import annotations

from application.billing.bill_groups import regroup
from application.billing.execute_run import WrongStep
from application.journal import Actor, record
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.run import RunResult, RunStatus, reviewed
from domain.kernel.digest import Plain


def review_result(
    *, units: UnitsOfWork, actor: Actor, run_id: str, contract: str, release: bool, reason: str
) -> RunResult:
    """The held result after the decision. WrongStep unless the run is executed, NotReviewable unless it is held.

    The supplies that stand on one bill with it are settled too: those that waited only for it go on; released while it
    waits for another (RSK-005), all of them go out without that one. Where another still stands in the way, what was
    released waits for it in its turn.
    """
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        if run.status is not RunStatus.EXECUTED:
            raise WrongStep(f"run {run_id} is {run.status.value}, only an executed run is reviewed")
        result = reviewed(uow.runs.result(run_id, contract), release=release, by=actor.name, reason=reason)
        uow.runs.replace_result(result)
        given: Plain = {"run": run_id, "contract": contract, "outcome": result.outcome.value}
        changed = [("run.reviewed", given)]
        for each in regroup(uow, run, contract):
            changed.append(("run.regrouped", {"run": run_id, "contract": each.contract, "outcome": each.outcome.value}))
            result = each if each.contract == contract else result
        record(uow, actor, use_case="review_result", given=given, events=changed)
        uow.commit()
    return result
