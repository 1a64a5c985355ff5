"""Bodies that are not a domain value by themselves, and how a body becomes one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypeVar

import attrs

from adapters.wire.converter import BadInput, loads, read
from adapters.xml import local_name, parse
from application.billing.plan_run import LOOKBACK_MONTHS
from domain.billing.run import RunKind
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import FOREVER, Period
from domain.metering.curve import HourlyPrices
from domain.payments.mandate import Mandate
from domain.pricing.facts import HourlySeries
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status

T = TypeVar("T")
LONGEST_RUN_DAYS = 731
LONGEST_LOOKBACK_MONTHS = 60
LARGEST_LOGO_BYTES = 200_000


def body_as(kind: type[T], body: bytes) -> T:
    """The value of a JSON body; BadInput with every problem and its place."""
    return read(kind, loads(body))


def _closed(period: Period) -> None:
    if period.stop == FOREVER:
        raise ValueError("period: needs a stop, the day after its last")
    if period.days > LONGEST_RUN_DAYS:
        raise ValueError(f"period: at most {LONGEST_RUN_DAYS} days are billed at once, got {period.days}")


@attrs.frozen
class Registration:
    """Many things to be registered in one transaction, each list in the order given."""

    parties: tuple[Party, ...] = ()
    points: tuple[SupplyPoint, ...] = ()
    offers: tuple[Offer, ...] = ()
    contracts: tuple[Contract, ...] = ()
    mandates: tuple[Mandate, ...] = ()


@attrs.frozen
class Tenant:
    """The seller and how its documents look."""

    seller: Seller
    brand: Brand

    def __attrs_post_init__(self) -> None:
        logo = self.brand.logo_svg.encode()
        if logo and local_name(str(parse(logo, limit_bytes=LARGEST_LOGO_BYTES).tag)) != "svg":
            raise ValueError("brand.logo_svg: expected an svg element, or nothing")


@attrs.frozen
class RunToPlan:
    """Which contracts to bill. Without known_on the tariff book is taken as known today.

    Days billed up to `lookback_months` before are recalculated where their energy is now known otherwise; days that
    no reading closes are estimated only with `allow_estimates`. A run of the kind "rebilling" recalculates what was
    billed of the period and gives the differences by themselves.
    """

    commodity: str
    period: Period
    cycle_months: int
    issue_on: dt.date
    known_on: dt.date | None = None
    lookback_months: int = LOOKBACK_MONTHS
    allow_estimates: bool = False
    kind: RunKind = RunKind.PERIOD

    def __attrs_post_init__(self) -> None:
        _closed(self.period)
        if not 0 <= self.lookback_months <= LONGEST_LOOKBACK_MONTHS:
            raise ValueError(
                f"lookback_months: 0 to {LONGEST_LOOKBACK_MONTHS} months are looked back at, got {self.lookback_months}"
            )


@attrs.frozen
class ContractToPreview:
    """One contract and the period to price it for; nothing is stored."""

    contract: str
    period: Period

    def __attrs_post_init__(self) -> None:
        _closed(self.period)


@attrs.frozen
class DecisionBody:
    """Why a held result is released or sent back. It is kept with the name of the key."""

    reason: str

    def __attrs_post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("reason: say why, it is kept with the decision")


@attrs.frozen
class CollectionToMake:
    """Collect every open receivable by direct debit that is due up to and with this day."""

    due_until: dt.date


@attrs.frozen
class BankAnswer:
    """What the bank answered to the debit under way of a receivable: paid, or come back."""

    receivable: str
    paid: bool


@attrs.frozen
class DayPrices:
    """The price of each elapsed hour of a day: 24 of them, 23 or 25 when the clocks change."""

    day: dt.date
    prices: tuple[Decimal, ...]


@attrs.frozen
class HourlyIndex:
    """An hourly index for some days, with its source."""

    name: str
    days: tuple[DayPrices, ...]
    source: Source
    status: Status

    @property
    def series(self) -> HourlySeries:
        """The same as the domain has it."""
        prices: HourlyPrices = {each.day: each.prices for each in self.days}
        return HourlySeries(self.name, prices, self.source, self.status)


@attrs.frozen
class OwnParameters:
    """Parameters of the tenant's own, laid over the common tariff book."""

    heads: tuple[ParameterHead, ...] = ()
    rows: tuple[ParameterRow, ...] = ()
    hourly: tuple[HourlyIndex, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not (self.heads or self.rows or self.hourly):
            raise ValueError("expected heads, rows or hourly")


@attrs.frozen
class KeyName:
    """Whom a new API key is for: the name written into the journal."""

    name: str

    def __attrs_post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("name: is empty")


@attrs.frozen
class KeyToRevoke:
    """An API key to withdraw."""

    key: str


def must_match(place: str, in_body: str, in_path: str) -> None:
    """BadInput where a body names another key than the address it was sent to."""
    if in_body != in_path:
        raise BadInput(((place, f"is {in_body!r}, the address says {in_path!r}"),))
