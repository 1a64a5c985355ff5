"""Telephony on PostgreSQL, from the operator's file to the printed bill, its e-invoice and its proof."""

from __future__ import annotations

import datetime as dt
import functools
from decimal import Decimal

from adapters.cdr.reader import CdrFiles
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from adapters.print.typst_printer import TypstPrinter
from adapters.runner.inline import InlineRunner
from adapters.system_clock import FixedClock, TimeOrderedIds
from adapters.tariffs.books import PackagedTariffs
from application.billing.execute_run import execute_chunk, execute_run
from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.journal import Actor
from application.metering.import_calls import import_calls
from domain.commodities.telephony.plan import PhonePlan
from domain.contracts.party import PartyKind
from domain.kernel.validity import month_of
from tests.support.call_file import GOOD, HEADER
from tests.support.strategies.bills import PARTIES
from tests.support.strategies.calls import bundle, phone_contract, phone_offer, phone_point, zone
from tests.support.strategies.documents import BRAND, seller

TODAY = dt.date(2026, 11, 24)
ACTOR = Actor("demo", "Ada", FixedClock(dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)), TimeOrderedIds())
PLAN = PhonePlan((zone(connection=Decimal("0.15")),), (bundle(units=30),))


def _chunk(units: SqlUnitsOfWork, tenant: str, run: str, number: int) -> int:
    return execute_chunk(units=units, books=PackagedTariffs(), tenant=tenant, run_id=run, number=number)


def test_an_operators_file_becomes_a_bill_an_e_invoice_and_a_print(sql_units: SqlUnitsOfWork) -> None:
    books = PackagedTariffs()
    with sql_units("demo") as work:
        work.sellers.put(seller("demo"), BRAND)
        work.parties.put(PARTIES[PartyKind.PERSON])
        work.points.put(phone_point())
        work.offers.put(phone_offer(PLAN))
        work.contracts.put(phone_contract())
        work.commit()
    data = (HEADER + GOOD).encode()
    intake = import_calls(
        units=sql_units, actor=ACTOR, files=CdrFiles(), name="w.csv", data=data, mapping="wholesale_it"
    )
    assert (intake.file.accepted, intake.suspended) == (1, ())
    run = plan_run(
        units=sql_units,
        books=books,
        actor=ACTOR,
        commodity_code="telephony",
        period=month_of(dt.date(2026, 8, 1)),
        cycle_months=1,
        issue_on=TODAY,
        known_on=TODAY,
    )
    chunk = functools.partial(_chunk, sql_units)
    list(execute_run(units=sql_units, runner=InlineRunner(), actor=ACTOR, work=chunk, run_id=run.id))
    seal_run(units=sql_units, books=books, actor=ACTOR, run_id=run.id)
    with sql_units("demo") as work:
        (bill,) = work.bills.of_run(run.id)
    assert [str(each.cost) for each in bill.main.priced.calls] == ["0.241667"]
    assert str(bill.total) == "12.49"  # 10.00 + 0.24, VAT 22 % = 2.2528
    invoice = FatturaPA.with_schema_at(None, layout=Layout()).write(bill, progressive=1, sent_on=TODAY)
    assert b"<Aliquota" in invoice.xml
    pdf = TypstPrinter().render(bill, brand=BRAND, einvoice=None, einvoice_name="", details_url="https://example.org")
    assert pdf.startswith(b"%PDF")
