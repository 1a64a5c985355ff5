"""Routes of direct-debit collections: make one, list the files, give their bytes for the bank."""

from __future__ import annotations

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http.answer import download, json, listed
from adapters.http.bodies import BankAnswer, CollectionToMake, body_as
from adapters.http.call import ApiCall, IdempotencyKey
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.wire.view import Page, view, views
from adapters.wire.views.payments import AnsweredView, CollectedView, PaymentFileView, collected_view
from application.payments.answer_collection import answer_collection
from application.payments.collect_payments import collect_payments, collection_rules


@post(
    "/",
    summary="Collect by direct debit",
    opt=wire(request=CollectionToMake, example=examples.COLLECTION, response=CollectedView),
    sync_to_thread=True,
    status_code=201,
)
def collect(body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
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
    return json(collected_view(made), 201)


@post(
    "/answers",
    summary="Tell the bank's answer to a debit",
    opt=wire(request=BankAnswer, example=examples.BANK_ANSWER, response=AnsweredView),
    sync_to_thread=True,
    status_code=200,
)
def answer(body: RawBody, call: NamedDependency[ApiCall], idempotency_key: IdempotencyKey = "") -> Response[bytes]:
    """Paid closes the debt, come back opens it again; what was credited meanwhile is refunded, or off the debt."""
    wanted = body_as(BankAnswer, body)
    done = answer_collection(
        units=call.services.units,
        actor=call.actor,
        receivable=wanted.receivable,
        is_paid=wanted.paid,
        key=idempotency_key,
    )
    return json(view(AnsweredView, done))


@get("/", summary="The payment files, newest first", opt=wire(response=Page[PaymentFileView]), sync_to_thread=True)
def payment_files(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Without their content."""
    with call.reading() as uow:
        return listed(views(PaymentFileView, uow.payment_files.all()))


@get(
    "/{file_id:str}",
    summary="One payment file, without its content",
    opt=wire(response=PaymentFileView),
    sync_to_thread=True,
)
def payment_file(file_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """What it collects; its identifier comes back in the bank's status reports."""
    with call.reading() as uow:
        return json(view(PaymentFileView, uow.payment_files.get(file_id)))


@get(
    "/{file_id:str}/content",
    summary="The file for the bank",
    opt=wire(media=("application/xml",)),
    sync_to_thread=True,
)
def payment_file_content(file_id: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """pain.008, byte for byte as written once."""
    with call.reading() as uow:
        file = uow.payment_files.get(file_id)
    return download(file.content, file.name, "application/xml")


def collection_routes() -> Router:
    """Every route of collections."""
    handlers = [collect, answer, payment_files, payment_file, payment_file_content]
    return Router("/collections", route_handlers=handlers, tags=["Collections"])
