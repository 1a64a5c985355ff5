"""Collect by direct debit: plan what is due, write the files for the bank, remember what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import attrs

from application.journal import Actor, once, record
from application.ports.direct_debit import DirectDebits, PaymentFile
from application.ports.receivables import StoredPaymentFile
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.contracts.seller import Seller
from domain.kernel.digest import Plain
from domain.kernel.fault import Fault
from domain.kernel.money import Money
from domain.payments.bank_profile import BankProfile, CollectionRules
from domain.payments.collection import DebitBatch, plan
from domain.payments.receivable import Receivable, ReceivableStatus
from domain.tariffs.book import TariffBook

_ROME = ZoneInfo("Europe/Rome")
_SENDER_LENGTH = 8


@attrs.frozen
class CollectedPayments:
    """The files written, the batches whose window has not opened yet, and what stays open, each with its fault."""

    files: tuple[StoredPaymentFile, ...]
    later: tuple[DebitBatch, ...]
    refused: tuple[Fault, ...]


def collect_payments(
    *,
    units: UnitsOfWork,
    books: TariffBooks,
    debits: DirectDebits,
    actor: Actor,
    rules: CollectionRules,
    due_until: dt.date,
    key: str = "",
) -> CollectedPayments:
    """Write the files for all open receivables by direct debit that are due up to and with `due_until`.

    One transaction: receivables move to collecting and mandates remember the collection only if the files are stored.
    What cannot be collected stays open with its reason. The same idempotency key gives the same files, and leaves no
    second trace.
    """
    given: Plain = {"due_until": due_until.isoformat()}
    now = actor.clock.now().astimezone(_ROME)
    with units(actor.tenant) as uow:
        refused: list[Fault] = []
        later: list[DebitBatch] = []

        def collect() -> Plain:
            open_debits = uow.receivables.open_debits(due_until)
            mandates = uow.mandates.of_contracts({item.contract for item in open_debits})
            planned = plan(
                receivables=open_debits,
                mandates=[mandate for group in mandates.values() for mandate in group],
                seller=uow.sellers.get(),
                today=now.date(),
                at=now.time(),
                rules=rules,
                target=books.holidays("holidays_target"),
                bank=books.holidays("holidays_working"),
            )
            refused.extend(planned.refused)
            ready = planned.open_on(now.date())
            later.extend(batch for batch in planned.batches if batch not in ready)
            seller = uow.sellers.get()
            sent = list(_send(uow, actor, debits, ready, open_debits, seller))
            event: Plain = {"files": list(sent), "refused": len(refused)}
            record(uow, actor, use_case="collect_payments", given=given, events=[("payments.collected", event)])
            return list(sent)

        ids = once(uow, key, given, collect)
        assert isinstance(ids, list)
        files = tuple(uow.payment_files.get(str(file_id)) for file_id in ids)
        uow.commit()
    return CollectedPayments(files, tuple(later), tuple(refused))


REMITTANCE = "Bolletta $document del $issued_on contratto $contract"


def collection_rules(book: TariffBook, bank: BankProfile, day: dt.date) -> CollectionRules:
    """The terms that law, scheme and house set on `day`, with the profile of the bank. NotInForce if one is missing."""
    return CollectionRules(
        prenotification_days=int(book.value("sepa/prenotification_days", (), day).value),
        earliest_days=int(book.value("sepa/earliest_days", ("CORE",), day).value),
        lapse_months=int(book.value("sepa/mandate_lapse_months", (), day).value),
        max_amount=Money.rounded(book.value("sepa/max_amount", (), day).value),
        max_roll_days=int(book.value("sepa/max_roll_days", (), day).value),
        remittance=REMITTANCE,
        bank=bank,
    )


def _send(
    uow: UnitOfWork,
    actor: Actor,
    debits: DirectDebits,
    batches: Sequence[DebitBatch],
    open_debits: Sequence[Receivable],
    seller: Seller,
) -> Sequence[str]:
    if not batches:
        return []
    message_id = f"{_sender(seller.tenant)}{uow.serials.reserve('MESSAGE', 0, 1):010d}"
    files = debits.write(batches=batches, seller=seller, message_id=message_id, created_at=actor.clock.now())
    by_id = {item.id: item for item in open_debits}
    for batch in batches:
        for item in batch.collections:
            uow.receivables.update([by_id[item.receivable].moved_to(ReceivableStatus.COLLECTING)])
            uow.mandates.put(item.mandate.collected(batch.when.day))
    for file in files:
        uow.payment_files.add(_stored(file, actor.clock.now()))
    return [file.message_id for file in files]


def _sender(tenant: str) -> str:
    """The beginning of a message id: what of a tenant's name every bank can read."""
    readable = [letter for letter in tenant.upper() if letter.isascii() and letter.isalnum()]
    return "".join(readable[:_SENDER_LENGTH])


def _stored(file: PaymentFile, created_at: dt.datetime) -> StoredPaymentFile:
    return StoredPaymentFile(
        file.message_id, file.name, file.sha256, created_at, file.count, file.total, file.receivables, file.content
    )
