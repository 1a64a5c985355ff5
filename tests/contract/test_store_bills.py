"""Contract of the bills and of their numbers."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.einvoices import EInvoice
from application.ports.registry import NotFound, ValidityOverlaps
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import DocumentKind, DocumentReference
from domain.billing.deposits import DepositEntry, deposit_entry
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import Period
from tests.support.strategies import documents as samples
from tests.support.strategies.bills import PERIOD
from tests.support.strategies.documents import RUN_ID, bill, number

BEFORE = Period(dt.date(2026, 5, 1), dt.date(2026, 7, 1))


def test_a_bill_is_found_by_its_number(units: UnitsOfWork, tenant: str) -> None:
    issued = bill(tenant)
    with units(tenant) as work:
        work.bills.add([issued])
        assert work.bills.get(issued.number) == issued
        assert work.bills.get(issued.number).digest == issued.digest
        with pytest.raises(NotFound, match="bill 'E2026/0000009'"):
            work.bills.get(number(9))


def test_heads_are_paged_in_order_of_number(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.bills.add(bill(tenant, f"K-{serial}", serial=serial) for serial in (10_000_000, 2, 1))
        work.bills.add([bill(tenant, "K-4", serial=4, run="other")])
        heads = work.bills.page("", 9)
        assert [head.number for head in heads] == ["E2026/0000001", "E2026/0000002", "E2026/0000004", "E2026/10000000"]
        assert [head.number for head in work.bills.page("E2026/0000001", 1)] == ["E2026/0000002"]
        assert [head.contract for head in work.bills.page("", 9, run="other")] == ["K-4"]
        assert [head.number for head in work.bills.page("", 9, contract="K-2")] == ["E2026/0000002"]


def test_a_head_says_what_its_bill_says(units: UnitsOfWork, tenant: str) -> None:
    issued = bill(tenant)
    with units(tenant) as work:
        work.bills.add([issued])
        (head,) = work.bills.page("", 1)
    assert (head.customer, head.point, head.run) == (issued.customer.id, issued.main.point.code, issued.run)
    assert (head.period, head.issued_on, head.due_on) == (issued.period, issued.issued_on, issued.due_on)
    assert (head.total, head.payable, head.digest) == (issued.total, issued.payable, issued.digest)


def test_a_day_of_a_contract_is_billed_once(units: UnitsOfWork, tenant: str) -> None:
    late = Period(PERIOD.last, PERIOD.stop + dt.timedelta(days=30))
    with units(tenant) as work:
        work.bills.add([bill(tenant, serial=1)])
        with pytest.raises(ValidityOverlaps) as refused:
            work.bills.add([bill(tenant, "K-2", serial=2), bill(tenant, serial=3, period=late)])
        for part in ("K-0001", "E2026/0000001", "E2026/0000003", str(PERIOD), str(late)):
            assert part in str(refused.value)
        assert [head.number for head in work.bills.page("", 9)] == ["E2026/0000001"]


def test_a_day_is_billed_once_within_one_batch_too(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        with pytest.raises(ValidityOverlaps, match="E2026/0000002"):
            work.bills.add([bill(tenant, serial=1), bill(tenant, serial=2)])
        assert work.bills.page("", 9) == ()


def test_a_bill_of_another_tenant_is_refused(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work, pytest.raises(ValueError, match="tenant"):
        work.bills.add([bill("somebody")])


def test_the_bills_of_a_run_are_streamed_in_order_of_number(units: UnitsOfWork, tenant: str) -> None:
    first, second = bill(tenant, "K-1", serial=1), bill(tenant, "K-2", serial=2)
    with units(tenant) as work:
        work.bills.add([second, first, bill(tenant, "K-3", serial=3, run="other")])
        assert list(work.bills.of_run(RUN_ID)) == [first, second]


def test_bills_before_a_day_are_those_that_meet_the_months_before_it(units: UnitsOfWork, tenant: str) -> None:
    old, new = bill(tenant, serial=2, period=BEFORE), bill(tenant, serial=1)
    with units(tenant) as work:
        work.bills.add([new, old])
        assert work.bills.before(["K-0001", "none"], PERIOD.stop, 3) == {"K-0001": (old, new), "none": ()}
        assert work.bills.before(["K-0001"], PERIOD.stop, 2) == {"K-0001": (new,)}
        assert work.bills.before(["K-0001"], PERIOD.start, 2) == {"K-0001": (old,)}


def test_serials_follow_each_other_by_series_and_year(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.serials.reserve("E", 2026, 3) == 1
        assert work.serials.reserve("E", 2026, 1) == 4
        assert work.serials.reserve("E", 2027, 1) == 1
        assert work.serials.reserve("F", 2026, 1) == 1
        with pytest.raises(ValueError, match="at least 1"):
            work.serials.reserve("E", 2026, 0)


def test_a_serial_taken_and_rolled_back_is_given_out_again(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        assert work.serials.reserve("E", 2026, 2) == 1
        work.commit()
    with units(tenant) as work:
        assert work.serials.reserve("E", 2026, 5) == 3
    with units(tenant) as work:
        assert work.serials.reserve("E", 2026, 1) == 3


def test_the_einvoices_of_bills_are_kept_byte_for_byte(units: UnitsOfWork, tenant: str) -> None:
    file = EInvoice("IT01234567897_00001.xml", b"<a>\xc3\xa8</a>\n" * 99, "f" * 64)
    with units(tenant) as work:
        work.bills.add([bill(tenant)])
        work.einvoices.add({"E2026/0000001": file})
        assert work.einvoices.of(["E2026/0000001", "E2026/0000002"]) == {"E2026/0000001": file}


def test_the_name_of_an_einvoice_is_never_used_twice(units: UnitsOfWork, tenant: str) -> None:
    file = EInvoice("IT01234567897_00001.xml", b"<a/>", "f" * 64)
    with units(tenant) as work:
        work.bills.add([bill(tenant, "K-1", serial=1), bill(tenant, "K-2", serial=2)])
        work.einvoices.add({"E2026/0000001": file})
        with pytest.raises(Exception, match=r"exists|duplicate key"):
            work.einvoices.add({"E2026/0000002": file})


def test_deposits_are_found_by_contract_in_order_of_issue(units: UnitsOfWork, tenant: str) -> None:
    first = samples.with_deposit(bill(tenant, serial=1), "34.50")
    later = attrs.evolve(samples.with_deposit(bill(tenant, serial=2, period=BEFORE), "10.00"), due_on=first.due_on)
    later = attrs.evolve(later, issued_on=first.issued_on + dt.timedelta(days=1))
    note = attrs.evolve(
        samples.with_deposit(bill(tenant, serial=3), "-34.50"),
        kind=DocumentKind.CREDIT_NOTE,
        references=(DocumentReference(str(first.number), first.issued_on),),
        issued_on=first.issued_on + dt.timedelta(days=2),
    )
    with units(tenant) as work:
        work.bills.add([note, later, first, bill(tenant, "K-2", serial=4)])
        found = work.bills.deposits(["K-0001", "K-2", "K-3"])
    assert found["K-0001"] == tuple(deposit_entry(each, each.main) for each in (first, later, note))
    charged = Money.of("34.50")
    one, _, back = found["K-0001"]
    assert one == DepositEntry(str(first.number), first.kind, "", first.issued_on, first.due_on, charged, ZERO)
    assert (back.kind, back.reverses, back.charged) == (DocumentKind.CREDIT_NOTE, str(first.number), -charged)
    assert (found["K-2"], found["K-3"]) == ((), ())
