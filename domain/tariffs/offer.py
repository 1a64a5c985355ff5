"""An offer: the seller's own prices, and which regulated components of the sale it passes on.

An offer is data. Fixed prices include network losses; indexed ones add them to the index, and to the spread only
where the contract says so (reference 1.1). Bands: "M" one price, "F1"/"F2"/"F3", "F23" for F2 and F3 together.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.kernel.validity import Period
from domain.tariffs.component import Basis

_BAND_SETS = (frozenset({"M"}), frozenset({"F1", "F2", "F3"}), frozenset({"F1", "F23"}))


@attrs.frozen
class BandPrice:
    """A price for one time band, EUR per unit of energy."""

    band: str
    value: Decimal


def _check_bands(prices: Iterable[BandPrice]) -> None:
    bands = [price.band for price in prices]
    if frozenset(bands) not in _BAND_SETS or len(set(bands)) != len(bands):
        raise ValueError(f"prices by band are M, or F1 F2 F3, or F1 F23; got {' '.join(bands) or 'none'}")


@attrs.frozen
class FixedPrice:
    """The same price all the time; losses are included."""

    prices: tuple[BandPrice, ...]

    def __attrs_post_init__(self) -> None:
        _check_bands(self.prices)


@attrs.frozen
class IndexedPrice:
    """Index plus spread.

    index             parameter path of the index, EUR per unit, a row a month; the band is its key when by_band
    spreads           added to the index, by band of the offer
    losses_on_index   (1 + lambda) on the index
    losses_on_spread  (1 + lambda) on the spread as well
    hourly            the price of each hour of the load curve, from the hourly series named `index`
    """

    index: str
    spreads: tuple[BandPrice, ...]
    losses_on_index: bool = True
    losses_on_spread: bool = False
    by_band: bool = False
    hourly: bool = False

    def __attrs_post_init__(self) -> None:
        _check_bands(self.spreads)
        if self.hourly and len(self.spreads) != 1:
            raise ValueError("an hourly price has one spread, for band M")


@attrs.frozen
class SellerFee:
    """A fee of the seller's own: EUR a year per point or kW, or EUR per unit of energy. Negative for a discount."""

    code: str
    label: str
    value: Decimal
    basis: Basis = Basis.POINT


@attrs.frozen
class Offer:
    """What a customer signed.

    customers  the customer classes it is for, as the commodity names them
    passes     codes of the regulated sale components it passes on, e.g. cdispd, dispbt, pcv
    validity   the days on which it can be signed; expiry of a contract's conditions is on the contract
    """

    code: str
    name: str
    commodity: str
    customers: frozenset[str]
    price: FixedPrice | IndexedPrice
    fees: tuple[SellerFee, ...]
    passes: tuple[str, ...]
    validity: Period
    description: str = ""
    portal_code: str = ""

    @property
    def is_fixed(self) -> bool:
        """Whether its energy price does not follow an index."""
        return isinstance(self.price, FixedPrice)

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands it prices, in order."""
        prices = self.price.prices if isinstance(self.price, FixedPrice) else self.price.spreads
        return tuple(price.band for price in prices)
