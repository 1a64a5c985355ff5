"""What market messages share: their header, the point, the customer, an answer.

Norm: the SII processes of Acquirente Unico; no official record layout is public. Names and order are those that two
independent implementations agree on (C2), or one shows (C); I inferred, R recalled.
"""

from __future__ import annotations

import attrs

from adapters.sii.layouts.codecs import FLAG, LINE, PDR, STEP, VAT
from adapters.sii.records.codec import CODE, POD
from adapters.sii.records.declare import column


@attrs.frozen(kw_only=True)
class Header:
    """The first five columns of every message through the SII."""

    service: str = column("COD_SERVIZIO", CODE, "Servizio", required=True, source="C2")
    step: str = column("COD_FLUSSO", STEP, "Flusso", required=True, source="C2", note="100 vale 0100")
    user: str = column("PIVA_UTENTE", VAT, "Partita IVA dell'utente", required=True, source="C2")
    manager: str = column("PIVA_GESTORE", VAT, "Partita IVA del gestore", required=True, source="C2")
    case: str = column("CP_UTENTE", LINE, "Codice pratica dell'utente", required=True, source="C2")


@attrs.frozen(kw_only=True)
class ElectricityPoint:
    """An electricity point where the format has nothing between it and the header."""

    pod: str = column("COD_POD", POD, "POD", required=True, source="C2")


@attrs.frozen(kw_only=True)
class GasPoint:
    """A gas point, likewise."""

    pdr: str = column("COD_PDR", PDR, "PDR", required=True)


@attrs.frozen(kw_only=True)
class EitherPoint:
    """A point of one of the two sectors."""

    pod: str | None = column("COD_POD", POD, "POD")
    pdr: str | None = column("COD_PDR", PDR, "PDR")


@attrs.frozen(kw_only=True)
class CustomerCodes:
    """Who the customer is."""

    tax_code: str | None = column("CF", CODE, "Codice fiscale del cliente", source="C2")
    vat: str | None = column("PIVA", VAT, "Partita IVA del cliente", source="C2")
    is_foreign: bool | None = column("CF_STRANIERO", FLAG, "Codice fiscale estero", source="C2")


@attrs.frozen(kw_only=True)
class Admissibility:
    """The answer 0100 (and 0101) to a request about an electricity point."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII", source="I")
    pod: str = column("COD_POD", POD, "POD", required=True)
    is_admitted: bool = column("VERIFICA_AMM", FLAG, "Ammissibile", required=True, path="Ammissibilita/VERIFICA_AMM")
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", path="Ammissibilita/COD_CAUSALE")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", path="Ammissibilita/MOTIVAZIONE")


@attrs.frozen(kw_only=True)
class GasAdmissibility:
    """The answer 0100 to a request about a gas point: that of electricity with the PDR in the place of the POD."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII", source="I")
    pdr: str = column("COD_PDR", PDR, "PDR", required=True, source="I")
    is_admitted: bool = column(
        "VERIFICA_AMM", FLAG, "Ammissibile", required=True, source="I", path="Ammissibilita/VERIFICA_AMM"
    )
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", source="I", path="Ammissibilita/COD_CAUSALE")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", source="I", path="Ammissibilita/MOTIVAZIONE")


@attrs.frozen(kw_only=True)
class CounterpartCase:
    """The code the other side gave the case."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII", source="I")


@attrs.frozen(kw_only=True)
class Esito:
    """The outcome of a case as the envelope of the PdC names it; in CSV its columns go by their name."""

    is_done: bool = column("ESITO", FLAG, "Esito", required=True, source="C", path="Esito/Esito")
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", source="C", path="Esito/CodCausale")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", source="C", path="Esito/Motivazione")
