"""Pricing, by property: what must hold for every contract, whatever its numbers."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from decimal import Decimal

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.billing.scontrino import scontrino
from domain.kernel.money import Money, total
from domain.kernel.validity import Period, month_of
from domain.metering.consumption import BandEnergy
from domain.pricing.counters.billed_period import BilledEnergy
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.missing_values import multipliers
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Block, Quota
from tests.support.strategies.supply import bills, facts, offers, packaged_book, part, supplies, used

HALF_CENT = Decimal("0.005")
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def priced(what: BillingFacts) -> Priced:
    result = price(what, packaged_book())
    assert isinstance(result, Priced), result
    return result


def amount(lines: Iterable[Line], code: str) -> Decimal:
    return total(line.amount for line in lines if line.code == code).amount


@quick
@given(bills())
def test_lines_add_up_to_blocks_quotas_and_totals(what: BillingFacts) -> None:
    bill = priced(what)
    assert total(bill.block(block) for block in Block) == bill.net == total(bill.quota(quota) for quota in Quota)
    assert bill.total == bill.net + bill.tax
    assert total(part.taxable for part in bill.vat) == bill.net


@quick
@given(bills())
def test_vat_is_one_rounding_of_the_sum_of_its_lines(what: BillingFacts) -> None:
    bill = priced(what)
    for totals in bill.vat:
        base = total(line.amount for line in bill.lines if line.vat == totals.vat)
        assert totals.taxable == base
        assert totals.tax == Money.rounded(base.amount * totals.vat.rate)


@quick
@given(bills())
def test_the_scontrino_says_the_total_again(what: BillingFacts) -> None:
    bill = priced(what)
    rows = scontrino(bill)
    quotas = total((rows.consumption.whole.amount, rows.fixed.whole.amount, rows.power.whole.amount))
    assert quotas + rows.excise_and_vat + rows.other + rows.rai_fee == rows.total == bill.total
    for row in (rows.consumption, rows.fixed, rows.power):
        assert row.sale.amount + row.network_and_charges.amount == row.whole.amount


@quick
@given(bills())
def test_every_energy_component_charges_the_energy_that_was_measured(what: BillingFacts) -> None:
    bill = priced(what)
    measured = sum((piece.total for piece in what.consumption), Decimal(0))
    per_band = {"energy", "cpty_mrkt"}
    for code in {line.code for line in bill.lines if line.quota is Quota.CONSUMPTION}:
        lines = [line for line in bill.lines if line.code == code]
        assert sum((line.quantity.value for line in lines), Decimal(0)) == measured
        assert code in per_band or len(lines) == len(what.period.months())


@quick
@given(bills())
def test_lines_of_one_component_never_share_a_day(what: BillingFacts) -> None:
    seen: dict[tuple[str, str, str], list[Period]] = {}
    for line in priced(what).lines:
        mine = seen.setdefault((line.code, line.band, str(line.price) if line.code == "excise" else ""), [])
        assert not any(line.period.overlaps(period) for period in mine)
        mine.append(line.period)


@quick
@given(bills(months=4))
def test_months_billed_one_by_one_cost_what_they_cost_together(what: BillingFacts) -> None:
    whole = priced(what)
    parts = [priced(part(what, month)) for month in what.period.months()]
    assert [line for each in parts for line in each.lines if line.code == "excise"] == [
        line for line in whole.lines if line.code == "excise"
    ]
    assert total(each.net for each in parts) == whole.net
    assert sum((each.block(Block.TAXES).amount for each in parts), Decimal(0)) == whole.block(Block.TAXES).amount
    assert abs((total(each.tax for each in parts) - whole.tax).amount) <= HALF_CENT * (len(parts) + 1)


@quick
@given(supplies(), offers(), st.integers(2, 31), st.tuples(*[st.integers(0, 2_000)] * 3))
def test_a_month_billed_in_two_parts_differs_by_rounding_alone(
    terms: object, offer: object, day: int, energy: tuple[int, int, int]
) -> None:
    month = month_of(dt.date(2026, 10, 1))
    what = facts(month, terms, offer, [used(month, *energy)])  # type: ignore[arg-type]
    whole = priced(what)
    first, second = month.cut([dt.date(2026, 10, day)])
    before = part(what, first)
    billed = BilledEnergy(month.start, sum((piece.total for piece in before.consumption), Decimal(0)))
    lines = [*priced(before).lines, *priced(part(what, second, (billed,))).lines]
    for code in {line.code for line in lines}:
        mine = [line for line in whole.lines if line.code == code]
        slack = HALF_CENT * (len(mine) + sum(line.code == code for line in lines))
        fees = [line for line in mine if line.share.denominator == 12]
        for fee in fees:  # a twelfth of a year is not 31/365 of it; a twelfth is rounded to four decimals
            gap = abs(Decimal(month.days) / 365 - Decimal(1) / 12) * abs(fee.price.value) + Decimal("0.00005")
            slack += gap * fee.quantity.value
        assert abs(amount(lines, code) - amount(mine, code)) <= slack, code


@quick
@given(bills(), st.integers(0, 2), st.sampled_from(("F1", "F2", "F3")), st.integers(1, 500))
def test_more_energy_never_costs_less(what: BillingFacts, month: int, band: str, more: int) -> None:
    month = min(month, len(what.consumption) - 1)
    piece = what.consumption[month]
    bands = tuple(BandEnergy(each.band, each.value + (more if each.band == band else 0)) for each in piece.bands)
    grown = [*what.consumption]
    grown[month] = attrs.evolve(piece, bands=bands)
    assert priced(attrs.evolve(what, consumption=tuple(grown))).total.amount >= priced(what).total.amount


@quick
@given(bills(), st.randoms(use_true_random=False))
def test_the_digest_is_the_same_on_every_run_and_in_every_order_of_the_book(
    what: BillingFacts, shuffler: random.Random
) -> None:
    book = packaged_book()
    rows = list(book.rows)
    shuffler.shuffle(rows)
    shuffled = price(what, TariffBook.of(reversed(list(book.heads.values())), rows, book.known_on))
    assert isinstance(shuffled, Priced)
    assert shuffled.digest == priced(what).digest == priced(what).digest


@quick
@given(bills())
def test_a_bill_names_every_row_its_lines_used(what: BillingFacts) -> None:
    bill = priced(what)
    rows = {row.id for row in bill.rows}
    assert {each.row for line in bill.lines for each in line.inputs if each.row} <= rows


@quick
@given(bills(), st.lists(st.dates(dt.date(2026, 7, 1), dt.date(2026, 12, 31)), max_size=4))
def test_a_cut_conserves_consumption(what: BillingFacts, days: list[dt.date]) -> None:
    for piece in what.consumption:
        parts = piece.cut(days)
        assert sum((each.total for each in parts), Decimal(0)) == piece.total
        assert [each.period for each in parts] == list(piece.period.cut(days))
        assert all(band.value >= 0 for each in parts for band in each.bands)


@quick
@given(bills())
def test_a_bill_refused_for_its_tariffs_names_those_it_would_use_and_no_other(what: BillingFacts) -> None:
    book, lost = packaged_book(), multipliers(what)
    rows = [row for row in book.rows if row.path not in lost]
    result = price(what, TariffBook.of(book.heads.values(), rows, book.known_on))
    assert isinstance(result, Refused)
    named = [fault.message.removeprefix("parameter ").partition(" has no value")[0] for fault in result.faults]
    assert sorted(named) == sorted({row.name for row in priced(what).rows if row.path in lost})
