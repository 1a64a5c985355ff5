"""Commands on customer readings: submit one, see what is to be forwarded, forward it, record the answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, table
from adapters.wire.view import view
from adapters.wire.views.metering import (
    DueSelfReadingView,
    HandedOnView,
    SelfReadingView,
    due_self_reading_views,
    handed_on_view,
)
from application.metering.customer_readings.forward_readings import (
    answer_self_reading,
    due_self_readings,
    forward_self_readings,
)
from application.metering.customer_readings.submit_reading import submit_self_reading
from domain.metering.manual_readings.customer_reading import CustomerReading
from domain.metering.reading import Kind, RegisterValue

Registers = Annotated[str, Parameter(help="what a register shows: 1234 for a single one, F1=1234 for a band")]
Day = Annotated[dt.date, Parameter(help="the day the meter was read")]
Identifier = Annotated[str, Parameter(help="the identifier of the reading, as `readings self due` shows it")]


def self_reading_commands(entry: Entry) -> App:
    """bollettario readings self ..."""
    app = App(name="self", help="Customer readings.")

    @app.command
    def submit(
        *registers: Registers,
        on: Day,
        point: Annotated[str, Parameter(help="the code of the point: POD, PDR ...")] = "",
        contract: Annotated[str, Parameter(help="the number of the contract, beside the point or in its place")] = "",
        serial: Annotated[str, Parameter(help="the serial number the customer read on the meter")] = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, SelfReadingView] = False,
    ) -> None:
        """Submit what a customer reads at a POINT or CONTRACT; accepted or rejected at once. Ends with 1 if rejected.

        The same reading submitted again changes nothing.
        """
        submitted = _customer_reading(registers, on, point, contract, serial)
        with entry.open_services(entry.clock) as services:
            done = submit_self_reading(
                units=services.units, books=services.books, actor=entry.actor(tenant), stated=submitted
            )
        if json:
            emit(view(SelfReadingView, done))
        elif done.is_accepted:
            term = f", to be forwarded by {done.forward_by}" if done.forward_by else ""
            console.print(f"accepted {done.id}: {done.status.value}{term}", markup=False)
        for each in () if json else done.reasons:
            console.print(f"rejected: {each}", markup=False)
        if not done.is_accepted:
            raise SystemExit(1)

    @app.command
    def due(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[DueSelfReadingView, ...]] = False) -> None:
        """What is to be forwarded to distributors and by when, the late first."""
        today = entry.clock.today()
        with entry.open_services(entry.clock) as services:
            waiting = due_self_readings(units=services.units, actor=entry.actor(tenant))
        if json:
            emit(due_self_reading_views(waiting, today))
            return
        rows = (
            (
                str(each.forward_by),
                "late" * each.is_late(today),
                each.point,
                str(each.stated.day),
                each.distributor,
                each.id,
            )
            for each in waiting
        )
        table("To be forwarded", ("by", "", "point", "read on", "distributor", "identifier"), rows)

    @app.command
    def forward(*, tenant: Tenant = "", json: Annotated[AsJson, HandedOnView] = False) -> None:
        """Write what waits, a file a distributor, stored with the flows for their channel to send.

        Gas goes as TAL.0050; electricity has no public layout and is listed to be agreed or sent by hand.
        """
        with entry.open_services(entry.clock) as services:
            done = forward_self_readings(
                units=services.units,
                actor=entry.actor(tenant),
                lists=services.self_reading_flows,
                channels=services.channels.of(tenant or entry.tenant),
            )
        if json:
            emit(handed_on_view(done))
        for each in () if json else done.files:
            way = f"by channel {each.channel}" if each.channel else "no channel sends it: send it by hand"
            own = "" if each.file.is_declared else ", a layout of our own to be agreed"
            console.print(f"{each.file.name}: {len(each.readings)} readings, {way}{own}", markup=False, soft_wrap=True)
        for fault in () if json else done.waiting:
            console.print(str(fault), markup=False, soft_wrap=True)
        if not json and not done.files and not done.waiting:
            console.print("nothing is to be forwarded")
        if done.waiting:
            raise SystemExit(1)

    @app.command
    def answer(
        identifier: Identifier,
        *,
        validated: Annotated[bool, Parameter(help="whether the distributor validated it (ESITO_VAL_AUTOLETTURA)")],
        cause: Annotated[str, Parameter(help="CAUSALE_NON_VAL_AUTOLETTURA, as the distributor wrote it")] = "",
        tenant: Tenant = "",
    ) -> None:
        """Record what the distributor answered. One it did not validate stays stored and counts no more."""
        with entry.open_services(entry.clock) as services:
            done = answer_self_reading(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                identifier=identifier,
                validated=validated,
                answer=cause,
            )
        console.print(f"{done.id}: {done.status.value}", markup=False)

    return app


def _customer_reading(
    registers: tuple[str, ...], on: dt.date, point: str, contract: str, serial: str
) -> CustomerReading:
    values = []
    for text in registers:
        band, _, number = text.rpartition("=")
        try:
            values.append(RegisterValue(Kind.ACTIVE, band or "M", Decimal(number)))
        except (InvalidOperation, ValueError):
            fail(f"register {text!r}: expected a number, or a band and a number as F1=1234", code=2)
    try:
        return CustomerReading(on, tuple(values), point, contract, serial)
    except ValueError as error:
        fail(str(error), code=2)
