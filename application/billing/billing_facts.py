"""Load the facts of many contracts at once, with a fixed number of queries.

Days charged before whose energy is now known otherwise come with them, to be recalculated on the same bill.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from application.billing.contract_history import contract_history
from application.ports.unit_of_work import UnitOfWork
from domain.billing.forecasts import ConsumptionHistory, Forecasts
from domain.billing.risk import ValidationRules
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.corrections.billing_facts import FactSources
from domain.corrections.contract_history import ContractHistory
from domain.corrections.recalculation_input import BillingInput, RecalculationInput
from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import Period, month_of
from domain.metering.estimates.historical_consumption import current_history
from domain.metering.estimates.historical_estimate import a_year_before
from domain.pricing.counters.yearly import MONTHS_BACK
from domain.pricing.priced import Refused

_ONE_DAY = dt.timedelta(days=1)


def billing_inputs(
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
) -> list[BillingInput | Refused]:
    """The facts of each contract for the part of `period` it supplies, in the order of `numbers`.

    lookback_months  how far back days charged before are looked at again
    allow_estimates  whether days that no reading closes are estimated from history
    """
    history = contract_history(uow, numbers, period, lookback_months)
    used_before = consumption_history(uow, history.points, period) if allow_estimates else ConsumptionHistory()
    sources = _sources(uow, history, issue_day, rounding, rules, bands, used_before, allow_estimates=allow_estimates)
    return [sources.billing_input(history, number, period) for number in numbers]


def recalculation_inputs(
    uow: UnitOfWork,
    *,
    numbers: Sequence[str],
    period: Period,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
) -> list[RecalculationInput | None]:
    """The documents of each contract that bill a day of `period`, to be reckoned again with all that is known now.

    Estimates before and after them that one reading replaces go with them. None where nothing that stands bills a day.
    """
    months = (issue_day.year - period.start.year) * 12 + issue_day.month - period.start.month + 1
    after = Period(max(issue_day, period.stop), max(issue_day, period.stop) + _ONE_DAY)
    history = contract_history(uow, numbers, after, months + MONTHS_BACK)
    sources = _sources(uow, history, issue_day, rounding, rules, bands, ConsumptionHistory(), allow_estimates=False)
    return [sources.recalculation_input(history, number, period) for number in numbers]


def _sources(
    uow: UnitOfWork,
    history: ContractHistory,
    issue_day: dt.date,
    rounding: str,
    rules: ValidationRules,
    bands: BandCalendar,
    used_before: ConsumptionHistory,
    *,
    allow_estimates: bool,
) -> FactSources:
    return FactSources(
        seller=uow.sellers.get(),
        offers={offer.code: offer for offer in uow.offers.all()},
        hourly=history.hourly,
        rules=rules,
        forecasts=Forecasts(rules.book, history.points, bands, used_before),
        bands=bands,
        issue_day=issue_day,
        rounding=rounding,
        allow_estimates=allow_estimates,
    )


def consumption_history(uow: UnitOfWork, points: Mapping[str, SupplyPoint], period: Period) -> ConsumptionHistory:
    """The past that may seed estimates of days of `period`: the same months of the year before."""
    first, last = (a_year_before(month_of(day)) for day in (period.start, period.last))
    history = uow.measures.history(points, Period(first.start, last.stop))
    uses = {point: current_history(each) for point, each in history.items() if each}
    contracts: dict[str, list[Contract]] = {point: [] for point in uses}
    for code in sorted({points[point].commodity for point in uses}):
        for contract in uow.contracts.at(code, [each for each in uses if points[each].commodity == code]):
            contracts[contract.point].append(contract)
    return ConsumptionHistory(uses, contracts)
