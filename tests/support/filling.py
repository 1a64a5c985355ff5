"""Something in every store of a tenant, for tests that walk them all."""

from __future__ import annotations

import datetime as dt

from application.ports.einvoices import EInvoice
from application.ports.flow_files import TO_BE_SENT, Direction
from application.ports.record import OutboxEvent
from application.ports.registry import RejectedOffer
from application.ports.unit_of_work import UnitOfWork
from domain.contracts.party import PartyKind
from domain.kernel.fault import Fault, Severity
from domain.metering.validation.finding import Decision, Finding, FindingStep, Measure
from domain.metering.validation.rule import RuleSetting, Setting
from domain.offers.catalogue import drafted, published
from tests.support.market_case_samples import market_case
from tests.support.strategies import calls as call_samples
from tests.support.strategies import documents as samples
from tests.support.strategies.bills import PARTIES

NOW = dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC)
FILE = "a" * 64


def fill(work: UnitOfWork) -> None:
    """Put at least one row into every table of the tenant."""
    work.sellers.put(samples.seller(work.tenant), samples.BRAND)
    work.parties.put(PARTIES[PartyKind.PERSON])
    work.points.put(samples.supply_point())
    work.offers.put(samples.FIXED_OFFER)
    work.offers.put(samples.INDEXED_OFFER)
    version = drafted(samples.INDEXED_OFFER, ())
    work.offers.add_version(version)
    work.offers.add_version(published(version, version.offer.validity.start))
    work.offers.add_rejected(FILE, [RejectedOffer(1, (Fault("OFR-003", "X", "no"),), "<offerta/>")])
    work.contracts.put(samples.contract())
    work.flow_files.add_content(samples.FLOW_FILE, [samples.CONTENT])
    work.flow_files.add(samples.flow_file())
    work.flow_files.add(samples.flow_file(outcome=TO_BE_SENT, direction=Direction.OUT))
    work.flow_files.add_rejected(samples.FLOW_FILE, [samples.refused_record()])
    work.flow_files.add_lines([samples.flow_line(case="CP-1")])
    work.measures.add(readings=[samples.reading()], curves=[samples.curve()])
    work.measures.add_history([samples.past_use()])
    finding = Finding(Measure.of(samples.reading()), "VEE-008", Severity.HOLD, "why")
    work.findings.add([finding])
    work.findings.decide(finding, Decision(FindingStep.REJECT, "ada", NOW, "wrong"))
    work.findings.set_rule(RuleSetting("VEE-001", Setting.OFF, "ada", NOW))
    work.self_readings.put(samples.self_reading())
    work.market_cases.put(market_case(), is_open=True)
    work.market_cases.put_draft(samples.contract())
    work.calls.add_file(call_samples.call_file(FILE))
    work.calls.add([call_samples.taken()])
    work.calls.suspend([call_samples.suspended()])
    work.parameters.put([samples.parameter_head()], [samples.parameter_row()])
    work.parameters.put_hourly(samples.hourly_series(samples.START))
    work.runs.add(samples.billing_run(), [["K-0001"]])
    work.runs.finish_chunk(samples.RUN_ID, 0, [samples.result("K-0001")])
    work.serials.reserve("E", 2026, 1)
    issued = samples.bill(work.tenant)
    work.bills.add([samples.with_deposit(issued, "34.50")])
    work.einvoices.add({str(issued.number): EInvoice("IT01234567897_00001.xml", b"<a/>", "f" * 64)})
    work.mandates.put(samples.mandate())
    work.receivables.add([samples.receivable()])
    work.payment_files.add(samples.payment_file())
    work.journal.append(at=NOW, actor="ada", use_case="fill", input_hash="i", events=({"kind": "filled"},))
    work.outbox.add(OutboxEvent("e1", NOW, "filled", {}))
    work.idempotency.store("key", "hash", "answer")
