"""Contract of the direct-debit writers: every collection is in exactly one file, and the files prove themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from adapters.sepa.bank_profiles import load_profile
from adapters.sepa.pain008 import Pain008
from adapters.sepa.pain008_check import check
from application.ports.direct_debit import DirectDebits, PaymentFile
from domain.kernel.digest import digest_of_bytes
from domain.kernel.money import total
from domain.payments.bank_profile import AmendedAccount
from domain.payments.collection import DebitBatch
from tests.support.collection_samples import SELLER, mandate, planned, profile, receivable

CREATED = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
WRITERS = {
    "iso": Pain008(load_profile("iso")),
    "another bank": Pain008(profile(bic="BPPIITRRXXX", batch_booking=False, amended_account=AmendedAccount.IBAN)),
    "two a file": Pain008(profile(max_tx_per_file=2)),
}


@pytest.fixture(params=WRITERS)
def debits(request: pytest.FixtureRequest) -> DirectDebits:
    return WRITERS[request.param]


def batches(count: int) -> tuple[DebitBatch, ...]:
    mandates = [mandate(n) for n in range(1, count + 1)]
    plan = planned([receivable(n, contract=n) for n in range(1, count + 1)], mandates)
    assert plan.refused == ()
    return plan.batches


def written(debits: DirectDebits, given: tuple[DebitBatch, ...], message_id: str = "BOLL-1") -> tuple[PaymentFile, ...]:
    return debits.write(batches=given, seller=SELLER, message_id=message_id, created_at=CREATED)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_every_collection_is_in_exactly_one_file(debits: DirectDebits, count: int) -> None:
    given = batches(count)
    files = written(debits, given)
    for batch in given:
        for item in batch.collections:
            tag = f"<EndToEndId>{item.end_to_end_id}</EndToEndId>".encode()
            assert [file.content.count(tag) for file in files].count(0) == len(files) - 1
            assert sum(file.content.count(tag) for file in files) == 1
    for file in files:
        assert file.count == len(file.receivables)
    collected = [each for file in files for each in file.receivables]
    assert collected == [item.receivable for batch in given for item in batch.collections]
    assert sum(file.count for file in files) == count
    assert total(file.total for file in files) == total(batch.total for batch in given)


def test_each_file_has_its_own_message_and_proves_its_bytes(debits: DirectDebits) -> None:
    files = written(debits, batches(5))
    assert [file.message_id for file in files] == [f"BOLL-1-{n}" for n in range(1, len(files) + 1)]
    assert len({file.name for file in files}) == len(files)
    for file in files:
        assert digest_of_bytes(file.content) == file.sha256
        assert file.message_id.encode() in file.content
        assert check(file.content) == ()


def test_the_same_batches_give_the_same_bytes(debits: DirectDebits) -> None:
    assert written(debits, batches(3)) == written(debits, batches(3))
    other = written(debits, batches(3), "BOLL-2")
    assert {file.sha256 for file in other}.isdisjoint(file.sha256 for file in written(debits, batches(3)))


def test_a_file_is_dated_by_an_instant_in_a_zone(debits: DirectDebits) -> None:
    with pytest.raises(ValueError, match="offset"):
        debits.write(
            batches=batches(1),
            seller=SELLER,
            message_id="BOLL-1",
            created_at=dt.datetime(2026, 3, 10, 9, 0),  # noqa: DTZ001 - the point
        )
