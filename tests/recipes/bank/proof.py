"""The new bank is taken by its name and gets its pain.008 as it wants it: files of two collections, FRST, its BIC."""

from __future__ import annotations

import datetime as dt

from adapters.sepa.build import build_bank
from adapters.sepa.pain008_check import check
from tests.support.collection_samples import SELLER, mandate, planned, receivable, rules

bank, writer = build_bank("valley")
mandates = [mandate(number) for number in (1, 2, 3)]
found = planned([receivable(number, contract=number) for number in (1, 2, 3)], mandates, by=rules(bank=bank))
created = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
files = writer.write(batches=found.batches, seller=SELLER, message_id="BOLL-20260310", created_at=created)
assert len(files) == 2
for file in files:
    for text in (b"<BtchBookg>false</BtchBookg>", b"<BICFI>BPPIITRRXXX</BICFI>", b"<Cd>WTER</Cd>"):
        assert text in file.content, (text, file.content)
    assert check(file.content) == ()
