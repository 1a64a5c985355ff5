"""Contract of mandates, receivables and payment files."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from domain.contracts.contract import PaymentMethod
from domain.payments.receivable import ReceivableStatus
from tests.support.strategies.documents import mandate, payment_file, receivable


def test_a_mandate_is_found_whatever_the_case_of_its_reference(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.mandates.put(mandate("Mnd-1"))
        assert work.mandates.get("MND-1") == work.mandates.get("mnd-1") == mandate("Mnd-1")
        with pytest.raises(NotFound, match="mandate"):
            work.mandates.get("MND-2")


def test_references_that_differ_in_case_are_one_mandate(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.mandates.put(mandate("Mnd-1"))
        work.mandates.put(mandate("MND-1"))
        assert work.mandates.of_contracts(["K-0001", "none"]) == {"K-0001": (mandate("MND-1"),), "none": ()}


def test_receivables_are_added_found_and_paged(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.receivables.add([receivable(2), receivable(1)])
        assert work.receivables.get(receivable(2).id) == receivable(2)
        assert work.receivables.page("", 1) == (receivable(1),)
        assert work.receivables.page(receivable(1).id, 5) == (receivable(2),)
        with pytest.raises(NotFound, match="receivable"):
            work.receivables.get("9" * 13)


def test_the_receivables_of_a_document_are_found(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        twin = attrs.evolve(receivable(3), document=receivable(1).document)
        work.receivables.add([twin, receivable(2), receivable(1)])
        assert work.receivables.of_document(receivable(1).document) == (receivable(1), twin)
        assert work.receivables.of_document("E2026/9999999") == ()


def test_open_debits_are_open_of_direct_debit_and_due(units: UnitsOfWork, tenant: str) -> None:
    due = dt.date(2026, 9, 30)
    with units(tenant) as work:
        work.receivables.add(
            [
                receivable(3),
                receivable(1),
                receivable(4, due=due + dt.timedelta(days=1)),
                attrs.evolve(receivable(5), method=PaymentMethod.TRANSFER),
                attrs.evolve(receivable(6), status=ReceivableStatus.PAID),
            ]
        )
        assert work.receivables.open_debits(due) == (receivable(1), receivable(3))
        work.receivables.update([receivable(1).moved_to(ReceivableStatus.COLLECTING)])
        assert work.receivables.open_debits(due) == (receivable(3),)
        assert work.receivables.get(receivable(1).id).attempts == 1


def test_an_update_of_an_unknown_receivable_changes_nothing(units: UnitsOfWork, tenant: str) -> None:
    with units(tenant) as work:
        work.receivables.add([receivable(1)])
        with pytest.raises(NotFound, match=receivable(2).id):
            work.receivables.update([receivable(1).moved_to(ReceivableStatus.PAID), receivable(2)])
        assert work.receivables.get(receivable(1).id) == receivable(1)


def test_payment_files_come_newest_first_byte_for_byte(units: UnitsOfWork, tenant: str) -> None:
    old, new = payment_file("z", hour=7), payment_file("a", hour=9)
    with units(tenant) as work:
        work.payment_files.add(old)
        work.payment_files.add(new)
        assert work.payment_files.all() == (new, old)
        assert work.payment_files.get("z") == old
        with pytest.raises(NotFound, match="payment file"):
            work.payment_files.get("y")
