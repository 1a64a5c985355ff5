"""The issued bill: what was priced, with number, dates and the parties as they were on the day of issue.

A bill is never edited. Everything printed, sent or booked is read from it.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable

import attrs

from domain.billing.duties.instalment_offer import InstalmentOffer
from domain.billing.duties.limitation import Limited, Upheld
from domain.contracts.contract import Market, PaymentMethod, PublicOrder
from domain.contracts.party import Party
from domain.contracts.seller import Seller
from domain.contracts.supply_point import SupplyPoint
from domain.contracts.supply_terms import SupplyTerms
from domain.kernel.digest import Plain, digest
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.metering.consumption import BandEnergy
from domain.metering.reading import Quality
from domain.pricing.correction import MeterReading
from domain.pricing.line import Line
from domain.pricing.priced import Priced
from domain.pricing.taxes.vat import VatTotal, vat_totals

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


class DocumentKind(enum.Enum):
    """What a document is, as printed. Only a reversal takes a whole document back and frees its days to be billed."""

    BILL = "Bolletta di periodo"
    CLOSING = "Bolletta di chiusura"
    CORRECTION = "Bolletta di ricalcolo"
    CLOSING_BALANCE = "Bolletta di chiusura a conguaglio"
    CREDIT_NOTE = "Nota di credito"
    REVERSAL = "Nota di credito a storno totale"

    @property
    def charges_days(self) -> bool:
        """Whether it bills days for the first time; any other kind corrects or takes back what did."""
        return self in (DocumentKind.BILL, DocumentKind.CLOSING)

    @property
    def is_difference(self) -> bool:
        """Whether it charges nothing but the difference of days that other documents bill."""
        return self in (DocumentKind.CORRECTION, DocumentKind.CLOSING_BALANCE)


@attrs.frozen
class DocumentReference:
    """An earlier document this one corrects or takes back."""

    number: str
    issued_on: dt.date


@attrs.frozen
class BillPart:
    """One supply on a bill: what was priced, and contract, point and terms as they were on its last day.

    history  the months known up to the period, of corrections alone up to the issue, oldest first, at most the last
             twelve and those billed
    """

    contract: ContractSummary
    point: SupplyPoint
    supply: SupplyTerms
    priced: Priced
    readings: tuple[MeterReading, ...]
    history: tuple[MonthUse, ...]

    @property
    def billed_days(self) -> Period:
        """The days it charges or corrects, from the first to the last."""
        periods = [self.priced.period, *(each.period for each in self.priced.corrections)]
        return Period(min(each.start for each in periods), max(each.stop for each in periods))


@attrs.frozen
class Bill:
    """An issued document over one or more supplies of one customer.

    run         the billing run that issued it
    references  the documents it corrects, for a credit note
    limited     what of it the customer may leave unpaid because it is too old
    instalments the offer to pay it by instalments, where there is a duty to make one
    upheld      what of it is as old and, so the seller holds, owed all the same
    stamp       the stamp duty the seller pays for it, if any
    """

    tenant: str
    number: BillNumber
    issued_on: dt.date
    due_on: dt.date
    run: str
    seller: Seller
    customer: Party
    parts: tuple[BillPart, ...]
    payment: PaymentTerms
    kind: DocumentKind = DocumentKind.BILL
    references: tuple[DocumentReference, ...] = ()
    limited: Limited | None = None
    instalments: InstalmentOffer | None = None
    upheld: tuple[Upheld, ...] = ()
    stamp: Money | None = None

    def __attrs_post_init__(self) -> None:
        if self.issued_on > self.due_on:
            raise ValueError(f"bill {self.number}: due on {self.due_on}, before it is issued on {self.issued_on}")
        if not self.parts:
            raise ValueError(f"bill {self.number}: has no part")
        if len({part.priced.rounding for part in self.parts}) > 1:
            raise ValueError(f"bill {self.number}: its parts are rounded by different policies")

    @property
    def main(self) -> BillPart:
        """The first part: what is printed where only one supply can stand."""
        return self.parts[0]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all parts."""
        return tuple(line for part in self.parts for line in part.priced.lines)

    @property
    def vat(self) -> tuple[VatTotal, ...]:
        """VAT over all parts: one rounding a rate and document."""
        if len(self.parts) == 1:
            return self.main.priced.vat
        amount = BILL_ROUNDINGS[self.main.priced.rounding].amount
        return vat_totals(((line.vat, line.amount) for line in self.lines), amount)

    @property
    def period(self) -> Period:
        """From the first day of any part to the last."""
        periods = [part.priced.period for part in self.parts]
        return Period(min(each.start for each in periods), max(each.stop for each in periods))

    @property
    def net(self) -> Money:
        """The sum of all lines, before VAT."""
        return total(line.amount for line in self.lines)

    @property
    def total(self) -> Money:
        """The total of the document, VAT included."""
        return self.net + total(part.tax for part in self.vat)

    @property
    def payable(self) -> Money:
        """What the customer owes: the total without the VAT of split payment."""
        return self.total - total(part.tax for part in self.vat if part.vat.exigibility == "S")

    @property
    def collectable(self) -> Money:
        """What is collected as agreed: all that is owed but the part that is too old, which may be all of it."""
        return max(self.payable - self.limited.payable, ZERO) if self.limited else self.payable

    @property
    def corrected(self) -> tuple[str, ...]:
        """The numbers of the documents its corrections take back from, each once."""
        named = (number for part in self.parts for each in part.priced.corrections for number in each.documents)
        return tuple(dict.fromkeys(named))

    @property
    def identity(self) -> dict[str, Plain]:
        """What makes it this document: number, dates, parties and the digests of everything charged and corrected.

        Documents stored before corrections kept the digests of what they correct have no member "corrects".
        """
        made: dict[str, Plain] = {
            "tenant": self.tenant,
            "number": str(self.number),
            "kind": self.kind.value,
            "issued_on": self.issued_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "seller": self.seller.partita_iva.text,
            "customer": self.customer.id,
            "references": [[each.number, each.issued_on.isoformat()] for each in self.references],
            "parts": [[part.point.code, part.priced.digest] for part in self.parts],
        }
        corrections = [each for part in self.parts for each in part.priced.corrections]
        corrects = {
            number: retained
            for each in corrections
            for number, retained in zip(each.documents, each.digests, strict=False)
        }
        if self.stamp is not None:
            made["stamp"] = str(self.stamp)
        if corrects:
            made["corrects"] = [[number, retained] for number, retained in corrects.items()]
        return made

    @property
    def digest(self) -> str:
        """SHA-256 over its identity."""
        return digest(self.identity)


def alive(bills: Iterable[Bill]) -> tuple[Bill, ...]:
    """Without the reversed and what reverses them, oldest first."""
    every = tuple(bills)
    gone = {each.number for bill in every if bill.kind is DocumentKind.REVERSAL for each in bill.references}
    retained = {
        bill.number: bill for bill in every if bill.kind is not DocumentKind.REVERSAL and str(bill.number) not in gone
    }
    return tuple(sorted(retained.values(), key=lambda bill: (bill.issued_on, bill.number)))


def parts_of(bills: Iterable[Bill], contract: str) -> Iterable[tuple[Bill, BillPart]]:
    """The parts of some documents that are of a contract, each with its document."""
    return ((bill, part) for bill in bills for part in bill.parts if part.contract.number == contract)
