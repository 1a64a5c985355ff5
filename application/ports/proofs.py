"""Proofs: a bill as a small file that anybody can compute again, and the answer to such a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.billing.bill import Bill
from domain.billing.proof import Verdict


class Proofs(Protocol):
    """Writes and verifies proofs. Verifying needs neither database nor tariff data."""

    def write(self, bill: Bill, corrected: Sequence[Bill] = ()) -> bytes:
        """The proof of a bill; the same bills give the same bytes. NotProvable where its facts were not kept.

        `corrected` are the documents it takes back from; what is taken back from one left out is not proved.
        """
        ...

    def verify(self, data: bytes, *, digest: str = "") -> Verdict:
        """Compute a proof again. `digest`, or its first characters, is that of the bill on paper; empty for none.

        BadProof where the file is no proof.
        """
        ...


class BadProof(ValueError):
    """A file is no proof of a bill."""
