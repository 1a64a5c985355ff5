"""The port Proofs: JSON out, a verdict back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from adapters.proof.document import document
from adapters.proof.verify import verify
from domain.billing.bill import Bill
from domain.billing.proof import Verdict


class JsonProofs:
    """Proofs as JSON, indented so that a person can read them."""

    def write(self, bill: Bill, corrected: Sequence[Bill] = ()) -> bytes:
        """The proof of a bill; the same bills give the same bytes. NotProvable where its facts were not kept."""
        return msgspec.json.format(msgspec.json.encode(document(bill, corrected)), indent=1) + b"\n"

    def verify(self, data: bytes, *, digest: str = "") -> Verdict:
        """Compute a proof again; BadProof where the file is none."""
        return verify(data, digest)
