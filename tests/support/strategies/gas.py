"""Supplies, offers and facts of gas for October to December 2026, when the book is complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from domain.commodities.gas.terms import BandYear, GasCustomer, GasTerms, GasUse, GasVat, MeterClass, PcsPolicy
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import FOREVER, Dated, History, Period
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.facts import AnnualCounter, BillingFacts
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, SellerFee

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
QUARTER = Period(dt.date(2026, 10, 1), dt.date(2027, 1, 1))
_CUSTOMERS = frozenset(customer.value for customer in GasCustomer)
_PLACES = (
    ("1", "north_centre", "piemonte"),
    ("2", "north_centre", "lombardia"),
    ("2", "north_centre", "emilia_romagna"),
    ("3", "north_centre", "umbria"),
    ("4", "mezzogiorno", "puglia"),
    ("5", "north_centre", "lazio"),
    ("6", "mezzogiorno", "sicilia"),
)


def home(area: str = "2", zone: str = "north_centre", region: str = "lombardia") -> GasTerms:
    """A home with a meter up to G6."""
    return GasTerms(
        GasCustomer.DOMESTIC,
        area,
        MeterClass.UP_TO_G6,
        GasUse.CIVIL,
        zone,
        region,
        GasVat.CIVIL,
        withdrawal_category="C1",
    )


def factory(use: GasUse = GasUse.INDUSTRIAL) -> GasTerms:
    """Other uses, everything at the rate of the contract."""
    return attrs.evolve(
        home(), customer=GasCustomer.OTHER, meter_class=MeterClass.G10_TO_G40, use=use, vat=GasVat.CONTRACT
    )


def by_plant(terms: GasTerms, remi: str = "34567801") -> GasTerms:
    """The same supply with prices that follow the PCS of its plant."""
    return attrs.evolve(terms, remi=remi, pcs=PcsPolicy.PLANT)


def supplies() -> st.SearchStrategy[GasTerms]:
    """Homes and condominiums of several places, counting by either year; industrial and exempt uses."""
    homes = st.builds(
        lambda place, customer, year: attrs.evolve(home(*place), customer=customer, band_year=year),
        st.sampled_from(_PLACES),
        st.sampled_from((GasCustomer.DOMESTIC, GasCustomer.CONDOMINIUM)),
        st.sampled_from(BandYear),
    )
    return st.one_of(homes, st.sampled_from((factory(), factory(GasUse.VEHICLE), factory(GasUse.EXEMPT))))


def fixed(value: str = "0.47", *fees: SellerFee, passes: tuple[str, ...] = ()) -> Offer:
    """An offer of one price for everybody."""
    return _offer(FixedPrice((BandPrice("M", Decimal(value)),)), fees, passes)


def indexed(index: str, spread: str = "0", passes: tuple[str, ...] = ()) -> Offer:
    """An offer that follows an index."""
    return _offer(IndexedPrice(index, (BandPrice("M", Decimal(spread)),), losses_on_index=False), (), passes)


def _offer(price: FixedPrice | IndexedPrice, fees: tuple[SellerFee, ...], passes: tuple[str, ...]) -> Offer:
    return Offer("gas", "Gas", "gas", _CUSTOMERS, price, fees, passes, Period(dt.date(2025, 1, 1)))


def offers() -> st.SearchStrategy[Offer]:
    """Fixed offers with a fee, passing on some of the regulated components of the sale."""
    fee = st.integers(0, 30_000).map(lambda cents: SellerFee("commercial", "Quota fissa", Decimal(cents).scaleb(-2)))
    codes = st.sets(st.sampled_from(("ccr", "qvd_fixed", "qvd_energy", "cpr"))).map(lambda found: tuple(sorted(found)))
    price = st.integers(1, 900_000).map(lambda number: str(Decimal(number).scaleb(-6)))
    return st.builds(lambda value, one, passes: fixed(value, one, passes=passes), price, fee, codes)


def used(period: Period, quantity: str | int | Decimal) -> Consumption:
    """Smc of a period."""
    return Consumption(period, (BandEnergy("M", Decimal(quantity)),), Quality.ACTUAL)


def facts(
    terms: GasTerms,
    offer: Offer,
    consumption: Sequence[Consumption],
    *,
    counters: tuple[AnnualCounter, ...] = (),
    since: dt.date | None = None,
) -> BillingFacts:
    """The facts of one contract that began with the period, or on `since`."""
    period = Period(consumption[0].period.start, consumption[-1].period.stop)
    start = since or period.start
    contract = Contract(
        number="G1",
        party="P1",
        point="00594201234567",
        commodity="gas",
        period=Period(start),
        terms=History.of("terms", [Dated(Period(start, FOREVER), ContractTerms(offer.code, terms, VatTerms("other")))]),
        payment=PaymentMethod.TRANSFER,
        cycle_months=2,
        due_days=20,
    )
    return BillingFacts(
        contract,
        period,
        {offer.code: offer},
        tuple(consumption),
        min(period.last, dt.date(2026, 12, 31)),
        counters=counters,
    )


def counter(quantity: str | int, kind: BandYear = BandYear.CALENDAR, day: dt.date = OCTOBER.start) -> AnnualCounter:
    """Smc charged before in the year that holds `day`."""
    return AnnualCounter(kind.value, kind.holding(day).start, Decimal(quantity))
