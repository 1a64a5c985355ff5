"""Printing an issued bill as the document a customer reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

import attrs

from domain.billing.bill import Bill
from domain.contracts.seller import Brand
from domain.kernel.money import Money
from domain.kernel.validity import Period


@attrs.frozen
class PeakPower:
    """The maximum power drawn in a month,."""

    month: Period
    kw: Decimal


@attrs.frozen
class PrintDetails:
    """What a printed bill shows that the bill itself does not know.

    overdue     unpaid earlier bills on the day of print; zero for none, None where nobody looked
    message     the seller's words in the free space of page 1, at most MESSAGE_LIMIT characters
    peaks       maximum power by month, oldest first; empty where the meter does not give it
    with_calls  whether the calls of telephony supplies are printed one by one: for those who ask for it
    """

    overdue: Money | None = None
    message: str = ""
    peaks: tuple[PeakPower, ...] = ()
    with_calls: bool = False

    def __attrs_post_init__(self) -> None:
        if len(self.message) > MESSAGE_LIMIT:
            raise ValueError(
                f"the seller's message has {len(self.message)} characters; the free space of page 1 "
                f"holds at most {MESSAGE_LIMIT}"
            )


MESSAGE_LIMIT = 320
NO_PRINT_DETAILS = PrintDetails()


class BillPrinter(Protocol):
    """Renders bills. The same bill, brand, e-invoice and address always give the same bytes."""

    def render(
        self,
        bill: Bill,
        *,
        brand: Brand,
        einvoice: bytes | None,
        einvoice_name: str,
        details_url: str,
        beside: PrintDetails = NO_PRINT_DETAILS,
    ) -> bytes:
        """The PDF/A-3b of a bill.

        einvoice     the FatturaPA as sent, attached byte for byte under `einvoice_name`; None attaches nothing
        details_url  where the elements of detail can be read, printed and as a QR code
        """
        ...
