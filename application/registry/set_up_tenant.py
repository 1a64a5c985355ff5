"""Set up a tenant, or change how it presents itself."""

from __future__ import annotations

from application.journal import Actor, record
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.seller import Brand, Seller


def set_up_tenant(*, units: UnitsOfWork, actor: Actor, seller: Seller, brand: Brand) -> None:
    """Store the seller and its brand. ValueError where the seller is of another tenant than the caller."""
    if seller.tenant != actor.tenant:
        raise ValueError(f"seller is of tenant {seller.tenant!r}, the caller acts for {actor.tenant!r}")
    with units(actor.tenant) as uow:
        uow.sellers.put(seller, brand)
        given = {"tenant": seller.tenant, "vat": seller.partita_iva.text}
        record(uow, actor, use_case="set_up_tenant", given=given, events=[("tenant.set_up", given)])
        uow.commit()
