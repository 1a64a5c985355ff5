"""What an accepted message of the market brings about, by day: contracts open, close, change; readings are awaited.

Each effect is done or blocked with its reason (MKT-005); a blocked one leaves the contract as it was, and is tried
again when the case is settled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

import attrs

from application.market.market_ports import MarketPorts
from application.ports.registry import NotFound, ValidityOverlaps
from application.ports.unit_of_work import UnitOfWork
from application.registry.close_contract import BilledBeyond, CannotClose, close_within
from application.tariffs.book import book_of
from domain.contracts.contract import Contract, SocialBonus
from domain.contracts.revision import TermsEnded, reopened, revised, started, with_bonus, with_rai_fee
from domain.kernel.validity import NoValueOnDay, Period
from domain.market.case import Case, CaseStep, Effect, EffectStatus, with_last_effects
from domain.market.message_facts import MessageFacts
from domain.market.process import EffectKind
from domain.tariffs.parameter import NotInForce

_ONE_DAY = dt.timedelta(days=1)


class Blocked(ValueError):
    """An effect cannot be carried out: why, and what to do."""


_EXPECTED = (Blocked, TermsEnded, NotFound, ValidityOverlaps, BilledBeyond, CannotClose, NoValueOnDay, NotInForce)


@attrs.frozen
class _EffectRun:
    """One effect on its way: the stores, the ports, the case and the step it is of."""

    uow: UnitOfWork
    ports: MarketPorts
    case: Case
    step: CaseStep
    effect: Effect

    @property
    def day(self) -> dt.date:
        """The day of the effect; Blocked where no message states one."""
        if self.effect.day is None:
            raise Blocked(f"case {self.case.code}: no message states the day; settle the case with its day")
        return self.effect.day

    @property
    def facts(self) -> MessageFacts:
        """What the message of the step says of its own."""
        return self.ports.flows.facts(self.step.message) if self.step.message else MessageFacts()

    def supplying(self, day: dt.date) -> Contract:
        """The contract that supplies the point on a day; Blocked where there is none."""
        for contract in self.uow.contracts.at(self.case.commodity, [self.case.point]):
            if day in contract.period:
                return contract
        raise Blocked(f"no contract of ours supplies {self.case.point} on {day}")

    def store(self, contract: Contract, detail: str) -> Effect:
        """Store a contract, and say what was done."""
        self.uow.contracts.put(contract)
        return self.done(detail, contract.number)

    def done(self, detail: str, contract: str = "", was: dt.date | None = None) -> Effect:
        """The effect, done."""
        number = contract or self.effect.contract
        return attrs.evolve(self.effect, status=EffectStatus.DONE, detail=detail, contract=number, was=was)


def carry_out(uow: UnitOfWork, ports: MarketPorts, *, case: Case, since: int) -> Case:
    """The case with the planned effects of its steps from number `since` on carried out, in order."""
    planned = ((step, effect) for step in case.steps[since:] for effect in step.effects)
    return with_last_effects(case, since, carried_out(uow, ports, case, planned))


def carried_out(
    uow: UnitOfWork, ports: MarketPorts, case: Case, planned: Iterable[tuple[CaseStep, Effect]]
) -> tuple[Effect, ...]:
    """Effects, each with the step it is of, done or blocked, in order."""
    return tuple(_carried(_EffectRun(uow, ports, case, step, effect)) for step, effect in planned)


def _carried(run: _EffectRun) -> Effect:
    try:
        return _DO[run.effect.kind](run)
    except _EXPECTED as error:
        return attrs.evolve(run.effect, status=EffectStatus.BLOCKED, detail=str(error))


def _open(run: _EffectRun) -> Effect:
    number, day = run.case.contract, run.day
    known = run.uow.contracts.of([number]).get(number)
    if known is not None:
        if known.period.start != day:
            raise Blocked(f"contract {number} begins on {known.period.start}, the switch is of {day}")
        return run.done(f"contract {number} supplies from {day}")
    draft = run.uow.market_cases.draft(number)
    if draft is None:
        raise Blocked(f"no contract waits under {number!r}; register one that begins on {day}")
    if day >= draft.period.stop:
        raise Blocked(f"contract {number} would end on {draft.period.last}, before {day}")
    return run.store(started(draft, day), f"contract {number} supplies from {day}")


def _close(run: _EffectRun, last_day: dt.date) -> Effect:
    number = run.supplying(last_day).number
    actor = run.ports.actor
    book = book_of(run.uow, run.ports.books, actor.clock.today())
    closed = close_within(run.uow, book=book, actor=actor, number=number, last_day=last_day)
    detail = f"contract {number} ends with {last_day}; its closing bill is due by {closed.deliver_by}"
    return run.done(detail, number, closed.was)


def _reopen(run: _EffectRun) -> Effect:
    closed = [e for e in run.case.effects if e.kind is EffectKind.CLOSE_CONTRACT and e.status is EffectStatus.DONE]
    if not closed:
        return run.done("no contract was closed")
    contract = reopened(run.uow.contracts.get(closed[-1].contract), closed[-1].was)
    return run.store(contract, f"contract {contract.number} goes on")


def _voltura(run: _EffectRun) -> Effect:
    if run.uow.market_cases.draft(run.case.contract) is None:
        raise Blocked(f"no contract waits under {run.case.contract!r}")
    ended = _close(run, run.day - _ONE_DAY)
    begun = _open(run)
    return run.done(f"{ended.detail}; {begun.detail}", ended.contract, ended.was)


def _change_terms(run: _EffectRun) -> Effect:
    draft, day = run.uow.market_cases.draft(run.case.contract), run.day
    if draft is None:
        raise Blocked(f"no new terms wait under contract {run.case.contract!r}")
    contract = run.uow.contracts.get(draft.number)
    terms = draft.terms.on(day)
    return run.store(
        revised(contract, Period(day), lambda _: terms), f"contract {draft.number} has new terms from {day}"
    )


def _grant_bonus(run: _EffectRun) -> Effect:
    granted = run.facts.bonus
    if granted is None:
        raise Blocked(run.facts.unreadable or "no message grants a bonus")
    first, last, household = granted.first, granted.last, granted.household
    if first > last:
        raise Blocked(f"the bonus would end on {last}, before it begins on {first}")
    contract = run.supplying(first)
    changed = with_bonus(contract, SocialBonus(household, Period(first, last + _ONE_DAY)))
    return run.store(changed, f"contract {contract.number} has the bonus of {household} from {first} to {last}")


def _charge_rai(run: _EffectRun) -> Effect:
    charged = run.facts.charges_rai_fee
    contract = run.supplying(run.day)
    detail = f"contract {contract.number} {'is' if charged else 'is not'} charged the RAI fee from {run.day}"
    return run.store(with_rai_fee(contract, run.day, charged=charged), detail)


_DO: Mapping[EffectKind, Callable[[_EffectRun], Effect]] = {
    EffectKind.OPEN_CONTRACT: _open,
    EffectKind.CLOSE_CONTRACT: lambda run: _close(run, run.day - _ONE_DAY),
    EffectKind.END_SUPPLY: lambda run: _close(run, run.day),
    EffectKind.REOPEN_CONTRACT: _reopen,
    EffectKind.VOLTURA: _voltura,
    EffectKind.CHANGE_TERMS: _change_terms,
    EffectKind.GRANT_BONUS: _grant_bonus,
    EffectKind.CHARGE_RAI: _charge_rai,
    EffectKind.SUSPEND: lambda run: run.done(f"the supply is suspended from {run.day}"),
    EffectKind.RESUME: lambda run: run.done(f"the supply is reactivated from {run.day}"),
    EffectKind.AWAIT_READING: lambda run: run.done(f"the reading of the end of {run.day} is awaited"),
}
