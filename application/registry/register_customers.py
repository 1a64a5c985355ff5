"""Register parties, supply points, offers, contracts and mandates."""

from __future__ import annotations

import attrs

from application.journal import Actor, record
from application.ports.registry import NotFound
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.commodities.registry import check_point, commodity, commodity_of
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.supply_point import SupplyPoint
from domain.contracts.supply_terms import TermsContradict
from domain.payments.mandate import Mandate
from domain.pricing.counters.yearly import begins_a_year
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import Offer

Registrable = Party | SupplyPoint | Offer | Contract | Mandate


class DoesNotFit(ValueError):
    """A thing to be registered contradicts what it refers to."""


def register(*, units: UnitsOfWork, books: TariffBooks, actor: Actor, things: tuple[Registrable, ...]) -> None:
    """Store all of `things` in the order given, or none.

    What is there by the same key is replaced, but for the impediments of a contract, which stay as they were recorded
    (see record_impediment). NotFound where a contract names a party, point or offer that does not exist, or a mandate a
    contract; ValidityOverlaps where two contracts would supply a point on the same day; TermsContradict where terms do
    not fit what the tariff book of today says of them.
    """
    with units(actor.tenant) as uow:
        book = book_of(uow, books, actor.clock.today())
        for thing in things:
            if isinstance(thing, Contract):
                check_terms(thing, book)
            kind, key = _store(uow, thing)
            event: dict[str, str] = {"key": key}
            record(uow, actor, use_case=f"register_{kind}", given=event, events=[(f"{kind}.registered", event)])
        uow.commit()


def _store(uow: UnitOfWork, thing: Registrable) -> tuple[str, str]:
    if isinstance(thing, Party):
        uow.parties.put(thing)
        return "party", thing.id
    if isinstance(thing, SupplyPoint):
        uow.points.put(check_point(thing))
        return "point", thing.code
    if isinstance(thing, Offer):
        commodity(thing.commodity)
        uow.offers.put(thing)
        return "offer", thing.code
    if isinstance(thing, Contract):
        check_contract(uow, thing)
        uow.contracts.put(_with_impediments(uow, thing))
        return "contract", thing.number
    contract = uow.contracts.get(thing.contract)
    if contract.party != thing.party:
        raise DoesNotFit(
            f"mandate {thing.umr}: contract {contract.number} is of party {contract.party}, not {thing.party}"
        )
    uow.mandates.put(thing)
    return "mandate", str(thing.umr)


def check_terms(contract: Contract, book: TariffBook) -> None:
    """Each of the terms against the book, on the day of theirs that is nearest to today."""
    for entry in contract.terms.entries:
        day = min(max(entry.period.start, book.known_on), entry.period.last)
        try:
            commodity_of(entry.value.supply).check(entry.value.supply, book, day)
        except TermsContradict as error:
            raise TermsContradict(f"contract {contract.number} from {entry.period.start}: {error}") from error


def _with_impediments(uow: UnitOfWork, contract: Contract) -> Contract:
    """The contract with the impediments recorded of it; DoesNotFit where it brings others."""
    known = uow.contracts.of([contract.number]).get(contract.number)
    recorded = known.impediments if known else ()
    if contract.impediments and contract.impediments != recorded:
        raise DoesNotFit(
            f"contract {contract.number}: impediments are recorded by an act of their own, not with the contract; "
            "leave them out"
        )
    return attrs.evolve(contract, impediments=recorded)


def check_contract(uow: UnitOfWork, contract: Contract) -> None:
    """DoesNotFit or NotFound where it contradicts what it refers to."""
    kind = commodity(contract.commodity)
    uow.parties.get(contract.party)
    point = uow.points.get(contract.point)
    if point.commodity != contract.commodity:
        raise DoesNotFit(
            f"contract {contract.number} is for {contract.commodity}, point {point.code} for {point.commodity}"
        )
    known = {offer.code: offer for offer in uow.offers.all()}
    for entry in contract.terms.entries:
        offer = known.get(entry.value.offer)
        if offer is None:
            raise NotFound("offer", entry.value.offer)
        supply = entry.value.supply
        if not isinstance(supply, kind.terms):
            raise DoesNotFit(
                f"contract {contract.number} is for {contract.commodity}, its terms from {entry.period.start} are of "
                "another commodity"
            )
        if kind.line is not None and kind.line(supply) != contract.point:
            raise DoesNotFit(
                f"contract {contract.number} is at line {contract.point}, its terms from {entry.period.start} name "
                f"{kind.line(supply)}"
            )
        customer = entry.value.supply.customer_class
        if offer.commodity != contract.commodity or customer not in offer.customers:
            raise DoesNotFit(
                f"contract {contract.number} from {entry.period.start}: offer {offer.code} is for {offer.commodity} "
                f"{', '.join(sorted(offer.customers))}, the supply is {contract.commodity} {customer}"
            )
        if offer.power is not None and kind.power(supply) not in offer.power:
            raise DoesNotFit(
                f"contract {contract.number} from {entry.period.start}: offer {offer.code} is for {offer.power}, the "
                f"supply has {kind.power(supply)} kW"
            )
    for opening in contract.openings:
        if not begins_a_year(contract, known, kind.counters, opening.counter, opening.year_start):
            raise DoesNotFit(
                f"contract {contract.number}: no year of a counter {opening.counter!r} begins on {opening.year_start}, "
                "by its commodity or its offers; an opening is of a counter its prices go by"
            )
