"""What every writer of proofs does: the same bytes for the same bill, and a verdict that finds any change."""

from __future__ import annotations

import pytest

from adapters.proof.proofs import JsonProofs
from application.ports.proofs import BadProof, Proofs
from domain.billing.bill import Bill
from tests.support.proof_samples import bill_of, home_part


@pytest.fixture
def proofs() -> Proofs:
    """The one writer there is."""
    return JsonProofs()


@pytest.fixture
def bill() -> Bill:
    """A bill as a run issues it."""
    return bill_of(home_part())


def test_a_proof_is_verified_without_anything_else(proofs: Proofs, bill: Bill) -> None:
    data = proofs.write(bill)
    assert proofs.verify(data).is_verified
    assert proofs.verify(data, digest=bill.digest[:16]).is_verified


def test_the_same_bill_gives_the_same_bytes(proofs: Proofs, bill: Bill) -> None:
    assert proofs.write(bill) == proofs.write(bill)


def test_a_proof_of_another_bill_is_found(proofs: Proofs, bill: Bill) -> None:
    assert not proofs.verify(proofs.write(bill), digest="0" * 16).is_verified


def test_a_proof_names_nobody(proofs: Proofs, bill: Bill) -> None:
    data = proofs.write(bill).decode()
    assert bill.customer.name not in data
    assert bill.customer.address.street not in data


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff"])
def test_what_is_no_proof_is_said(proofs: Proofs, data: bytes) -> None:
    with pytest.raises(BadProof):
        proofs.verify(data)
