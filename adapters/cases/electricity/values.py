"""From the tree of a case to domain values: supply, offer, VAT, consumption, hourly prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from adapters.cases.fields import Tree, day, number, period
from adapters.cases.problem import UnreadableCase, bad, bad_by
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import VatTerms
from domain.kernel.calendar import BandCalendar, quarters_in
from domain.kernel.validity import FOREVER, Period
from domain.metering.consumption import BandEnergy, Consumption, measured
from domain.metering.curve import DayCurve
from domain.metering.faults import MET_004
from domain.metering.reading import Quality
from domain.pricing.facts import HourlySeries
from domain.tariffs.component import Basis, Block
from domain.tariffs.discount import Base, Discount, Off, Restart
from domain.tariffs.offer import (
    BandPrice,
    FixedPrice,
    IndexedPrice,
    NegativePrice,
    Offer,
    OfferPrice,
    PriceTier,
    RegulatedPrice,
    SellerFee,
    TieredPrice,
)
from domain.tariffs.parameter import Source, Status
from domain.tariffs.scale import BadScale

_EXCISE = {
    ElectricityCustomer.RESIDENT: ExciseUse.RESIDENT_DWELLING,
    ElectricityCustomer.NON_RESIDENT: ExciseUse.DWELLING,
    ElectricityCustomer.OTHER: ExciseUse.OTHER,
}
_QUALITIES = {"actual": Quality.ACTUAL, "self_read": Quality.SELF_READ, "estimated": Quality.ESTIMATED}
_QUARTERS_AN_HOUR = 4


def supply(tree: Tree, pointer: str) -> ElectricityTerms:
    """The terms of a supply, with what follows from the class of customer."""
    customer = ElectricityCustomer(tree["customer"])
    if customer is ElectricityCustomer.OTHER and "tariff_code" not in tree:
        raise bad(f"{pointer}/tariff_code", None, "a tariff code for other uses, e.g. BTA3")
    committed = number(tree["committed_kw"])
    try:
        return ElectricityTerms(
            customer=customer,
            tariff_code=tree.get("tariff_code", customer.value),
            committed_kw=committed,
            available_kw=number(tree["available_kw"]) if "available_kw" in tree else committed,
            excise=ExciseUse(tree["excise"]) if "excise" in tree else _EXCISE[customer],
            voltage=tree.get("voltage", "BT"),
            peak_power=tree.get("peak_power"),
            zone=tree.get("zone", ""),
            energy_class=tree.get("energy_class", ""),
            certificate=tree.get("certificate", ""),
        )
    except ValueError as error:
        raise bad_by(pointer, dict(tree), error) from error


def vat(tree: Tree, terms: ElectricityTerms) -> VatTerms:
    """The VAT of a supply; by default the category of its class of customer."""
    category = tree.get("category", "domestic" if terms.is_domestic else "other")
    split, reverse = tree.get("split_payment", False), tree.get("reverse_charge", False)
    return VatTerms(category, split, reverse, tree.get("intent", ""))


def offer(tree: Tree, pointer: str, *, code: str, customers: Iterable[ElectricityCustomer]) -> Offer:
    """An offer written inline; `code` and `customers` where it says none."""
    return Offer(
        code=tree.get("code", code),
        name=tree.get("name", tree.get("code", code)),
        commodity="electricity",
        customers=frozenset(tree.get("customers", (customer.value for customer in customers))),
        price=_price(tree["price"], f"{pointer}/price"),
        fees=tuple(_fee(fee) for fee in tree.get("fees", ())),
        passes=tuple(tree.get("passes", ())),
        validity=Period(dt.date.min, FOREVER),
        discounts=tuple(discount(each, f"{pointer}/discounts/{i}") for i, each in enumerate(tree.get("discounts", ()))),
        includes=tuple(Block(each) for each in tree.get("includes", ())),
    )


def _price(tree: Tree, pointer: str) -> OfferPrice:
    if tree["kind"] == "regulated":
        return RegulatedPrice()
    if tree["kind"] == "tiered":
        return _tiered(tree, pointer)
    field = "prices" if tree["kind"] == "fixed" else "spreads"
    bands = tuple(BandPrice(band, number(value)) for band, value in sorted(tree[field].items()))
    try:
        if tree["kind"] == "fixed":
            return FixedPrice(bands)
        return IndexedPrice(
            index=tree["index"],
            spreads=bands,
            losses_on_index=tree.get("losses_on_index", True),
            losses_on_spread=tree.get("losses_on_spread", False),
            by_band=tree.get("by_band", False),
            hourly=tree.get("hourly", False),
            zonal=tree.get("zonal", False),
            months=tree.get("months", 1),
        )
    except ValueError as error:
        raise bad_by(f"{pointer}/{field}", tree[field], error) from error


def _tiered(tree: Tree, pointer: str) -> TieredPrice:
    tiers = tuple(PriceTier(_optional(tier, "upto"), number(tier["price"])) for tier in tree["tiers"])
    try:
        return TieredPrice(tiers, Restart(tree.get("restart", "year")))
    except NegativePrice as error:
        raise bad_by(f"{pointer}/tiers", [tier["price"] for tier in tree["tiers"]], error) from error
    except BadScale as error:
        raise bad(f"{pointer}/tiers", [tier.get("upto") for tier in tree["tiers"]], str(error)) from error


def discount(tree: Tree, pointer: str) -> Discount:
    """A discount of an offer, of whatever commodity."""
    try:
        return Discount(
            code=tree["code"],
            label=tree["label"],
            value=number(tree["value"]),
            off=Off(tree["off"]),
            base=Base(tree.get("base", "sale")),
            upto=_optional(tree, "upto"),
            restart=Restart(tree.get("restart", "contract_year")),
            months=tree.get("months"),
            period=period(tree["period"], f"{pointer}/period") if "period" in tree else None,
            condition=tree.get("condition", ""),
            vat=tree.get("vat", True),
        )
    except ValueError as error:
        if isinstance(error, UnreadableCase):
            raise
        raise bad_by(pointer, dict(tree), error) from error


def _optional(tree: Tree, field: str) -> Decimal | None:
    return number(tree[field]) if field in tree else None


def _fee(tree: Tree) -> SellerFee:
    return SellerFee(tree["code"], tree["label"], number(tree["value"]), Basis(tree.get("basis", "point")))


def energy(tree: Tree, pointer: str) -> tuple[BandEnergy, ...]:
    """kWh by band, in order of name."""
    if "M" in tree and len(tree) > 1:
        raise bad(pointer, dict(tree), "M alone, or F1 F2 F3")
    return tuple(BandEnergy(band, number(value)) for band, value in sorted(tree.items()))


def consumption(tree: Tree, whole: Period, calendar: BandCalendar, pointer: str) -> tuple[Consumption, ...]:
    """One piece of consumption; a load curve gives one a month."""
    if ("bands" in tree) == ("curve" in tree):
        raise bad(pointer, sorted(tree), "bands or a curve, one of the two")
    days = period(tree["period"], f"{pointer}/period") if "period" in tree else whole
    quality = _QUALITIES[tree.get("quality", "actual")]
    if "bands" in tree:
        return (Consumption(days, energy(tree["bands"], f"{pointer}/bands"), quality),)
    curve = _curve(tree["curve"], days, f"{pointer}/curve")
    return tuple(_measured(month, curve, quality, calendar, pointer) for month in days.months())


def _curve(entries: Iterable[Tree], days: Period, pointer: str) -> dict[dt.date, DayCurve]:
    """The curve by day; every day of the period and no other."""
    curve: dict[dt.date, DayCurve] = {}
    for i, entry in enumerate(entries):
        on = day(entry["day"])
        if on in curve or on not in days:
            raise bad(f"{pointer}/{i}/day", entry["day"], f"each day of {days} once")
        if len(entry["values"]) != quarters_in(on):
            raise bad(
                f"{pointer}/{i}/values", f"{len(entry['values'])} values", f"{quarters_in(on)} on {on}", MET_004.code
            )
        curve[on] = DayCurve(on, tuple(entry["values"]))
    missing = [on for on in _days(days) if on not in curve]
    if missing:
        expected = f"every day of {days}; {missing[0]} is missing, it is not counted as 0"
        raise bad(pointer, f"{len(curve)} days", expected, MET_004.code)
    return curve


def _days(days: Period) -> tuple[dt.date, ...]:
    return tuple(days.start + dt.timedelta(days=i) for i in range(days.days))


def _measured(
    piece: Period, curve: Mapping[dt.date, DayCurve], quality: Quality, calendar: BandCalendar, pointer: str
) -> Consumption:
    try:
        days = [measured(curve[on], calendar) for on in _days(piece)]
    except LookupError as error:
        raise bad(f"{pointer}/curve", str(piece), f"days of the calendar of bands; {error}") from error
    return Consumption.of_days(piece, days, quality)


def hourly_series(tree: Tree, pointer: str) -> HourlySeries:
    """A series with the price of every elapsed hour, or quarter-hour, of its days."""
    prices: dict[dt.date, tuple[Decimal, ...]] = {}
    for i, entry in enumerate(tree["days"]):
        on = day(entry["day"])
        quarters = quarters_in(on)
        hours = quarters // _QUARTERS_AN_HOUR
        if on in prices:
            raise bad(f"{pointer}/days/{i}/day", entry["day"], "each day once")
        if len(entry["prices"]) not in (hours, quarters):
            expected = f"{hours} on {on}, or {quarters} by quarter-hour"
            raise bad(f"{pointer}/days/{i}/prices", f"{len(entry['prices'])} prices", expected)
        prices[on] = tuple(number(price) for price in entry["prices"])
    source = Source("given", tree.get("source", "Prezzi orari indicati da chi chiede il calcolo"), "")
    return HourlySeries(tree["series"], prices, source, Status.GIVEN)
