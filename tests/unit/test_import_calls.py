"""Call records taken in, suspended, rated again, and billed: through the use cases, over stores in memory."""

from __future__ import annotations

import datetime as dt
import functools
import random
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.cdr.reader import CdrFiles
from adapters.runner.inline import InlineRunner
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.billing.execute_run import execute_chunk, execute_run
from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.corrections.rebill_contract import rebill_contract
from application.journal import Actor
from application.metering.import_calls import HandledCalls, import_calls, rate_suspended
from domain.billing.bill import Bill, DocumentKind
from domain.billing.run import ResultOutcome
from domain.commodities.services.offer_price import RecurringPrice
from domain.commodities.services.terms import ServiceTerms
from domain.commodities.telephony.plan import PhonePlan
from domain.contracts.contract import Contract, ContractTerms, VatTerms
from domain.contracts.party import PartyKind
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.money import Money
from domain.kernel.telephone import CallKind
from domain.kernel.validity import History, Period, month_of
from domain.pricing.correction import CorrectionReason
from domain.tariffs.offer import Offer
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.strategies.bills import PARTIES
from tests.support.strategies.calls import EVER, LINE, bundle, phone_contract, phone_offer, phone_point, zone
from tests.support.strategies.documents import BRAND, seller

TENANT = "demo"
HEADER = "caller;called;date;time;seconds;zone;cost;trunk\n"
GOOD = "0212345678;3331234567;03/08/2026;12:00:00;85;;;"
LATER = "0212345678;3331234567;04/08/2026;12:00:00;60;;;"
FRANCE = "0212345678;0033123456789;05/08/2026;12:00:00;60;;;"
STRANGER = "0299999999;3331234567;05/08/2026;12:00:00;60;;;"
NO_NUMBER = "anonymous;3331234567;05/08/2026;12:00:00;60;;;"
AUGUST = month_of(dt.date(2026, 8, 1))
TODAY, KNOWN_ON = dt.date(2026, 9, 5), dt.date(2026, 11, 24)
PLAN = PhonePlan((zone(price="0.10", connection=Decimal("0.15")),), (bundle(units=30),))
FILES = CdrFiles()
BOOKS = PackagedTariffs()


@attrs.define
class CountedIds:
    count: int = 0

    def new(self) -> str:
        self.count += 1
        return f"id-{self.count:04d}"

    def secret(self) -> str:
        return "secret"


ACTOR = Actor(TENANT, "Ada", FixedClock(dt.datetime(2026, 9, 5, 8, tzinfo=dt.UTC)), CountedIds())


@pytest.fixture
def units() -> MemoryUnitsOfWork:
    return with_line()


def with_line() -> MemoryUnitsOfWork:
    """A tenant with one line and its plan."""
    made = MemoryUnitsOfWork()
    with made(TENANT) as work:
        work.sellers.put(seller(TENANT), BRAND)
        work.parties.put(PARTIES[PartyKind.PERSON])
        work.points.put(phone_point())
        work.offers.put(phone_offer(PLAN))
        work.contracts.put(phone_contract())
        work.commit()
    return made


def take(units: MemoryUnitsOfWork, *rows: str, name: str = "w.csv") -> HandledCalls:
    data = (HEADER + "\n".join(rows)).encode()
    return import_calls(units=units, actor=ACTOR, files=FILES, name=name, data=data, mapping="wholesale_it")


def put_offer(units: MemoryUnitsOfWork, plan: PhonePlan) -> None:
    with units(TENANT) as work:
        work.offers.put(phone_offer(plan))
        work.commit()


def waiting(units: MemoryUnitsOfWork) -> list[str]:
    with units(TENANT) as work:
        return [each.fault.code for each in work.calls.suspended()]


def test_good_calls_are_stored_and_the_others_wait_with_their_reason(units: MemoryUnitsOfWork) -> None:
    intake = take(units, GOOD, FRANCE, STRANGER, NO_NUMBER)
    assert (intake.file.outcome, intake.file.records, intake.file.accepted, intake.file.known) == ("imported", 4, 1, 0)
    assert waiting(units) == ["TEL-003", "TEL-005", "TEL-004"]
    assert "+390299999***" in intake.suspended[2].fault.message
    with units(TENANT) as work:
        (stored,) = work.calls.of([LINE], *EVER)[LINE]
        assert work.calls.raw(stored).raw.text == GOOD
        assert work.calls.file(intake.file.sha256).suspended == 3


def test_the_same_call_in_another_file_changes_nothing(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD, STRANGER)
    again = take(units, GOOD, LATER, STRANGER, name="again.csv")
    assert (again.file.accepted, again.file.known) == (1, 1)
    assert waiting(units) == ["TEL-004"]


def test_a_file_that_cannot_be_read_is_kept_and_refused(units: MemoryUnitsOfWork) -> None:
    intake = import_calls(units=units, actor=ACTOR, files=FILES, name="x", data=b"x", mapping="wholesale_it")
    assert (intake.file.outcome, intake.file.records) == ("TEL-001", 0)
    with units(TENANT) as work:
        assert work.calls.file(intake.file.sha256).content == b"x"


