"""The book of a simulation: a seed, the distributors, the shapes of use and the points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import attrs

from domain.simulation.point import Shape, SimulatedPoint
from domain.simulation.sii import SiiRules


@attrs.frozen
class SimulatedDistributor:
    """A simulated distributor.

    regime   R where its meters are at 2G regime, NR where not; it decides between the 1G and 2G forms of its flows
    sends_on the day of the next month on which the measures of a month leave
    """

    vat_number: str
    dispatching_contract: str = ""
    regime: str = "NR"
    sends_on: int = 5

    def __attrs_post_init__(self) -> None:
        if self.regime not in ("R", "NR") or not 1 <= self.sends_on <= 28:
            raise ValueError(f"distributor {self.vat_number}: regime is R or NR, measures leave on day 1 to 28")

    @property
    def is_2g(self) -> bool:
        """Whether its flows have the 2G form."""
        return self.regime == "R"


@attrs.frozen
class SimulationBook:
    """Everything a simulation is made from; all meters begin after the day of `first_reading`.

    retailer  VAT number of who the files are for
    sii       how the SII behaves; None where nobody plays it
    """

    seed: str
    retailer: str
    first_reading: dt.date
    distributors: tuple[SimulatedDistributor, ...]
    shapes: Mapping[str, Shape]
    points: tuple[SimulatedPoint, ...]
    sii: SiiRules | None = None

    def __attrs_post_init__(self) -> None:
        known = {each.vat_number for each in self.distributors}
        codes = [point.code for point in self.points]
        if codes != sorted(set(codes)):
            raise ValueError("the points of a book are distinct and in order of code")
        for point in self.points:
            if point.distributor not in known or point.shape not in self.shapes:
                raise ValueError(
                    f"point {point.code}: unknown distributor {point.distributor} or shape {point.shape!r}"
                )
            if point.meters[0].since != self.first_reading + dt.timedelta(days=1):
                raise ValueError(f"point {point.code}: its first meter counts from the day after {self.first_reading}")

    def distributor(self, vat_number: str) -> SimulatedDistributor:
        """A distributor by its VAT number."""
        return next(each for each in self.distributors if each.vat_number == vat_number)

    def point(self, code: str) -> SimulatedPoint:
        """A point by its code; LookupError where there is none."""
        for point in self.points:
            if point.code == code:
                return point
        raise LookupError(f"no point {code} in the book of the simulation")
