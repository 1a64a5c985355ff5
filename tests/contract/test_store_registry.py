"""Contract of the registry: sellers, parties, points, offers, contracts."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.registry import NotFound, OfferIsPublished, RejectedOffer, ValidityOverlaps
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.party import PartyKind
from domain.kernel.fault import Fault
from domain.kernel.validity import Period
from domain.offers.catalogue import WrongOfferStep, drafted, published, withdrawn
from tests.support.strategies.bills import PARTIES
from tests.support.strategies.documents import BRAND, FIXED_OFFER, INDEXED_OFFER, START, contract, seller, supply_point

MID = dt.date(2026, 7, 1)


def test_a_tenant_has_one_seller(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        with pytest.raises(NotFound, match=tenant):
            work.sellers.get()
        work.sellers.put(seller(tenant), BRAND)
        renamed = attrs.evolve(seller(tenant), name="Luce Nuova S.p.A.")
        work.sellers.put(renamed, BRAND)
        assert (work.sellers.get(), work.sellers.brand()) == (renamed, BRAND)


def test_a_seller_of_another_tenant_is_refused(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work, pytest.raises(ValueError, match="tenant"):
        work.sellers.put(seller("somebody"), BRAND)


def test_parties_are_found_by_id_and_paged_in_order(units: UnitsOfWork, tenant: str) -> None:
    first, second = PARTIES[PartyKind.COMPANY], PARTIES[PartyKind.PERSON]
    with units(tenant) as work:
        work.parties.put(second)
        work.parties.put(first)
        assert work.parties.get(second.id) == second
        assert work.parties.of(["nobody", first.id]) == {first.id: first}
        assert work.parties.page("", 1) == (first,)
        assert work.parties.page(first.id, 9) == (second,)
        with pytest.raises(NotFound, match="party 'nobody' does not exist"):
            work.parties.get("nobody")


def test_keys_are_ordered_as_the_programme_orders_text(units: UnitsOfWork, tenant: str) -> None:
    codes = ["a-1", "A-1", "B", "a 1", "Z", "à"]
    with units(tenant) as work:
        for code in codes:
            work.parties.put(attrs.evolve(PARTIES[PartyKind.PERSON], id=code))
        assert [party.id for party in work.parties.page("", 9)] == sorted(codes)
        assert list(work.parties.of(codes)) == sorted(codes)


def test_a_point_is_replaced_by_code(units: UnitsOfWork, tenant: str) -> None:
    moved = attrs.evolve(supply_point(), address=attrs.evolve(supply_point().address, number="99"))
    with units(tenant) as work:
        work.points.put(supply_point())
        work.points.put(moved)
        assert work.points.get(moved.code) == moved
        with pytest.raises(NotFound):
            work.points.get("IT001E00000000")


def test_offers_of_both_kinds_of_price_come_back(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.offers.put(INDEXED_OFFER)
        work.offers.put(FIXED_OFFER)
        assert work.offers.get("PUN") == INDEXED_OFFER
        assert work.offers.all() == (FIXED_OFFER, INDEXED_OFFER)
        with pytest.raises(NotFound):
            work.offers.get("GONE")


def test_contracts_are_found_by_number_and_paged_in_order(units: UnitsOfWork, tenant: str) -> None:
    one, two = contract("K-1"), contract("K-2", point="IT001E00000002")
    with units(tenant) as work:
        work.contracts.put(two)
        work.contracts.put(one)
        assert work.contracts.get("K-2") == two
        assert work.contracts.of(["K-1", "K-9"]) == {"K-1": one}
        assert work.contracts.page("K-1", 5) == (two,)
        with pytest.raises(NotFound, match="contract 'K-9'"):
            work.contracts.get("K-9")


def test_two_contracts_never_supply_one_point_on_the_same_day(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.contracts.put(contract("K-1", period=Period(START, MID)))
        with pytest.raises(ValidityOverlaps) as refused:
            work.contracts.put(contract("K-2", period=Period(MID - dt.timedelta(days=1))))
        for part in ("K-1", "K-2", "2026-06-30 .. open", "2026-01-01 .. 2026-07-01", "IT001E12345678", "close"):
            assert part in str(refused.value)
        work.contracts.put(contract("K-2", period=Period(MID)))
        work.commit()
    with units(tenant) as work:
        assert [each.number for each in work.contracts.page("", 9)] == ["K-1", "K-2"]


def test_a_contract_may_be_shortened_and_its_terms_replaced(units: UnitsOfWork, tenant: str) -> None:
    whole = contract("K-1")
    short = attrs.evolve(whole, period=Period(START, START + dt.timedelta(days=10)))
    with units(tenant) as work:
        work.contracts.put(whole)
        work.contracts.put(short)
        work.contracts.put(contract("K-2", period=Period(short.period.stop)))
        assert work.contracts.get("K-1") == short
        with pytest.raises(ValidityOverlaps):
            work.contracts.put(whole)
        assert work.contracts.get("K-1") == short


def test_contracts_due_are_those_of_the_cycle_that_supply_in_the_period(units: UnitsOfWork, tenant: str) -> None:
    period = Period(MID, dt.date(2026, 9, 1))
    with units(tenant) as work:
        work.contracts.put(contract("K-3", point="P3"))
        work.contracts.put(contract("K-1", point="P1"))
        work.contracts.put(contract("ended", point="P4", period=Period(START, MID)))
        work.contracts.put(contract("monthly", point="P5", cycle_months=1))
        assert work.contracts.due(commodity="electricity", cycle_months=2, period=period) == ("K-1", "K-3")
        assert work.contracts.due(commodity="gas", cycle_months=2, period=period) == ()


def test_a_published_version_is_an_offer_that_never_changes(units: UnitsOfWork, tenant: str) -> None:
    first = drafted(INDEXED_OFFER, ())
    dearer = attrs.evolve(first, offer=attrs.evolve(first.offer, name="PUN piu"))
    start = first.offer.validity.start
    with units(tenant) as work:
        work.offers.add_version(first)
        work.offers.add_version(dearer)
        assert work.offers.all() == (), "a draft is no offer that contracts can name"
        sold = published(dearer, start)
        work.offers.add_version(sold)
        assert work.offers.get("PUN@1") == sold.offer
        for change in (first, attrs.evolve(sold, offer=first.offer), sold):
            with pytest.raises(WrongOfferStep):
                work.offers.add_version(change)
        with pytest.raises(OfferIsPublished, match="PUN@1"):
            work.offers.put(first.offer)
        work.offers.add_version(withdrawn(sold, start + dt.timedelta(days=9)))
        states = work.offers.states("PUN", 1)
        assert [each.state.value for each in states] == ["draft", "draft", "published", "withdrawn"]
        assert work.offers.version("PUN", 1) == states[-1]
        assert work.offers.get("PUN@1") == sold.offer
        with pytest.raises(NotFound, match="PUN@2"):
            work.offers.version("PUN", 2)


def test_versions_are_listed_by_family_and_number(units: UnitsOfWork, tenant: str) -> None:
    first = drafted(INDEXED_OFFER, ())
    sold = published(first, first.offer.validity.start)
    second, other = drafted(INDEXED_OFFER, (sold,)), drafted(FIXED_OFFER, ())
    with units(tenant) as work:
        for each in (other, first, sold, second):
            work.offers.add_version(each)
        assert work.offers.versions("PUN") == (sold, second)
        assert work.offers.versions("GONE") == ()
        assert work.offers.families("", 9) == tuple(sorted((FIXED_OFFER.code, "PUN")))
        assert work.offers.families(FIXED_OFFER.code, 1) == ("PUN",)


def test_what_was_not_taken_of_a_file_is_kept_once_and_as_it_was_written(units: UnitsOfWork, tenant: str) -> None:
    one, two = (RejectedOffer(n, (Fault("OFR-003", "X", "no such unit"),), f"<offerta>{n}</offerta>") for n in (1, 2))
    with units(tenant) as work:
        work.offers.add_rejected("a" * 64, [two])
        work.offers.add_rejected("a" * 64, [one, attrs.evolve(two, raw="other")])
        work.offers.add_rejected("b" * 64, [])
        assert work.offers.refused("a" * 64) == (one, two)
        assert work.offers.refused("b" * 64) == ()
