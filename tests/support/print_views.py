"""How a test reads what a bill would show on paper."""

from __future__ import annotations

from adapters.print.view import BillView, bill_view
from application.ports.printing import NOTHING_BESIDE, Beside
from domain.billing.bill import Bill
from domain.kernel.money import Money
from tests.support.print_samples import BRAND, URL


def view_of(bill: Bill, beside: Beside = NOTHING_BESIDE) -> BillView:
    """The view without an e-invoice."""
    return bill_view(bill, brand=BRAND, details_url=URL, has_einvoice=False, beside=beside)


def money(text: str) -> Money:
    """An amount read back."""
    return Money.of(text.replace(".", "").replace(",", ".").removesuffix("€").strip())


def column(text: str) -> list[str]:
    """The cells of a column of detail."""
    return [cell for cell in text.split("\n") if cell != "\u00a0"]
