"""Draft, publish and withdraw offers. An offer is published only once its spend is known for the standard customers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import attrs

from application.journal import Actor, record
from application.offers.scheda_sintetica import SchedaFigure, scheda_sintetica
from application.ports.offer_files import OfferFiles
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from application.tariffs.book import book_of
from domain.commodities.registry import commodity
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.offers.catalogue import OfferVersion, drafted, overlap_faults, published, structure_faults, withdrawn
from domain.offers.faults import OFR_001, OFR_006
from domain.pricing.priced import Refused
from domain.tariffs.offer import Offer


class NotPublishable(ValueError):
    """An offer cannot be published; `faults` are every reason."""

    def __init__(self, code: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"offer {code} cannot be published: {'; '.join(str(fault) for fault in faults)}")
        self.code, self.faults = code, faults


@attrs.frozen
class Publication:
    """A published version, and the spend its customers were told; none for a commodity without a rule to estimate."""

    version: OfferVersion
    figures: tuple[SchedaFigure, ...]


def draft_offer(*, units: UnitsOfWork, actor: Actor, offer: Offer, origin: str = "") -> OfferVersion:
    """Keep `offer` as a draft of the family its code names: over the last draft, or as a new version."""
    commodity(offer.commodity)
    with units(actor.tenant) as uow:
        version = drafted(offer, uow.offers.versions(offer.code), origin)
        uow.offers.add_version(version)
        event: Plain = {"offer": version.code}
        record(uow, actor, use_case="draft_offer", given=event, events=[("offer.drafted", event)])
        uow.commit()
    return version


def publish_offer(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    files: OfferFiles,
    actor: Actor,
    family: str,
    number: int,
    start: dt.date,
    index: Mapping[str, Decimal] | None = None,
) -> Publication:
    """Sell a draft from `start`: contracts can name its code, and it never changes again.

    NotPublishable where its spend cannot be estimated for a standard customer it is for (OFR-001), an offer for homes
    breaks the structure in force on `start` (OFR-002), another version of the family is sold on the same days (OFR-004)
    or it is sold with another and none is named (OFR-006); WrongOfferStep unless it is a draft valid then. `index` is
    the mean of the four forward quarters by band, where the book does not reach so far.
    """
    with units(actor.tenant) as uow:
        version = published(uow.offers.version(family, number), start)
        book = book_of(uow, books, actor.clock.today())
        customers = files.standard_customers()
        figures: tuple[SchedaFigure, ...] = ()
        faults = [
            *structure_faults(version.offer, book, start),
            *overlap_faults(version, uow.offers.versions(family)),
            *_not_joint(version),
        ]
        if commodity(version.offer.commodity).year is not None:
            figures = scheda_sintetica(offer=version.offer, customers=customers, book=book, on=start, index=index)
            faults += _not_estimated(version, figures)
        if faults:
            raise NotPublishable(version.code, tuple(faults))
        uow.offers.add_version(version)
        event: Plain = {"offer": version.code, "from": start.isoformat(), "book": book.digest}
        record(uow, actor, use_case="publish_offer", given=event, events=[("offer.published", event)])
        uow.commit()
    return Publication(version, figures)


def withdraw_offer(*, units: UnitsOfWork, actor: Actor, family: str, number: int, day: dt.date) -> OfferVersion:
    """Stop selling a published version on `day`; contracts that name it keep it. WrongOfferStep."""
    with units(actor.tenant) as uow:
        version = withdrawn(uow.offers.version(family, number), day)
        uow.offers.add_version(version)
        event: Plain = {"offer": version.code, "on": day.isoformat()}
        record(uow, actor, use_case="withdraw_offer", given=event, events=[("offer.withdrawn", event)])
        uow.commit()
    return version


def _not_joint(version: OfferVersion) -> tuple[Fault, ...]:
    if version.offer.alone or version.offer.joint:
        return ()
    return (OFR_006.fault(version.code, "it is not sold alone, and joint names no family"),)


def _not_estimated(version: OfferVersion, figures: tuple[SchedaFigure, ...]) -> list[Fault]:
    if not figures:
        classes = ", ".join(sorted(version.offer.customers))
        return [OFR_001.fault(version.code, f"no standard customer is of the classes it is for: {classes}")]
    return [
        OFR_001.fault(version.code, f"{figure.customer.label}: {'; '.join(map(str, figure.spend.faults))}")
        for figure in figures
        if isinstance(figure.spend, Refused)
    ]
