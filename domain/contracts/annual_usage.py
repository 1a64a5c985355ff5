"""What a point is expected to use in a year, and the standard profile that spreads it over the days.

Norms: TIS and TISG (delibera 229/2012/R/gas): CA is the yearly consumption of an electricity point, CAPdR that of a
gas point, set once a year by the SII with the code of its withdrawal profile; the profile gives each day of the
thermal year its share. Which values they have is data: of the point, and of the tariff book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs

from domain.kernel.validity import Period


class BadProfile(ValueError):
    """The daily shares of a standard profile do not make a whole year."""


@attrs.frozen
class AnnualUse:
    """CA or CAPdR, in the unit of the commodity, and the code of the standard profile; "" for none: every day alike."""

    value: Decimal
    profile: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.value.is_finite() or self.value < 0:
            raise ValueError(f"a yearly use is a number >= 0, got {self.value}")


@attrs.frozen
class StandardProfile:
    """The share of a year's use on each of its days, from `year.start` on.

    They sum to 1 within what rounding to their own decimals allows; BadProfile else.
    """

    code: str
    year: Period
    shares: tuple[Decimal, ...] = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        if len(self.shares) != self.year.days:
            raise BadProfile(
                f"profile {self.code}: {len(self.shares)} shares for the {self.year.days} days {self.year}"
            )
        negative = next((i for i, share in enumerate(self.shares) if share < 0), None)
        if negative is not None:
            day = self.year.start + dt.timedelta(days=negative)
            raise BadProfile(f"profile {self.code}: the share of {day} is {self.shares[negative]}, expected >= 0")
        decimals = max(-int(share.as_tuple().exponent) for share in self.shares)
        whole, most = sum(self.shares, Decimal(0)), Decimal(len(self.shares)).scaleb(-decimals) / 2
        if abs(whole - 1) > most:
            raise BadProfile(f"profile {self.code}: the shares of {self.year} sum to {whole}, expected 1 within {most}")

    def share(self, period: Period) -> Decimal:
        """The share of the days of `period` that lie in its year."""
        days = self.year.meet(period)
        if days is None:
            return Decimal(0)
        first = (days.start - self.year.start).days
        return sum(self.shares[first : first + days.days], Decimal(0))


def share_of(profiles: Sequence[StandardProfile], period: Period) -> Decimal:
    """The share of `period`, from the profiles of every year it meets; BadProfile where one of its days has none."""
    covered = sum((days.days for each in profiles if (days := each.year.meet(period)) is not None), 0)
    if covered != period.days:
        raise BadProfile(f"{period}: the profiles given cover {covered} of its {period.days} days")
    return sum((each.share(period) for each in profiles), Decimal(0))
