"""Rebilling, gathered: days charged before whose energy, prices or terms are now known otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from domain.billing.due_sums import EarlierSums
from domain.billing.risk import RiskRules, implausible
from domain.corrections.invoiced_position import Standing
from domain.corrections.recalculation import Recalculation, recalculate
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, stated_from
from domain.metering.reading import Kind, Reading
from domain.pricing.correction import MeterReading, Reason
from domain.pricing.facts import BillingFacts
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook


@attrs.frozen(eq=False)
class Redo:
    """What it takes to price some documents' days again: their facts as now known and what stands invoiced."""

    facts: tuple[BillingFacts, ...]
    invoiced: Standing
    readings: tuple[MeterReading, ...]

    def recalculated(self, book: TariffBook, reason: Reason | None = None) -> Recalculation | Refused | None:
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
class Gathered:
    """The facts of one contract, what is to be reckoned again with it, if anything, and what documents before say of
    the sums due on its bill."""

    facts: BillingFacts
    redo: Redo | None = None
    sums: EarlierSums = attrs.field(factory=EarlierSums)


def readings_of(readings: Sequence[Reading], period: Period) -> tuple[MeterReading, ...]:
    """The readings a recalculation goes by: the last one before the period, those in it, and the first at its end or
    after it."""
    mine = [each for each in readings if each.tells_use]
    before = [each for each in mine if each.day < period.start][-1:]
    inside = [each for each in mine if period.start <= each.day < period.last]
    after = [each for each in mine if each.day >= period.last][:1]
    return as_told((*before, *inside, *after), period)


def as_told(readings: Sequence[Reading], period: Period) -> tuple[MeterReading, ...]:
    """Readings in order of day as a document over `period` tells them: what registers showed, and what was stated
    instead of some of these days. One of an exchange is the last of the old meter and the first of the new."""
    told: list[MeterReading] = []
    before: Reading | None = None
    for reading in readings:
        since = stated_from(before, reading)
        if since is not None and reading.day >= period.start:
            told.append(_told(reading, reading.stated(Kind.ACTIVE), since))
        shown = (reading, reading.onwards) if reading.exchange else (reading,)
        told += [_told(each, each.bands(Kind.ACTIVE)) for each in shown if each.bands(Kind.ACTIVE)]
        before = reading if reading.tells_use else before
    return tuple(told)


def _told(reading: Reading, bands: Mapping[str, Decimal], since: dt.date | None = None) -> MeterReading:
    return MeterReading(
        reading.day,
        tuple(BandEnergy(band, value) for band, value in sorted(bands.items())),
        reading.quality,
        reading.serial or "",
        reading.coefficient,
        since,
    )
