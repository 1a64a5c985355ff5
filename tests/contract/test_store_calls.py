"""Contract of the calls: files, calls, records in suspense."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.telephone import CallKind
from domain.kernel.validity import Period
from tests.support.strategies.calls import EVER, LINE, NOON, call, call_file, phone_contract, suspended, taken


def test_files_come_newest_first_byte_for_byte(units: UnitsOfWork, tenant: str) -> None:
    old, new = call_file("b" * 64, hour=7), call_file("c" * 64, hour=11)
    with units(tenant) as work:
        work.calls.add_file(new)
        work.calls.add_file(old)
        assert work.calls.files(5) == (new, old)
        again = attrs.evolve(old, received_at=old.received_at + dt.timedelta(hours=9), accepted=0, known=1)
        work.calls.add_file(again)
        assert work.calls.file("b" * 64) == again
        with pytest.raises(NotFound, match="call file"):
            work.calls.file("d" * 64)


def test_a_call_is_stored_once_by_source_identifier_and_time(units: UnitsOfWork, tenant: str) -> None:
    first = taken()
    other_time = taken(call(answered=NOON + dt.timedelta(seconds=1)), 2)
    other_text = attrs.evolve(first, call=call(99), raw=attrs.evolve(first.raw, line=9))
    with units(tenant) as work:
        assert work.calls.add([first, other_time, first]) == 2
        assert work.calls.add([first, other_text]) == 0
        assert work.calls.of([LINE], *EVER) == {LINE: (first.call, other_time.call)}
        assert work.calls.raw(first.call) == first
        with pytest.raises(NotFound, match="call"):
            work.calls.raw(call(name="x"))


def test_calls_come_by_line_in_order_of_time_without_the_last_instant(units: UnitsOfWork, tenant: str) -> None:
    late, early = call(name="a", answered=NOON + dt.timedelta(hours=1)), call(name="b")
    data = call(2048, name="d", called="", kind=CallKind.DATA, answered=NOON + dt.timedelta(minutes=1))
    with units(tenant) as work:
        work.calls.add(taken(each, i) for i, each in enumerate((late, early, data, call(line="+390299999999"))))
        found = work.calls.of([LINE, "+390200000000"], NOON, NOON + dt.timedelta(hours=1))
        assert found == {LINE: (early, data), "+390200000000": ()}


def test_a_record_waits_until_it_is_released_and_keeps_its_place(units: UnitsOfWork, tenant: str) -> None:
    first, second = suspended("one"), attrs.evolve(suspended("two"), call=call())
    changed = attrs.evolve(first, fault=attrs.evolve(first.fault, code="TEL-004"))
    with units(tenant) as work:
        work.calls.suspend([first, second])
        work.calls.suspend([changed])
        assert work.calls.suspended() == (changed, second)
        work.calls.release([first])
        assert work.calls.suspended() == (second,)
        work.calls.suspend([first])
        assert set(work.calls.suspended()) == {first, second}


def test_contracts_are_found_by_their_line(units: UnitsOfWork, tenant: str) -> None:
    mine, other = phone_contract(), phone_contract("T-0002", "+390299999999")
    with units(tenant) as work:
        for contract in (other, mine):
            work.contracts.put(contract)
        assert work.contracts.at("telephony", [LINE, "+390200000000"]) == (mine,)
        assert work.contracts.at("telephony", [LINE, "+390299999999"]) == (mine, other)
        assert work.contracts.at("electricity", [LINE]) == ()


def test_contracts_of_a_bill_group_are_found_with_their_party(units: UnitsOfWork, tenant: str) -> None:
    grouped = attrs.evolve(phone_contract(), bill_group="home")
    alone = phone_contract("T-0002", "+390299999999")
    august = Period(dt.date(2026, 8, 1), dt.date(2026, 9, 1))
    with units(tenant) as work:
        for contract in (grouped, alone):
            work.contracts.put(contract)
        found = work.contracts.grouped(commodity="telephony", cycle_months=1, period=august)
        assert found == {"T-0001": ("C-PERSON", "home")}
        assert work.contracts.grouped(commodity="telephony", cycle_months=2, period=august) == {}
        work.contracts.put(attrs.evolve(grouped, bill_group=""))
        assert work.contracts.grouped(commodity="telephony", cycle_months=1, period=august) == {}
