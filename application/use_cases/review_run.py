"""Review an executed run: release held bills or send them back, with a name and a reason."""

from __future__ import annotations

from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor, record
from application.use_cases.execute_run import WrongStep
from domain.invoices.run import RunResult, RunStatus, reviewed


def review_result(
    *, units: UnitsOfWork, actor: Actor, run_id: str, contract: str, release: bool, reason: str
) -> RunResult:
    """The held result after the decision. WrongStep unless the run is executed, NotReviewable unless it is held."""
    with units(actor.tenant) as uow:
        run = uow.runs.get(run_id)
        if run.status is not RunStatus.EXECUTED:
            raise WrongStep(f"run {run_id} is {run.status.value}, only an executed run is reviewed")
        result = reviewed(uow.runs.result(run_id, contract), release=release, by=actor.name, reason=reason)
        uow.runs.replace_result(result)
        event = {"run": run_id, "contract": contract, "outcome": result.outcome.value}
        record(uow, actor, use_case="review_result", given=event, events=[("run.reviewed", event)])
        uow.commit()
    return result
