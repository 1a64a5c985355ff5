"""Offers are data: drafted, imported, simulated, published, withdrawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import attrs
import pytest

from adapters.portale.portale_offers import PortaleOffers
from application.offers.import_offers import ImportedOffers, import_offers
from application.offers.publish_offer import (
    NotPublishable,
    Publication,
    draft_offer,
    publish_offer,
    withdraw_offer,
)
from application.offers.scheda_sintetica import scheda_sintetica
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import DoesNotFit
from domain.kernel.validity import Dated, History, Period
from domain.offers.annual_estimate import EstimatedSpend
from domain.offers.catalogue import OfferState, OfferVersion, WrongOfferStep, drafted, structure_faults
from domain.pricing.priced import Refused
from domain.tariffs.component import Basis
from domain.tariffs.discount import Discount, Off
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, PowerLimits
from tests.support.luce_offer import FEE, LUCE
from tests.support.portale_samples import dual, listed, offerta
from tests.support.strategies.supply import packaged_book
from tests.support.use_case_world import World, contract, point

FILES = PortaleOffers()
START = dt.date(2026, 10, 1)


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def draft(world: World, offer: Offer = LUCE) -> OfferVersion:
    return draft_offer(units=world.units, actor=world.actor, offer=offer)


def publish(
    world: World, number: int = 1, start: dt.date = START, index: dict[str, Decimal] | None = None
) -> Publication:
    return publish_offer(
        units=world.units,
        books=world.books,
        files=FILES,
        actor=world.actor,
        family="LUCE",
        number=number,
        start=start,
        index=index,
    )


def take(world: World, *offers: str) -> ImportedOffers:
    return import_offers(units=world.units, actor=world.actor, files=FILES, name="x.xml", data=listed(*offers))


def test_a_published_offer_was_estimated_for_every_standard_customer_it_is_for(world: World) -> None:
    draft(world)
    made = publish(world)
    assert made.version.state is OfferState.PUBLISHED
    assert len(made.figures) == 8
    assert all(isinstance(figure.spend, EstimatedSpend) for figure in made.figures)
    assert world.recorded() == ["draft_offer", "publish_offer"]
    assert world.events() == ["offer.drafted", "offer.published"]


def test_a_contract_keeps_the_version_it_signed_until_its_terms_name_another(world: World) -> None:
    world.customers()
    draft(world)
    publish(world)
    signed = contract(1)
    terms = attrs.evolve(signed.terms.entries[0].value, offer="LUCE@1")
    with pytest.raises(NotFound):
        world.register(
            point(1),
            attrs.evolve(
                signed,
                terms=History.of("terms", [Dated(Period(START), attrs.evolve(terms, offer="LUCE@2"))]),
                period=Period(START),
            ),
        )
    world.register(
        point(1), attrs.evolve(signed, terms=History.of("terms", [Dated(Period(START), terms)]), period=Period(START))
    )
    dearer = draft(world, attrs.evolve(LUCE, price=FixedPrice((BandPrice("M", Decimal("0.2")),))))
    later = dt.date(2026, 12, 1)
    with pytest.raises(NotPublishable, match=r"OFR-004.*LUCE@1 is sold"):
        publish(world, 2, later)
    withdraw_offer(units=world.units, actor=world.actor, family="LUCE", number=1, day=later)
    publish(world, 2, later)
    with world.units(world.tenant) as uow:
        assert uow.offers.get("LUCE@1").price == LUCE.price
        assert uow.offers.get("LUCE@2").price == dearer.offer.price
        assert uow.contracts.get(signed.number).terms.on(START).offer == "LUCE@1"


def test_a_draft_is_written_over_until_it_is_published(world: World) -> None:
    assert [draft(world).number, draft(world, attrs.evolve(LUCE, name="Luce 2")).number] == [1, 1]
    assert publish(world).version.offer.name == "Luce 2"
    assert draft(world).number == 2


def test_publishing_and_withdrawing_go_one_way(world: World) -> None:
    draft(world)
    with pytest.raises(WrongOfferStep, match="only a published one"):
        withdraw_offer(units=world.units, actor=world.actor, family="LUCE", number=1, day=START)
    with pytest.raises(WrongOfferStep, match="cannot be sold from 2026-06-30"):
        publish(world, start=dt.date(2026, 6, 30))
    publish(world)
    with pytest.raises(WrongOfferStep, match="is published"):
        publish(world)
    with pytest.raises(WrongOfferStep, match="cannot be withdrawn"):
        withdraw_offer(units=world.units, actor=world.actor, family="LUCE", number=1, day=START)
    gone = withdraw_offer(units=world.units, actor=world.actor, family="LUCE", number=1, day=dt.date(2026, 12, 1))
    assert gone.sold == Period(START, dt.date(2026, 12, 1))
    with world.units(world.tenant) as uow:
        assert uow.offers.get("LUCE@1") == gone.offer, "contracts that name it keep it"


def test_an_offer_that_cannot_be_estimated_is_not_published(world: World) -> None:
    draft(world, attrs.evolve(LUCE, price=IndexedPrice("index/pun", (BandPrice("M", Decimal("0.01")),))))
    with pytest.raises(NotPublishable, match="index/pun") as refused:
        publish(world)
    assert {fault.code for fault in refused.value.faults} == {"OFR-001"}
    assert "publish_offer" not in world.recorded()
    made = publish(world, index={"M": Decimal("0.12")})
    assert made.version.state is OfferState.PUBLISHED


def test_an_offer_for_nobody_that_is_known_is_not_published(world: World) -> None:
    draft(world, attrs.evolve(LUCE, customers=frozenset({"embassy"})))
    with pytest.raises(NotPublishable, match="no standard customer is of the classes it is for: embassy"):
        publish(world)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fees": (FEE, attrs.evolve(FEE, code="pcv"))}, "fixed fees: at most 1, got fee, pcv"),
        ({"fees": (attrs.evolve(FEE, basis=Basis.ENERGY),)}, "fees on power or energy: at most 0, got fee"),
        ({"passes": ("cdispd", "ppe")}, "it may not pass on: ppe"),
    ],
)
def test_an_offer_for_homes_has_one_fee_one_price_and_its_dispatching_since_april_2026(
    world: World, change: dict[str, Any], told: str
) -> None:
    offer = attrs.evolve(LUCE, **change)
    draft(world, offer)
    with pytest.raises(NotPublishable, match=told):
        publish(world)
    book = packaged_book()
    assert structure_faults(offer, book, dt.date(2026, 3, 31)) == ()
    assert structure_faults(attrs.evolve(offer, customers=frozenset({"other"})), book, START) == ()


def test_an_hourly_offer_may_pass_on_what_dispatching_costs_by_the_hour() -> None:
    hourly = IndexedPrice("index/pun", (BandPrice("M", Decimal("0.01")),), hourly=True)
    offer = attrs.evolve(LUCE, price=hourly, passes=("cpty_mrkt", "msd"))
    assert structure_faults(offer, packaged_book(), START) == ()
    assert structure_faults(attrs.evolve(offer, price=LUCE.price), packaged_book(), START)


def test_an_imported_file_makes_drafts_once(world: World) -> None:
    first = take(world, offerta(code="A"), offerta(code="B"), offerta(code="C", kind="05"))
    assert [version.code for version in first.drafts] == ["A@1", "B@1"]
    assert all(version.origin == first.sha256 for version in first.drafts)
    again = take(world, offerta(code="A"), offerta(code="B"), offerta(code="C", kind="05"))
    assert (again.drafts, again.unchanged) == ((), 2)
    with world.units(world.tenant) as uow:
        assert uow.offers.refused(first.sha256) == first.refused
        assert [each.faults[0].subject for each in first.refused] == ["C"]
    changed = take(world, offerta(code="A", stop=""), offerta(code="B"))
    assert [version.code for version in changed.drafts] == ["A@1"]


def gas_offerta(code: str = "GAS", detail: str = "") -> str:
    return offerta(
        code=code,
        market="02",
        customer="<TIPO_CLIENTE>01</TIPO_CLIENTE>",
        detail=detail,
        dispatching="",
        components=offerta().split("</Dispacciamento>")[1].split("</offerta>")[0].replace(">03</UNITA", ">04</UNITA"),
    )


def test_an_imported_offer_of_gas_can_be_published(world: World) -> None:
    take(world, gas_offerta())
    made = publish_offer(
        units=world.units, books=world.books, files=FILES, actor=world.actor, family="GAS", number=1, start=START
    )
    assert len(made.figures) == 6


def test_a_dual_offer_joins_the_two_it_names_wherever_they_were_imported(world: World) -> None:
    take(world, offerta(code="LUCE"), gas_offerta())
    joined = take(world, dual(), dual(code="NONE", gas="ELSEWHERE"), dual(code="TURNED", electricity="GAS", gas="LUCE"))
    assert {version.code: version.offer.joint for version in joined.drafts} == {"LUCE@1": ("GAS",), "GAS@1": ("LUCE",)}
    assert [[each.faults[0].code, each.faults[0].subject] for each in joined.refused] == [
        ["OFR-003", "NONE"],
        ["OFR-003", "TURNED"],
    ]
    assert "ELSEWHERE, which is not in the catalogue" in joined.refused[0].faults[0].message
    assert (take(world, dual()).drafts, take(world, offerta(code="LUCE")).drafts) == ((), ())


def test_an_offer_that_is_not_sold_alone_is_published_with_another(world: World) -> None:
    together = offerta(code="LUCE").replace("<OFFERTA_SINGOLA>SI", "<OFFERTA_SINGOLA>NO")
    take(world, together, gas_offerta())
    with pytest.raises(NotPublishable, match="OFR-006"):
        publish(world)
    take(world, dual())
    assert publish(world).version.offer.joint == ("GAS",)


def test_an_offer_is_signed_within_its_limits_of_power(world: World) -> None:
    world.customers()
    draft(world, attrs.evolve(LUCE, power=PowerLimits(Decimal("4.5"))))
    made = publish(world)
    assert {figure.customer.supply.committed_kw for figure in made.figures} == {Decimal("4.5"), Decimal(6)}  # type: ignore[union-attr]
    signed = contract(1)
    terms = attrs.evolve(signed.terms.entries[0].value, offer="LUCE@1")
    entries = [Dated(signed.period, terms)]
    with pytest.raises(DoesNotFit, match=r"is for from 4\.5 kW, the supply has 3 kW"):
        world.register(point(1), attrs.evolve(signed, terms=History.of("terms", entries)))
    with pytest.raises(ValueError, match="limits of power rise"):
        PowerLimits(Decimal(6), Decimal(3))


def test_the_scheda_leaves_out_what_cannot_be_estimated_and_says_so() -> None:
    figures = scheda_sintetica(
        offer=attrs.evolve(LUCE, passes=("qvd",)), customers=FILES.standard_customers(), book=packaged_book(), on=START
    )
    assert all(isinstance(figure.spend, Refused) for figure in figures)


def test_a_discount_that_asks_for_a_condition_is_left_out_of_the_spend_and_told() -> None:
    free = Discount("welcome", "Benvenuto", Decimal(20), Off.YEARLY, months=12)
    asks = attrs.evolve(free, code="bill", condition="e_bill")

    def totals(*discounts: Discount) -> list[Decimal]:
        figures = scheda_sintetica(
            offer=attrs.evolve(LUCE, discounts=discounts),
            customers=FILES.standard_customers(),
            book=packaged_book(),
            on=START,
        )
        assert {figure.left_out for figure in figures} == {tuple(each.code for each in discounts if each.condition)}
        return [figure.spend.total.amount for figure in figures if isinstance(figure.spend, EstimatedSpend)]

    assert totals(asks) == totals()
    assert all(cheaper < full for cheaper, full in zip(totals(free), totals(), strict=True))


def test_a_family_has_a_name_without_the_mark_of_versions() -> None:
    with pytest.raises(ValueError, match="without @"):
        drafted(attrs.evolve(LUCE, code="LUCE@1"), ())
