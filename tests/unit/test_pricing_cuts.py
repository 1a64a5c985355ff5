"""Where a bill is cut: energy at every change of a value it is charged on, fees only at their own changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from adapters.cases.parse import parse_simulation
from adapters.tariffs.loader import load_bands
from domain.kernel.validity import History, Period, month_of
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.offer import BandPrice, IndexedPrice
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status
from tests.support.strategies import gas as gas
from tests.support.strategies.supply import (
    CDISPD,
    KNOWN_ON,
    PUN,
    facts,
    mono,
    offer,
    packaged_book,
    resident,
    used,
    yearly,
)

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


OF_OTHER_DAYS = frozenset(
    {
        *("vat/rate", "vat/gas", "vat/split_payment", "vat/reverse_charge_energy"),  # the day VAT is due on
        *("rai/instalment", "telephony/concession_tax"),  # sums of a month, in force on its first day
        *("electricity/reactive_threshold", "electricity/reactive_share"),  # reckoned by the month
        "index/ttf",  # its golden bill goes by the mean of the quarter
        "electricity/peak_power",  # no rate: which power is charged, by the month
    }
)
"""Values that do not go by the days of the lines they are charged on."""
OF_BANDS = frozenset(
    {"gas/tau3", "gas/ug2_energy", "excise/gas", "surcharge/gas", "surcharge/gas_industrial", "excise/electricity"}
)
"""Values of bands, which may be full before a later value of theirs begins."""
CASES = [
    path
    for path in sorted((Path(__file__).parents[1] / "golden").glob("*/case.json"))
    if "refused" not in json.loads((path.parent / "expected.json").read_text("utf-8"))
]


Named = dict[str, list[Line]]


def naming(lines: Iterable[Line]) -> Named:
    """The lines that name each row."""
    found: Named = {}
    for line in lines:
        for each in line.inputs:
            found.setdefault(each.row, []).append(line)
    return found


def changing_later(used: Sequence[ParameterRow], named: Named, period: Period) -> list[ParameterRow]:
    """A row in place of the rest of each row used, from a day inside a line that names it on, each from another day."""
    new = []
    for i, row in enumerate(used):
        days = row.period.meet(named[row.id][0].period if row.id in named else period)
        if days is not None and days.days > 1:
            day = days.start + dt.timedelta(days=1 + i % (days.days - 1))
            new.append(attrs.evolve(row, period=Period(day, row.period.stop), value=row.value + Decimal("0.01")))
    return new


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_every_value_a_line_reads_cuts_the_days_it_is_charged_on(path: Path) -> None:
    """Every row a golden bill used gives way to another on a day of its own. No line goes past such a day, and what
    comes after it is charged by the other value, if anything more falls into its band."""
    case = parse_simulation(path.read_bytes(), book=packaged_book().known, bands=load_bands(), today=KNOWN_ON)
    what = attrs.evolve(case.facts, extras=())
    before = priced(what, case.book)
    named = naming(before.lines)
    used = [row for row in before.rows if row.path in case.book.heads and row.path not in OF_OTHER_DAYS]
    new = changing_later(used, named, what.period)
    after = priced(what, case.book.overlaid([], new))
    rows = {row.id: row for row in after.rows}
    for line in after.lines:
        for found in (rows[each.row] for each in line.inputs if each.row in rows):
            if found.path not in OF_OTHER_DAYS and found.period.overlaps(what.period):
                assert found.period.covers(line.period), f"{line.code} of {line.period} goes by {found.name}"
    assert {row.path for row in new if row.id not in rows} <= OF_BANDS


def test_a_month_cut_by_a_new_rate_of_excise_has_one_exemption() -> None:
    """310 kWh, 150 of them before the 16th. Of a month 150 are exempt, and those above 220 take 90 back: 250 are
    taxed, none by the first rate."""
    what = facts(OCTOBER, resident("3"), mono(".1"), [used(OCTOBER, 310)])
    bill = priced(what, changing("excise/electricity", ("dwelling",)))
    assert [(line.quantity.value, line.price.value) for line in bill.lines if line.code == "excise"] == [
        (Decimal(0), Decimal(".1")),
        (Decimal(250), Decimal(".2")),
    ]


@pytest.mark.parametrize(
    ("path", "key", "code", "band"),
    [
        ("gas/band_limit", ("0-120",), "tau3", "121-480"),
        ("excise/gas_limit", ("0-120",), "excise", "120-480"),
    ],
)
def test_the_end_of_a_gas_band_that_moves_in_mid_month_moves_the_band_from_that_day(
    path: str, key: tuple[str, ...], code: str, band: str
) -> None:
    """310 Smc, 150 of them before the 16th: 120 in the first band and 30 in the second; from the 16th the first ends at
    200, so that 50 more fall into it. Neither end stands on a line of the second band."""
    what = gas.facts(gas.home(), gas.fixed(), [gas.used(OCTOBER, 310)])
    book = packaged_book().overlaid([], [row(path, key, Period(MIDDLE), "200")])
    above = [line for line in priced(what, book).lines if (line.code, line.band) == (code, band)]
    by_half = {
        start: sum((line.quantity.value for line in above if line.period.start == start), Decimal(0))
        for start in (OCTOBER.start, MIDDLE)
    }
    assert by_half == {OCTOBER.start: Decimal(30), MIDDLE: Decimal(110)}


def test_the_limit_of_the_reduced_vat_on_gas_moves_from_the_day_it_changes() -> None:
    """310 Smc: the limit of 480 is not reached before the 16th; from then on it is 200, and 150 were charged before."""
    what = gas.facts(gas.home(), gas.fixed(), [gas.used(OCTOBER, 310)])
    bill = priced(what, packaged_book().overlaid([], [row("vat/gas_limit", (), Period(MIDDLE), "200")]))
    assert [(line.vat.rate, line.quantity.value) for line in bill.lines if line.code == "energy"] == [
        (Decimal("0.10"), Decimal(150)),
        (Decimal("0.10"), Decimal(50)),
        (Decimal("0.22"), Decimal(110)),
    ]
