"""Bills, runs, their results and scored estimates as they are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE, At, view
from adapters.wire.views.fault import FaultView
from domain.billing.bill import Bill
from domain.billing.proof import Verdict
from domain.billing.run import BillingRun, ResultOutcome, Review, RunResult
from domain.billing.scontrino import Scontrino, scontrino
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.pricing.priced import Priced


@attrs.frozen
class BillView:
    """A bill with its sums, its digest and the scontrino of each of its supplies."""

    bill: Annotated[Bill, WHOLE]
    number: str
    total: Money
    payable: Money
    digest: str
    scontrini: tuple[Scontrino, ...]


def bill_view(bill: Bill) -> BillView:
    """The view of a bill."""
    return view(BillView, bill, scontrini=tuple(scontrino(part.priced) for part in bill.parts))


@attrs.frozen
class VerdictView:
    """What came of computing a proof again; `whole` where the file alone proves every line."""

    verdict: Annotated[Verdict, WHOLE]
    verified: Annotated[bool, At("is_verified")]
    whole: Annotated[bool, At("is_whole")]


@attrs.frozen
class RunView:
    """A run with the counts of its results by outcome."""

    run: Annotated[BillingRun, WHOLE]
    counts: Mapping[ResultOutcome, int]


def run_view(run: BillingRun, counts: Mapping[ResultOutcome, int]) -> RunView:
    """The view of a run; an outcome that has no result counts 0."""
    return RunView(run, {outcome: counts.get(outcome, 0) for outcome in ResultOutcome})


@attrs.frozen
class ResultView:
    """What came of a contract, without its lines; total and payable are null where it was not priced."""

    run: str
    contract: str
    period: Period
    outcome: ResultOutcome
    total: Money | None
    payable: Money | None
    faults: tuple[FaultView, ...]
    warnings: tuple[FaultView, ...]
    review: Review | None
    digest: str


def result_view(result: RunResult) -> ResultView:
    """The view of a result."""
    priced = result.priced
    return view(
        ResultView,
        result,
        total=priced.total if priced else None,
        payable=priced.payable if priced else None,
        warnings=priced.warnings if priced else (),
    )


@attrs.frozen
class PricedResultView:
    """What came of a contract, with its lines and its scontrino where it was priced."""

    result: Annotated[ResultView, WHOLE]
    priced: Priced | None
    scontrino: Scontrino | None


def priced_result_view(result: RunResult) -> PricedResultView:
    """The view of a result with its lines."""
    priced = result.priced
    return PricedResultView(result_view(result), priced, scontrino(priced) if priced else None)


@attrs.frozen
class RunReviewView:
    """A run with the results that are held or refused."""

    run: Annotated[RunView, WHOLE]
    waiting: tuple[ResultView, ...]


@attrs.frozen
class EInvoicingView:
    """How many e-invoices were written, and what stood in the way of the others."""

    written: int
    faults: tuple[FaultView, ...]


@attrs.frozen
class SealedRunView:
    """A sealed run and its e-invoices."""

    run: Annotated[RunView, WHOLE]
    einvoices: EInvoicingView


@attrs.frozen
class EstimateIndexView:
    """How near the estimates of a half-year came, by commodity and method; null where none is scored yet."""

    commodity: str
    start: Annotated[dt.date, At("half_year.start")]
    stop: Annotated[dt.date, At("half_year.stop")]
    method: str
    scored: int
    waiting: int
    estimated: Decimal
    actual: Decimal
    index: Decimal | None


@attrs.frozen
class EstimateScoreView:
    """An estimate on a bill and what was measured later; null while that waits."""

    contract: str
    point: str
    commodity: str
    bill: str
    start: Annotated[dt.date, At("period.start")]
    stop: Annotated[dt.date, At("period.stop")]
    method: str
    estimated: Decimal
    actual: Decimal | None


@attrs.frozen
class ScoredEstimatesView:
    """Estimates held against what was measured later; `standard` is the most an index may be."""

    standard: Decimal
    indices: tuple[EstimateIndexView, ...]
    estimates: Annotated[tuple[EstimateScoreView, ...], At("scores")]
