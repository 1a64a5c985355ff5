"""An invented process: a distributor is asked through the SII to look at the seals of a meter (ZZ1)."""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.flows.market_parts import Admissibility, CustomerCodes, ElectricityPoint, Header
from adapters.sii.layouts.codecs import LINE
from adapters.sii.layouts.format import ELECTRICITY, MarketFormat
from adapters.sii.records.codec import CODE, DATE_IT
from adapters.sii.records.declare import column

_SINCE = dt.date(2026, 1, 1)


@attrs.frozen(kw_only=True)
class SealCheck:
    """What ZZ1.0050 asks for."""

    seal: str | None = column("NUM_SIGILLO", CODE, "Numero del sigillo")
    why: str = column("MOTIVO_VERIFICA", LINE, "Motivo della verifica", required=True)
    on: dt.date = column("DATA_VERIFICA", DATE_IT, "Giorno della verifica", required=True)


SEAL_CHECK = (
    MarketFormat(
        service="ZZ1",
        step="0050",
        title="Verifica dei sigilli: richiesta",
        commodity=ELECTRICITY,
        parts=(Header, ElectricityPoint, CustomerCodes, SealCheck),
        since=_SINCE,
        source="I",
        is_inbound=False,
        effective="DATA_VERIFICA",
    ),
    MarketFormat(
        service="ZZ1",
        step="0100",
        title="Verifica dei sigilli: ammissibilità",
        commodity=ELECTRICITY,
        parts=(Header, Admissibility),
        since=_SINCE,
        source="I",
        is_inbound=True,
    ),
)
