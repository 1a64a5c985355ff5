"""The issued bill: what was priced, with number, dates and the parties as they were on the day of issue.

A bill is never edited. Everything printed, sent or booked is read from it.
"""

from __future__ import annotations

import datetime as dt
import re

import attrs

from domain.commodities.registry import SupplyTerms
from domain.contracts.contract import Market, PaymentMethod, PublicOrder
from domain.contracts.party import Party
from domain.contracts.seller import Seller
from domain.contracts.supply_point import SupplyPoint
from domain.invoices.priced import Priced
from domain.kernel.digest import digest
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.meters.consumption import BandEnergy
from domain.meters.reading import Quality

_SERIES = re.compile(r"[A-Z0-9]{1,4}\Z")


@attrs.frozen(order=True)
class BillNumber:
    """Series, year and serial; serials of a series and year have no gaps.

    >>> str(BillNumber("E", 2026, 42))
    'E2026/0000042'
    """

    series: str
    year: int
    serial: int

    def __attrs_post_init__(self) -> None:
        if not _SERIES.match(self.series):
            raise ValueError(f"series {self.series!r}: expected 1 to 4 capitals and digits")
        if not 1000 <= self.year <= 9999:
            raise ValueError(f"year must have four digits, got {self.year}")
        if self.serial < 1:
            raise ValueError(f"serial must be at least 1, got {self.serial}")

    def __str__(self) -> str:
        return f"{self.series}{self.year}/{self.serial:07d}"

    @classmethod
    def parse(cls, text: str) -> BillNumber:
        """The number written as `str` writes it; ValueError otherwise."""
        head, _, serial = text.partition("/")
        if len(head) > 4 and head[-4:].isdecimal() and serial.isdecimal() and head.isascii() and serial.isascii():
            number = cls(head[:-4], int(head[-4:]), int(serial))
            if str(number) == text:
                return number
        raise ValueError(f"bill number {text!r}: expected SERIES and year, a slash and 7 digits, e.g. E2026/0000042")


@attrs.frozen
class ContractSummary:
    """The contract and the offer as printed."""

    number: str
    customer_code: str
    market: Market
    offer_code: str
    offer_name: str
    offer_description: str
    is_fixed: bool
    since: dt.date
    conditions_end: dt.date | None
    order: PublicOrder | None = None


@attrs.frozen
class RegisterReading:
    """A reading as printed: the day it closes, its registers by band, where it comes from."""

    day: dt.date
    bands: tuple[BandEnergy, ...]
    quality: Quality
    serial: str = ""


@attrs.frozen
class MonthUse:
    """A column of the consumption history: energy by band over one month."""

    month: Period
    bands: tuple[BandEnergy, ...]
    quality: Quality


@attrs.frozen
class PaymentTerms:
    """How this bill is to be paid; the account only masked."""

    method: PaymentMethod
    masked_iban: str = ""
    mandate: str = ""


@attrs.frozen
class Bill:
    """An issued document.

    history  the months known up to the period, oldest first, at most the last twelve and those billed
    run      the billing run that issued it
    """

    tenant: str
    number: BillNumber
    issued_on: dt.date
    due_on: dt.date
    run: str
    seller: Seller
    customer: Party
    contract: ContractSummary
    point: SupplyPoint
    supply: SupplyTerms
    priced: Priced
    readings: tuple[RegisterReading, ...]
    history: tuple[MonthUse, ...]
    payment: PaymentTerms

    def __attrs_post_init__(self) -> None:
        if self.issued_on > self.due_on:
            raise ValueError(f"bill {self.number}: due on {self.due_on}, before it is issued on {self.issued_on}")

    @property
    def total(self) -> Money:
        """The total of the document, VAT included."""
        return self.priced.total

    @property
    def payable(self) -> Money:
        """What the customer owes."""
        return self.priced.payable

    @property
    def digest(self) -> str:
        """SHA-256 over number, dates, parties and everything charged."""
        return digest(
            [
                self.tenant,
                str(self.number),
                self.issued_on.isoformat(),
                self.due_on.isoformat(),
                self.seller.partita_iva.text,
                self.customer.id,
                self.point.code,
                self.priced.digest,
            ]
        )
