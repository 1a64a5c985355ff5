"""Import a file of offers into the catalogue as drafts. The same file has no second effect."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from application.journal import Actor, record
from application.ports.offer_files import JointOffer, OfferFile, OfferFiles
from application.ports.registry import RejectedOffer
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.offers.catalogue import OfferVersion, drafted, is_same_offer
from domain.offers.faults import OFR_003
from domain.tariffs.offer import Offer


@attrs.frozen
class ImportedOffers:
    """What came of a file: versions drafted, how many it repeats, and what was not taken, which is kept as written."""

    sha256: str
    drafts: tuple[OfferVersion, ...]
    unchanged: int
    refused: tuple[RejectedOffer, ...]


def import_offers(*, units: UnitsOfWork, actor: Actor, files: OfferFiles, name: str, data: bytes) -> ImportedOffers:
    """Draft every offer of a file that differs from the last version of its family; all in one transaction.

    A dual offer drafts the offers it names again, each with those it is sold with. An offer that cannot be represented
    is refused with its reason (OFR-003) and the rest goes on. BadOfferFile where the file as a whole cannot be read.
    """
    found = files.read(name, data)
    drafts: list[OfferVersion] = []
    unchanged = 0
    with units(actor.tenant) as uow:
        offers, refused = _joined(uow, found)
        for offer in offers:
            versions = uow.offers.versions(offer.code)
            if versions and is_same_offer(versions[-1], offer):
                unchanged += 1
                continue
            drafts.append(drafted(offer, versions, found.sha256))
            uow.offers.add_version(drafts[-1])
        uow.offers.add_rejected(found.sha256, refused)
        given: Plain = {"sha256": found.sha256}
        event: Plain = {"sha256": found.sha256, "drafts": len(drafts), "refused": len(refused)}
        record(uow, actor, use_case="import_offers", given=given, events=[("offers.imported", event)])
        uow.commit()
    return ImportedOffers(found.sha256, tuple(drafts), unchanged, refused)


def _joined(uow: UnitOfWork, found: OfferFile) -> tuple[tuple[Offer, ...], tuple[RejectedOffer, ...]]:
    """The offers of a file and those its dual offers name, each with what it is sold with; and what is refused.

    What an offer was sold with before stays: a file of single offers does not say it.
    """
    offers = {offer.code: _still_joint(uow, offer) for offer in found.offers}
    refused = list(found.refused)
    for dual in found.joint:
        named = {
            family: offers.get(family) or _last(uow, family)
            for families in dual.families.values()
            for family in families
        }
        faults = tuple(_mismatches(dual, named))
        if faults:
            refused.append(RejectedOffer(dual.number, faults, dual.raw))
            continue
        for family, offer in named.items():
            assert offer is not None
            others = (each for families in dual.families.values() if family not in families for each in families)
            offers[family] = attrs.evolve(offer, joint=tuple(sorted({*offer.joint, *others})))
    return tuple(offers.values()), tuple(sorted(refused, key=lambda each: each.number))


def _still_joint(uow: UnitOfWork, offer: Offer) -> Offer:
    before = _last(uow, offer.code)
    return offer if before is None else attrs.evolve(offer, joint=before.joint)


def _last(uow: UnitOfWork, family: str) -> Offer | None:
    """The last version of a family, coded by it."""
    versions = uow.offers.versions(family)
    return attrs.evolve(versions[-1].offer, code=family) if versions else None


def _mismatches(dual: JointOffer, named: dict[str, Offer | None]) -> Iterator[Fault]:
    for commodity, families in dual.families.items():
        for family in families:
            offer = named[family]
            if offer is None:
                yield OFR_003.fault(dual.code, f"it joins {family}, which is not in the catalogue: import it first")
            elif offer.commodity != commodity:
                yield OFR_003.fault(dual.code, f"it joins {family} as {commodity}; it is of {offer.commodity}")
