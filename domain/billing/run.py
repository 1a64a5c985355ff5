"""A billing run: what was selected, what came of each contract, and how a run moves on.

Plan, execute, review, seal. A result belongs to one contract of one run and is never replaced by a second execution.
"""

from __future__ import annotations

import datetime as dt
import enum

import attrs

from domain.kernel.digest import digest
from domain.kernel.fault import Fault
from domain.kernel.validity import Period, months_later
from domain.pricing.priced import Priced, Refused

EVERY_COMMODITY = "all"
"""In place of the code of a commodity: a run over all of them, so that supplies of one group come on one bill."""


class RunKind(enum.Enum):
    """What a run does: bills the days of its period, or reckons again what stands billed of them.

    A rebilling gives the difference by itself, for every contract of which anything differs: prices and terms that came
    later, energy measured later, the last days of an ended contract that were billed on an estimate.
    """

    PERIOD = "period"
    REBILLING = "rebilling"


class RunStatus(enum.Enum):
    """The steps of a run, in order; a cancelled run has no further step."""

    PLANNED = "planned"
    EXECUTED = "executed"
    SEALED = "sealed"
    CANCELLED = "cancelled"


class ResultOutcome(enum.Enum):
    """What came of one contract: ready to seal, waiting for a person, refused with faults, sent back by a person."""

    PRICED = "priced"
    HELD = "held"
    REFUSED = "refused"
    SENT_BACK = "sent_back"


@attrs.frozen
class BillingRun:
    """The frozen inputs of a run and where it stands.

    commodity     a code, or EVERY_COMMODITY
    cycle_months  contracts with this cycle are selected
    known_on      the day of knowledge of the tariff book
    book_digest   the book it was planned with; executing with another is refused, as with other hourly prices
    contracts     how many were selected
    lookback_months  days charged up to so many months before are reckoned again where they are now known otherwise
    allow_estimates  whether days that no reading closes are estimated
    digest        over all outcomes, once executed; over all bills, once sealed
    """

    id: str
    commodity: str
    period: Period
    cycle_months: int
    issue_on: dt.date
    known_on: dt.date
    book_digest: str
    rounding: str
    chunk_size: int
    contracts: int
    status: RunStatus = RunStatus.PLANNED
    digest: str = ""
    lookback_months: int = 0
    allow_estimates: bool = False
    hourly_digest: str = ""
    kind: RunKind = RunKind.PERIOD

    @property
    def lookback_period(self) -> Period:
        """From the first day that may be reckoned again to the last that is billed."""
        return Period(months_later(self.period.start, -self.lookback_months), self.period.stop)


@attrs.frozen
class Review:
    """A person's decision on a held result."""

    by: str
    reason: str


@attrs.frozen
class RunResult:
    """What came of one contract.

    priced is there unless the contract was refused; faults hold the reasons of a hold or a refusal.
    """

    run: str
    contract: str
    period: Period
    outcome: ResultOutcome
    priced: Priced | None
    faults: tuple[Fault, ...]
    review: Review | None = None

    def __attrs_post_init__(self) -> None:
        if (self.priced is None) != (self.outcome is ResultOutcome.REFUSED):
            raise ValueError(f"contract {self.contract}: {self.outcome.value} results have a price, refused ones none")

    @classmethod
    def of(cls, run: str, priced: Priced | Refused, held_for: tuple[Fault, ...]) -> RunResult:
        """The result of pricing; `held_for` are the findings of the risk gate."""
        if isinstance(priced, Refused):
            return cls(run, priced.contract, priced.period, ResultOutcome.REFUSED, None, priced.faults)
        outcome = ResultOutcome.HELD if held_for else ResultOutcome.PRICED
        return cls(run, priced.contract, priced.period, outcome, priced, held_for)

    @property
    def digest(self) -> str:
        """SHA-256 over the outcome: the price, or the faults."""
        if self.priced is not None:
            return self.priced.digest
        return digest([self.contract, str(self.period), [[fault.code, fault.message] for fault in self.faults]])


class NotReviewable(ValueError):
    """Only a held result can be released or sent back."""


def reviewed(result: RunResult, *, release: bool, by: str, reason: str) -> RunResult:
    """The held result after a person's decision; NotReviewable for any other, ValueError without name or reason."""
    if result.outcome is not ResultOutcome.HELD:
        raise NotReviewable(f"contract {result.contract} is {result.outcome.value}, not held")
    if not by.strip() or not reason.strip():
        raise ValueError("a review needs the name of who decides and a reason")
    outcome = ResultOutcome.PRICED if release else ResultOutcome.SENT_BACK
    return attrs.evolve(result, outcome=outcome, review=Review(by, reason))


def digest_of_results(digests: list[str]) -> str:
    """The digest of a run over its results' digests, in order of contract."""
    return digest(digests)
