"""The facts of a contract, from what is known of it: the days to be billed, and the days charged before that are now
known otherwise.

Consumption comes from readings that close the period; from load curves where an offer is priced by the hour or no
readings close it. What cannot be proved is a refusal, or an estimate where the run allows one, never a guess.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence

import attrs

from domain.billing.forecasts import Forecasts
from domain.billing.risk import ValidationRules
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.contracts.seller import Seller
from domain.corrections.annual_usage import AnnualUsage
from domain.corrections.bonus_days import days_of_another_bonus
from domain.corrections.contract_history import ContractHistory
from domain.corrections.invoiced_position import billed_periods, estimated_with, invoiced_position, together
from domain.corrections.recalculation import differs
from domain.corrections.recalculation_input import BillingInput, RecalculationInput, readings_of
from domain.kernel.calendar import BandCalendar
from domain.kernel.fault import Fault
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.metering.calls.call import calls_counting_for
from domain.metering.consumption import (
    Consumption,
    CounterWentBackwards,
    CurveIncomplete,
    MeterChanged,
    MissingReading,
    are_closed,
    between_readings,
    from_curves,
)
from domain.metering.demand import Demand, demands
from domain.metering.estimates.estimation import NoHistory, over, proved, up_to_the_end, without_replaced_estimates
from domain.metering.faults import MET_001, MET_002, MET_003, MET_004
from domain.metering.reading import Quality
from domain.metering.validation.faults import VEE_100, VEE_101
from domain.metering.validation.finding import Finding
from domain.pricing.counters.billed_period import BilledPeriod
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.pricing.priced import Refused
from domain.tariffs.offer import IndexedPrice, Offer

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(eq=False)
class FactSources:
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

    def billing_input(self, history: ContractHistory, number: str, run_period: Period) -> BillingInput | Refused:
        """One contract: the facts of its days in the run, and what of the days before is to be reckoned again."""
        contract = history.contracts[number]
        period = contract.period.meet(run_period)
        assert period is not None, f"contract {contract.number} does not supply in {run_period}"
        charged = history.charged(contract, period.start)
        try:
            consumption = self._consumption(history, contract, period, charged)
        except (MissingReading, NoHistory) as error:
            return _refused(history, contract, period, MET_001.code, error)
        except CounterWentBackwards as error:
            return _refused(history, contract, period, MET_002.code, error)
        except MeterChanged as error:
            return _refused(history, contract, period, MET_003.code, error)
        except CurveIncomplete as error:
            return _refused(history, contract, period, MET_004.code, error)
        now = self._known_now(history, contract, charged, period.stop)
        bills, calls = history.billed.get(number, ()), history.calls.get(number, ())
        used = AnnualUsage.of(history, contract, self.offers, now)
        looked_at = Period(charged[0].period.start, period.start) if charged else None
        otherwise = days_of_another_bonus(contract, bills, looked_at) if looked_at else frozenset()
        changed = [
            each
            for each in charged
            if differs(each, now[each.document], calls)
            or used.moved(each)
            or any(day in each.period for day in otherwise)
        ]
        facts = self._facts(history, used, period, consumption)
        recalculation = self._recalculation_input(history, used, charged, changed, now)
        return BillingInput(facts, recalculation, history.sums_before(contract, period))

    def recalculation_input(self, history: ContractHistory, number: str, period: Period) -> RecalculationInput | None:
        """The documents of `period`, whether or not their energy is known otherwise."""
        contract = history.contracts[number]
        every = billed_periods(history.billed.get(number, ()), number)
        asked = [each for each in every if each.period.overlaps(period)]
        if not asked:
            return None
        chosen = together(every, estimated_with(every, asked))
        charged = every[every.index(chosen[0]) :]  # a yearly counter moves what was charged later
        now = self._known_now(history, contract, charged, charged[-1].period.stop)
        return self._recalculation_input(
            history, AnnualUsage.of(history, contract, self.offers, now), charged, chosen, now
        )

    def _facts(
        self,
        history: ContractHistory,
        used: AnnualUsage,
        period: Period,
        consumption: tuple[Consumption, ...],
        issued: BilledPeriod | None = None,
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
            demand=self._demand(history, contract, period),
            hourly=self.hourly,
            calls=calls_counting_for(history.calls.get(contract.number, ()), period),
            rounding=BILL_ROUNDINGS[issued.rounding if issued else self.rounding],
            rai_nature=self.seller.rai_treatment,
            notes=_waiting(history, contract, period, consumption),
        )

    def _recalculation_input(
        self,
        history: ContractHistory,
        used: AnnualUsage,
        charged: Sequence[BilledPeriod],
        changed: Sequence[BilledPeriod],
        now: Mapping[str, tuple[Consumption, ...]],
    ) -> RecalculationInput | None:
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
        facts = tuple(self._facts(history, used, each.period, now[each.document], each) for each in chosen)
        invoiced = invoiced_position(history.billed.get(contract.number, ()), contract.number, days)
        return RecalculationInput(facts, invoiced, readings_of(history.readings_that_count(contract), days))

    def _known_now(
        self, history: ContractHistory, contract: Contract, charged: Sequence[BilledPeriod], stop: dt.date
    ) -> dict[str, tuple[Consumption, ...]]:
        """The energy of each document's days as now known; as it stands charged where nothing new proves it."""
        if not charged:
            return {}
        days = Period(charged[0].period.start, stop)
        readings = without_replaced_estimates(history.readings_that_count(contract), days.start)
        pieces = proved(readings, self.rules.rollover, contract.available_kw(days))
        edges = [each.period.start for each in charged]
        found = {}
        for each in charged:
            if each.by_curve:
                found[each.document] = self._curve_now(history, contract, each)
            else:
                found[each.document] = over(pieces, each.period, edges) or each.consumption
        return found

    def _curve_now(
        self, history: ContractHistory, contract: Contract, charged: BilledPeriod
    ) -> tuple[Consumption, ...]:
        try:
            return from_curves(history.curves_that_count(contract), charged.period, self.bands)
        except CurveIncomplete:
            return charged.consumption

    def _consumption(
        self, history: ContractHistory, contract: Contract, period: Period, charged: Sequence[BilledPeriod]
    ) -> tuple[Consumption, ...]:
        if not commodity(contract.commodity).measured:
            return ()
        curves = history.curves_that_count(contract)
        if self._needs_curves(contract):
            return from_curves(curves, period, self.bands)
        readings = history.readings_that_count(contract)
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

    def _demand(self, history: ContractHistory, contract: Contract, period: Period) -> tuple[Demand, ...]:
        """Highest power and reactive energy, for supplies that may pay by them."""
        supplies = (entry.value.supply for entry in contract.terms.entries if entry.period.overlaps(period))
        if not any(map(commodity(contract.commodity).pays_demand, supplies)):
            return ()
        return demands(history.readings_that_count(contract), history.curves_that_count(contract), period, self.bands)

    def _needs_curves(self, contract: Contract) -> bool:
        prices = (
            self.offers[entry.value.offer].price for entry in contract.terms.entries if entry.value.offer in self.offers
        )
        return any(isinstance(price, IndexedPrice) and price.hourly for price in prices)


def _refused(history: ContractHistory, contract: Contract, period: Period, code: str, error: Exception) -> Refused:
    """The refusal, with what waits for a decision where that is why."""
    message = f"point {contract.point}: {error}"
    waiting = (VEE_100.fault(contract.number, _finding_text(each)) for each in history.waiting(contract, period))
    return Refused(contract.number, period, (Fault(code, contract.number, message), *waiting))


def _waiting(
    history: ContractHistory, contract: Contract, period: Period, consumption: tuple[Consumption, ...]
) -> tuple[Fault, ...]:
    """A warning for each measure that waits for a decision, where days are estimated without it."""
    if not any(piece.quality is Quality.ESTIMATED for piece in consumption):
        return ()
    return tuple(VEE_101.fault(contract.number, _finding_text(each)) for each in history.waiting(contract, period))


def _finding_text(finding: Finding) -> str:
    measure = finding.measure
    what = f"{measure.register} of {measure.point} on {measure.day} is {finding.state.value}"
    return f"{what}: finding {finding.id}, {finding.rule} {finding.current_reasons}"
