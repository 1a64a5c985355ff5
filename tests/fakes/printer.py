"""A printer that prints a text."""

from __future__ import annotations

import hashlib

import attrs

from application.ports.printing import NO_PRINT_DETAILS, PrintDetails
from domain.billing.bill import Bill
from domain.contracts.seller import Brand


@attrs.frozen
class TextPrinter:
    """Prints the digest of a bill, the address of its details, and what is attached."""

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
        looks = hashlib.sha256(repr((brand, beside)).encode()).hexdigest()
        head = f"{bill.number}\n{bill.digest}\n{details_url}\n{looks}\n".encode()
        return head if einvoice is None else head + einvoice_name.encode() + b"\n" + einvoice
