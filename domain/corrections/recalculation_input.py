"""What a recalculation starts from: days charged before whose energy, prices or terms are now known otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.billing.due_sums import EarlierSums
from domain.billing.risk import RiskRules, implausible
from domain.corrections.invoiced_position import InvoicedPosition
from domain.corrections.recalculation import Recalculation, recalculate
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.reading import Reading
from domain.pricing.correction import CorrectionReason, MeterReading, meter_readings
from domain.pricing.facts import BillingFacts
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


@attrs.frozen(eq=False)
class RecalculationInput:
    """What it takes to price some documents' days again: their facts as now known and what stands invoiced."""

    facts: tuple[BillingFacts, ...]
    invoiced: InvoicedPosition
    readings: tuple[MeterReading, ...]

    def recalculated(self, book: TariffBook, reason: CorrectionReason | None = None) -> Recalculation | Refused | None:
        """The difference; None where there is none."""
        period = self.invoiced.period
        return recalculate(
            facts=self.facts,
            book=book,
            invoiced=self.invoiced,
            key=f"{self.facts[0].contract.number} {period.start} {period.stop}",
            reason=reason,
            readings=self.readings,
        )

    def findings(self, rules: RiskRules) -> tuple[Fault, ...]:
        """What of the energy as now known is implausible."""
        found: list[Fault] = []
        for each in self.facts:
            energy = sum((piece.total for piece in each.consumption), Decimal(0))
            power = each.contract.available_kw(each.period)
            found += implausible(each.contract.number, each.period, energy, power, rules)
        return tuple(found)


@attrs.frozen(eq=False)
class BillingInput:
    """The facts of one contract, what is to be recalculated with it, if anything, and what documents before say of
    the sums due on its bill."""

    facts: BillingFacts
    recalculation: RecalculationInput | None = None
    sums: EarlierSums = attrs.field(factory=EarlierSums)


def readings_of(readings: Sequence[Reading], period: Period) -> tuple[MeterReading, ...]:
    """The readings a recalculation goes by: the last one before the period, those in it, and the first at its end or
    after it."""
    mine = [each for each in readings if each.states_use]
    before = [each for each in mine if each.day < period.start][-1:]
    inside = [each for each in mine if period.start <= each.day < period.last]
    after = [each for each in mine if each.day >= period.last][:1]
    return meter_readings((*before, *inside, *after), period)