def test_what_waits_is_taken_once_its_cause_is_mended(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD, FRANCE, STRANGER, NO_NUMBER)
    put_offer(units, attrs.evolve(PLAN, zones=(*PLAN.zones, zone("france", prefixes=("+33",)))))
    first = rate_suspended(units=units, actor=ACTOR, files=FILES)
    assert (first.file.records, first.file.accepted, len(first.suspended)) == (3, 1, 2)
    with units(TENANT) as work:
        work.points.put(phone_point("+390299999999"))
        work.contracts.put(phone_contract("T-0002", "+390299999999"))
        work.commit()
    second = rate_suspended(units=units, actor=ACTOR, files=FILES)
    assert (second.file.accepted, [each.fault.code for each in second.suspended]) == (1, ["TEL-003"])
    assert waiting(units) == ["TEL-003"]


def bill_of(
    units: MemoryUnitsOfWork, commodity: str = "telephony", period: Period = AUGUST, issue_on: dt.date = TODAY
) -> list[Bill]:
    run = plan_run(
        units=units,
        books=BOOKS,
        actor=ACTOR,
        commodity_code=commodity,
        period=period,
        cycle_months=1,
        issue_on=issue_on,
        known_on=KNOWN_ON,
    )
    work = functools.partial(_chunk, units)
    list(execute_run(units=units, runner=InlineRunner(), actor=ACTOR, work=work, run_id=run.id))
    seal_run(units=units, books=BOOKS, actor=ACTOR, run_id=run.id)
    with units(TENANT) as uow:
        refused = list(uow.runs.results(run.id, ResultOutcome.REFUSED))
        held = list(uow.runs.results(run.id, ResultOutcome.HELD))
        assert not refused, refused
        assert not held, held
        return list(uow.bills.of_run(run.id))


def _chunk(units: MemoryUnitsOfWork, tenant: str, run: str, number: int) -> int:
    return execute_chunk(units=units, books=BOOKS, tenant=tenant, run_id=run, number=number)


def test_a_run_bills_the_calls_of_the_period_with_their_detail(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD, LATER, GOOD.replace("03/08", "01/09"))
    (bill,) = bill_of(units)
    priced = bill.main.priced
    assert [(line.code, str(line.amount)) for line in priced.lines] == [
        ("line", "10.00"),
        ("calls_mobile", "0.49"),
        ("included_ten", "0.00"),
    ]
    assert [str(each.cost) for each in priced.calls] == ["0.241667", "0.250000"]
    assert sum((each.cost for each in priced.calls), Decimal(0)) == priced.lines[1].quantity.value
    assert priced.calls[0].call.kind is CallKind.VOICE


def test_rating_again_gives_the_same_digest(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD, LATER)
    results: list[list[str]] = []
    for _ in range(2):
        run = plan_run(
            units=units,
            books=BOOKS,
            actor=ACTOR,
            commodity_code="telephony",
            period=AUGUST,
            cycle_months=1,
            issue_on=TODAY,
            known_on=KNOWN_ON,
        )
        _chunk(units, TENANT, run.id, 0)
        with units(TENANT) as work:
            results.append(list(work.runs.digests(run.id)))
    assert results[0] == results[1]


def test_a_call_that_comes_after_its_day_was_billed_is_taken_with_a_warning(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD)
    bill_of(units)
    intake = take(units, LATER)
    assert [(fault.code, fault.subject) for fault in intake.file.warnings] == [("TEL-101", "T-0001")]
    assert intake.file.accepted == 1


def next_bill(units: MemoryUnitsOfWork) -> Bill:
    """The bill of September."""
    (bill,) = bill_of(units, period=month_of(dt.date(2026, 9, 1)), issue_on=dt.date(2026, 10, 5))
    return bill


def rebilled(units: MemoryUnitsOfWork) -> Bill | None:
    """August priced again by itself."""
    actor = attrs.evolve(ACTOR, clock=FixedClock(dt.datetime(2026, 10, 20, 8, tzinfo=dt.UTC)))
    return rebill_contract(units=units, books=BOOKS, actor=actor, contract="T-0001", period=AUGUST).bill


def corrected(bill: Bill) -> list[tuple[str, str]]:
    return [(line.code, str(line.amount)) for line in bill.lines if line.correction]


def test_a_call_that_came_late_is_charged_by_a_correction_on_the_next_bill(units: MemoryUnitsOfWork) -> None:
    """A call of 85 seconds of which 30 are included costs 0.241667, one of a minute 0.25: 0.24 and then 0.49. Billed
    once, the late call stands charged, and the bill after it corrects nothing."""
    take(units, GOOD)
    (first,) = bill_of(units)
    take(units, LATER)
    second = next_bill(units)
    assert corrected(second) == [("calls_mobile", "-0.24"), ("calls_mobile", "0.49")]
    (correction,) = second.main.priced.corrections
    assert correction.reason is CorrectionReason.LATE_CALLS
    assert (correction.period, correction.documents) == (AUGUST, (str(first.number),))
    assert [str(each.cost) for each in correction.calls] == ["0.250000"]
    assert second.main.priced.calls == ()
    (third,) = bill_of(units, period=month_of(dt.date(2026, 10, 1)), issue_on=dt.date(2026, 11, 5))
    assert third.main.priced.corrections == ()
    assert rebilled(units) is None


