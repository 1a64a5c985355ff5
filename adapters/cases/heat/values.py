"""From the tree of a case to domain values of district heating: supply, price structure, VAT, consumption, counters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from adapters.cases.fields import Tree, day, number, period
from adapters.cases.problem import bad, bad_by
from domain.commodities.heat.offer_price import (
    HeatBase,
    HeatCharge,
    HeatFactor,
    HeatPrice,
    HeatProduct,
    HeatTime,
    Season,
)
from domain.commodities.heat.terms import HeatTerms, HeatUse
from domain.contracts.contract import VatTerms
from domain.kernel.validity import FOREVER, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.counters.billed_period import AnnualCounter
from domain.tariffs.component import Basis
from domain.tariffs.offer import Offer, SellerFee
from domain.tariffs.proration import YearShare

_QUALITIES = {"actual": Quality.ACTUAL, "self_read": Quality.SELF_READ, "estimated": Quality.ESTIMATED}
_KWH_A_MWH_PLACES = 3


def supply(tree: Tree, pointer: str) -> HeatTerms:
    """The terms of a supply."""
    try:
        return HeatTerms(
            network=tree["network"],
            use=HeatUse(tree["use"]),
            contract_power_kw=number(tree.get("contract_power_kw", 0)),
            contract_flow_m3h=number(tree.get("contract_flow_m3h", 0)),
            heated_volume_m3=number(tree.get("heated_volume_m3", 0)),
            renewable_share=number(tree.get("renewable_share", 0)),
            building_coefficient=number(tree.get("building_coefficient", 1)),
            zone=tree.get("zone", ""),
            residential_share=number(tree.get("residential_share", 0)),
            supplied_since=day(tree["supplied_since"]) if "supplied_since" in tree else None,
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def vat(tree: Tree, terms: HeatTerms) -> VatTerms:
    """The VAT of a supply; by its use unless it says otherwise. The parts of a mixed use have their own."""
    use = HeatUse.OTHER if terms.use is HeatUse.MIXED else terms.use
    return VatTerms(tree.get("category", f"heat_{use.value}"), tree.get("split_payment", False))


def offer(tree: Tree, pointer: str, *, code: str, customers: frozenset[str]) -> Offer:
    """An offer written inline; `code` and `customers` where it says none."""
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", tree.get("code", code)),
        commodity="heat",
        customers=frozenset(tree.get("customers", customers)),
        price=_price(tree["price"], f"{pointer}/price"),
        fees=tuple(_fee(entry) for entry in tree.get("fees", ())),
        passes=(),
        validity=Period(dt.date.min, FOREVER),
    )


def _price(tree: Tree, pointer: str) -> HeatPrice:
    try:
        season = tree.get("season")
        return HeatPrice(
            charges=tuple(_charge(entry) for entry in tree["charges"]),
            year=YearShare(tree.get("year", "days_365")),
            season=Season(**season) if season else None,
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _charge(tree: Tree) -> HeatCharge:
    return HeatCharge(
        code=tree["code"],
        label=tree["label"],
        base=HeatBase(tree["base"]),
        formula=tuple(HeatProduct(tuple(_factor(factor) for factor in product)) for product in tree["formula"]),
        time=HeatTime(tree.get("time", "year")),
        credit=tree.get("credit", False),
        rounding=tree.get("rounding", ""),
        at_least=_optional(tree, "at_least"),
        at_most=_optional(tree, "at_most"),
        tiers=tuple(tree.get("tiers", ())),
    )


def _factor(tree: Tree) -> HeatFactor:
    return HeatFactor(
        symbol=tree["symbol"],
        value=_optional(tree, "value"),
        path=tree.get("path", ""),
        key=tuple(tree.get("key", ())),
        supply=tree.get("supply", ""),
        plus=number(tree.get("plus", 0)),
        divides=tree.get("divides", False),
        lag_months=tree.get("lag_months", 0),
        at_least=_optional(tree, "at_least"),
        at_most=_optional(tree, "at_most"),
        after_months=tree.get("after_months", 0),
        provisional=tree.get("provisional", ""),
    )


def _optional(tree: Tree, name: str) -> Decimal | None:
    return number(tree[name]) if name in tree else None


def _fee(tree: Tree) -> SellerFee:
    return SellerFee(tree["code"], tree["label"], number(tree["value"]), Basis(tree.get("basis", "point")))


def consumption(tree: Any, whole: Period, pointer: str) -> Consumption:
    """One piece of consumption, in kWh; MWh are brought to kWh exactly."""
    if ("kwh" in tree) == ("mwh" in tree):
        raise bad(pointer, sorted(tree), "kwh or mwh, one of the two")
    days = period(tree["period"], f"{pointer}/period") if "period" in tree else whole
    energy = number(tree["kwh"]) if "kwh" in tree else number(tree["mwh"]).scaleb(_KWH_A_MWH_PLACES)
    return Consumption(days, (BandEnergy("M", energy),), _QUALITIES[tree.get("quality", "actual")])


def counters(entries: Sequence[Tree]) -> tuple[AnnualCounter, ...]:
    """kWh charged before in a year by charge with tiers; BadCase where a year of a charge comes twice."""
    made: list[AnnualCounter] = []
    for i, entry in enumerate(entries):
        start = dt.date(entry["year"], 1, 1)
        if any((each.name, each.year_start) == (entry["charge"], start) for each in made):
            raise bad(f"/counters/{i}/year", entry["year"], "each year of a charge once")
        made.append(AnnualCounter(entry["charge"], start, number(entry["kwh"])))
    return tuple(made)
