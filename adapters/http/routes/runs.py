"""Routes of billing runs: plan, execute, review, seal, write the e-invoices; and the preview of one contract."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from adapters.http.answer import json, listed, page
from adapters.http.bodies import ContractToPreview, DecisionBody, RunToPlan, body_as
from adapters.http.call import After, ApiCall, IdempotencyKey, Limit
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput
from adapters.wire.view import Page, view
from adapters.wire.views.billing import (
    EInvoicingView,
    PricedResultView,
    ResultView,
    RunView,
    priced_result_view,
    result_view,
    run_view,
)
from application.billing.execute_run import execute_run, preview
from application.billing.plan_run import plan_run
from application.billing.review_run import review_result
from application.billing.seal_run import seal_run
from application.documents.write_documents import write_einvoices
from domain.billing.run import BillingRun, ResultOutcome, RunResult


@post(
    "/",
    summary="Plan a run",
    opt=wire(request=RunToPlan, example=examples.RUN, response=RunView),
    sync_to_thread=True,
    status_code=201,
)
def plan(body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """Selects the contracts and freezes what they will be priced with. Contracts billed before are left out.

    The commodity "all" stands for every one: supplies of one bill group then come on one bill.
    """
    wanted = body_as(RunToPlan, body)
    run = plan_run(
        units=call.services.units,
        books=call.services.books,
        actor=call.actor,
        commodity_code=wanted.commodity,
        period=wanted.period,
        cycle_months=wanted.cycle_months,
        issue_on=wanted.issue_on,
        known_on=wanted.known_on or call.services.clock.today(),
        lookback_months=wanted.lookback_months,
        allow_estimates=wanted.allow_estimates,
        kind=wanted.kind,
        key=idempotency_key,
    )
    return json(_with_counts(call, run), 201, {"Location": f"/runs/{run.id}"})


@get("/", summary="The runs, newest first", opt=wire(response=Page[BillingRun]), sync_to_thread=True)
def runs(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Without the counts of their results."""
    with call.reading() as uow:
        return listed(uow.runs.all())


