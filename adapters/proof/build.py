"""What this package gives the house: bills as files that prove themselves."""

from __future__ import annotations

import functools

from application.ports.proofs import Proofs


@functools.cache
def build_proofs() -> Proofs:
    """Proofs as JSON."""
    from adapters.proof.proofs import JsonProofs

    return JsonProofs()
