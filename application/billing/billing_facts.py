"""Gathering: the facts of many contracts at once, with a fixed number of queries.

Consumption comes from readings that close the period; from load curves where an offer is priced by the hour or no
readings close it. What cannot be proved is a refusal, or an estimate where the run allows one, never a guess. Days
charged before whose energy is now known otherwise are gathered to be reckoned again on the same bill.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence

import attrs

from application.billing.calls import that_count
from application.billing.contract_history import Look
from application.billing.counting import Used
from application.billing.forecasts import Forecasts, ToldPast
from application.billing.recalculation_input import Gathered, Redo, readings_of
from application.ports.unit_of_work import UnitOfWork
from domain.billing.risk import RiskRules
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.seller import Seller
from domain.corrections.bonus_days import days_of_another_bonus
from domain.corrections.invoiced_position import estimated_with, standing, standing_documents, together
from domain.corrections.recalculation import differs
from domain.kernel.calendar import BandCalendar
from domain.kernel.fault import Fault
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.metering.consumption import (
    Consumption,
    CounterWentBackwards,
    CurveIncomplete,
    MeterChanged,
    MissingReading,
    RolloverRule,
    are_closed,
    between_readings,
    from_curves,
)
from domain.metering.demand import Demand, demands
from domain.metering.estimation import NoHistory, over, proved, up_to_the_end, without_replaced_estimates
from domain.metering.reading import Quality
from domain.metering.validation.finding import Finding
from domain.pricing.counters.billed_period import Charged
from domain.pricing.counters.yearly import MONTHS_BACK
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import IndexedPrice, Offer

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class ValidationRules:
    """The thresholds of the readings' validation and of the risk gate, in force on a day, and their `book`."""

    rollover: RolloverRule
    risk: RiskRules
    book: TariffBook = attrs.field(repr=False, eq=False)

    @classmethod
    def on(cls, book: TariffBook, day: dt.date) -> ValidationRules:
        """The rules of the book; NotInForce where one is missing."""
        share = book.value("validation/rollover_share", (), day).value
        slack = book.value("validation/power_slack", (), day).value
        risk = book.value("validation/risk_power_share", (), day).value
        return cls(RolloverRule(share, slack), RiskRules(risk), book)


def gather(
    uow: UnitOfWork,
    *,
    numbers: Sequence[str],
    period: Period,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
    lookback_months: int = 0,
    allow_estimates: bool = False,
) -> list[Gathered | Refused]:
    """The facts of each contract for the part of `period` it supplies, in the order of `numbers`.

    lookback_months  how far back days charged before are looked at again
    allow_estimates  whether days that no reading closes are estimated from history
    """
    look = Look.of(uow, numbers, period, lookback_months)
    past = ToldPast.of(uow, look.points, period) if allow_estimates else ToldPast()
    sources = _sources(uow, look, issue_day, rounding, rules, bands, past, allow_estimates=allow_estimates)
    return [sources.gathered(look, number, period) for number in numbers]


def gather_again(
    uow: UnitOfWork,
    *,
    numbers: Sequence[str],
    period: Period,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
) -> list[Redo | None]:
    """The documents of each contract that bill a day of `period`, to be reckoned again with all that is known now.

    Estimates before and after them that one reading replaces go with them. None where nothing that stands bills a day.
    """
    months = (issue_day.year - period.start.year) * 12 + issue_day.month - period.start.month + 1
    after = Period(max(issue_day, period.stop), max(issue_day, period.stop) + _ONE_DAY)
    look = Look.of(uow, numbers, after, months + MONTHS_BACK)
    sources = _sources(uow, look, issue_day, rounding, rules, bands, ToldPast(), allow_estimates=False)
    return [sources.again(look, number, period) for number in numbers]


def _sources(
    uow: UnitOfWork,
    look: Look,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
    past: ToldPast,
    *,
    allow_estimates: bool,
) -> _Sources:
    return _Sources(
        seller=uow.sellers.get(),
        offers={offer.code: offer for offer in uow.offers.all()},
        hourly=look.hourly,
        rules=rules,
        forecasts=Forecasts(rules.book, look.points, bands, past),
        bands=bands,
        issue_day=issue_day,
        rounding=rounding,
        allow_estimates=allow_estimates,
    )


