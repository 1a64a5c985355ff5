"""What this package gives the house: offers as the Portale Offerte publishes them."""

from __future__ import annotations

from application.ports.offer_files import OfferFiles


def build_offer_files() -> OfferFiles:
    """The files of the Portale Offerte."""
    from adapters.portale.portale_offers import PortaleOffers

    return PortaleOffers()
