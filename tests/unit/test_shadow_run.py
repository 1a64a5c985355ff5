"""A shadow run tells what a change of parameters or offers would have made of a past period, and leaves no trace."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from adapters.persistence.tables import METADATA
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.reports.shadow_files import ShadowFiles
from application.offers.shadow_run import TariffChange, shadow_period, shadow_run
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.run import BillingRun
from domain.kernel.fault import Fault
from domain.kernel.money import ZERO, Money, total
from domain.offers.shadow import VAT, ShadowPair, ShadowReport, ShadowSide, bin_of, compared
from domain.pricing.facts import BillingFacts, HourlySeries
from domain.pricing.priced import Refused
from domain.tariffs.offer import BandPrice, FixedPrice
from tests.support.shadow_samples import billed, row
from tests.support.strategies.supply import facts as facts_of
from tests.support.strategies.supply import resident, used
from tests.support.use_case_world import OFFER, SEPTEMBER, TODAY, USED, World, contract_number


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def dearer(value: str = "0.25") -> TariffChange:
    """The offer of everybody, at another price."""
    return TariffChange(offers=(attrs.evolve(OFFER, price=FixedPrice((BandPrice("M", Decimal(value)),))),))


def shadow(world: World, run: BillingRun, change: TariffChange, largest: int = 20) -> ShadowReport:
    return shadow_run(
        units=world.units, books=world.books, tenant=world.tenant, run_id=run.id, change=change, largest=largest
    )


def test_the_price_of_an_offer_moves_its_energy_and_vat_and_nothing_else(world: World) -> None:
    run = billed(world, 1, 2, 3, chunk_size=2)
    report = shadow(world, run, dearer())
    assert (report.contracts, report.total.contracts, report.unchanged) == (3, 3, 0)
    changed = {part.name: part.change for part in report.by_component if part.change != ZERO}
    energy = Money.of(str(Decimal("0.10") * (300 + 400 + 500)))
    assert changed == {"vendita/energy": energy, VAT: Money.of("12.00")}
    assert report.total.change == energy + Money.of("12.00")
    assert [(part.name, part.contracts) for part in report.by_customer] == [("domestic_resident", 3)]
    assert [part.name for part in report.by_offer] == [OFFER.code]
    assert [mover.contract for mover in report.movers] == [contract_number(n) for n in (3, 2, 1)]
    assert [(each.start, each.stop, each.contracts) for each in report.distribution] == [
        (Decimal(20), Decimal(50), 2),
        (Decimal(50), Decimal(100), 1),
    ]
    before = [result.priced.total for result in world.results(run.id).values() if result.priced]
    assert report.total.before == total(before), "one side is what the run charged"


def test_a_parameter_laid_over_the_book_moves_its_component(world: World) -> None:
    run = billed(world, 1)
    known_later = attrs.evolve(
        row(world, "electricity/sigma3"), value=Decimal("0.1"), known_from=TODAY + dt.timedelta(days=9)
    )
    report = shadow(world, run, TariffChange(rows=(known_later,)))
    assert {part.name for part in report.by_component if part.change != ZERO} == {"rete/sigma3", VAT}
    assert report.before_book == run.book_digest != report.after_book


def test_a_change_that_touches_nobody_changes_nothing(world: World) -> None:
    run = billed(world, 1, 2)
    same = shadow(world, run, TariffChange(rows=(row(world, "electricity/sigma3"),)))
    assert (same.total.change, same.unchanged, same.movers, same.distribution) == (ZERO, 2, (), ())


def test_who_is_refused_on_either_side_is_told_and_in_no_sum(world: World) -> None:
    world.customers(1, 2)
    world.measure({1: USED})
    run = world.executed()
    report = shadow(world, run, dearer())
    assert (report.contracts, report.total.contracts) == (2, 1)
    assert report.refusals == ((ShadowSide.BEFORE, "MET-001", 1), (ShadowSide.AFTER, "MET-001", 1))
    wrong = attrs.evolve(OFFER, customers=frozenset({"other"}))
    broken = shadow(world, run, TariffChange(offers=(wrong,)))
    assert (ShadowSide.AFTER, "PRC-005", 1) in broken.refusals
    assert broken.total.contracts == 0


def test_the_largest_movers_are_as_many_as_asked_for(world: World) -> None:
    run = billed(world, 1, 2, 3)
    assert [mover.contract for mover in shadow(world, run, dearer(), 1).movers] == [contract_number(3)]


def test_a_change_of_what_does_not_exist_is_refused(world: World) -> None:
    run = billed(world, 1)
    with pytest.raises(NotFound, match="GHOST"):
        shadow(world, run, TariffChange(offers=(attrs.evolve(OFFER, code="GHOST"),)))
    with pytest.raises(ValueError, match="changed twice"):
        TariffChange(offers=(OFFER, OFFER))
    with pytest.raises(NotFound):
        shadow_run(units=world.units, books=world.books, tenant=world.tenant, run_id="none", change=dearer())


def test_a_period_is_compared_without_a_run(world: World) -> None:
    run = billed(world, 1, 2)
    of_run = shadow(world, run, dearer())
    of_period = shadow_period(
        units=world.units,
        books=world.books,
        tenant=world.tenant,
        commodity_code="electricity",
        period=SEPTEMBER,
        cycle_months=1,
        known_on=TODAY,
        change=dearer(),
    )
    assert of_period.by_component == of_run.by_component
    assert of_period.movers == of_run.movers


def example_facts() -> BillingFacts:
    return facts_of(SEPTEMBER, resident("3"), OFFER, (used(SEPTEMBER, 1, 1, 1),))


def test_hourly_prices_of_a_change_stand_in_place_of_those_of_their_days(world: World) -> None:
    source, status = row(world, "electricity/sigma3").source, row(world, "electricity/sigma3").status
    day, other = SEPTEMBER.start, SEPTEMBER.last
    known = HourlySeries("index/pun", {day: (Decimal(1),), other: (Decimal(2),)}, source, status)
    new = attrs.evolve(known, prices={day: (Decimal(9),)})
    facts = example_facts()
    made = TariffChange(hourly=(new,)).facts(attrs.evolve(facts, hourly={"index/pun": known}))
    assert made.hourly["index/pun"].prices == {day: (Decimal(9),), other: (Decimal(2),)}
    assert TariffChange(hourly=(new,)).facts(facts).hourly == {"index/pun": new}


def test_nothing_is_stored_in_any_table(database: Engine, sql_units: SqlUnitsOfWork, tenant: str) -> None:
    world = World(sql_units, tenant)
    run = billed(world, 1, 2)

    def content() -> dict[str, list[tuple[object, ...]]]:
        with database.connect() as connection:
            return {
                name: [tuple(each) for each in connection.execute(select(table).order_by(*table.primary_key))]
                for name, table in METADATA.tables.items()
            }

    before = content()
    assert before["run_results"]
    report = shadow(world, run, dearer())
    assert report.total.change > ZERO
    assert content() == before


def test_the_memory_of_a_comparison_does_not_grow_with_its_contracts() -> None:
    one = Refused("K", SEPTEMBER, (Fault("MET-001", "K", "missing"),))
    pairs = (ShadowPair(f"K-{n}", "home", "FIX", one, one) for n in range(5_000))
    report = compared(pairs, largest=3, before_book="a", after_book="b")
    assert (report.contracts, len(report.refused)) == (5_000, 3)
    assert report.refusals == ((ShadowSide.BEFORE, "MET-001", 5_000), (ShadowSide.AFTER, "MET-001", 5_000))


@given(st.decimals("-99999", "99999", places=2).filter(bool))
def test_every_change_falls_into_one_bin(change: Decimal) -> None:
    start, stop = bin_of(change)
    assert start <= change <= stop
    assert (start, stop) == tuple(-edge for edge in reversed(bin_of(-change)))
    assert start < stop


def test_the_files_of_a_report_are_the_same_every_time_and_hold_its_sums(world: World) -> None:
    report = shadow(world, billed(world, 1, 2), dearer())
    files = ShadowFiles().files("Luce & gas <2026>", report)
    assert sorted(files) == ["shadow.svg", "shadow.xlsx"]
    assert ShadowFiles().files("Luce & gas <2026>", report) == files
    drawing = ElementTree.fromstring(files["shadow.svg"])  # noqa: S314  made by us a line before
    texts = [each.text for each in drawing.iter() if each.text]
    assert "Luce & gas <2026>" in texts
    assert "vendita/energy" in texts
    with zipfile.ZipFile(io.BytesIO(files["shadow.xlsx"])) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        components = book.read("xl/worksheets/sheet4.xml").decode()
    assert len(sheets) == 7
    energy = next(part for part in report.by_component if part.name == "vendita/energy")
    assert f"<v>{energy.change}</v>" in components


def test_a_report_without_changes_is_drawn_too(world: World) -> None:
    report = shadow(world, billed(world, 1), TariffChange(rows=(row(world, "electricity/sigma3"),)))
    assert b"nessuna variazione" in ShadowFiles().files("x", report)["shadow.svg"]
