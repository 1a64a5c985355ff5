"""From the tree of a case to domain values of gas: supply, offer, VAT, consumption, counters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from adapters.cases.electricity.values import discount
from adapters.cases.fields import Tree, number, period
from adapters.cases.problem import bad, bad_by
from domain.commodities.gas.terms import (
    BandLimits,
    BandYear,
    CoefficientSource,
    GasCustomer,
    GasTerms,
    GasUse,
    GasVat,
    MeterClass,
    PcsPolicy,
)
from domain.contracts.contract import VatTerms
from domain.kernel.validity import FOREVER, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.faults import MET_002
from domain.metering.gas import standard_volume
from domain.metering.reading import Quality
from domain.pricing.counters.billed_period import AnnualCounter
from domain.tariffs.component import Basis, Block
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, NegativePrice, Offer, SellerFee

_QUALITIES = {"actual": Quality.ACTUAL, "self_read": Quality.SELF_READ, "estimated": Quality.ESTIMATED}
_VOLUMES = ("smc", "m3", "registers")


def supply(tree: Tree, pointer: str) -> GasTerms:
    """The terms of a supply, with what follows from customer and use."""
    customer = GasCustomer(tree["customer"])
    use = GasUse(tree.get("use", "industrial" if customer is GasCustomer.OTHER else "civil"))
    vat = GasVat.CIVIL if use is GasUse.CIVIL else GasVat.CONTRACT
    try:
        return GasTerms(
            customer=customer,
            area=tree["area"],
            meter_class=MeterClass(tree.get("meter_class", MeterClass.UP_TO_G6.value)),
            use=use,
            excise_zone=tree["excise_zone"],
            region=tree["region"],
            vat=GasVat(tree["vat"]) if "vat" in tree else vat,
            withdrawal_category=tree.get("withdrawal_category", ""),
            remi=tree.get("remi", ""),
            pcs=PcsPolicy(tree.get("pcs", "reference")),
            coefficient_source=CoefficientSource(tree.get("coefficient_source", "readings")),
            band_year=BandYear(tree.get("band_year", "calendar_year")),
            limits=BandLimits(tree.get("limits", "annual")),
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def vat(tree: Tree) -> VatTerms:
    """The VAT of the contract, of all that the rule of civil uses does not reach."""
    return VatTerms(tree.get("category", "other"), tree.get("split_payment", False), tree.get("reverse_charge", False))


def offer(tree: Tree, pointer: str, *, code: str, customers: Iterable[GasCustomer]) -> Offer:
    """An offer written inline; `code` and `customers` where it says none."""
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", tree.get("code", code)),
        commodity="gas",
        customers=frozenset(tree.get("customers", (customer.value for customer in customers))),
        price=_price(tree["price"], f"{pointer}/price"),
        fees=tuple(_fee(entry) for entry in tree.get("fees", ())),
        passes=tuple(tree.get("passes", ())),
        validity=Period(dt.date.min, FOREVER),
        discounts=tuple(discount(each, f"{pointer}/discounts/{i}") for i, each in enumerate(tree.get("discounts", ()))),
        includes=tuple(Block(each) for each in tree.get("includes", ())),
    )


def _price(tree: Tree, pointer: str) -> FixedPrice | IndexedPrice:
    if tree["kind"] == "fixed":
        try:
            return FixedPrice((BandPrice("M", number(tree["price"])),))
        except NegativePrice as error:
            raise bad_by(f"{pointer}/price", tree["price"], error) from error
    spread = (BandPrice("M", number(tree["spread"])),)
    return IndexedPrice(tree["index"], spread, losses_on_index=False, months=tree.get("months", 1))


def _fee(tree: Tree) -> SellerFee:
    return SellerFee(tree["code"], tree["label"], number(tree["value"]), Basis(tree.get("basis", "point")))


def consumption(tree: Tree, whole: Period, source: CoefficientSource, pointer: str) -> Consumption:
    """One piece of consumption in Smc."""
    given = [name for name in _VOLUMES if name in tree]
    if len(given) != 1:
        raise bad(pointer, sorted(tree), f"one of {', '.join(_VOLUMES)}")
    days = period(tree["period"], f"{pointer}/period") if "period" in tree else whole
    value = number(tree["smc"]) if given == ["smc"] else _volume(tree, source, pointer)
    if given == ["smc"] and "coefficient" in tree:
        raise bad(f"{pointer}/coefficient", tree["coefficient"], "no coefficient: smc are standard cubic metres")
    return Consumption(days, (BandEnergy("M", value),), _QUALITIES[tree.get("quality", "actual")])


def _volume(tree: Tree, source: CoefficientSource, pointer: str) -> Decimal:
    converted = source is CoefficientSource.CONVERTER
    if converted == ("coefficient" in tree):
        expected = "no coefficient: a converter shows Smc" if converted else "C, the coefficient of the plant"
        raise bad(f"{pointer}/coefficient", tree.get("coefficient"), expected)
    if converted and "m3" in tree:
        raise bad(f"{pointer}/m3", tree["m3"], "smc, or the registers of the converter")
    coefficient = Decimal(1) if converted else number(tree["coefficient"])
    if not coefficient:
        raise bad(f"{pointer}/coefficient", tree["coefficient"], "C above 0")
    if "m3" in tree:
        return standard_volume(number(tree["m3"]), coefficient)
    first, last = number(tree["registers"]["first"]), number(tree["registers"]["last"])
    if last < first:
        raise bad(
            f"{pointer}/registers/last",
            tree["registers"]["last"],
            f"{first} or more; a rollover is not guessed",
            MET_002.code,
        )
    return standard_volume(last - first, coefficient)


def counters(entries: Sequence[Tree]) -> tuple[AnnualCounter, ...]:
    """Smc charged before by year; BadCase where a year comes twice."""
    made: list[AnnualCounter] = []
    for i, entry in enumerate(entries):
        start = BandYear(entry["name"]).holding(dt.date(entry["year"], 12, 31)).start
        if any((each.name, each.year_start) == (entry["name"], start) for each in made):
            raise bad(f"/counters/{i}/year", entry["year"], "each year of a counter once")
        made.append(AnnualCounter(entry["name"], start, number(entry["quantity"])))
    return tuple(made)
