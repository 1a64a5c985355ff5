"""How near estimates came: what bills estimated beside what was measured later for the same days.

Norm: TIF (463/2016/R/com) art. 6.2 and 10: over half a year estimates are held against actual use, and the seller is
held to a standard. The formula of the index is recalled, to be verified: the sum of the differences, each without its
sign, over the sum of what was measured.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.kernel.rounding import FOUR_PLACES
from domain.kernel.validity import Period, months_later

_HALF_YEAR_MONTHS = 6


@attrs.frozen
class EstimateScore:
    """One stretch that a bill estimated; `actual` is None until something measures all of its days."""

    contract: str
    point: str
    commodity: str
    bill: str
    period: Period
    method: str
    estimated: Decimal
    actual: Decimal | None

    @property
    def error(self) -> Decimal | None:
        """By how much the estimate was too high; negative where too low."""
        return None if self.actual is None else self.estimated - self.actual


@attrs.frozen
class EstimateIndex:
    """The estimates of one commodity that begin in a half-year, by one method.

    waiting  how many are not measured yet; index: four decimals, None where nothing was measured
    """

    commodity: str
    half_year: Period
    method: str
    scored: int
    waiting: int
    estimated: Decimal
    actual: Decimal
    index: Decimal | None


def half_year_of(day: dt.date) -> Period:
    """The half-year that holds `day`.

    >>> str(half_year_of(dt.date(2026, 8, 31)))
    '2026-07-01 .. 2027-01-01'
    """
    start = dt.date(day.year, 1 if day.month <= _HALF_YEAR_MONTHS else _HALF_YEAR_MONTHS + 1, 1)
    return Period(start, months_later(start, _HALF_YEAR_MONTHS))


def indices(scores: Iterable[EstimateScore]) -> tuple[EstimateIndex, ...]:
    """The scores summed up by commodity, half-year and method, in that order; a method is told without its figures."""

    def key(score: EstimateScore) -> tuple[str, dt.date, str]:
        return score.commodity, half_year_of(score.period.start).start, kind_of(score.method)

    found = []
    for (commodity, start, method), group in itertools.groupby(sorted(scores, key=key), key):
        every = tuple(group)
        measured = [(each.estimated, each.actual) for each in every if each.actual is not None]
        actual = sum((value for _, value in measured), Decimal(0))
        apart = sum((abs(guess - value) for guess, value in measured), Decimal(0))
        found.append(
            EstimateIndex(
                commodity,
                half_year_of(start),
                method,
                len(measured),
                len(every) - len(measured),
                sum((guess for guess, _ in measured), Decimal(0)),
                actual,
                FOUR_PLACES.apply(apart / actual) if actual else None,
            )
        )
    return tuple(found)


def kind_of(method: str) -> str:
    """A method by its first words, without the figures of one estimate.

    >>> kind_of("pro die sulla media di 30 giorni misurati"), kind_of("CAPdR 1400 con profilo C1X1")
    ('pro die', 'CAPdR')
    >>> kind_of("storico dello switching: ottobre 2025 (S2G), F1 90 F2 80 F3 110")
    'storico dello switching'
    """
    head = method.partition(":")[0]
    words = itertools.takewhile(lambda word: word not in ("sulla",) and not word[0].isdigit(), head.split())
    return " ".join(words)
