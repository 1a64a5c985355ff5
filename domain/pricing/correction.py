"""A correction: what an earlier document charged is taken back and charged again, shown apart with its reason.

Its lines stand among the lines of the bill, marked with its key: the new ones as priced now, the old ones reversed.
Their sum is what changes hands. Norm: 315/2024/R/com annex A art. 8.5-8.6 (ricalcoli).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy, Consumption, stated_from
from domain.metering.reading import Kind, Quality, Reading
from domain.pricing.line import Line
from domain.pricing.price_basis import RecalculationBasis
from domain.pricing.rated_call import RatedCall

CREDIT = "credit"
"""Code of the line of a credit given as a sum."""


class CorrectionReason(enum.Enum):
    """Why something charged before is reckoned again, as printed."""

    ESTIMATE_REPLACED = "stima sostituita da lettura effettiva"
    WRONG_READING = "lettura precedentemente errata"
    MEASURE_CORRECTED = "rettifica del distributore"
    RECONSTRUCTED = "ricostruzione dei consumi"
    PRICE_CHANGED = "variazione di prezzo o tariffa"
    TERMS_CHANGED = "variazione dei dati di fornitura"
    LATE_CALLS = "traffico arrivato dopo la bolletta"
    REVERSAL = "storno"


@attrs.frozen
class MeterReading:
    """A reading a document goes by: the day it closes, its registers by band, where it comes from.

    coefficient  C of a gas meter that shows m3; None where the register counts what is billed
    stated_from  the bands are no registers but the use the distributor stated from this day on, up to `day`
    """

    day: dt.date
    bands: tuple[BandEnergy, ...]
    quality: Quality
    serial: str = ""
    coefficient: Decimal | None = None
    stated_from: dt.date | None = None


@attrs.frozen
class Correction:
    """One recalculation.

    key          marks its lines
    period       the days reckoned again
    documents    numbers of the documents that charged or corrected them before, in order of issue
    before       energy by band as charged before; after: as charged now
    readings     the readings of the days reckoned again, the initial and the final one among them
    replaced     the readings the documents went by that others have taken the place of, or that were cancelled
    consumption  the energy as charged now, piece by piece, without its load curves; empty where none was reckoned
    calls        the calls of the days that no document had charged, in order of time
    told         codes of sums the documents were told to charge, as deposits: they are not reckoned again
    digests      of `documents`, in their order; empty for a correction stored before they were kept
    taken_back   how many of its lines take back what a document charged: its first ones; None for a correction stored
                 before they were counted, of which those of a quantity below zero are taken to be they
    paid         what was paid of `documents` when this was issued; None where nobody looked
    again        what the new lines were priced from, a document each; empty where nothing is charged again, and for a
                 correction stored before it was kept
    """

    key: str
    reason: CorrectionReason
    period: Period
    documents: tuple[str, ...]
    before: tuple[BandEnergy, ...]
    after: tuple[BandEnergy, ...]
    readings: tuple[MeterReading, ...] = ()
    consumption: tuple[Consumption, ...] = ()
    calls: tuple[RatedCall, ...] = ()
    told: tuple[str, ...] = ()
    digests: tuple[str, ...] = ()
    taken_back: int | None = None
    replaced: tuple[MeterReading, ...] = ()
    paid: Money | None = None
    again: tuple[RecalculationBasis, ...] = attrs.field(default=(), eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.digests and len(self.digests) != len(self.documents):
            raise ValueError(
                f"correction {self.key}: {len(self.digests)} digests for {len(self.documents)} documents; "
                "give one for each"
            )

    def reverses(self, line: Line, place: int) -> bool:
        """Whether `line`, number `place` of its lines from zero, takes back what a document charged; else it charges.

        The sign of a quantity does not tell: excise given back is charged at a quantity below zero. A credit note takes
        back every line but a credit given as a sum, which no document charged.
        """
        if self.reason is CorrectionReason.REVERSAL:
            return line.code != CREDIT
        return line.quantity.value < 0 if self.taken_back is None else place < self.taken_back


def meter_readings(readings: Sequence[Reading], period: Period) -> tuple[MeterReading, ...]:
    """Readings in order of day as a document over `period` tells them: what registers showed, and what was stated
    instead of some of these days. One of an exchange is the last of the old meter and the first of the new."""
    shown: list[MeterReading] = []
    before: Reading | None = None
    for reading in readings:
        since = stated_from(before, reading)
        if since is not None and reading.day >= period.start:
            shown.append(_meter_reading(reading, reading.stated(Kind.ACTIVE), since))
        meters = (reading, reading.onwards) if reading.exchange else (reading,)
        shown += [_meter_reading(each, each.bands(Kind.ACTIVE)) for each in meters if each.bands(Kind.ACTIVE)]
        before = reading if reading.states_use else before
    return tuple(shown)


def _meter_reading(reading: Reading, bands: Mapping[str, Decimal], since: dt.date | None = None) -> MeterReading:
    return MeterReading(
        reading.day,
        tuple(BandEnergy(band, value) for band, value in sorted(bands.items())),
        reading.quality,
        reading.serial or "",
        reading.coefficient,
        since,
    )
