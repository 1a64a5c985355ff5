"""Collections by direct debit as they are shown."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import attrs

from adapters.wire.view import At, view, views
from adapters.wire.views.fault import FaultView
from application.payments.collect_payments import CollectedPayments
from domain.kernel.money import Money
from domain.payments.bank_profile import SequenceType
from domain.payments.mandate import Scheme
from domain.payments.receivable import ReceivableStatus


@attrs.frozen
class PaymentFileView:
    """A file for the bank, without its content."""

    id: str
    name: str
    sha256: str
    created_at: dt.datetime
    count: int
    total: Money
    receivables: tuple[str, ...]


@attrs.frozen
class BatchView:
    """Collections of one day whose window at the bank is not open yet."""

    scheme: Scheme
    sequence: SequenceType
    day: Annotated[dt.date, At("when.day")]
    submit_from: Annotated[dt.date, At("when.submit_from")]
    submit_by: Annotated[dt.date, At("when.submit_by")]
    count: int
    total: Money


@attrs.frozen
class CollectedView:
    """Files for the bank, what can be handed in later, what stays open and why."""

    files: tuple[PaymentFileView, ...]
    later: tuple[BatchView, ...]
    refused: tuple[FaultView, ...]


def collected_view(made: CollectedPayments) -> CollectedView:
    """The view of a collection."""
    later = tuple(view(BatchView, batch, count=len(batch.collections)) for batch in made.later)
    return CollectedView(views(PaymentFileView, made.files), later, views(FaultView, made.refused))


@attrs.frozen
class AnsweredView:
    """A receivable after the bank's answer, and what is to be refunded, EUR."""

    receivable: Annotated[str, At("receivable.id")]
    status: Annotated[ReceivableStatus, At("receivable.status")]
    amount: Annotated[Money, At("receivable.amount")]
    to_refund: Money
