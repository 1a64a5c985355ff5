"""The annual spend by the rules of the Portale Offerte."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.offers.estimate_spend import estimate_spend
from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.contract import VatTerms
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.offers.annual_estimate import EstimatedSpend, estimate
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.priced import Refused
from domain.tariffs.component import Block
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, SellerFee
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.strategies.supply import PUN, mono, offer, offers, other, packaged_book, resident, supplies, yearly

ON = dt.date(2026, 10, 1)
DOMESTIC, BUSINESS = VatTerms("domestic"), VatTerms("other")
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def use(what: Offer, terms: ElectricityTerms | None = None, **energy: int) -> AnnualSupply:
    supply = terms or resident("3")
    bands = tuple(BandEnergy(band, Decimal(value)) for band, value in sorted((energy or {"M": 2700}).items()))
    vat = DOMESTIC if supply.is_domestic else BUSINESS
    return AnnualSupply("electricity", supply, what, bands, vat, ON)


def spend(what: AnnualSupply) -> EstimatedSpend:
    result = estimate(what, packaged_book())
    assert isinstance(result, EstimatedSpend), result
    return result


def exact(what: EstimatedSpend, code: str) -> Decimal:
    return sum((line.exact for line in what.lines if line.code == code), Decimal(0))


def test_the_official_calculator_is_met_to_the_cent(shared_data: Path) -> None:
    case = json.loads((shared_data / "bills" / "ee_portale_fixed_milano_2700.json").read_text("utf-8"))
    offered = mono(case["inputs"]["energy_EUR_kWh"], yearly("180"), passes=("pcv", "ppe", "cdispd"))
    found = estimate_spend(use=use(offered, M=case["inputs"]["kwh_year"]), book=packaged_book())
    assert isinstance(found, EstimatedSpend)
    outputs = case["outputs"]
    assert [found.sale, found.network, found.charges, found.excise, found.vat, found.total] == [
        Money.of(outputs[name]) for name in ("vendita", "rete", "oneri", "accisa", "iva_10", "total")
    ]
    assert found.taxed_energy == outputs["accisa_taxed_kwh"]
    assert exact(found, "pcv") == Decimal(case["inputs"]["PCV_EUR_year"])
    assert not found.warnings


def test_a_total_is_spread_over_the_bands_by_the_shares_of_the_rules() -> None:
    three = offer(FixedPrice(tuple(BandPrice(band, Decimal(1)) for band in ("F1", "F2", "F3"))))
    two = offer(FixedPrice((BandPrice("F1", Decimal(1)), BandPrice("F23", Decimal(1)))))
    assert [line.quantity.value for line in spend(use(three, M=1000)).lines[:3]] == [330, 310, 360]
    assert [line.quantity.value for line in spend(use(two, M=1000)).lines[:2]] == [330, 670]
    shop = spend(use(two, other("BTA3", "6"), M=1000))
    assert [line.quantity.value for line in shop.lines[:2]] == [440, 560]


def test_measured_bands_are_taken_as_they_are() -> None:
    two = offer(FixedPrice((BandPrice("F1", Decimal(1)), BandPrice("F23", Decimal(1)))))
    found = spend(use(two, F1=100, F2=20, F3=3))
    assert [line.quantity.value for line in found.lines[:2]] == [100, 23]


def test_a_given_index_is_grossed_up_and_the_spread_is_not() -> None:
    indexed = offer(IndexedPrice(PUN, (BandPrice("M", Decimal("0.01")),)))
    found = spend(attrs.evolve(use(indexed, M=1000), index={"M": Decimal("0.12")}))
    assert exact(found, "energy") == 1000 * (Decimal("0.12") * Decimal("1.10") + Decimal("0.01"))


def test_the_index_of_the_book_is_the_mean_of_the_four_quarters_from_that_of_the_day() -> None:
    starts = (dt.date(2026, 10, 1), dt.date(2027, 1, 1), dt.date(2027, 4, 1), dt.date(2027, 7, 1), dt.date(2027, 10, 1))
    rows = [
        ParameterRow(PUN, (), Period(a, b), ON, Decimal(value), Source("own", "Own", ""), Status.CONFIRMED)
        for a, b, value in zip(starts, starts[1:], ("0.10", "0.14", "0.12", "0.08"), strict=False)
    ]
    indexed = offer(IndexedPrice(PUN, (BandPrice("M", Decimal(0)),), losses_on_index=False))
    what = attrs.evolve(use(indexed, M=1000), on=dt.date(2026, 12, 31))
    found = estimate(what, packaged_book().overlaid([], rows))
    assert isinstance(found, EstimatedSpend)
    assert exact(found, "energy") == 110


def test_a_component_by_band_is_the_mean_of_its_bands_without_losses() -> None:
    found = spend(use(mono("0.1", passes=("cpty_mrkt", "msd")), M=3000))
    assert exact(found, "cpty_mrkt") == (Decimal(".003765") * 2 + Decimal(".010167")) * 1000
    assert exact(found, "msd") == 3000 * Decimal(".004663") * Decimal("1.10")


def test_other_uses_pay_the_steps_of_a_year_and_ordinary_vat() -> None:
    found = spend(use(mono("0.1"), other("BTA6", "900"), M=3_000_000))
    assert found.excise == Money.of("34500.00")
    assert found.vat == Money.rounded(found.net.amount * Decimal("0.22"))
    huge = spend(use(mono("0.1"), other("BTA6", "900"), M=15_000_000))
    assert huge.excise == Money.of("87840.00")
    assert huge.taxed_energy == 2_400_000


def test_a_value_not_in_force_on_the_day_refuses_the_estimate() -> None:
    result = estimate(attrs.evolve(use(mono("0.1", passes=("cdispd",))), on=dt.date(2026, 5, 1)), packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-001"]
    assert "electricity/cdispd has no value in force on 2026-05-01" in result.faults[0].message


def test_an_index_the_book_does_not_reach_refuses_the_estimate() -> None:
    result = estimate(use(offer(IndexedPrice(PUN, (BandPrice("M", Decimal(0)),)))), packaged_book())
    assert isinstance(result, Refused)
    assert "index/pun" in result.faults[0].message


@pytest.mark.parametrize(
    "what",
    [
        attrs.evolve(mono("0.1"), customers=frozenset({"other"})),
        mono("0.1", passes=("qvd",)),
    ],
)
def test_an_offer_that_does_not_fit_is_refused(what: Offer) -> None:
    result = estimate(use(what), packaged_book())
    assert isinstance(result, Refused)
    assert [fault.code for fault in result.faults] == ["PRC-005"]


def test_a_year_of_energy_is_not_negative() -> None:
    with pytest.raises(ValueError, match=">= 0"):
        use(mono("0.1"), M=-1)


@quick
@given(supplies(), offers(), st.integers(0, 100_000))
def test_each_block_is_one_rounding_of_its_lines_and_vat_one_of_the_blocks(
    terms: ElectricityTerms, what: Offer, energy: int
) -> None:
    found = spend(use(what, terms, M=energy))
    for block, money in (
        (Block.SALE, found.sale),
        (Block.NETWORK, found.network),
        (Block.CHARGES, found.charges),
        (Block.TAXES, found.excise),
    ):
        assert money == Money.rounded(sum((line.exact for line in found.lines if line.block is block), Decimal(0)))
    assert found.vat == Money.rounded(found.net.amount * found.treatment.rate)
    assert found.total == found.net + found.vat
    assert 0 <= found.taxed_energy <= energy


@quick
@given(supplies(), offers(), st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_energy_is_never_a_lower_spend(terms: ElectricityTerms, what: Offer, energy: int, more: int) -> None:
    assert spend(use(what, terms, M=energy)).total.amount <= spend(use(what, terms, M=energy + more)).total.amount


@quick
@given(supplies(), offers(), st.integers(0, 100_000))
def test_the_digest_of_an_estimate_is_the_same_on_every_run(terms: ElectricityTerms, what: Offer, energy: int) -> None:
    assert spend(use(what, terms, M=energy)).digest == spend(use(what, terms, M=energy)).digest


def test_a_fee_below_zero_brings_no_year_below_zero() -> None:
    fee = SellerFee("welcome", "Benvenuto", Decimal(-271))
    assert spend(use(mono("0.1", attrs.evolve(fee, value=Decimal(-270))))).sale.amount == 0
    result = estimate(use(mono("0.1", fee)), packaged_book())
    assert isinstance(result, Refused)
    assert result.faults[0].code == "PRC-006"
