"""The catalogue of offers: an offer is drafted, published from a day, withdrawn; every version keeps its own code.

A family is what the seller calls an offer ("LUCE"); its versions are numbered and priced under codes of their own
("LUCE@2"). The terms of a contract name such a code, so a contract keeps the version it signed until new terms of its
own name another: a new version reaches nobody who did not sign it. What was published never changes.

Norm: 386/2025/R/com, how the price of a home is built from 1 April 2026: one fixed fee, one price of energy and the
dispatching of homes, nothing else; discounts stand apart. How many of each, and which regulated components, is in the
tariff book (offer/...), with the day it holds from.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence

import attrs

from domain.kernel.fault import Fault
from domain.kernel.validity import FOREVER, Period
from domain.offers.faults import OFR_002, OFR_004
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis
from domain.tariffs.offer import FixedPrice, IndexedPrice, Offer
from domain.tariffs.parameter import NotInForce

FIXED_FEES, OTHER_FEES, PASSES = "offer/domestic_fixed_fees", "offer/domestic_other_fees", "offer/domestic_passes"
_MARK = "@"


class OfferState(enum.Enum):
    """The steps of a version, in order: drafted, signed by customers, no longer signed by new ones."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class WrongOfferStep(ValueError):
    """A version of an offer cannot take the step asked for."""


@attrs.frozen
class OfferVersion:
    """One version of an offer.

    number  from 1, in order
    offer   what is sold; its code is that of the version
    sold    the days on which it can be signed; none for a draft
    origin  SHA-256 of the file it was imported from; empty where it was written here
    """

    family: str
    number: int
    offer: Offer
    state: OfferState = OfferState.DRAFT
    sold: Period | None = None
    origin: str = ""

    def __attrs_post_init__(self) -> None:
        if self.offer.code != version_code(self.family, self.number):
            raise ValueError(
                f"version {self.number} of {self.family} has the code {version_code(self.family, self.number)}, "
                f"got {self.offer.code!r}"
            )
        if (self.sold is None) != (self.state is OfferState.DRAFT):
            raise ValueError(f"{self.offer.code}: a draft is not sold, what was published is; got {self.state.value}")

    @property
    def code(self) -> str:
        """The code contracts name it by."""
        return self.offer.code


def version_code(family: str, number: int) -> str:
    """The code of a version.

    >>> version_code("LUCE", 2)
    'LUCE@2'
    """
    if not family or _MARK in family or number < 1:
        raise ValueError(f"a family has a name without {_MARK} and versions from 1, got {family!r} and {number}")
    return f"{family}{_MARK}{number}"


def parts_of(code: str) -> tuple[str, int] | None:
    """The family and the number of a version's code; None where it is none.

    >>> parts_of("LUCE@2")
    ('LUCE', 2)
    """
    family, mark, number = code.rpartition(_MARK)
    canonical = number.isascii() and number.isdigit() and not number.startswith("0")
    return (family, int(number)) if mark and family and canonical else None


def is_version_code(code: str) -> bool:
    """Whether a code is one of the catalogue, and not of an offer registered by hand."""
    return _MARK in code


def drafted(offer: Offer, versions: Sequence[OfferVersion], origin: str = "") -> OfferVersion:
    """The draft of `offer`, whose code is the name of its family: the last draft over, or a version of its own."""
    family, number = offer.code, 1
    if versions:
        number = versions[-1].number + (versions[-1].state is not OfferState.DRAFT)
    return OfferVersion(family, number, attrs.evolve(offer, code=version_code(family, number)), origin=origin)


def is_same_offer(version: OfferVersion, offer: Offer) -> bool:
    """Whether `offer`, coded by its family, is what the version sells."""
    return attrs.evolve(offer, code=version.code) == version.offer


def published(version: OfferVersion, start: dt.date) -> OfferVersion:
    """The version as sold from `start`. WrongOfferStep unless it is a draft whose validity reaches that day."""
    if version.state is not OfferState.DRAFT:
        raise WrongOfferStep(f"offer {version.code} is {version.state.value}; draft a new version of {version.family}")
    sold = version.offer.validity.meet(Period(start, FOREVER))
    if sold is None or sold.start != start:
        raise WrongOfferStep(f"offer {version.code} holds {version.offer.validity}, it cannot be sold from {start}")
    return attrs.evolve(version, state=OfferState.PUBLISHED, sold=sold)


def overlap_faults(version: OfferVersion, versions: Sequence[OfferVersion]) -> tuple[Fault, ...]:
    """The other versions of its family that are sold on days of this one (OFR-004)."""
    return tuple(
        OFR_004.fault(version.code, f"{other.code} is sold {other.sold}, this one would be {version.sold}")
        for other in versions
        if other.number != version.number and other.sold and version.sold and other.sold.overlaps(version.sold)
    )


def withdrawn(version: OfferVersion, day: dt.date) -> OfferVersion:
    """The version as no longer sold from `day` on; contracts that name it keep it."""
    if version.state is not OfferState.PUBLISHED or version.sold is None:
        raise WrongOfferStep(f"offer {version.code} is {version.state.value}; only a published one is withdrawn")
    if not version.sold.start < day <= version.sold.stop:
        raise WrongOfferStep(f"offer {version.code} is sold {version.sold}, it cannot be withdrawn on {day}")
    return attrs.evolve(version, state=OfferState.WITHDRAWN, sold=Period(version.sold.start, day))


def check_step(before: OfferVersion | None, after: OfferVersion) -> None:
    """WrongOfferStep where `after` changes what was published, or goes back to an earlier step."""
    if before is None or before.state is OfferState.DRAFT:
        return
    if after.offer != before.offer:
        raise WrongOfferStep(f"offer {before.code} was published and never changes; draft a new version")
    if (before.state, after.state) != (OfferState.PUBLISHED, OfferState.WITHDRAWN):
        raise WrongOfferStep(f"offer {before.code} is {before.state.value}, it cannot become {after.state.value}")


def structure_faults(offer: Offer, book: TariffBook, day: dt.date) -> tuple[Fault, ...]:
    """What of an offer breaks the structure of prices for homes (OFR-002), if the book has one in force on `day`."""
    if not any(customer.startswith("domestic") for customer in offer.customers):
        return ()
    try:
        fixed = book.value(FIXED_FEES, (offer.commodity,), day).value
        others = book.value(OTHER_FEES, (offer.commodity,), day).value
    except NotInForce:
        return ()
    found = []
    if not isinstance(offer.price, FixedPrice | IndexedPrice):
        found.append("the price of energy is one, fixed or an index and a spread")
    fees = [fee.code for fee in offer.fees if fee.basis is Basis.POINT]
    rest = [fee.code for fee in offer.fees if fee.basis in (Basis.POWER, Basis.ENERGY)]
    if len(fees) > fixed:
        found.append(f"fixed fees: at most {fixed}, got {', '.join(fees)}")
    if len(rest) > others:
        found.append(f"fees on power or energy: at most {others}, got {', '.join(rest)}")
    pricing = "hourly" if isinstance(offer.price, IndexedPrice) and offer.price.hourly else "plain"
    refused = [code for code in offer.passes if not _may_pass(book, offer.commodity, pricing, code, day)]
    if refused:
        found.append(f"regulated components of the sale it may not pass on: {', '.join(refused)}")
    return tuple(OFR_002.fault(offer.code, f"{text} (386/2025/R/com, homes)") for text in found)


def _may_pass(book: TariffBook, commodity: str, pricing: str, code: str, day: dt.date) -> bool:
    try:
        return bool(book.value(PASSES, (commodity, pricing, code), day).value)
    except NotInForce:
        return False