@get(
    "/{run_id:str}", summary="One run, with the counts of its results", opt=wire(response=RunView), sync_to_thread=True
)
def one_run(run_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Counts by outcome: priced, held, refused, sent_back."""
    with call.reading() as uow:
        run = uow.runs.get(run_id)
    return json(_with_counts(call, run))


@post(
    "/{run_id:str}/execute",
    summary="Execute a planned run",
    opt=wire(response=RunView),
    sync_to_thread=True,
    status_code=200,
)
def execute(run_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Prices every contract; answers when all are done. May be asked again after any interruption."""
    services = call.services
    done = execute_run(
        units=services.units, runner=services.runner, actor=call.actor, work=services.work, run_id=run_id
    )
    for _ in done:
        pass
    with call.reading() as uow:
        run = uow.runs.get(run_id)
    return json(_with_counts(call, run))


@get(
    "/{run_id:str}/results",
    summary="What came of each contract",
    opt=wire(response=Page[ResultView]),
    sync_to_thread=True,
)
def results(
    run_id: FromPath[str],
    call: NamedDependency[ApiCall],
    outcome: Annotated[ResultOutcome | None, QueryParameter(description="Only results of this outcome.")] = None,
    after: After = "",
    limit: Limit = 100,
) -> Response[bytes]:
    """In order of contract, without the lines."""
    with call.reading() as uow:
        uow.runs.get(run_id)
        found: list[RunResult] = []
        for result in uow.runs.results(run_id, outcome):
            if result.contract > after:
                found.append(result)
            if len(found) > limit:
                break
    return page(found, limit, lambda result: result.contract, result_view)


@get(
    "/{run_id:str}/results/{contract:str}",
    summary="What came of one contract, with its lines",
    opt=wire(response=PricedResultView),
    sync_to_thread=True,
)
def one_result(run_id: FromPath[str], contract: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Lines, VAT, parameters used, scontrino; or the faults that refused it."""
    with call.reading() as uow:
        return json(priced_result_view(uow.runs.result(run_id, contract)))


@post(
    "/{run_id:str}/results/{contract:str}/release",
    summary="Release a held result",
    opt=wire(request=DecisionBody, example=examples.RELEASE, response=ResultView),
    sync_to_thread=True,
    status_code=200,
)
def release(
    run_id: FromPath[str], contract: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]
) -> Response[bytes]:
    """It becomes priced and is sealed with the run."""
    return _review(call, run_id, contract, body, release=True)


@post(
    "/{run_id:str}/results/{contract:str}/send-back",
    summary="Send a held result back",
    opt=wire(request=DecisionBody, example=examples.SEND_BACK, response=ResultView),
    sync_to_thread=True,
    status_code=200,
)
def send_back(
    run_id: FromPath[str], contract: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]
) -> Response[bytes]:
    """It stays out of the sealing; the contract is billed by a later run."""
    return _review(call, run_id, contract, body, release=False)


@post(
    "/{run_id:str}/seal",
    summary="Seal an executed run",
    opt=wire(response=RunView),
    sync_to_thread=True,
    status_code=200,
)
def seal(run_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Numbers and issues every priced bill, without gaps. A sealed run is answered as it is."""
    run = seal_run(units=call.services.units, books=call.services.books, actor=call.actor, run_id=run_id)
    return json(_with_counts(call, run))


@post(
    "/{run_id:str}/einvoices",
    summary="Write the e-invoices of a sealed run",
    opt=wire(response=EInvoicingView),
    sync_to_thread=True,
    status_code=200,
)
def einvoices(run_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Of every bill that has none yet. What breaks a control of the exchange system is not stored but answered."""
    with call.reading() as uow:
        uow.runs.get(run_id)
    made = write_einvoices(
        units=call.services.units, actor=call.actor, einvoices=call.services.of(call.tenant).einvoices, run_id=run_id
    )
    return json(view(EInvoicingView, made))


@post(
    "/preview",
    summary="Price one contract without storing anything",
    opt=wire(request=ContractToPreview, example=examples.PREVIEW, response=PricedResultView),
    sync_to_thread=True,
    status_code=200,
)
def preview_contract(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """What a run for this period would give, with today's tariff book and the measures there are."""
    wanted = body_as(ContractToPreview, body)
    today = call.services.clock.today()
    with call.reading() as uow:
        contract = uow.contracts.get(wanted.contract)
        seller = uow.sellers.get()
        digest = call.book(uow).digest
    if contract.period.meet(wanted.period) is None:
        problem = f"contract {contract.number} supplies {contract.period}, not in {wanted.period}"
        raise BadInput((("$.period", problem),))
    run = BillingRun(
        id="preview",
        commodity=contract.commodity,
        period=wanted.period,
        cycle_months=contract.cycle_months,
        issue_on=today,
        known_on=today,
        book_digest=digest,
        rounding=seller.bill_rounding,
        chunk_size=1,
        contracts=1,
    )
    services = call.services
    (result,) = preview(
        units=services.units,
        books=services.books,
        tenant=call.tenant,
        run=run,
        contracts=(contract.number,),
        today=today,
    )
    return json(priced_result_view(result))


def run_routes() -> Router:
    """Every route of runs, and the preview."""
    of_runs = [plan, runs, one_run, execute, results, one_result, release, send_back, seal, einvoices]
    return Router("/", route_handlers=[Router("/runs", route_handlers=of_runs), preview_contract], tags=["Runs"])


def _review(call: ApiCall, run_id: str, contract: str, body: bytes, *, release: bool) -> Response[bytes]:
    decision = body_as(DecisionBody, body)
    result = review_result(
        units=call.services.units,
        actor=call.actor,
        run_id=run_id,
        contract=contract,
        release=release,
        reason=decision.reason,
    )
    return json(result_view(result))


def _with_counts(call: ApiCall, run: BillingRun) -> RunView:
    with call.reading() as uow:
        return run_view(run, uow.runs.counts(run.id))
