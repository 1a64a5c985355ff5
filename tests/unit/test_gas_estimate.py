"""The annual spend of gas by the rules of the Portale Offerte."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.commodities.gas.terms import GasCustomer, GasTerms
from domain.contracts.contract import VatTerms
from domain.kernel.money import Money, total
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.offers.annual_estimate import EstimatedSpend, estimate
from domain.pricing.annual.estimate import AnnualSupply
from domain.pricing.priced import Refused
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Block
from domain.tariffs.discount import Discount, Off
from domain.tariffs.offer import Offer, RegulatedPrice, SellerFee
from domain.tariffs.parameter import ParameterRow, Source, Status
from tests.support.strategies.gas import factory, fixed, home, indexed, offers, supplies
from tests.support.strategies.supply import packaged_book

ON = dt.date(2026, 10, 1)
PSV = "index/psv"
OFF = Discount("discount", "Sconto del primo anno", Decimal("20.00"), Off.YEARLY, months=12)
quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def use(offer: Offer, smc: int = 1400, terms: GasTerms | None = None) -> AnnualSupply:
    return AnnualSupply("gas", terms or home(), offer, (BandEnergy("M", Decimal(smc)),), VatTerms("other"), ON)


def spend(what: AnnualSupply, book: TariffBook | None = None) -> EstimatedSpend:
    result = estimate(what, book or packaged_book())
    assert isinstance(result, EstimatedSpend), result
    return result


def exact(found: EstimatedSpend, code: str) -> Decimal:
    return sum((line.exact for line in found.lines if line.code == code), Decimal(0))


def test_the_official_calculator_is_met_to_the_cent(shared_data: Path) -> None:
    case = json.loads((shared_data / "bills" / "gas_portale_fixed_milano_1400.json").read_text("utf-8"))
    inputs, outputs = case["inputs"], case["outputs"]
    offer = fixed(inputs["price_EUR_Smc"], SellerFee("commercial", "Quota fissa", Decimal(inputs["fixed_EUR_year"])))
    found = spend(use(attrs.evolve(offer, discounts=(OFF,)), inputs["smc_year"]))
    assert [found.sale, found.network, found.charges, found.discount, found.excise, found.total] == [
        Money.of(outputs[name]) for name in ("vendita", "rete", "oneri", "sconto", "accisa", "total")
    ]
    assert [part.tax for part in found.vat_totals] == [Money.of(outputs["iva_22"]), Money.of(outputs["iva_10"])]
    assert found.taxed_energy == inputs["smc_year"]
    assert not found.warnings


def test_within_the_first_480_smc_only_the_fees_are_at_the_ordinary_rate() -> None:
    found = spend(use(fixed(), 400))
    fees = sum((line.exact for line in found.lines if line.vat == found.vat_totals[0].vat), Decimal(0))
    assert fees == Decimal("69.60") - Decimal(".35") - Decimal(".01") - Decimal("21.63")
    assert found.vat_totals[0].vat.rate == Decimal("0.22")


def test_a_condominium_pays_gs_and_a_factory_one_rate_alone() -> None:
    condominium = attrs.evolve(home(), customer=GasCustomer.CONDOMINIUM)
    assert exact(spend(use(fixed(), 1000, condominium)), "gs") == 1000 * Decimal(".003907")
    found = spend(use(fixed(), 1000, factory()))
    assert [part.vat.rate for part in found.vat_totals] == [Decimal("0.22")]
    assert exact(found, "surcharge") == 0  # Lombardia has none


def test_the_procurement_risk_weighted_by_the_profile_may_be_given() -> None:
    """CCR by month weighs .025564 for Milan, 1400 Smc: 35.79 a year (reference 5.3)."""
    row = ParameterRow("gas/ccr", (), Period(ON), ON, Decimal("0.025564"), Source("given", "Given", ""), Status.GIVEN)
    found = spend(use(fixed(passes=("ccr",))), packaged_book().overlaid([], [row]))
    assert Money.rounded(exact(found, "ccr")) == Money.of("35.79")


def test_a_given_index_carries_the_spread() -> None:
    found = spend(attrs.evolve(use(indexed(PSV, "0.05"), 1000), index={"M": Decimal("0.40")}))
    assert exact(found, "energy") == 450


def test_the_index_of_the_book_is_the_mean_of_the_four_quarters() -> None:
    starts = (ON, dt.date(2027, 1, 1), dt.date(2027, 4, 1), dt.date(2027, 7, 1), dt.date(2027, 10, 1))
    rows = [
        ParameterRow(PSV, (), Period(a, b), ON, Decimal(value), Source("own", "Own", ""), Status.CONFIRMED)
        for a, b, value in zip(starts, starts[1:], ("0.40", "0.50", "0.30", "0.20"), strict=False)
    ]
    assert exact(spend(use(indexed(PSV), 1000), packaged_book().overlaid([], rows)), "energy") == 350


def test_a_fee_on_energy_and_a_discount_on_it_are_charged_by_volume() -> None:
    fee = SellerFee("green", "Gas verde", Decimal("0.01"), Basis.ENERGY)
    off = Discount("off", "Sconto", Decimal("0.02"), Off.ENERGY, months=12)
    found = spend(use(attrs.evolve(fixed("0.47", fee), discounts=(off,)), 1000))
    assert exact(found, "green") == 10
    assert found.discount == Money.of("-20.00")


def test_a_block_the_offer_includes_is_not_charged() -> None:
    assert spend(use(attrs.evolve(fixed(), includes=(Block.NETWORK,)))).network == Money.of("0")


@pytest.mark.parametrize(
    ("what", "code", "message"),
    [
        (use(attrs.evolve(fixed(), customers=frozenset({"other"}))), "PRC-005", "is for other"),
        (use(fixed(passes=("pcv",))), "PRC-005", "passes on 'pcv'"),
        (use(fixed("0.4", SellerFee("kw", "kW", Decimal(1), Basis.POWER))), "PRC-005", "fee on power"),
        (use(attrs.evolve(fixed(), price=RegulatedPrice())), "PRC-005", "no price of gas"),
        (use(indexed(PSV)), "PRC-001", "index/psv"),
        (use(fixed(), 1_200_000), "PRC-001", "gas/tau3"),
    ],
)
def test_what_cannot_be_estimated_is_refused(what: AnnualSupply, code: str, message: str) -> None:
    result = estimate(what, packaged_book())
    assert isinstance(result, Refused)
    assert result.faults[0].code == code
    assert message in result.faults[0].message


@quick
@given(supplies(), offers(), st.integers(0, 150_000))
def test_blocks_are_one_rounding_of_their_lines_and_vat_covers_them_all(
    terms: GasTerms, offer: Offer, smc: int
) -> None:
    found = spend(use(offer, smc, terms))
    for block, money in (
        (Block.SALE, found.sale),
        (Block.NETWORK, found.network),
        (Block.CHARGES, found.charges),
        (Block.TAXES, found.excise),
    ):
        assert money == Money.rounded(sum((line.exact for line in found.lines if line.block is block), Decimal(0)))
    assert total(part.taxable for part in found.vat_totals) == found.net
    assert found.total == found.net + total(part.tax for part in found.vat_totals)
    assert found.digest == spend(use(offer, smc, terms)).digest


@quick
@given(supplies(), offers(), st.integers(0, 100_000), st.integers(0, 50_000))
def test_more_gas_is_never_a_lower_spend(terms: GasTerms, offer: Offer, smc: int, more: int) -> None:
    assert spend(use(offer, smc, terms)).total <= spend(use(offer, smc + more, terms)).total
