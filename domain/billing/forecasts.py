"""What points are expected to use on days that no reading closes: what was told of their past at switching, the use of
a year with the standard profiles of the book.

Norm: TISG (229/2012/R/gas) for gas; the use of a year is told by the market and recorded with the point.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from domain.commodities.registry import commodity
from domain.contracts.annual_usage import AnnualUse, BadProfile, StandardProfile, share_of
from domain.contracts.contract import Contract
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.calendar import BandCalendar
from domain.kernel.validity import NoValueOnDay, Period
from domain.metering.estimates.estimation import Forecast, NoHistory
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.estimates.historical_estimate import Seed
from domain.metering.rules.forecast_rule import StandardProfiles
from domain.tariffs.book import TariffBook
from domain.tariffs.parameter import NotInForce

_BAND_SHARE = "estimate/band_share"
_BANDS = ("F1", "F2", "F3")
_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen(eq=False)
class ConsumptionHistory:
    """What some points used before they were ours, and the contracts of those of which something is told."""

    uses: Mapping[str, tuple[HistoricalConsumption, ...]] = attrs.field(factory=dict)
    contracts: Mapping[str, Sequence[Contract]] = attrs.field(factory=dict)

    def months(self, contract: Contract) -> dict[dt.date, HistoricalConsumption]:
        """The months that are told of the customer of a contract: none that another customer of ours came after."""
        others = [
            each.period
            for each in self.contracts.get(contract.point, ())
            if each.party != contract.party and each.period.start < contract.period.start
        ]
        return {
            use.period.start: use
            for use in self.uses.get(contract.point, ())
            if not any(use.period.start < other.stop for other in others)
        }


@attrs.frozen(eq=False)
class Forecasts:
    """The forecasts of the points of one chunk, by the book as known for a run."""

    book: TariffBook
    points: Mapping[str, SupplyPoint]
    calendar: BandCalendar
    used_before: ConsumptionHistory = attrs.field(factory=ConsumptionHistory)
    _profiles: dict[tuple[str, str, Period], StandardProfile] = attrs.field(factory=dict, init=False)

    def of(self, contract: Contract, period: Period) -> Forecast | None:
        """What the point of `contract` is expected to use over `period`; None where no use of a year is known on its
        first day.

        NoHistory where its profile has no share for a day, or shares that make no year.
        """
        point = self.points.get(contract.point)
        if point is None:
            return None
        try:
            use = point.annual_use.on(period.start)
        except NoValueOnDay:
            return None
        rule = commodity(contract.commodity).forecast
        shares = self._band_shares(contract, period)
        if not use.profile:
            return Forecast(use.value, None, shares, f"{rule.annual} {use.value} ripartito sui giorni dell'anno")
        share = self._share(use, period, rule.profiles)
        return Forecast(use.value, share, shares, f"{rule.annual} {use.value} con profilo {use.profile}")

    def seed(self, contract: Contract, period: Period) -> Seed | None:
        """What the customer of `contract` used before the point was ours; None where nothing was told."""
        months = self.used_before.months(contract)
        return Seed(months, self.calendar, self._band_shares(contract, period)) if months else None

    def _share(self, use: AnnualUse, period: Period, profiles: StandardProfiles | None) -> Decimal:
        if profiles is None:
            raise NoHistory(f"{period} cannot be estimated by profile {use.profile!r}: its commodity has none")
        try:
            years = {profiles.year(day) for day in (period.start, period.last)}
            return share_of([self._profile(profiles.path, use.profile, year) for year in sorted(years)], period)
        except (NotInForce, BadProfile) as error:
            raise NoHistory(f"{period} cannot be estimated by its profile: {error}") from error

    def _profile(self, path: str, code: str, year: Period) -> StandardProfile:
        """Read from the book once a chunk: the points of a chunk share a few profiles."""
        place = path, code, year
        if place not in self._profiles:
            days = (year.start + i * _ONE_DAY for i in range(year.days))
            shares = tuple(self.book.value(path, (code,), day).value for day in days)
            self._profiles[place] = StandardProfile(code, year, shares)
        return self._profiles[place]

    def _band_shares(self, contract: Contract, period: Period) -> Mapping[str, Decimal]:
        supply = contract.terms.on(max(period.start, contract.period.start)).supply
        customer = commodity(contract.commodity).forecast.bands(supply)
        if not customer:
            return {}
        shares = {}
        for band in _BANDS:
            try:
                shares[band] = self.book.value(_BAND_SHARE, (customer, band), period.start).value
            except NotInForce:  # it only matters to a point whose own bands are not known either: told there
                continue
        return shares
