"""How a test reads what a bill would show on paper."""

from __future__ import annotations

from adapters.print.view import PrintedBill, bill_view
from application.ports.printing import NO_PRINT_DETAILS, PrintDetails
from domain.billing.bill import Bill
from domain.kernel.money import Money
from tests.support.print_samples import BRAND, URL


def view_of(bill: Bill, beside: PrintDetails = NO_PRINT_DETAILS) -> PrintedBill:
    """The view without an e-invoice."""
    return bill_view(bill, brand=BRAND, details_url=URL, has_einvoice=False, beside=beside)


def money(text: str) -> Money:
    """An amount read back."""
    return Money.of(text.replace(".", "").replace(",", ".").removesuffix("€").strip())


def column(text: str) -> list[str]:
    """The cells of a column of detail."""
    return [cell for cell in text.split("\n") if cell != "\u00a0"]
