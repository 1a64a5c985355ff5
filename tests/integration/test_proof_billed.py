"""Tests of proofs of corrections as billing makes and stores them, in memory and through PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json

import attrs
import pytest

from adapters.persistence.codec import CODEC
from adapters.proof.proofs import JsonProofs
from application.billing.prove_bill import prove_bill
from application.corrections.credit_bill import credit_bill
from application.ports.unit_of_work import UnitsOfWork
from domain.billing.bill import Bill, BillNumber, DocumentKind
from domain.billing.proof import Verdict
from domain.corrections.credit_note import Whole
from tests.support.correction_world import bill_month, curve, first_bill, give, more_power, rebill
from tests.support.use_case_world import LAST, OCTOBER, SEPTEMBER, World, reading

PROOFS = JsonProofs()


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def proof_of(world: World, number: BillNumber) -> bytes:
    return prove_bill(units=world.units, tenant=world.tenant, proofs=PROOFS, number=number)


def proved(world: World, bill: Bill) -> Verdict:
    """The verdict on the proof of a stored bill, every line of which must be computed again."""
    verdict = PROOFS.verify(proof_of(world, bill.number), digest=bill.digest[:16])
    assert verdict.is_whole, str(verdict)
    assert verdict.lines + verdict.taken_back == len(bill.lines)
    assert verdict.digest == bill.digest
    return verdict


def test_a_bill_with_lines_of_its_own_and_a_correction_is_proved_from_the_store(world: World) -> None:
    first = first_bill(world)
    give(world, reading(1, LAST, 1120, 1100, 1100), reading(1, OCTOBER.last, 1200, 1200, 1200), sent=40)
    (second,) = bill_month(world, OCTOBER)
    verdict = proved(world, second)
    assert [(each.number, each.digest) for each in verdict.corrected] == [(str(first.number), first.digest)]
    assert verdict.lines > sum(1 for line in second.lines if not line.correction)


def test_a_correction_by_itself_is_proved_from_the_store(world: World) -> None:
    first_bill(world)
    more_power(world)
    bill = rebill(world, SEPTEMBER).bill
    assert bill is not None
    assert bill.kind is DocumentKind.CORRECTION
    assert proved(world, bill).taken_back


def test_a_difference_in_favour_of_the_customer_is_proved_from_the_store(world: World) -> None:
    first_bill(world)
    give(world, reading(1, LAST, 1050, 1050, 1050), sent=40)
    bill = rebill(world, SEPTEMBER).bill
    assert bill is not None
    assert bill.kind is DocumentKind.CREDIT_NOTE
    proved(world, bill)


def test_a_correction_of_a_correction_is_proved_against_both_documents(world: World) -> None:
    first = first_bill(world)
    more_power(world)
    second = rebill(world, SEPTEMBER).bill
    assert second is not None
    give(world, reading(1, LAST, 1150, 1150, 1150), sent=40)
    third = rebill(world, SEPTEMBER).bill
    assert third is not None
    assert [each.number for each in proved(world, third).corrected] == [str(first.number), str(second.number)]


def test_a_credit_note_is_proved_against_the_bill_it_takes_back(world: World) -> None:
    first = first_bill(world)
    done = credit_bill(
        units=world.units, books=world.books, actor=world.actor, number=first.number, scope=Whole(), reason="errore"
    )
    assert proved(world, done.note).taken_back == len(first.lines)


def test_a_recalculation_by_a_load_curve_is_proved(world: World) -> None:
    world.customers(1)
    for month, watt_hours, sent in ((SEPTEMBER, 100, 1), (SEPTEMBER, 110, 40), (OCTOBER, 100, 40)):
        with world.units(world.tenant) as uow:
            uow.measures.add(readings=[], curves=[curve(month, watt_hours, sent=sent)])
            uow.commit()
        if sent == 1:
            bill_month(world, SEPTEMBER)
    (second,) = bill_month(world, OCTOBER)
    assert second.main.priced.corrections
    proved(world, second)


def test_a_document_stored_before_grounds_were_kept_reads_and_is_proved_in_part(world: World) -> None:
    """Its JSON has no digests and no grounds, as documents written before them."""
    first_bill(world)
    more_power(world)
    bill = rebill(world, SEPTEMBER).bill
    assert bill is not None
    tree = json.loads(CODEC.json(bill))
    for correction in tree["parts"][0]["priced"]["corrections"]:
        del correction["digests"], correction["again"]
    old = CODEC.load(Bill, CODEC.pack(Bill, json.dumps(tree).encode()))
    old = attrs.evolve(old, number=attrs.evolve(old.number, serial=99), issued_on=old.issued_on + dt.timedelta(days=1))
    with world.units(world.tenant) as uow:
        uow.bills.add([old])
        uow.commit()
    verdict = PROOFS.verify(proof_of(world, old.number), digest=old.digest[:16])
    assert verdict.is_verified
    assert not verdict.is_whole
    assert verdict.taken_back
    assert len(verdict.unproved) == len(bill.lines) - verdict.taken_back
    assert "is proved in part" in str(verdict)