@attrs.frozen(eq=False)
class _Sources:
    """What the contracts of one chunk share."""

    seller: Seller
    offers: Mapping[str, Offer]
    hourly: Mapping[str, HourlySeries]
    rules: ValidationRules
    forecasts: Forecasts
    bands: BandCalendar
    issue_day: dt.date
    rounding: str
    allow_estimates: bool

    def gathered(self, look: Look, number: str, run_period: Period) -> Gathered | Refused:
        """One contract: the facts of its days in the run, and what of the days before is to be reckoned again."""
        contract = look.contracts[number]
        period = contract.period.meet(run_period)
        assert period is not None, f"contract {contract.number} does not supply in {run_period}"
        charged = look.charged(contract, period.start)
        try:
            consumption = self._consumption(look, contract, period, charged)
        except (MissingReading, NoHistory) as error:
            return _refused(look, contract, period, "MET-001", error)
        except CounterWentBackwards as error:
            return _refused(look, contract, period, "MET-002", error)
        except MeterChanged as error:
            return _refused(look, contract, period, "MET-003", error)
        except CurveIncomplete as error:
            return _refused(look, contract, period, "MET-004", error)
        now = self._known_now(look, contract, charged, period.stop)
        bills, calls = look.billed.get(number, ()), look.calls.get(number, ())
        used = Used.of(look, contract, self.offers, now)
        looked_at = Period(charged[0].period.start, period.start) if charged else None
        otherwise = days_of_another_bonus(contract, bills, looked_at) if looked_at else frozenset()
        changed = [
            each
            for each in charged
            if differs(each, now[each.document], calls)
            or used.moved(each)
            or any(day in each.period for day in otherwise)
        ]
        facts = self._facts(look, used, period, consumption)
        redo = self._redo(look, used, charged, changed, now)
        return Gathered(facts, redo, look.sums_before(contract, period))

    def again(self, look: Look, number: str, period: Period) -> Redo | None:
        """The documents of `period`, whether or not their energy is known otherwise."""
        contract = look.contracts[number]
        every = standing_documents(look.billed.get(number, ()), number)
        asked = [each for each in every if each.period.overlaps(period)]
        if not asked:
            return None
        chosen = together(every, estimated_with(every, asked))
        charged = every[every.index(chosen[0]) :]  # a yearly counter moves what was charged later
        now = self._known_now(look, contract, charged, charged[-1].period.stop)
        return self._redo(look, Used.of(look, contract, self.offers, now), charged, chosen, now)

    def _facts(
        self,
        look: Look,
        used: Used,
        period: Period,
        consumption: tuple[Consumption, ...],
        issued: Charged | None = None,
    ) -> BillingFacts:
        """The facts of some days; of a document that was `issued`, by its day and its rounding."""
        contract = used.contract
        return BillingFacts(
            contract=contract,
            commodity=commodity(contract.commodity),
            period=period,
            offers=self.offers,
            consumption=consumption,
            issue_day=issued.issued_on if issued else self.issue_day,
            billed=used.in_first_month(period),
            counters=used.counters(period),
            demand=self._demand(look, contract, period),
            hourly=self.hourly,
            calls=that_count(look.calls.get(contract.number, ()), period),
            rounding=BILL_ROUNDINGS[issued.rounding if issued else self.rounding],
            rai_nature=self.seller.rai_treatment,
            notes=_waiting(look, contract, period, consumption),
        )

    def _redo(
        self,
        look: Look,
        used: Used,
        charged: Sequence[Charged],
        changed: Sequence[Charged],
        now: Mapping[str, tuple[Consumption, ...]],
    ) -> Redo | None:
        """Every document from the first changed one to the last that changes with it, and those of the same months, as
        now known.

        VAT stays that of the day each was issued (DPR 633/1972 art. 26), and rounding the one it was issued with:
        another policy of the seller is no reason to charge otherwise what was charged.
        """
        if not changed:
            return None
        contract = used.contract
        after = charged[charged.index(changed[-1]) + 1 :]
        chosen = together(charged, [*changed, *used.counting_on(changed[-1], after)])
        days = Period(chosen[0].period.start, chosen[-1].period.stop)
        facts = tuple(self._facts(look, used, each.period, now[each.document], each) for each in chosen)
        invoiced = standing(look.billed.get(contract.number, ()), contract.number, days)
        return Redo(facts, invoiced, readings_of(look.readings_that_count(contract), days))

    def _known_now(
        self, look: Look, contract: Contract, charged: Sequence[Charged], stop: dt.date
    ) -> dict[str, tuple[Consumption, ...]]:
        """The energy of each document's days as now known; as it stands charged where nothing new proves it."""
        if not charged:
            return {}
        days = Period(charged[0].period.start, stop)
        readings = without_replaced_estimates(look.readings_that_count(contract), days.start)
        pieces = proved(readings, self.rules.rollover, contract.available_kw(days))
        edges = [each.period.start for each in charged]
        found = {}
        for each in charged:
            if each.by_curve:
                found[each.document] = self._curve_now(look, contract, each)
            else:
                found[each.document] = over(pieces, each.period, edges) or each.consumption
        return found

    def _curve_now(self, look: Look, contract: Contract, charged: Charged) -> tuple[Consumption, ...]:
        try:
            return from_curves(look.curves_that_count(contract), charged.period, self.bands)
        except CurveIncomplete:
            return charged.consumption

    def _consumption(
        self, look: Look, contract: Contract, period: Period, charged: Sequence[Charged]
    ) -> tuple[Consumption, ...]:
        if not commodity(contract.commodity).measured:
            return ()
        curves = look.curves_that_count(contract)
        if self._needs_curves(contract):
            return from_curves(curves, period, self.bands)
        readings = look.readings_that_count(contract)
        if curves and not are_closed(readings, period):
            return from_curves(curves, period, self.bands)
        since = charged[0].period.start if charged else period.start
        readings = without_replaced_estimates(readings, since) if charged else readings
        power = contract.available_kw(period)
        if are_closed(readings, period) or not (charged or self.allow_estimates):
            return between_readings(readings, period, self.rules.rollover, power)
        return up_to_the_end(
            readings,
            period,
            charged_from=since,
            edges=[*(each.period.start for each in charged), period.start],
            rollover=self.rules.rollover,
            available_kw=power,
            allow_estimates=self.allow_estimates,
            forecast=functools.partial(self.forecasts.of, contract),
            seed=self.forecasts.seed(contract, period),
        )

    def _demand(self, look: Look, contract: Contract, period: Period) -> tuple[Demand, ...]:
        """Highest power and reactive energy, for supplies that may pay by them."""
        supplies = (entry.value.supply for entry in contract.terms.entries if entry.period.overlaps(period))
        if not any(map(commodity(contract.commodity).pays_demand, supplies)):
            return ()
        return demands(look.readings_that_count(contract), look.curves_that_count(contract), period, self.bands)

    def _needs_curves(self, contract: Contract) -> bool:
        prices = (
            self.offers[entry.value.offer].price for entry in contract.terms.entries if entry.value.offer in self.offers
        )
        return any(isinstance(price, IndexedPrice) and price.hourly for price in prices)


def _refused(look: Look, contract: Contract, period: Period, code: str, error: Exception) -> Refused:
    """The refusal, with what waits for a decision where that is why."""
    message = f"point {contract.point}: {error}"
    waiting = (Fault("VEE-100", contract.number, _told(each)) for each in look.waiting(contract, period))
    return Refused(contract.number, period, (Fault(code, contract.number, message), *waiting))


def _waiting(look: Look, contract: Contract, period: Period, consumption: tuple[Consumption, ...]) -> tuple[Fault, ...]:
    """A warning for each measure that waits for a decision, where days are estimated without it."""
    if not any(piece.quality is Quality.ESTIMATED for piece in consumption):
        return ()
    return tuple(Fault("VEE-101", contract.number, _told(each)) for each in look.waiting(contract, period))


def _told(finding: Finding) -> str:
    measure = finding.measure
    what = f"{measure.register} of {measure.point} on {measure.day} is {finding.state.value}"
    return f"{what}: finding {finding.id}, {finding.rule} {finding.told}"
