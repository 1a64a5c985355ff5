"""Import a file of offers into the catalogue as drafts. The same file has no second effect."""

from __future__ import annotations

import attrs

from application.ports.offer_files import OfferFiles
from application.ports.registry import RefusedOffer
from application.ports.unit_of_work import UnitsOfWork
from application.recording import Actor, record
from domain.kernel.digest import Plain
from domain.tariffs.offer_catalogue import OfferVersion, drafted, says_the_same


@attrs.frozen
class ImportedOffers:
    """What came of a file: versions drafted, how many it repeats, and what was not taken, which is kept as written."""

    sha256: str
    drafts: tuple[OfferVersion, ...]
    unchanged: int
    refused: tuple[RefusedOffer, ...]


def import_offers(*, units: UnitsOfWork, actor: Actor, files: OfferFiles, name: str, data: bytes) -> ImportedOffers:
    """Draft every offer of a file that differs from the last version of its family; all in one transaction.

    An offer that cannot be represented is refused with its reason (OFR-003) and the rest goes on. BadOfferFile where
    the file as a whole cannot be read.
    """
    found = files.read(name, data)
    drafts: list[OfferVersion] = []
    with units(actor.tenant) as uow:
        for offer in found.offers:
            versions = uow.offers.versions(offer.code)
            if versions and says_the_same(versions[-1], offer):
                continue
            drafts.append(drafted(offer, versions, found.sha256))
            uow.offers.add_version(drafts[-1])
        uow.offers.add_refused(found.sha256, found.refused)
        given: Plain = {"sha256": found.sha256}
        event: Plain = {"sha256": found.sha256, "drafts": len(drafts), "refused": len(found.refused)}
        record(uow, actor, use_case="import_offers", given=given, events=[("offers.imported", event)])
        uow.commit()
    return ImportedOffers(found.sha256, tuple(drafts), len(found.offers) - len(drafts), found.refused)
