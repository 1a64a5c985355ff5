"""Direct debits on their way to a bank: batches in, files out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import attrs

from domain.contracts.seller import Seller
from domain.kernel.money import Money
from domain.payments.collection import DebitBatch


@attrs.frozen
class PaymentFile:
    """A file for the bank. `message_id` comes back in every status report; `sha256` proves what was sent.

    receivables  the ids of what it collects, in order, one for each of its `count` collections
    """

    name: str
    message_id: str
    content: bytes
    sha256: str
    count: int
    total: Money
    receivables: tuple[str, ...]


class DirectDebits(Protocol):
    """Writes collections as one bank wants to read them."""

    def write(
        self, *, batches: Sequence[DebitBatch], seller: Seller, message_id: str, created_at: dt.datetime
    ) -> tuple[PaymentFile, ...]:
        """The files that carry `batches`, as many as the bank's limits ask for; every collection is in exactly one.

        `message_id` must never have been used before; file n is `message_id`-n. `created_at` is aware. The same
        input gives the same bytes.
        """
        ...
