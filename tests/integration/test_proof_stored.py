"""Tests of proofs of bills as they are stored, by the command line and by REST."""

from __future__ import annotations

import json

import pytest

from adapters.persistence.codec import CODEC
from adapters.proof.proofs import JsonProofs
from domain.billing.bill import Bill
from tests.support.proof_samples import CASES, autumn_bill, bill_of, corrected_part, golden_part, home_part

PROOFS = JsonProofs()


@pytest.mark.parametrize("name", CASES)
def test_a_stored_bill_gives_the_proof_of_the_bill_that_was_issued(name: str) -> None:
    part = golden_part(name)
    bill = bill_of(part)
    stored = CODEC.load(Bill, CODEC.dump(bill))
    assert PROOFS.write(stored) == PROOFS.write(bill)


def test_a_stored_bill_of_several_supplies_proves_itself() -> None:
    bill = bill_of(home_part(), corrected_part())
    stored = CODEC.load(Bill, CODEC.dump(bill))
    assert PROOFS.verify(PROOFS.write(stored, [autumn_bill()])).is_whole
    assert json.loads(PROOFS.write(stored))["digest"] == bill.digest
