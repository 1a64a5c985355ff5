"""How much of its month and of its years a contract has used before some days, by what stands charged now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import attrs

from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.corrections.contract_history import ContractHistory
from domain.corrections.invoiced_position import billed_periods
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import Consumption
from domain.pricing.counters.billed_period import AnnualCounter, BilledEnergy, BilledPeriod
from domain.pricing.counters.year_usage import energy_of
from domain.pricing.counters.yearly import counters_at, counts_over_a_year
from domain.tariffs.offer import Offer


@attrs.frozen(eq=False)
class AnnualUsage:
    """The documents of a contract that go into its counters, with their energy as now known."""

    contract: Contract
    offers: Mapping[str, Offer]
    documents: tuple[BilledPeriod, ...]
    over_a_year: bool

    @classmethod
    def of(
        cls,
        history: ContractHistory,
        contract: Contract,
        offers: Mapping[str, Offer],
        now: Mapping[str, Sequence[Consumption]],
    ) -> AnnualUsage:
        """`now` is the energy of documents, by number, that may be known otherwise; the others are as they stand."""
        over_a_year = counts_over_a_year(contract, offers, commodity(contract.commodity).counters)
        bills = (history.of_year if over_a_year else history.billed).get(contract.number, ())
        documents = (
            attrs.evolve(each, consumption=tuple(now.get(each.document, each.consumption)))
            for each in billed_periods(bills, contract.number)
        )
        return cls(contract, offers, tuple(documents), over_a_year)

    def counters(self, period: Period) -> tuple[AnnualCounter, ...]:
        """What the commodity and the offers count over a year, before `period`; what is not known is left out."""
        if not self.over_a_year:
            return ()
        own = commodity(self.contract.commodity).counters
        return counters_at(self.documents, self.contract, self.offers, own, period)

    def in_first_month(self, period: Period) -> tuple[BilledEnergy, ...]:
        """The energy of the calendar month in which `period` begins, on the days before it that the contract supplies.

        None of energy where one of these days does not stand charged.
        """
        month = month_of(period.start)
        first = max(month.start, self.contract.period.start)
        if first >= period.start or not commodity(self.contract.commodity).measured:
            return ()
        energy = energy_of(self.documents, Period(first, period.start))
        return (BilledEnergy(month.start, energy),) if energy != 0 else ()

    def counting_on(self, changed: BilledPeriod, after: Iterable[BilledPeriod]) -> Iterator[BilledPeriod]:
        """The documents after a changed one whose yearly counters began before it ended."""
        for each in after:
            if any(counter.year_start < changed.period.stop for counter in self.counters(each.period)):
                yield each

    def moved(self, charged: BilledPeriod) -> bool:
        """Whether a document was priced from counters, or energy of its month, that are known to be others now."""
        if charged.counters is None or charged.billed is None:
            return False
        before = {(each.name, each.year_start): each.quantity for each in charged.counters}
        if any(
            before.get((each.name, each.year_start), Decimal(0)) != each.quantity
            for each in self.counters(charged.period)
        ):
            return True
        of_month = {each.month: each.energy for each in charged.billed}
        month = month_of(charged.period.start).start
        now = {each.month: each.energy for each in self.in_first_month(charged.period)}.get(month, Decimal(0))
        return now is not None and of_month.get(month, Decimal(0)) != now
