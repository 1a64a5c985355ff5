"""Every file written is valid against the schema ISO publishes for pain.008.001.08."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sepa.bank_profiles import load_profile
from adapters.sepa.pain008 import Pain008
from adapters.xml import Schema, parse
from domain.kernel.identifiers import CreditorId, MandateReference
from domain.payments.bank_profile import AmendedAccount
from domain.payments.collection import DebitBatch
from tests.support.collection_samples import DAY, SELLER, iban, mandate, planned, profile, receivable
from tests.support.pain008_samples import CREATED, many_batches, write


@pytest.fixture(scope="module")
def schema(shared_data: Path) -> Schema:
    """The schema, from the folder of reference data."""
    file = shared_data / "iso20022" / "iso" / "pain.008.001.08.xsd"
    if not file.is_file():
        pytest.skip(f"{file} is absent")
    return Schema.load(file)


def errors(schema: Schema, content: bytes) -> tuple[str, ...]:
    return schema.errors(parse(content, limit_bytes=len(content)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=many_batches(), max_tx_per_file=st.integers(1, 20), bic=st.sampled_from([None, "BPPIITRR"]))
def test_every_file_is_valid(
    schema: Schema, batches: tuple[DebitBatch, ...], max_tx_per_file: int, bic: str | None
) -> None:
    for file in write(batches, max_tx_per_file=max_tx_per_file, bic=bic):
        assert errors(schema, file.content) == ()


def test_a_file_with_every_amendment_is_valid(schema: Schema) -> None:
    changed = (
        mandate()
        .with_reference(umr=MandateReference("NEW-1"), on=DAY(2026, 2, 1))
        .with_account(iban=iban(5), account_holder="B", on=DAY(2026, 2, 2))
        .with_former_creditor(creditor_id=CreditorId("IT66ZZZA1B2C3D4E5F6G7H8"), name="Già Luce", on=DAY(2026, 2, 3))
    )
    for account in AmendedAccount:
        (file,) = write(planned([receivable()], [changed]).batches, amended_account=account)
        assert errors(schema, file.content) == (), account


def test_a_file_by_the_default_profile_is_valid_and_one_with_a_wrong_method_is_not(schema: Schema) -> None:
    batches = planned([receivable()], [mandate()]).batches
    (file,) = Pain008(load_profile("iso")).write(batches=batches, seller=SELLER, message_id="BOLL", created_at=CREATED)
    assert errors(schema, file.content) == ()
    (file,) = write(planned([receivable()], [mandate()]).batches)
    assert errors(schema, file.content.replace(b"<PmtMtd>DD", b"<PmtMtd>XX"))
    assert profile().message in schema.name
