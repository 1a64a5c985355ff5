"""Collection plans written as pain.008."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
from hypothesis import strategies as st

from adapters.sepa.pain008 import Pain008
from application.ports.direct_debit import DirectDebits, PaymentFile
from domain.contracts.party import PartyKind
from domain.kernel.money import Money
from domain.payments.bank_profile import SequenceType
from domain.payments.collection import DebitBatch
from domain.payments.mandate import Scheme
from tests.support.collection_samples import DAY, SELLER, iban, mandate, planned, profile, receivable, rules

CREATED = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


def write(batches: tuple[DebitBatch, ...], **changes: Any) -> tuple[PaymentFile, ...]:
    writer: DirectDebits = Pain008(profile(**changes))
    return writer.write(batches=batches, seller=SELLER, message_id="BOLL-20260310", created_at=CREATED)


_MANDATES = [
    mandate(
        number,
        scheme=Scheme.B2B if number % 3 == 0 else Scheme.CORE,
        debtor_kind=PartyKind.COMPANY if number % 3 == 0 else PartyKind.PERSON,
        last_collection_on=DAY(2026, 1, 20) if number % 2 else None,
    )
    for number in range(1, 13)
]
NAMES = st.text(min_size=1, max_size=90).map(lambda text: f"R{text}")


@st.composite
def many_batches(draw: st.DrawFn) -> tuple[DebitBatch, ...]:
    """Batches of every scheme, sequence and day, with names as people write them."""
    items = [
        receivable(
            number,
            contract=draw(st.integers(1, 12)),
            document=draw(NAMES),
            amount=Money.of(str(draw(st.decimals("0.01", "999999999.99", places=2)))),
            due_date=DAY(2026, 3, draw(st.integers(15, 31))),
        )
        for number in range(1, draw(st.integers(1, 15)) + 1)
    ]
    named = [attrs.evolve(one, account_holder=draw(NAMES), debtor_name=draw(NAMES)) for one in _MANDATES]
    moved = [one.with_account(iban=iban(99), account_holder="B", on=DAY(2026, 2, 1)) for one in named[::4]]
    known = {one.contract: one for one in (*named, *moved)}
    result = planned(items, known.values(), by=rules(bank=profile(first_sequence=SequenceType.FRST)))
    assert result.refused == ()
    return result.batches
