"""Hypothesis strategies for supplies, offers and billing facts of July to December 2026, when the book is complete."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from decimal import Decimal

import attrs
from hypothesis import strategies as st

from adapters.tariffs.loader import load_book
from domain.commodities.electricity.commodity import ELECTRICITY
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.validity import FOREVER, Dated, History, Period, month_of
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.counters.billed_period import BilledEnergy
from domain.pricing.facts import BillingFacts
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis
from domain.tariffs.offer import BandPrice, FixedPrice, IndexedPrice, Offer, SellerFee

KNOWN_ON = dt.date(2026, 11, 24)
CDISPD, PUN = "electricity/cdispd", "index/pun"
_BANDS = ("F1", "F2", "F3")
_CUSTOMERS = frozenset(customer.value for customer in ElectricityCustomer)


@functools.lru_cache(maxsize=1)
def packaged_book() -> TariffBook:
    """The packaged book as known on KNOWN_ON."""
    return load_book(known_on=KNOWN_ON)


def resident(kw: str) -> ElectricityTerms:
    """A resident's home of so many kW."""
    code = ElectricityCustomer.RESIDENT.value
    return ElectricityTerms(ElectricityCustomer.RESIDENT, code, Decimal(kw), Decimal(kw), ExciseUse.RESIDENT_DWELLING)


def other(code: str, kw: str, voltage: str = "BT") -> ElectricityTerms:
    """A supply of other uses, whose contract says that it pays by committed power."""
    power = Decimal(kw)
    return ElectricityTerms(
        ElectricityCustomer.OTHER, code, power, power, ExciseUse.OTHER, voltage=voltage, peak_power=False
    )


def supplies() -> st.SearchStrategy[ElectricityTerms]:
    """Homes and other low-voltage uses."""
    powers = st.sampled_from(("1.5", "3", "4.5", "6"))
    code = ElectricityCustomer.NON_RESIDENT.value
    second = powers.map(
        lambda kw: ElectricityTerms(
            ElectricityCustomer.NON_RESIDENT, code, Decimal(kw), Decimal(kw), ExciseUse.DWELLING
        )
    )
    codes = (("BTA1", "1.5"), ("BTA2", "3"), ("BTA3", "6"), ("BTA4", "10"), ("BTA5", "15"), ("BTA6", "50"))
    return st.one_of(powers.map(resident), second, st.sampled_from(codes).map(lambda pair: other(*pair)))


def prices() -> st.SearchStrategy[Decimal]:
    """EUR/kWh, above 0, six decimals."""
    return st.integers(1, 500_000).map(lambda number: Decimal(number).scaleb(-6))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Fixed offers of one, two or three prices, with fees at or above zero."""
    bands = draw(st.sampled_from((("M",), ("F1", "F23"), _BANDS)))
    price = FixedPrice(tuple(BandPrice(band, draw(prices())) for band in bands))
    fee = SellerFee("commercial", "Quota fissa", Decimal(draw(st.integers(0, 30_000))).scaleb(-2))
    passes = draw(st.sets(st.sampled_from(("cdispd", "dispbt", "pcv", "cpty_mrkt", "msd"))))
    return offer(price, (fee,), tuple(sorted(passes)))


def offer(price: FixedPrice | IndexedPrice, fees: tuple[SellerFee, ...] = (), passes: tuple[str, ...] = ()) -> Offer:
    """An offer for everybody."""
    return Offer("offer", "Offer", "electricity", _CUSTOMERS, price, fees, passes, Period(dt.date(2025, 1, 1)))


def mono(value: str, *fees: SellerFee, passes: tuple[str, ...] = ()) -> Offer:
    """A fixed offer of one price."""
    return offer(FixedPrice((BandPrice("M", Decimal(value)),)), fees, passes)


def yearly(value: str, basis: Basis = Basis.POINT) -> SellerFee:
    """A fee of so many euro a year."""
    return SellerFee("commercial", "Quota fissa", Decimal(value), basis)


def used(period: Period, *values: int | Decimal) -> Consumption:
    """Energy measured by band: F1, F2, F3; or of one register."""
    names = ("M",) if len(values) == 1 else _BANDS
    bands = tuple(BandEnergy(band, Decimal(value)) for band, value in zip(names, values, strict=True))
    return Consumption(period, bands, Quality.ACTUAL)


@st.composite
def measured(draw: st.DrawFn, period: Period, most: int = 3_000) -> tuple[Consumption, ...]:
    """Whole kWh by band, measured at the end of each month of `period`."""
    energy = st.integers(0, most)
    return tuple(used(month, draw(energy), draw(energy), draw(energy)) for month in period.months())


def facts(
    period: Period,
    terms: ElectricityTerms | Sequence[tuple[dt.date, ElectricityTerms]],
    what: Offer,
    consumption: Sequence[Consumption],
    billed: tuple[BilledEnergy, ...] = (),
    rai_fee: bool = False,
) -> BillingFacts:
    """The facts of one contract with one offer; several terms are in force one after the other."""
    changes = [(period.start, terms)] if isinstance(terms, ElectricityTerms) else list(terms)
    stops = [*(start for start, _ in changes[1:]), FOREVER]
    entries = [
        Dated(
            Period(start, stop),
            ContractTerms(what.code, each, VatTerms("domestic" if each.is_domestic else "other"), rai_fee),
        )
        for (start, each), stop in zip(changes, stops, strict=True)
    ]
    contract = Contract(
        number="C1",
        party="P1",
        point="IT001E00000001",
        commodity="electricity",
        period=Period(changes[0][0]),
        terms=History.of("terms", entries),
        payment=PaymentMethod.TRANSFER,
        cycle_months=1,
        due_days=20,
    )
    return BillingFacts(
        contract, period, {what.code: what}, tuple(consumption), period.last, billed, commodity=ELECTRICITY
    )


@st.composite
def bills(draw: st.DrawFn, months: int = 3) -> BillingFacts:
    """One to `months` whole months of July to December 2026, measured by month."""
    first = draw(st.integers(7, 12))
    last = draw(st.integers(first, min(12, first + months - 1)))
    period = Period(dt.date(2026, first, 1), month_of(dt.date(2026, last, 1)).stop)
    return facts(period, draw(supplies()), draw(offers()), draw(measured(period)), rai_fee=draw(st.booleans()))


def part(whole: BillingFacts, period: Period, billed: tuple[BilledEnergy, ...] = ()) -> BillingFacts:
    """The same contract over some of its days; the consumption is cut there."""
    pieces = [piece for each in whole.consumption for piece in each.cut((period.start, period.stop))]
    inside = tuple(piece for piece in pieces if period.covers(piece.period))
    return attrs.evolve(whole, period=period, consumption=inside, billed=billed, issue_day=period.last)