def test_rebilling_a_contract_charges_the_calls_that_came_late(units: MemoryUnitsOfWork) -> None:
    take(units, GOOD)
    bill_of(units)
    take(units, LATER)
    bill = rebilled(units)
    assert bill is not None
    assert bill.kind is DocumentKind.CORRECTION
    assert (str(bill.net), str(bill.total)) == ("0.25", "0.31")
    assert bill.main.priced.corrections[0].reason is CorrectionReason.LATE_CALLS
    assert next_bill(units).main.priced.corrections == ()


def test_a_plan_that_changed_is_settled_by_rebilling_and_moves_no_bill_by_itself(units: MemoryUnitsOfWork) -> None:
    """0.20 instead of 0.10 a minute: 55 seconds charged cost 0.333333 with their connection, 0.33 for 0.24."""
    take(units, GOOD)
    bill_of(units)
    put_offer(units, attrs.evolve(PLAN, zones=(zone(price="0.20", connection=Decimal("0.15")),)))
    assert next_bill(units).main.priced.corrections == ()
    bill = rebilled(units)
    assert bill is not None
    assert corrected(bill) == [("calls_mobile", "-0.24"), ("calls_mobile", "0.33")]
    assert bill.main.priced.corrections[0].reason is CorrectionReason.PRICE_CHANGED
    assert bill.main.priced.corrections[0].calls == ()
    assert rebilled(units) is None


@given(late=st.sets(st.integers(1, 28), max_size=6), order=st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_late_calls_end_in_the_same_bills_whatever_order_they_come_in(late: set[int], order: random.Random) -> None:
    """Calls of August, some before its bill, some before that of September, some after both: with the bundle of the
    month used up in order of time, not of arrival, August comes to what it costs where every call is there at once."""
    rows = [LATER.replace("04/08", f"{day:02}/08") for day in sorted(late)]
    at_once = with_line()
    take(at_once, *rows)
    (right,) = bill_of(at_once)
    units = with_line()
    shares: tuple[list[str], ...] = ([], [], [])
    for row in rows:
        order.choice(shares).append(row)
    take(units, *shares[0])
    bills = bill_of(units)
    take(units, *shares[1], name="second.csv")
    bills.append(next_bill(units))
    take(units, *shares[2], name="third.csv")
    bills += [each for each in [rebilled(units)] if each]
    charged = [line for bill in bills for line in bill.lines if line.period.start in AUGUST]
    assert sum((line.amount.amount for line in charged), Decimal(0)) == right.net.amount


def test_a_service_is_billed_without_any_consumption(units: MemoryUnitsOfWork) -> None:
    price = RecurringPrice(Money.of("4.90"))
    offer = Offer("CARE", "Assistenza", "services", frozenset({"consumer"}), price, (), (), Period(dt.date(2026, 1, 1)))
    with units(TENANT) as work:
        phone = work.contracts.get("T-0001")
        work.points.put(SupplyPoint("CARE-1", "services", phone_point().address, phone_point().distributor))
        work.offers.put(offer)
        work.contracts.put(_service(phone))
        work.commit()
    (bill,) = bill_of(units, "services")
    assert (str(bill.net), str(bill.total)) == ("4.90", "5.98")


def test_a_service_of_the_bill_group_of_a_line_stands_on_its_bill_and_on_no_other(units: MemoryUnitsOfWork) -> None:
    offer = Offer(
        "CARE",
        "Assistenza",
        "services",
        frozenset({"consumer"}),
        RecurringPrice(Money.of("4.90")),
        (),
        (),
        Period(dt.date(2026, 1, 1)),
    )
    with units(TENANT) as work:
        phone = attrs.evolve(work.contracts.get("T-0001"), bill_group="home")
        work.points.put(SupplyPoint("CARE-1", "services", phone_point().address, phone_point().distributor))
        work.offers.put(offer)
        work.contracts.put(phone)
        work.contracts.put(_service(phone))
        work.commit()
    assert bill_of(units, "services") == []
    (bill,) = bill_of(units)
    assert [part.contract.number for part in bill.parts] == ["T-0001", "S-0001"]
    assert (str(bill.net), str(bill.total)) == ("14.90", "18.18")


def _service(phone: Contract) -> Contract:
    terms = ContractTerms("CARE", ServiceTerms("Assistenza"), VatTerms("other"))
    return attrs.evolve(
        phone,
        number="S-0001",
        point="CARE-1",
        commodity="services",
        terms=History.always("terms", dt.date(2026, 1, 1), terms),
    )
