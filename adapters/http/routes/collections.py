"""Routes of direct-debit collections: make one, list the files, give their bytes for the bank."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http import examples
from adapters.http.answer import download, fault, json, listed
from adapters.http.bodies import BankAnswer, CollectionToMake, body_as
from adapters.http.call import Call, IdempotencyKey
from adapters.http.describe import FAULT, many, obj, pages_of, wire
from application.payments.answer_collection import answer_collection
from application.payments.collect_payments import collect_payments, collection_rules
from application.ports.receivables import StoredPaymentFile
from domain.kernel.digest import Plain
from domain.kernel.money import Money
from domain.payments.bank_profile import SequenceType
from domain.payments.collection import Batch
from domain.payments.mandate import Scheme
from domain.payments.receivable import ReceivableStatus

_DAY: Plain = {"type": "string", "format": "date"}
_FILE = obj(
    id=str,
    name=str,
    sha256=str,
    created_at={"type": "string", "format": "date-time"},
    count=int,
    total=Money,
    receivables=many(str),
)
_BATCH = obj(scheme=Scheme, sequence=SequenceType, day=_DAY, submit_from=_DAY, submit_by=_DAY, count=int, total=Money)
_ANSWERED = obj(receivable=str, status=ReceivableStatus, amount=Money, to_refund=Money)
_MADE = obj(files=many(_FILE), later=many(_BATCH), refused=many(FAULT))


@post(
    "/",
    summary="Collect by direct debit",
    opt=wire(takes=CollectionToMake, example=examples.COLLECTION, gives=_MADE),
    sync_to_thread=True,
    status_code=201,
)
def collect(body: RawBody, call: NamedDependency[Call], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """Writes the files for the bank. `later` are batches whose window is not open; `refused` stays open, with why."""
    wanted = body_as(CollectionToMake, body)
    services, own = call.services, call.services.of(call.tenant)
    with call.reading() as uow:
        book = call.book(uow)
    made = collect_payments(
        units=services.units,
        books=services.books,
        debits=own.debits,
        actor=call.actor,
        rules=collection_rules(book, own.bank, services.clock.today()),
        due_until=wanted.due_until,
        key=idempotency_key,
    )
    answer: Plain = {
        "files": [_head(file) for file in made.files],
        "later": [_batch(batch) for batch in made.later],
        "refused": [fault(each) for each in made.refused],
    }
    return json(answer, 201)


@post(
    "/answers",
    summary="Tell the bank's answer to a debit",
    opt=wire(takes=BankAnswer, example=examples.BANK_ANSWER, gives=_ANSWERED),
    sync_to_thread=True,
    status_code=200,
)
def answer(body: RawBody, call: NamedDependency[Call], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """Paid closes the debt, come back opens it again; what was credited meanwhile is refunded, or off the debt."""
    wanted = body_as(BankAnswer, body)
    done = answer_collection(
        units=call.services.units,
        actor=call.actor,
        receivable=wanted.receivable,
        is_paid=wanted.paid,
        key=idempotency_key,
    )
    found = done.receivable
    return json(
        {
            "receivable": found.id,
            "status": found.status.value,
            "amount": str(found.amount),
            "to_refund": str(done.to_refund),
        }
    )


@get("/", summary="The payment files, newest first", opt=wire(gives=pages_of(_FILE)), sync_to_thread=True)
def payment_files(call: NamedDependency[Call]) -> Response[bytes]:
    """Without their content."""
    with call.reading() as uow:
        return listed(_head(file) for file in uow.payment_files.all())


@get("/{file_id:str}", summary="One payment file, without its content", opt=wire(gives=_FILE), sync_to_thread=True)
def payment_file(file_id: FromPath[str], call: NamedDependency[Call]) -> Response[bytes]:
    """What it collects; its identifier comes back in the bank's status reports."""
    with call.reading() as uow:
        return json(_head(uow.payment_files.get(file_id)))


@get(
    "/{file_id:str}/content",
    summary="The file for the bank",
    opt=wire(media=("application/xml",)),
    sync_to_thread=True,
)
def payment_file_content(file_id: FromPath[str], call: NamedDependency[Call]) -> Response[bytes]:
    """pain.008, byte for byte as written once."""
    with call.reading() as uow:
        file = uow.payment_files.get(file_id)
    return download(file.content, file.name, "application/xml")


def collection_routes() -> Router:
    """Every route of collections."""
    handlers = [collect, answer, payment_files, payment_file, payment_file_content]
    return Router("/collections", route_handlers=handlers, tags=["Collections"])


def _head(file: StoredPaymentFile) -> Plain:
    return {
        "id": file.id,
        "name": file.name,
        "sha256": file.sha256,
        "created_at": file.created_at.isoformat(),
        "count": file.count,
        "total": str(file.total),
        "receivables": list(file.receivables),
    }


def _batch(batch: Batch) -> Plain:
    return {
        "scheme": batch.scheme.value,
        "sequence": batch.sequence.value,
        "day": batch.when.day.isoformat(),
        "submit_from": batch.when.submit_from.isoformat(),
        "submit_by": batch.when.submit_by.isoformat(),
        "count": len(batch.collections),
        "total": str(batch.total),
    }
