"""Files of offers as the market publishes them, and the customers an offer's spend is told for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import attrs

from application.ports.registry import RejectedOffer
from domain.contracts.contract import VatTerms
from domain.contracts.supply_terms import SupplyTerms
from domain.metering.consumption import BandEnergy
from domain.tariffs.offer import Offer


class BadOfferFile(ValueError):
    """A file that is none of the known kinds, or not readable as a whole."""


@attrs.frozen
class JointOffer:
    """A joint offer: families sold together, by the code of their commodity; its place in the file, and as written."""

    code: str
    families: Mapping[str, tuple[str, ...]]
    number: int
    raw: str


@attrs.frozen
class OfferFile:
    """What a file says: the offers that can be represented, coded by their family, and those that cannot.

    sha256  of the content
    joint   what it says of offers that are sold together, which may be of another file
    """

    sha256: str
    offers: tuple[Offer, ...]
    refused: tuple[RejectedOffer, ...]
    joint: tuple[JointOffer, ...] = ()


@attrs.frozen
class StandardCustomer:
    """A customer of the standard classes an offer's spend is told for (scheda sintetica): a supply and a year of it."""

    code: str
    label: str
    commodity: str
    supply: SupplyTerms
    energy: tuple[BandEnergy, ...]
    vat: VatTerms


class OfferFiles(Protocol):
    """Reads files of offers; knows the standard customers."""

    def read(self, name: str, data: bytes) -> OfferFile:
        """The offers of a file; what cannot be represented is refused one by one. BadOfferFile."""
        ...

    def standard_customers(self) -> tuple[StandardCustomer, ...]:
        """The standard customers of every commodity, in the order they are shown."""
        ...
