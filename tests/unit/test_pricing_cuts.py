"""Where a bill is cut: energy at every change of a value it is charged on, fees only at their own changes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from domain.invoices.facts import BillingFacts
from domain.invoices.priced import Priced, Refused
from domain.invoices.pricing import price
from domain.kernel.validity import History, Period, month_of
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import BandPrice, IndexedPrice
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.strategies_supply import CDISPD, KNOWN_ON, PUN, facts, mono, offer, packaged_book, resident, used, yearly

OCTOBER = month_of(dt.date(2026, 10, 1))
MIDDLE = dt.date(2026, 10, 16)
OWN = Source("own", "Own", "")
BAND_INDEX = ParameterHead("index/own", "Indice", "By band.", "GME", "EUR/kWh", ("band",), 6, "contract", KNOWN_ON)


def row(path: str, key: tuple[str, ...], period: Period, value: str) -> ParameterRow:
    return ParameterRow(path, key, period, OCTOBER.start, Decimal(value), OWN, Status.CONFIRMED)


def changing(path: str, *keys: tuple[str, ...]) -> TariffBook:
    """The packaged book with .1 and then .2 from the middle of October for some keys of a parameter."""
    halves = (Period(OCTOBER.start, MIDDLE), Period(MIDDLE, OCTOBER.stop))
    rows = [row(path, key, half, value) for key in keys for half, value in zip(halves, (".1", ".2"), strict=True)]
    return packaged_book().overlaid([BAND_INDEX], rows)


def priced(what: BillingFacts, book: TariffBook) -> Priced:
    result = price(what, book)
    assert isinstance(result, Priced), result
    return result


def test_energy_is_cut_where_a_value_changes_and_fees_are_not() -> None:
    what = facts(OCTOBER, resident("3"), mono(".1", yearly("72"), passes=("cdispd",)), [used(OCTOBER, 310)])
    bill = priced(what, changing(CDISPD, ()))
    passed = [(line.quantity.value, line.price.value) for line in bill.lines if line.code == "cdispd"]
    assert passed == [(Decimal(150), Decimal(".1")), (Decimal(160), Decimal(".2"))]
    assert [line.period for line in bill.lines if line.code == "commercial"] == [OCTOBER]


@pytest.mark.parametrize("band", ["F1", "F2", "F3"])
def test_a_component_by_band_is_cut_where_the_value_of_one_band_changes(band: str) -> None:
    what = facts(OCTOBER, resident("3"), mono(".1", passes=("cpty_mrkt",)), [used(OCTOBER, 31, 62, 93)])
    bill = priced(what, changing("electricity/cpty_mrkt", (band,)))
    mine = [
        (line.period.start, line.price.value) for line in bill.lines if (line.code, line.band) == ("cpty_mrkt", band)
    ]
    assert mine == [(OCTOBER.start, Decimal(".1")), (MIDDLE, Decimal(".2"))]


def test_an_index_by_band_is_cut_where_it_changes() -> None:
    own = offer(IndexedPrice("index/own", (BandPrice("M", Decimal(0)),), losses_on_index=False, by_band=True))
    bill = priced(facts(OCTOBER, resident("3"), own, [used(OCTOBER, 310)]), changing("index/own", ("M",)))
    assert [line.price.value for line in bill.lines if line.code == "energy"] == [Decimal(".1"), Decimal(".2")]


def test_losses_cut_the_energy_they_gross_up_and_no_other() -> None:
    book = changing("electricity/losses", ("BT",))
    own = offer(IndexedPrice(PUN, (BandPrice("M", Decimal(0)),)))
    book_with_index = book.overlaid([], [row(PUN, (), OCTOBER, "1")])
    bill = priced(facts(OCTOBER, resident("3"), own, [used(OCTOBER, 310)]), book_with_index)
    assert [line.price.value for line in bill.lines if line.code == "energy"] == [Decimal("1.1"), Decimal("1.2")]
    fixed = priced(facts(OCTOBER, resident("3"), mono(".1"), [used(OCTOBER, 310)]), book)
    assert len([line for line in fixed.lines if line.code == "energy"]) == 1


def test_a_change_of_power_cuts_what_depends_on_power() -> None:
    changes = [(OCTOBER.start, resident("3")), (MIDDLE, resident("4.5"))]
    bill = priced(facts(OCTOBER, changes, mono(".1", yearly("72")), [used(OCTOBER, 310)]), packaged_book())
    assert [line.quantity.value for line in bill.lines if line.code == "sigma2"] == [Decimal(3), Decimal("4.5")]
    assert [str(line.share) for line in bill.lines if line.code in ("sigma1", "commercial")] == ["1/12", "1/12"]


@pytest.mark.parametrize(
    ("code", "consumption"),
    [
        ("PRC-002", [used(Period(OCTOBER.start, MIDDLE), 10)]),
        ("PRC-002", [used(Period(MIDDLE, OCTOBER.stop), 10)]),
        ("PRC-002", [used(OCTOBER, 10), used(OCTOBER, 10)]),
        ("PRC-004", [used(OCTOBER, -1)]),
        ("PRC-005", [used(OCTOBER, 10)]),
    ],
)
def test_what_cannot_be_billed_is_refused_with_its_code(code: str, consumption: list[object]) -> None:
    by_band = offer(IndexedPrice(PUN, tuple(BandPrice(band, Decimal(0)) for band in ("F1", "F2", "F3"))))
    what = by_band if code == "PRC-005" else mono(".1")
    result = price(facts(OCTOBER, resident("3"), what, consumption), packaged_book())  # type: ignore[arg-type]
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == [code]


def test_days_without_terms_are_refused() -> None:
    what = facts(OCTOBER, [(MIDDLE, resident("3"))], mono(".1"), [used(OCTOBER, 10)])
    result = price(what, packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-003"]


def test_a_value_missing_on_one_day_of_the_period_refuses_the_bill() -> None:
    packaged = packaged_book()
    rows = [each for each in packaged.rows if each.path != CDISPD]
    short = row(CDISPD, (), Period(OCTOBER.start, dt.date(2026, 10, 31)), ".1")
    book = TariffBook.of(packaged.heads.values(), [*rows, short], KNOWN_ON)
    what = facts(OCTOBER, resident("3"), mono(".1", passes=("cdispd",)), [used(OCTOBER, 31)])
    result = price(what, book)
    assert isinstance(result, Refused)
    assert result.faults[0].code == "PRC-001"
    assert "2026-10-31" in result.faults[0].message


def test_a_component_by_band_does_not_fit_a_meter_without_bands() -> None:
    what = facts(OCTOBER, resident("3"), mono(".1", passes=("cpty_mrkt",)), [used(OCTOBER, 31)])
    result = price(what, packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-005"]


def test_a_bill_under_split_payment_has_another_digest_than_one_without() -> None:
    june = month_of(dt.date(2026, 6, 1))
    plain = facts(june, resident("3"), mono(".1"), [used(june, 31)])
    [entry] = plain.contract.terms.entries
    vat = attrs.evolve(entry.value.vat, split_payment=True)
    terms = History.of("terms", [attrs.evolve(entry, value=attrs.evolve(entry.value, vat=vat))])
    split = attrs.evolve(plain, contract=attrs.evolve(plain.contract, terms=terms))
    bills = [priced(what, packaged_book()) for what in (plain, split)]
    assert bills[0].total == bills[1].total
    assert bills[1].payable == bills[1].net
    assert bills[0].digest != bills[1].digest
