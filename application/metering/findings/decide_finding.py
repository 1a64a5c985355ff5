"""Decide findings: confirm, correct, reject or estimate the measure they are about, with who and why.

Norm: TIF (463/2016/R/com) art. 5-6: an estimate stands until an actual reading replaces it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from application.journal import Actor, record
from application.metering.validation import validate
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.billing.risk import ValidationRules
from domain.kernel.digest import Plain, digest
from domain.kernel.rounding import SIX_PLACES
from domain.kernel.validity import Period, months_later
from domain.metering.estimates.estimation import estimate, proved
from domain.metering.reading import Action, Kind, Origin, Quality, Reading, RegisterValue, current
from domain.metering.validation.finding import (
    READING,
    Decision,
    Finding,
    FindingState,
    FindingStep,
    NotDecidable,
    not_withheld,
)

_ONE_DAY = dt.timedelta(days=1)
_HISTORY_MONTHS = 13
_FLOW = "VEE"


def confirm(*, units: UnitsOfWork, actor: Actor, finding_id: str, why: str) -> Finding:
    """The measure is right and counts from now on; its level is the history from then on."""
    with units(actor.tenant) as uow:
        found = uow.findings.get(finding_id)
        decided = uow.findings.decide(found, Decision(FindingStep.CONFIRM, actor.name, actor.clock.now(), why))
        _record(uow, actor, decided)
        uow.commit()
    return decided


def reject(*, units: UnitsOfWork, actor: Actor, finding_id: str, why: str) -> Finding:
    """The measure never counts; whatever counted before it counts on."""
    with units(actor.tenant) as uow:
        found = uow.findings.get(finding_id)
        decided = _all_of_the_measure(uow, actor, found, FindingStep.REJECT, why, "")
        uow.commit()
    return decided


def correct(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    finding_id: str,
    values: tuple[RegisterValue, ...],
    why: str,
) -> Finding:
    """A person tells what the registers showed: a reading of its own that replaces the one doubted, judged as any.

    NotDecidable for a curve: its days come again from whoever measured them.
    """
    return _replace(units, books, actor, finding_id, why, FindingStep.CORRECT, values)


def estimate_instead(*, units: UnitsOfWork, books: TariffBooks, actor: Actor, finding_id: str, why: str) -> Finding:
    """The reading is rejected and replaced by an estimate, pro die on the measured days of the year before.

    NotDecidable for a curve or where no reading opens the days; NoHistory where nothing was measured.
    """
    return _replace(units, books, actor, finding_id, why, FindingStep.ESTIMATE, None)


def _replace(
    units: UnitsOfWork,
    books: TariffBooks,
    actor: Actor,
    finding_id: str,
    why: str,
    step: FindingStep,
    values: tuple[RegisterValue, ...] | None,
) -> Finding:
    with units(actor.tenant) as uow:
        found = uow.findings.get(finding_id)
        doubted, before = _doubted(uow, found)
        origin = Origin(actor.clock.now(), 0, 1, digest([found.id, step.value, why]), f"finding {found.id}")
        plain = attrs.evolve(doubted, action=Action.REPLACE, flow=_FLOW, origin=origin, validated=True)
        if values is not None:
            detail = "; ".join(f"{each.kind.value} {each.band} {each.value}" for each in values)
            new = _with(plain, values)
        else:
            shown, detail = _estimated(uow, books, actor, found, doubted, before)
            new = attrs.evolve(_with(plain, shown), quality=Quality.ESTIMATED)
        decided = _all_of_the_measure(uow, actor, found, step, why, detail)
        uow.measures.add(readings=(new,), curves=())
        validate(uow, books, actor, readings=(new,))
        uow.commit()
    return decided


def _with(doubted: Reading, values: tuple[RegisterValue, ...]) -> Reading:
    """The reading with other values: of its registers, or of the quantity where none is shown."""
    if doubted.is_quantity and doubted.rebuilt is not None:
        return attrs.evolve(doubted, rebuilt=attrs.evolve(doubted.rebuilt, values=values))
    return attrs.evolve(doubted, values=values)


def _doubted(uow: UnitOfWork, found: Finding) -> tuple[Reading, Sequence[Reading]]:
    """The reading a finding is about, and those of days before that count."""
    measure = found.measure
    if measure.register != READING:
        raise NotDecidable(f"finding {found.id} is about a curve: ask for its days again, confirm or reject it")
    first = months_later(measure.day, -_HISTORY_MONTHS)
    stored = uow.measures.readings([measure.point], first, measure.day)[measure.point]
    doubted = next(each for each in stored if each.day == measure.day and each.origin == measure.origin)
    if doubted.action is Action.CANCEL:
        raise NotDecidable(f"finding {found.id} is about a cancellation: confirm or reject it")
    withheld = uow.findings.withheld([measure.point]).get(measure.point, ())
    return doubted, current(each for each in not_withheld(stored, withheld) if each.day < measure.day)


def _estimated(
    uow: UnitOfWork, books: TariffBooks, actor: Actor, found: Finding, doubted: Reading, before: Sequence[Reading]
) -> tuple[tuple[RegisterValue, ...], str]:
    """What the registers would show by the estimate of the days since the last reading, and how it was made."""
    stated = doubted.rebuilt if doubted.is_quantity else None
    if not before and stated is None:
        raise NotDecidable(f"finding {found.id}: no reading before {doubted.day} opens the days to be estimated")
    book = book_of(uow, books, actor.clock.today())
    rollover = ValidationRules.on(book, doubted.day).rollover
    days = Period(stated.start if stated else before[-1].day + _ONE_DAY, doubted.day + _ONE_DAY)
    commodity = uow.points.get(doubted.point).commodity
    powers = (each.available_kw(days) for each in uow.contracts.at(commodity, [doubted.point]))
    made = estimate(proved(before, rollover, max(powers, default=Decimal(0))), days)
    used = {part.band: part.value for part in made.bands}
    opened = doubted if stated is not None else before[-1].onwards
    shown = dict.fromkeys(opened.stated(Kind.ACTIVE), Decimal(0)) if stated is not None else opened.bands(Kind.ACTIVE)
    if used.keys() != shown.keys():
        bands = f"history knows {' '.join(used)}, the meter {' '.join(shown)}"
        raise NotDecidable(f"finding {found.id}: {bands}; correct it")
    unit = opened.multiplier * (opened.coefficient or Decimal(1))
    values = tuple(RegisterValue(Kind.ACTIVE, band, value + _shown(used[band], unit)) for band, value in shown.items())
    return values, made.method


def _shown(used: Decimal, unit: Decimal) -> Decimal:
    return used if unit == 1 else SIX_PLACES.apply(used / unit)


def _all_of_the_measure(
    uow: UnitOfWork, actor: Actor, found: Finding, step: FindingStep, why: str, detail: str
) -> Finding:
    """Decide a finding, and with it every other open one about the same measure."""
    decision = Decision(step, actor.name, actor.clock.now(), why, detail)
    decided = uow.findings.decide(found, decision)
    for other in uow.findings.of([found.measure.point])[found.measure.point]:
        if other.id != found.id and other.measure == found.measure and other.state is FindingState.OPEN:
            uow.findings.decide(other, decision)
    _record(uow, actor, decided)
    return decided


def _record(uow: UnitOfWork, actor: Actor, decided: Finding) -> None:
    last = decided.decisions[-1]
    given: Plain = {"finding": decided.id, "step": last.step.value, "why": last.why, "detail": last.detail}
    event: Plain = {"finding": decided.id, "state": decided.state.value}
    record(uow, actor, use_case="decide_finding", given=given, events=[("finding.decided", event)])
