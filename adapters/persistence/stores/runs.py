"""Billing runs of one tenant, their chunks and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs
from sqlalchemy import func, insert, update

from adapters.persistence import bulk
from adapters.persistence.codec import CODEC
from adapters.persistence.documents import DocumentTable, Session, any_of, to_range
from adapters.persistence.tables import billed_periods, run_chunks, run_results, runs
from application.ports.registry import NotFound
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.kernel.validity import Period

_RESULT_COLUMNS = ("tenant", "run", "contract", "outcome", "digest", "document")


@attrs.frozen
class SqlRuns:
    """Runs by id; results by run and contract, each stored once by its key."""

    session: Session

    def add(self, run: BillingRun, chunks: Sequence[Sequence[str]]) -> None:
        """Store a planned run with the contract numbers of each chunk, numbered from 0."""
        connection, tenant = self.session.connection, self.session.tenant
        connection.execute(insert(runs).values(tenant=tenant, id=run.id, document=CODEC.dump(run)))
        rows = ((tenant, run.id, number, list(contracts), False) for number, contracts in enumerate(chunks))
        bulk.insert(connection, run_chunks, ("tenant", "run", "number", "contracts", "done"), rows)

    def update(self, run: BillingRun) -> None:
        """Replace a run; NotFound where there is none."""
        statement = (
            update(runs)
            .where(runs.c.tenant == self.session.tenant, runs.c.id == run.id)
            .values(document=CODEC.dump(run))
        )
        if self.session.connection.execute(statement).rowcount != 1:
            raise NotFound("run", run.id)

    def get(self, run_id: str) -> BillingRun:
        """NotFound where there is none."""
        return DocumentTable(self.session, runs, "id", BillingRun, "run").get(run_id)

    def all(self) -> tuple[BillingRun, ...]:
        """Newest first."""
        statement = self.session.mine(runs, runs.c.document).order_by(runs.c.position.desc())
        return tuple(CODEC.load(BillingRun, document) for document in self.session.connection.scalars(statement))

    def open_chunks(self, run_id: str) -> tuple[int, ...]:
        """The numbers of chunks that are not done."""
        statement = (
            self.session.mine(run_chunks, run_chunks.c.number)
            .where(run_chunks.c.run == run_id, run_chunks.c.done.is_(False))
            .order_by(run_chunks.c.number)
        )
        return tuple(self.session.connection.scalars(statement))

    def chunk(self, run_id: str, number: int) -> tuple[str, ...]:
        """The contract numbers of a chunk, in order; locks the chunk until the transaction ends."""
        statement = (
            self.session.mine(run_chunks, run_chunks.c.contracts)
            .where(run_chunks.c.run == run_id, run_chunks.c.number == number)
            .with_for_update()
        )
        contracts = self.session.connection.scalars(statement).one_or_none()
        if contracts is None:
            raise NotFound("chunk", f"{run_id}/{number}")
        return tuple(contracts)

    def is_done(self, run_id: str, number: int) -> bool:
        """Whether a chunk is done; NotFound where there is none."""
        statement = self.session.mine(run_chunks, run_chunks.c.done).where(
            run_chunks.c.run == run_id, run_chunks.c.number == number
        )
        done = self.session.connection.scalars(statement).one_or_none()
        if done is None:
            raise NotFound("chunk", f"{run_id}/{number}")
        return bool(done)

    def finish_chunk(self, run_id: str, number: int, results: Iterable[RunResult]) -> None:
        """Store the results that are not there yet and mark the chunk done, in this transaction."""
        tenant = self.session.tenant
        mark = (
            update(run_chunks)
            .where(run_chunks.c.tenant == tenant, run_chunks.c.run == run_id, run_chunks.c.number == number)
            .values(done=True)
        )
        if self.session.connection.execute(mark).rowcount != 1:
            raise NotFound("chunk", f"{run_id}/{number}")
        rows = (
            (tenant, run_id, result.contract, result.outcome.value, result.digest, CODEC.dump(result))
            for result in results
        )
        bulk.insert(
            self.session.connection,
            run_results,
            _RESULT_COLUMNS,
            rows,
            on_conflict="on conflict (tenant, run, contract) do nothing",
        )

    def results(self, run_id: str, outcome: ResultOutcome | None = None) -> Iterator[RunResult]:
        """The results in order of contract, streamed; of one outcome when given."""
        statement = self.session.mine(run_results, run_results.c.document).where(run_results.c.run == run_id)
        if outcome is not None:
            statement = statement.where(run_results.c.outcome == outcome.value)
        for row in self.session.stream(statement.order_by(run_results.c.contract)):
            yield CODEC.load(RunResult, row.document)

    def result(self, run_id: str, contract: str) -> RunResult:
        """NotFound where there is none."""
        statement = self.session.mine(run_results, run_results.c.document).where(
            run_results.c.run == run_id, run_results.c.contract == contract
        )
        document = self.session.connection.scalars(statement).one_or_none()
        if document is None:
            raise NotFound("result", f"{run_id}/{contract}")
        return CODEC.load(RunResult, document)

    def replace_result(self, result: RunResult) -> None:
        """Store a reviewed result in place of the held one; NotFound where none is held."""
        self._replace(result, ResultOutcome.HELD)

    def hold(self, result: RunResult) -> None:
        """Store a result as held in place of the priced one; NotFound where none is priced."""
        self._replace(result, ResultOutcome.PRICED)

    def _replace(self, result: RunResult, was: ResultOutcome) -> None:
        statement = (
            update(run_results)
            .where(
                run_results.c.tenant == self.session.tenant,
                run_results.c.run == result.run,
                run_results.c.contract == result.contract,
                run_results.c.outcome == was.value,
            )
            .values(outcome=result.outcome.value, digest=result.digest, document=CODEC.dump(result))
        )
        if self.session.connection.execute(statement).rowcount != 1:
            raise NotFound(f"{was.value} result", f"{result.run}/{result.contract}")

    def digests(self, run_id: str) -> list[str]:
        """The digests of all results, in order of contract."""
        statement = self.session.mine(run_results, run_results.c.digest).where(run_results.c.run == run_id)
        return list(self.session.connection.scalars(statement.order_by(run_results.c.contract)))

    def counts(self, run_id: str) -> dict[ResultOutcome, int]:
        """How many results of each outcome; every outcome is a key."""
        statement = (
            self.session.mine(run_results, run_results.c.outcome, func.count().label("number"))
            .where(run_results.c.run == run_id)
            .group_by(run_results.c.outcome)
        )
        found = {ResultOutcome(row.outcome): int(row.number) for row in self.session.connection.execute(statement)}
        return {outcome: found.get(outcome, 0) for outcome in ResultOutcome}

    def billed_before(self, contracts: Iterable[str], period: Period) -> frozenset[str]:
        """Of `contracts`, those with a sealed bill on a day of `period`."""
        statement = self.session.mine(billed_periods, billed_periods.c.contract).where(
            billed_periods.c.contract == any_of(contracts), billed_periods.c.period.overlaps(to_range(period))
        )
        return frozenset(self.session.connection.scalars(statement.distinct()))
