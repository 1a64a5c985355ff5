"""What holds of corrections of every commodity: chains in any order of arrival, nothing for nothing, credits to zero.

A supply of three months: each is billed on a first value, and each is known otherwise later. A value is what the
commodity measures (kWh, Smc, m3), how many calls there were, or how many of a service.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.cases.parse import CASES
from adapters.tariffs.loader import load_bands
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.commodities.registry import COMMODITIES
from domain.corrections.credit_note import Whole, credit_note
from domain.corrections.invoiced_position import billed_periods, invoiced_position
from domain.corrections.recalculation import Recalculation, alone, recalculate
from domain.corrections.stated_document import document
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook
from tests.support.strategies.supply import KNOWN_ON, packaged_book

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
Values = tuple[int, int, int]
each_kind = pytest.mark.parametrize("kind", COMMODITIES, ids=lambda kind: kind.code)
quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
values = st.tuples(*[st.integers(0, 900)] * 3)


def golden(name: str) -> Any:
    return json.loads((GOLDEN / name / "case.json").read_text("utf-8"))


def electricity(value: int, _: Period) -> Any:
    return golden("resident_3kw_above_exemption") | {"consumption": {"bands": {"M": value}}}


def gas(value: int, _: Period) -> Any:
    return golden("gas_condominium_pays_gs") | {"consumption": {"smc": value}, "counters": []}


def water(value: int, _: Period) -> Any:
    return golden("water_two_months_pro_die_ui1_changes") | {"consumption": {"m3": value}}


def heat(value: int, _: Period) -> Any:
    tree = golden("heat_provisional_factor") | {"consumption": {"kwh": value}}
    index = next(each for each in tree["parameters"] if each["path"] == "heat/gas_price")
    del index["valid_to"]
    return tree


def telephony(value: int, month: Period) -> Any:
    """A call every so many hours, one for each twenty of the value."""
    start = dt.datetime.combine(month.start, dt.time(8))
    calls = [
        {
            "id": f"{month.start} {i}",
            "called": "+390612345678",
            "answered": (start + dt.timedelta(hours=12 * i)).isoformat(),
            "seconds": 90 + i,
        }
        for i in range(value // 20)
    ]
    return golden("telephony_bundle_used_before_the_period") | {"calls": calls}


def services(value: int, _: Period) -> Any:
    tree = golden("services_maintenance_from_the_11th")
    return tree | {"supply": {"service": "Termostato", "quantity": 1 + value % 3}}


CASE: dict[str, tuple[Callable[[int, Period], Any], dt.date]] = {
    "electricity": (electricity, dt.date(2026, 7, 1)),
    "gas": (gas, dt.date(2026, 10, 1)),
    "water": (water, dt.date(2023, 6, 1)),
    "heat": (heat, dt.date(2026, 1, 1)),
    "telephony": (telephony, dt.date(2026, 7, 1)),
    "services": (services, dt.date(2026, 7, 1)),
}


def months(kind: Commodity) -> tuple[Period, ...]:
    first = CASE[kind.code][1]
    return Period(first, first.replace(month=first.month + 3) if first.month < 10 else dt.date(2027, 1, 1)).months()


@functools.lru_cache(maxsize=512)
def known(kind: Commodity, period: Period, value: int) -> tuple[BillingFacts, TariffBook]:
    """The facts of some days of the contract at a value, and the book."""
    tree = copy.deepcopy(CASE[kind.code][0](value, period))
    tree["period"] = {"start": str(period.start), "stop": str(period.stop)}
    tree["issue_day"] = str(period.last)
    if "supplied" in tree or kind.code != "electricity":
        tree["supplied"] = {"start": str(CASE[kind.code][1]), "stop": "2030-01-01"}
    case = CASES[kind.code].simulate(tree, book=packaged_book().known, bands=load_bands(), today=KNOWN_ON)
    return attrs.evolve(case.facts, contract=attrs.evolve(case.facts.contract, number="K")), case.book


def facts_of(kind: Commodity, period: Period, value: int, stands: Sequence[Bill]) -> BillingFacts:
    """The facts of a month, its yearly counters read from what stands charged."""
    facts, _ = known(kind, period, value)
    if kind.counters is not None:
        counters = kind.counters(billed_periods(stands, "K"), facts.contract, period)
        facts = attrs.evolve(facts, counters=counters)
    return facts


def book_of(kind: Commodity) -> TariffBook:
    return known(kind, months(kind)[0], 0)[1]


def priced(facts: BillingFacts, book: TariffBook) -> Priced:
    result = price(facts, book)
    assert isinstance(result, Priced), result
    return result


def billed(kind: Commodity, amounts: Values) -> list[Bill]:
    bills: list[Bill] = []
    for i, (month, value) in enumerate(zip(months(kind), amounts, strict=True)):
        facts = facts_of(kind, month, value, bills)
        number = BillNumber("E", month.stop.year, i + 1)
        bills.append(document(priced(facts, book_of(kind)), facts, number, month.stop, None))
    return bills


def corrected(kind: Commodity, bills: list[Bill], now: Values, first: int) -> Recalculation | None:
    """The correction of the months from one on, as a run or a rebilling makes it."""
    chosen = months(kind)[first:]
    stands = invoiced_position(bills, "K", Period(chosen[0].start, chosen[-1].stop))
    facts = [facts_of(kind, each.period, now[months(kind).index(each.period)], bills) for each in stands.documents]
    found = recalculate(facts=facts, book=book_of(kind), invoiced=stands, key="k")
    assert found is None or isinstance(found, Recalculation), found
    return found


def by_code(lines: Iterable[Line]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for line in lines:
        sums[line.code] = sums.get(line.code, ZERO) + line.amount
    return {code: amount for code, amount in sums.items() if amount}


def settled(kind: Commodity, wrong: Values, right: Values, order: Iterable[int]) -> list[Bill]:
    """The documents after the months are known otherwise in some order, each corrected as it comes."""
    bills, now = billed(kind, wrong), list(wrong)
    for step in order:
        now[step] = right[step]
        found = corrected(kind, bills, (now[0], now[1], now[2]), step)
        if found:
            made = alone(found, contract="K", commodity=kind.code, rounding="standard", book_digest="0" * 64)
            facts, _ = known(kind, months(kind)[-1], right[2])
            number = BillNumber("E", months(kind)[-1].stop.year, len(bills) + 1)
            day = months(kind)[-1].stop + dt.timedelta(days=len(bills))
            bills.append(document(made, facts, number, day, None, kind=DocumentKind.CORRECTION))
    return bills


@each_kind
@quick
@given(wrong=values, right=values)
def test_corrections_in_any_order_of_arrival_end_in_what_is_right(
    kind: Commodity, wrong: Values, right: Values
) -> None:
    wanted = by_code(line for bill in billed(kind, right) for line in bill.lines)
    for order in itertools.permutations(range(3)):
        bills = settled(kind, wrong, right, order)
        assert by_code(line for bill in bills for line in bill.lines) == wanted, order


@each_kind
@quick
@given(amounts=values)
def test_rebilling_with_nothing_changed_issues_nothing(kind: Commodity, amounts: Values) -> None:
    bills = billed(kind, amounts)
    for first in range(3):
        assert corrected(kind, bills, amounts, first) is None


@each_kind
def test_what_is_known_otherwise_is_found(kind: Commodity) -> None:
    """Without it, a commodity that never finds a difference would pass all the rest."""
    found = corrected(kind, billed(kind, (300, 301, 302)), (500, 301, 302), 0)
    assert found is not None
    assert found.lines


@each_kind
@quick
@given(amounts=values)
def test_an_invoice_and_its_total_credit_note_are_zero_in_every_component(kind: Commodity, amounts: Values) -> None:
    for bill in billed(kind, amounts):
        number = attrs.evolve(bill.number, serial=9)
        note = credit_note(bill, Whole(), number=number, issued_on=bill.issued_on, reason="why")
        assert by_code((*bill.lines, *note.lines)) == {}
        assert [(part.taxable, part.tax) for part in bill.vat] == [(-part.taxable, -part.tax) for part in note.vat]
        assert bill.payable + note.payable == ZERO


@quick
@given(wrong=values, right=values, order=st.permutations(range(3)))
def test_whatever_corrections_come_no_smc_of_the_year_is_charged_twice_or_in_another_band(
    wrong: Values, right: Values, order: list[int]
) -> None:
    """The year begins in October for the bands here and in January for excise and VAT: both begin at zero."""
    kind = next(each for each in COMMODITIES if each.code == "gas")
    bills = settled(kind, wrong, right, order)
    used = Decimal(sum(right))
    lines = [line for bill in bills for line in bill.lines]
    excise = {"0-120": (0, 120), "120-480": (120, 480), "480-1560": (480, 1560), "over_1560": (1560, 10_000)}
    network = {"121-480": (120, 480), "481-1560": (480, 1560), "1561-5000": (1560, 5000)}
    for code, limits in (("excise", excise), ("tau3", network)):
        for band, (low, high) in limits.items():
            wanted = max(min(used, Decimal(high)) - low, Decimal(0))
            assert charged(line for line in lines if (line.code, line.band) == (code, band)) == wanted, (code, band)
    energy = [line for line in lines if line.code == "energy"]
    assert charged(line for line in energy if line.vat.rate == Decimal("0.10")) == min(used, Decimal(480))
    assert charged(energy) == used


def charged(lines: Iterable[Line]) -> Decimal:
    return sum((line.quantity.value for line in lines), Decimal(0))


@pytest.mark.parametrize("code", ["water", "heat"])
@quick
@given(value=st.integers(0, 900), day=st.integers(1, 27))
def test_even_use_cut_at_any_day_costs_what_the_whole_costs_but_for_rounding(code: str, value: int, day: int) -> None:
    """Even use, cut to the litre; every line is rounded to the cent, and a litre costs less than half a cent.

    A meter of whole m3 is not even in its parts, and bands by the day tell: there the cut is no rounding alone."""
    kind = next(each for each in COMMODITIES if each.code == code)
    month = months(kind)[0]
    facts, book = known(kind, month, value)
    first = (Decimal(value * day) / month.days).quantize(Decimal("0.001"))
    parts = []
    for period, used in zip(month.cut([month.start + dt.timedelta(days=day)]), (first, value - first), strict=True):
        (piece,) = facts.consumption
        mine = attrs.evolve(piece, period=period, bands=(BandEnergy("M", used),))
        parts.append(priced(attrs.evolve(facts, period=period, consumption=(mine,)), book))
    whole = priced(facts, book)
    lines = [line for each in parts for line in each.lines]
    for component in {line.code for line in (*whole.lines, *lines)}:
        ours = by_code(line for line in lines if line.code == component).get(component, ZERO)
        theirs = by_code(line for line in whole.lines if line.code == component).get(component, ZERO)
        count = sum(line.code == component for line in (*whole.lines, *lines))
        assert abs((ours - theirs).amount) <= Decimal("0.01") * count, component
