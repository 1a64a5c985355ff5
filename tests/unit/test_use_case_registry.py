"""Setting up a tenant and registering what it sells to whom: whole or not at all, and never in contradiction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from application.ports.registry import NotFound, ValidityOverlaps
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import DoesNotFit, Registrable
from application.registry.set_up_tenant import set_up_tenant
from domain.commodities.registry import UnknownCommodity
from domain.contracts.contract import ContractTerms, VatTerms
from domain.kernel.validity import Dated, History, Period
from domain.pricing.commodity import TermsContradict
from domain.tariffs.offer import BandPrice, FixedPrice
from tests.support.strategies import documents as samples
from tests.support.strategies.supply import other
from tests.support.use_case_world import (
    BRAND,
    OFFER,
    PARTY,
    World,
    contract,
    contract_number,
    mandate,
    party,
    point,
    point_code,
)


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def test_a_tenant_is_set_up_and_changed_by_setting_it_up_again(world: World) -> None:
    world.set_up()
    moved = attrs.evolve(samples.seller(world.tenant), name="Nuova Luce S.p.A.")
    set_up_tenant(units=world.units, actor=world.actor, seller=moved, brand=BRAND)
    with world.units(world.tenant) as uow:
        assert uow.sellers.get() == moved
        assert uow.sellers.brand() == BRAND
    assert world.recorded() == ["set_up_tenant"] * 2
    assert world.events() == ["tenant.set_up"] * 2


def test_nobody_sets_up_the_tenant_of_another(world: World) -> None:
    with pytest.raises(ValueError, match=f"someone-else.*{world.tenant}"):
        set_up_tenant(units=world.units, actor=world.actor, seller=samples.seller("someone-else"), brand=BRAND)
    assert world.journal() == []


def test_every_thing_registered_leaves_one_entry_with_its_event(world: World) -> None:
    world.register(PARTY, point(1), OFFER, contract(1), mandate(1))
    kinds = ["party", "point", "offer", "contract", "mandate"]
    assert world.recorded() == [f"register_{kind}" for kind in kinds]
    assert world.events() == [f"{kind}.registered" for kind in kinds]
    keys = (PARTY.id, point_code(1), OFFER.code, contract_number(1), "MND-0001")
    assert [entry.events for entry in world.journal()] == [
        ({"kind": f"{kind}.registered", "payload": {"key": key}},) for kind, key in zip(kinds, keys, strict=True)
    ]


def test_what_is_registered_again_replaces_what_was_there(world: World) -> None:
    world.customers(1)
    dearer = attrs.evolve(OFFER, price=FixedPrice((BandPrice("M", Decimal("0.20")),)))
    later = attrs.evolve(contract(1), due_days=30)
    world.register(dearer, later)
    with world.units(world.tenant) as uow:
        assert uow.offers.all() == (dearer,)
        assert uow.contracts.page("", 10) == (later,)


@pytest.mark.parametrize(
    ("things", "missing"),
    [
        ((point(1), OFFER, contract(1), PARTY), PARTY.id),
        ((PARTY, OFFER, contract(1), point(1)), point_code(1)),
        ((PARTY, point(1), contract(1), OFFER), OFFER.code),
        ((PARTY, point(1), OFFER, mandate(1), contract(1)), contract_number(1)),
    ],
    ids=["party", "point", "offer", "contract"],
)
def test_a_thing_comes_after_what_it_names(world: World, things: tuple[Registrable, ...], missing: str) -> None:
    with pytest.raises(NotFound, match=missing):
        world.register(*things)
    assert world.journal() == []
    assert world.events() == []
    with world.units(world.tenant) as uow:
        assert uow.parties.page("", 10) == ()
        assert uow.points.page("", 10) == ()
        assert uow.offers.all() == ()


def test_two_contracts_may_not_supply_a_point_on_the_same_day(world: World) -> None:
    world.customers(1)
    second = attrs.evolve(contract(2, period=Period(dt.date(2026, 9, 1))), point=point_code(1), party=party("C-NEW").id)
    before = world.recorded()
    with pytest.raises(ValidityOverlaps) as caught:
        world.register(party("C-NEW"), second)
    assert contract_number(1) in str(caught.value)
    assert contract_number(2) in str(caught.value)
    with world.units(world.tenant) as uow:
        assert uow.contracts.page("", 10) == (contract(1),)
        assert [each.id for each in uow.parties.page("", 10)] == [PARTY.id]
    assert world.recorded() == before


def test_a_point_goes_to_the_next_contract_on_the_day_the_first_is_closed(world: World) -> None:
    world.customers(1)
    change = dt.date(2026, 9, 15)
    closed = contract(1, period=Period(dt.date(2026, 1, 1), change))
    second = attrs.evolve(contract(2, period=Period(change)), point=point_code(1))
    world.register(closed, second)
    with world.units(world.tenant) as uow:
        assert uow.contracts.page("", 10) == (closed, second)


def test_an_offer_must_be_for_the_customer_who_takes_it(world: World) -> None:
    business = attrs.evolve(OFFER, code="AFFARI", customers=frozenset({"other"}))
    terms = attrs.evolve(contract(1).terms.entries[0].value, offer="AFFARI")
    taken = attrs.evolve(contract(1), terms=History.of("terms", [Dated(contract(1).period, terms)]))
    with pytest.raises(DoesNotFit, match=r"K-0001.*AFFARI.*other.*domestic_resident"):
        world.register(PARTY, point(1), business, taken)
    assert world.journal() == []


def test_a_mandate_must_be_of_the_party_of_its_contract(world: World) -> None:
    world.customers(1)
    with pytest.raises(DoesNotFit, match=r"MND-0001.*K-0001.*C-PERSON.*C-OTHER"):
        world.register(party("C-OTHER"), attrs.evolve(mandate(1), party="C-OTHER"))
    with world.units(world.tenant) as uow:
        assert uow.mandates.of_contracts([contract_number(1)])[contract_number(1)] == ()


def test_terms_that_the_tariff_book_contradicts_are_not_registered(world: World) -> None:
    shop = attrs.evolve(OFFER, code="AFFARI", customers=frozenset({"other"}))
    terms = ContractTerms("AFFARI", other("BTA1", "50"), VatTerms("other"))
    since = Period(dt.date(2024, 1, 1))
    taken = attrs.evolve(contract(1), period=since, terms=History.of("terms", [Dated(since, terms)]))
    with pytest.raises(TermsContradict, match=r"K-0001 from 2024-01-01: BTA1 .*1\.5 kW, got 50 kW"):
        world.register(PARTY, point(1), shop, taken)
    assert world.journal() == []


def test_an_unknown_commodity_is_refused(world: World) -> None:
    with pytest.raises(UnknownCommodity, match="steam"):
        world.register(attrs.evolve(OFFER, commodity="steam"))
    assert world.journal() == []
