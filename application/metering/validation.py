"""Judging: measures just stored are held against the rules, in the transaction that stores them.

What they are held against is loaded for all their points with a fixed number of queries. The same measures rules_broken
again give the same findings: an open finding whose measure breaks the rule no longer lapses, one that lapsed and
breaks it again is open again. Norm: reference on SII measure flows, 7.2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from application.journal import Actor, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork
from application.tariffs.book import book_of
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.kernel.digest import Plain
from domain.kernel.fault import Severity
from domain.kernel.validity import FOREVER, Period, month_of, months_later
from domain.metering.curve import MonthCurve
from domain.metering.reading import Reading, current
from domain.metering.validation import curves as curve_rules
from domain.metering.validation import readings as reading_rules
from domain.metering.validation.context import PointContext, Supplied, Thresholds
from domain.metering.validation.finding import Decision, Finding, FindingState, FindingStep, Measure, finding_id
from domain.metering.validation.rule import AT_ARRIVAL, Broken, ValidationSettings
from domain.tariffs.book import TariffBook

_ONE_DAY = dt.timedelta(days=1)
_HISTORY_MONTHS = 26  # two years back, and the month that opens them
_VALIDATION = "judge"


@attrs.frozen
class ValidationResult:
    """What judging changed: findings that are new, lapsed, or open again; and how many measures were looked at."""

    measures: int = 0
    new: tuple[Finding, ...] = ()
    lapsed: tuple[Finding, ...] = ()
    reopened: tuple[Finding, ...] = ()


def validate(
    uow: UnitOfWork,
    books: TariffBooks,
    actor: Actor,
    *,
    readings: Sequence[Reading] = (),
    curves: Sequence[MonthCurve] = (),
    arrived: bool = True,
) -> ValidationResult:
    """Judge measures that are stored, what they replace, the readings after them and the curves beside them; keep what
    is found, journaled where it changes.

    arrived  whether they came just now: what stood billed then is told only so
    """
    if not readings and not curves:
        return ValidationResult()
    loaded = _Loaded.of(uow, book_of(uow, books, actor.clock.today()), actor, readings, curves, arrived=arrived)
    broken = {measure: rules for point in loaded.points for measure, rules in loaded.broken_rules(point)}
    done = _store_changes(uow, actor, loaded, broken)
    if done.new or done.lapsed or done.reopened:
        event: Plain = {"new": len(done.new), "lapsed": len(done.lapsed), "reopened": len(done.reopened)}
        given: Plain = [each.id for each in (*done.new, *done.lapsed, *done.reopened)]
        record(uow, actor, use_case="validate_measures", given=given, events=[("measures.validated", event)])
    return done


def _store_changes(
    uow: UnitOfWork, actor: Actor, loaded: _Loaded, broken: Mapping[Measure, Sequence[Broken]]
) -> ValidationResult:
    there = {each.id: each for found in loaded.findings.values() for each in found}
    new, lapsed, reopened = [], [], []
    for measure, rules in broken.items():
        for each in rules:
            severity = loaded.settings.severity(each.rule)
            assert severity is not None
            found = there.get(finding_id(measure, each.rule))
            if found is None:
                new.append(Finding(measure, each.rule, severity, each.reasons))
            elif found.state is FindingState.OPEN and found.current_reasons != each.reasons:
                lapsed_now = _decided(uow, actor, found, FindingStep.LAPSE, "validated again: for other reasons")
                reopened.append(_decided(uow, actor, lapsed_now, FindingStep.REOPEN, each.reasons))
            elif found.state is FindingState.LAPSED:
                reopened.append(_decided(uow, actor, found, FindingStep.REOPEN, each.reasons))
    for found in there.values():
        rules_broken = broken.get(found.measure)
        if rules_broken is None or found.state is not FindingState.OPEN or found.rule in AT_ARRIVAL:
            continue
        if found.rule not in {each.rule for each in rules_broken}:
            lapsed.append(
                _decided(
                    uow, actor, found, FindingStep.LAPSE, "validated again: what counts now does not break the rule"
                )
            )
    uow.findings.add(new)
    return ValidationResult(len(broken), tuple(new), tuple(lapsed), tuple(reopened))


def _decided(uow: UnitOfWork, actor: Actor, found: Finding, step: FindingStep, why: str) -> Finding:
    return uow.findings.decide(found, Decision(step, _VALIDATION, actor.clock.now(), why))


@attrs.frozen(eq=False)
class _Loaded:
    """What the points of one batch are rules_broken by."""

    today: dt.date
    settings: ValidationSettings
    points: Mapping[str, PointContext]
    readings: Mapping[str, tuple[Reading, ...]]
    curves: Mapping[str, tuple[MonthCurve, ...]]
    findings: Mapping[str, tuple[Finding, ...]]
    subjects: frozenset[Measure]
    billed: frozenset[tuple[str, dt.date]]

    @classmethod
    def of(
        cls,
        uow: UnitOfWork,
        book: TariffBook,
        actor: Actor,
        readings: Sequence[Reading],
        curves: Sequence[MonthCurve],
        *,
        arrived: bool,
    ) -> _Loaded:
        """A fixed number of queries, whatever the number of points."""
        codes = {each.point for each in readings} | {each.point for each in curves}
        days = [*(each.day for each in readings), *(each.month.start for each in curves)]
        first = months_later(min(days), -_HISTORY_MONTHS)
        stored = uow.measures.readings(codes, first, FOREVER)
        stored_curves = _curves_of(uow, codes, [*(each.month for each in curves), *_closed_by(readings)])
        findings = uow.findings.of(codes)
        contracts = _contracts(uow, codes)
        subjects = {*map(Measure.of, readings), *map(Measure.of, curves)}
        subjects |= {Measure.of(each) for each in _following(readings, stored)}
        subjects |= {Measure.of(each) for each in _beside(readings, stored_curves)}
        subjects |= {Measure.of(each) for each in _replaced(readings, curves, stored, stored_curves)}
        today = actor.clock.today()
        return cls(
            today=today,
            settings=uow.findings.settings(),
            points=_contexts(uow, book, codes, contracts, findings, today),
            readings=stored,
            curves=stored_curves,
            findings=findings,
            subjects=frozenset(subjects),
            billed=_billed(uow, readings, curves, stored, stored_curves, contracts) if arrived else frozenset(),
        )

    def broken_rules(self, point: str) -> Iterator[tuple[Measure, tuple[Broken, ...]]]:
        """Each subject of a point with the rules it breaks, those that are off left out, in order of day."""
        mine = self.findings.get(point, ())
        gone = {each.measure for each in mine if each.withholds and each.state is not FindingState.OPEN}
        held = {each.measure for each in mine if each.withholds and each.state is FindingState.OPEN}
        confirmed = {each.id for each in mine if each.state is FindingState.CONFIRMED}
        alive = [each for each in self.readings.get(point, ()) if each.validated and Measure.of(each) not in gone]
        for reading in alive:
            measure = Measure.of(reading)
            if measure not in self.subjects:
                continue
            held.discard(measure)
            broken = self._of_reading(reading, [each for each in alive if Measure.of(each) not in held])
            if self._withhold(measure, broken, confirmed):
                held.add(measure)
            yield measure, broken
        counted = current(each for each in alive if Measure.of(each) not in held)
        usable = [each for each in self.curves.get(point, ()) if each.validated and Measure.of(each) not in gone | held]
        for curve in usable:
            if Measure.of(curve) in self.subjects:
                yield Measure.of(curve), self._of_curve(curve, counted, usable)

    def _of_reading(self, reading: Reading, others: Sequence[Reading]) -> tuple[Broken, ...]:
        same_day = [each for each in others if each.day == reading.day]
        if any(each.origin > reading.origin for each in same_day):
            return ()  # another one counts
        case = reading_rules.ReadingCase(
            reading,
            current(each for each in others if each.day < reading.day),
            [each for each in same_day if each.origin < reading.origin],
            self.points[reading.point],
            (reading.point, reading.day) in self.billed,
        )
        return self._on(reading_rules.broken_by(case))

    def _of_curve(
        self, curve: MonthCurve, counted: Sequence[Reading], curves: Sequence[MonthCurve]
    ) -> tuple[Broken, ...]:
        same = [each for each in curves if _same(each, curve)]
        if any(each.origin > curve.origin for each in same):
            return ()
        case = curve_rules.CurveCase(
            curve,
            counted,
            [each for each in same if each.origin < curve.origin],
            self.points[curve.point],
            (curve.point, curve.month.start) in self.billed,
        )
        return self._on(curve_rules.broken_by(case))

    def _on(self, broken: Iterable[Broken]) -> tuple[Broken, ...]:
        return tuple({each.rule: each for each in broken if self.settings.severity(each.rule) is not None}.values())

    def _withhold(self, measure: Measure, broken: Iterable[Broken], confirmed: set[str]) -> bool:
        grave = (each for each in broken if self.settings.severity(each.rule) is not Severity.WARN)
        return any(finding_id(measure, each.rule) not in confirmed for each in grave)


def _same(one: MonthCurve, other: MonthCurve) -> bool:
    return (one.kind, one.month) == (other.kind, other.month)


def _following(readings: Iterable[Reading], stored: Mapping[str, tuple[Reading, ...]]) -> Iterator[Reading]:
    """The readings of the next day that has some, after each: their difference begins with it."""
    for each in readings:
        later = [other for other in stored.get(each.point, ()) if other.day > each.day]
        if later:
            yield from (other for other in later if other.day == later[0].day)


def _replaced(
    readings: Iterable[Reading],
    curves: Iterable[MonthCurve],
    stored: Mapping[str, Sequence[Reading]],
    stored_curves: Mapping[str, Sequence[MonthCurve]],
) -> Iterator[Reading | MonthCurve]:
    """What measures take the place of: it counts no more, and what was found in it lapses."""
    for each in readings:
        yield from (other for other in stored.get(each.point, ()) if other.day == each.day)
    for curve in curves:
        yield from (other for other in stored_curves.get(curve.point, ()) if _same(other, curve))


def _closed_by(readings: Iterable[Reading]) -> Iterator[Period]:
    """The months that a reading begins or ends: registers are held against the curve of a whole month."""
    for each in readings:
        after = each.day + _ONE_DAY
        if after.day == 1:
            yield month_of(each.day)
            yield month_of(after)


def _curves_of(uow: UnitOfWork, codes: set[str], months: Sequence[Period]) -> Mapping[str, tuple[MonthCurve, ...]]:
    if not months:
        return {}
    return uow.measures.curves(codes, Period(min(each.start for each in months), max(each.stop for each in months)))


def _beside(readings: Iterable[Reading], stored: Mapping[str, Sequence[MonthCurve]]) -> Iterator[MonthCurve]:
    """The curves of the months that readings begin or end."""
    for each in readings:
        months = set(_closed_by([each]))
        yield from (curve for curve in stored.get(each.point, ()) if curve.month in months)


def _contracts(uow: UnitOfWork, codes: Iterable[str]) -> Mapping[str, tuple[Contract, ...]]:
    by_commodity: dict[str, list[str]] = {}
    for point in uow.points.of(codes).values():
        by_commodity.setdefault(point.commodity, []).append(point.code)
    found: dict[str, list[Contract]] = {}
    for code, points in by_commodity.items():
        for contract in uow.contracts.at(code, points):
            found.setdefault(contract.point, []).append(contract)
    return {point: tuple(contracts) for point, contracts in found.items()}


def _contexts(
    uow: UnitOfWork,
    book: TariffBook,
    codes: Iterable[str],
    contracts: Mapping[str, Sequence[Contract]],
    findings: Mapping[str, Sequence[Finding]],
    today: dt.date,
) -> Mapping[str, PointContext]:
    limits: dict[str, Thresholds] = {}
    contexts = {}
    for code, point in uow.points.of(codes).items():
        kind = commodity(point.commodity)
        if kind.code not in limits:
            limits[kind.code] = _thresholds(book, kind.code, today)
        confirmed: dict[str, tuple[dt.date, ...]] = {}
        for each in findings.get(code, ()):
            if each.state is FindingState.CONFIRMED:
                confirmed[each.rule] = (*confirmed.get(each.rule, ()), each.measure.day)
        supplied = tuple(
            Supplied(part, contract.available_kw(part))
            for contract in contracts.get(code, ())
            for part in contract.period.cut(contract.terms.changes())
        )
        contexts[code] = PointContext(code, kind.energy.value, today, supplied, limits[kind.code], confirmed)
    return contexts


def _thresholds(book: TariffBook, code: str, day: dt.date) -> Thresholds:
    return Thresholds.of(
        lambda name: book.value(f"validation/{name}", (), day).value,
        lambda name: book.value(f"validation/{name}", (code,), day).value,
    )


def _billed(
    uow: UnitOfWork,
    readings: Sequence[Reading],
    curves: Sequence[MonthCurve],
    stored: Mapping[str, Sequence[Reading]],
    stored_curves: Mapping[str, Sequence[MonthCurve]],
    contracts: Mapping[str, Sequence[Contract]],
) -> frozenset[tuple[str, dt.date]]:
    """The points and days of measures that come after another of the same day or month, where it stands billed.

    One query for each day or month that is replaced: those of one file are of one month.
    """
    requested: dict[Period, set[str]] = {}
    for each in readings:
        if any(other.day == each.day and other.origin < each.origin for other in stored[each.point]):
            requested.setdefault(Period(each.day, each.day + _ONE_DAY), set()).add(each.point)
    for curve in curves:
        mine = stored_curves[curve.point]
        if any(_same(other, curve) and other.origin < curve.origin for other in mine):
            requested.setdefault(curve.month, set()).add(curve.point)
    found = set()
    for days, points in requested.items():
        numbers = {each.number: point for point in points for each in contracts.get(point, ())}
        found |= {(numbers[number], days.start) for number in uow.runs.billed_before(numbers, days)}
    return frozenset(found)
