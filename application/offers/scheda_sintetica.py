"""The figures of the scheda sintetica: what an offer costs a year, taxes included, for each standard customer.

Norm: codice di condotta commerciale; the spend is estimated by the rules of the Portale Offerte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from application.offers.estimate_spend import estimate_spend
from application.ports.offer_files import StandardCustomer
from domain.commodities.registry import commodity
from domain.offers.annual_estimate import EstimatedSpend
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer


@attrs.frozen
class SchedaFigure:
    """One figure: a standard customer and its spend of a year, or why there is none.

    left_out  codes of the discounts that the estimate does not hold: those that ask for a condition
    """

    customer: StandardCustomer
    spend: EstimatedSpend | Refused
    left_out: tuple[str, ...] = ()


def scheda_sintetica(
    *,
    offer: Offer,
    customers: Iterable[StandardCustomer],
    book: TariffBook,
    on: dt.date,
    index: Mapping[str, Decimal] | None = None,
) -> tuple[SchedaFigure, ...]:
    """A figure for every standard customer the offer is for, at the values in force on `on`.

    `index` is the mean of the four forward quarters by band; left out, the quarters are taken from the book.
    """
    left_out = tuple(discount.code for discount in offer.discounts if discount.condition)
    kind = commodity(offer.commodity)
    suited = (
        each
        for each in customers
        if each.commodity == kind.code
        and each.supply.customer_class in offer.customers
        and (offer.power is None or kind.power(each.supply) in offer.power)
    )
    return tuple(
        SchedaFigure(
            customer,
            estimate_spend(
                use=AnnualSupply(
                    commodity=kind.code,
                    supply=customer.supply,
                    offer=offer,
                    energy=customer.energy,
                    vat=customer.vat,
                    on=on,
                    index=index or {},
                ),
                book=book,
            ),
            left_out,
        )
        for customer in suited
    )
