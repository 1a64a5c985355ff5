"""Commands on proofs: write the proof of a bill, and compute one again without any database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, BillText, Tenant
from adapters.cli.output import console, emit, fail
from adapters.wire.view import view
from adapters.wire.views.billing import VerdictView
from application.documents.prove_bill import prove_bill
from application.ports.proofs import BadProof
from application.ports.registry import NotFound
from domain.billing.bill import BillNumber
from domain.billing.proof import NotProvable

ProofFile = Annotated[Path, Parameter(help="a proof, or - for standard input")]
ProofOut = Annotated[Path | None, Parameter(help="the file or folder to write into; standard output when left out")]
PaperDigest = Annotated[str, Parameter(help="the digest on the paper bill, or its first characters")]


def add_proof_commands(app: App, entry: Entry) -> None:
    """bollettario bill proof, bollettario verify"""

    @app["bill"].command
    def proof(number: BillText, *, out: ProofOut = None, tenant: Tenant = "") -> None:
        """Write the proof of a bill: facts, parameter rows with their acts, lines, digest. No names, no addresses."""
        with entry.open_services(entry.clock) as services:
            try:
                data = prove_bill(
                    units=services.units,
                    tenant=tenant or entry.tenant,
                    proofs=services.proofs,
                    number=BillNumber.parse(number),
                )
            except (NotFound, NotProvable, ValueError) as error:
                fail(str(error))
        if out is None:
            sys.stdout.buffer.write(data)
            return
        path = out / f"{number.replace('/', '-')}.proof.json" if out.is_dir() else out
        path.write_bytes(data)
        console.print(str(path), soft_wrap=True)

    @app.command
    def verify(proof: ProofFile, *, digest: PaperDigest = "", json: Annotated[AsJson, VerdictView] = False) -> None:
        """Compute a proof again, offline: right to the cent, or the first line that differs.

        Names the lines that the file alone does not prove. Ends with 1 when something differs, 2 when the file is no
        proof.
        """
        try:
            data = sys.stdin.buffer.read() if str(proof) == "-" else proof.read_bytes()
            verdict = entry.proofs().verify(data, digest=digest)
        except OSError as error:
            fail(f"{proof}: {error.strerror}", code=2)
        except BadProof as error:
            fail(str(error), code=2)
        if json:
            emit(view(VerdictView, verdict))
        else:
            console.print(str(verdict), soft_wrap=True, markup=False)
        if not verdict.is_verified:
            raise SystemExit(1)
