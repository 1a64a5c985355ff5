"""From the tree of a case to domain values of water: supply, tariff structure, VAT, consumption."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from adapters.cases.fields import Tree, number, period
from adapters.cases.problem import bad_by
from domain.commodities.water.offer_price import DischargeFormula, FixedPer, Franchise, Limit, WaterBand, WaterPrice
from domain.commodities.water.terms import Concentration, Discharge, LeakRelief, WaterService, WaterTerms, WaterUse
from domain.contracts.contract import VatTerms
from domain.kernel.validity import FOREVER, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.tariffs.component import Basis
from domain.tariffs.offer import Offer, SellerFee
from domain.tariffs.proration import YearShare

_QUALITIES = {"actual": Quality.ACTUAL, "self_read": Quality.SELF_READ, "estimated": Quality.ESTIMATED}
_SERVICES = tuple(service.value for service in WaterService)


def supply(tree: Tree, pointer: str) -> WaterTerms:
    """The terms of a supply."""
    members = tree.get("members", [])
    try:
        return WaterTerms(
            ambit=tree["ambit"],
            use=WaterUse(tree["use"]),
            services=tuple(WaterService(name) for name in tree.get("services", _SERVICES)),
            units=tree.get("units", 1),
            members=tuple(members) if isinstance(members, list) else (members,),
            tariff=tree.get("tariff", ""),
            diameter=tree.get("diameter", ""),
            bonus=tree.get("bonus", False),
            leak=_leak(tree["leak"]) if "leak" in tree else None,
            discharge=_discharge(tree["discharge"]) if "discharge" in tree else None,
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _leak(tree: Tree) -> LeakRelief:
    return LeakRelief(number(tree["reference_m3_per_day"]), tree.get("reached_sewer", False))


def _discharge(tree: Tree) -> Discharge:
    return Discharge(
        size=tree.get("size", "all"),
        concentrations=tuple(Concentration(name, number(value)) for name, value in tree["concentrations"].items()),
        share=number(tree.get("share", 1)),
        authorised_m3=number(tree.get("authorised_m3", 0)),
    )


def vat(tree: Tree) -> VatTerms:
    """The VAT of a supply; that of water unless it says otherwise."""
    return VatTerms(tree.get("category", "water"), tree.get("split_payment", False))


def offer(tree: Tree, pointer: str, *, code: str, customers: frozenset[str]) -> Offer:
    """An ambit's tariff written as an offer; `code` and `customers` where it says none."""
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", tree.get("code", code)),
        commodity="water",
        customers=frozenset(tree.get("customers", customers)),
        price=_price(tree["price"], f"{pointer}/price"),
        fees=tuple(_fee(entry) for entry in tree.get("fees", ())),
        passes=(),
        validity=Period(dt.date.min, FOREVER),
    )


def _price(tree: Tree, pointer: str) -> WaterPrice:
    try:
        return WaterPrice(
            bands=tuple(_band(entry) for entry in tree["bands"]),
            least_members=tree.get("least_members", False),
            most_members=tree.get("most_members", False),
            band_year=YearShare(tree.get("band_year", "days_365")),
            volume_decimals=tree.get("volume_decimals", 3),
            fixed_per=FixedPer(tree.get("fixed_per", "unit")),
            fixed_by_diameter=tree.get("fixed_by_diameter", False),
            fixed_year=YearShare(tree.get("fixed_year", "days_365")),
            perequation=tuple(tree.get("perequation", ("ui1", "ui2", "ui3", "ui4"))),
            surcharges=tuple(tree.get("surcharges", ())),
            bonus_nature=tree.get("bonus_nature", "N2.2"),
            leak_band=tree.get("leak_band", "base"),
            franchise=Franchise(tree.get("franchise", "on_reference")),
            discharge=_formula(tree["discharge"]) if "discharge" in tree else None,
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def _band(tree: Tree) -> WaterBand:
    return WaterBand(
        tree["name"], tree.get("label", tree["name"]), Limit(tree.get("limit", "none")), tree.get("plus_flat", False)
    )


def _formula(tree: Tree) -> DischargeFormula:
    return DischargeFormula(
        pollutants=tuple(tree["pollutants"]),
        at_least=_optional(tree, "at_least"),
        at_most=_optional(tree, "at_most"),
        fixed=tree.get("fixed", True),
        capacity=tree.get("capacity", False),
    )


def _optional(tree: Tree, name: str) -> Decimal | None:
    return number(tree[name]) if name in tree else None


def _fee(tree: Tree) -> SellerFee:
    return SellerFee(tree["code"], tree["label"], number(tree["value"]), Basis(tree.get("basis", "point")))


def consumption(tree: Any, whole: Period, pointer: str) -> Consumption:
    """One piece of consumption in m3."""
    days = period(tree["period"], f"{pointer}/period") if "period" in tree else whole
    return Consumption(days, (BandEnergy("M", number(tree["m3"])),), _QUALITIES[tree.get("quality", "actual")])
