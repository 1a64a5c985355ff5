"""Termination (RC1), cancellation of a case (APR, APN), and the messages whose layout is not public.

The latter are declarations to be completed: header and keys as known, columns found by their name, and every other
column kept. A code that is not known either is one of ours and begins with X: it is never sent as official.
"""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.flows.market_parts import (
    Admissibility,
    CounterpartCase,
    CustomerCodes,
    EitherPoint,
    ElectricityPoint,
    Esito,
    GasPoint,
    Header,
)
from adapters.sii.flows.market_voltura import Taxes
from adapters.sii.layouts.codecs import FLAG, LINE, STEP, VAT
from adapters.sii.layouts.format import BOTH, ELECTRICITY, GAS, MarketFormat
from adapters.sii.layouts.layout import Parts
from adapters.sii.records.codec import CODE, DATE_IT, SI_NO
from adapters.sii.records.declare import column

_SINCE, _GAS_SINCE = dt.date(2016, 6, 1), dt.date(2018, 11, 1)
_NO_LAYOUT = "tracciato non pubblico"
_NO_CODE = "tracciato e sigla non pubblici: la sigla è nostra"


@attrs.frozen(kw_only=True)
class Termination:
    """What RC1.0050 asks for."""

    kind: str | None = column("TIPOLOGIA_RISOLUZIONE", CODE, "Tipologia di risoluzione")
    effective_on: dt.date = column("DATA_DECORRENZA", DATE_IT, "Decorrenza", required=True)


@attrs.frozen(kw_only=True)
class CancelledCase:
    """Which case is cancelled."""

    counterpart_case: str | None = column("CP_GESTORE_ANN", LINE, "Pratica annullata, codice del SII", source="C2")
    own_case: str | None = column("CP_UTENTE_ANN", LINE, "Pratica annullata, codice dell'utente", source="C2")
    sector: str = column("SETTORE", CODE, "Settore", required=True, source="C2", table="SETTORE")


@attrs.frozen(kw_only=True)
class WhyCancelled:
    """Why it is cancelled."""

    reason: str | None = column("COD_CAUSALE", CODE, "Causale", source="C2", path="DatiAnnullamento/COD_CAUSALE")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", source="C2", path="DatiAnnullamento/MOTIVAZIONE")
    notes: str | None = column("NOTE", LINE, "Note", source="C2", path="DatiAnnullamento/NOTE")


@attrs.frozen(kw_only=True)
class CancelledBySii:
    """The same keys as the SII names them when it cancels by itself."""

    own_case: str | None = column("CP_UTENTE_ANN", LINE, "Pratica annullata, codice dell'utente", source="I")
    counterpart_case: str = column(
        "CP_GESTORE_ANN", LINE, "Pratica annullata, codice del SII", required=True, source="I"
    )
    sector: str | None = column("SETTORE", CODE, "Settore", source="I", table="SETTORE")


@attrs.frozen(kw_only=True)
class CancellationAdmissibility:
    """APR.0100: as the envelope of the PdC has it."""

    is_admitted: bool = column("VERIFICA_AMM", FLAG, "Ammissibile", required=True, path="Ammissibilita/VERIFICA_AMM")
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", path="Ammissibilita/COD_CAUSALE")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", path="Ammissibilita/MOTIVAZIONE")


@attrs.frozen(kw_only=True)
class Day:
    """The day a message to be completed speaks of."""

    effective_on: dt.date | None = column("DATA_DECORRENZA", DATE_IT, "Decorrenza", source="R")


@attrs.frozen(kw_only=True)
class Admitted:
    """An answer whose layout is not known: that of the others, as far as it goes."""

    is_admitted: bool = column(
        "VERIFICA_AMM", FLAG, "Ammissibile", required=True, source="R", path="Ammissibilita/VERIFICA_AMM"
    )
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", source="R", path="Ammissibilita/COD_CAUSALE")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", source="R", path="Ammissibilita/MOTIVAZIONE")


@attrs.frozen(kw_only=True)
class ListHeader:
    """The header of a list the SII sends: it answers no case of ours."""

    service: str = column("COD_SERVIZIO", CODE, "Servizio", required=True, source="R")
    step: str = column("COD_FLUSSO", STEP, "Flusso", required=True, source="R")
    user: str | None = column("PIVA_UTENTE", VAT, "Partita IVA dell'utente", source="R")
    manager: str | None = column("PIVA_GESTORE", VAT, "Partita IVA del gestore", source="R")


@attrs.frozen(kw_only=True)
class GrantedBonus:
    """What a line of the bonus list grants, under names of ours."""

    household: str | None = column("HOUSEHOLD", CODE, "Classe di nucleo", source="R", note="nome nostro")
    first_day: dt.date | None = column("BONUS_FROM", DATE_IT, "Primo giorno del bonus", source="R", note="nome nostro")
    last_day: dt.date | None = column("BONUS_TO", DATE_IT, "Ultimo giorno del bonus", source="R", note="nome nostro")


@attrs.frozen(kw_only=True)
class ChargedFee:
    """Whether the RAI fee is charged, under a name of ours."""

    is_charged: bool | None = column("CHARGED", SI_NO, "Addebito del canone", source="R", note="nome nostro")


def _sii(service: str, step: str, title: str, commodity: str, parts: Parts, **more: object) -> MarketFormat:
    since = _GAS_SINCE if commodity == GAS else _SINCE
    held = {"source": "C", "is_inbound": step != "0050", "since": since} | more
    return MarketFormat(
        service=service, step=step, title=title, commodity=commodity, parts=parts, **held  # type: ignore[arg-type]
    )  # fmt: skip


def _open(service: str, step: str, title: str, commodity: str, parts: Parts, **more: object) -> MarketFormat:
    held: dict[str, object] = {"source": "R", "is_to_be_completed": True, "note": _NO_LAYOUT}
    return _sii(service, step, title, commodity, parts, **(held | more))


def _process(service: str, title: str, commodity: str, **more: object) -> tuple[MarketFormat, ...]:
    """Request, admissibility and outcome of a process whose layouts are not public."""
    points: dict[str, type[attrs.AttrsInstance]] = {ELECTRICITY: ElectricityPoint, GAS: GasPoint, BOTH: EitherPoint}
    point = points[commodity]
    return (
        _open(service, "0050", f"{title}: richiesta", commodity, (Header, point, CustomerCodes, Day),
              effective="DATA_DECORRENZA", **more),
        _open(service, "0100", f"{title}: ammissibilità", commodity, (Header, CounterpartCase, point, Admitted),
              **more),
        _open(service, "0150", f"{title}: esito", commodity, (Header, CounterpartCase, point, Esito, Day),
              effective="DATA_DECORRENZA", **more),
    )  # fmt: skip


def _list(service: str, title: str, *parts: type[attrs.AttrsInstance]) -> MarketFormat:
    return _open(service, "0200", title, BOTH, (ListHeader, EitherPoint, CustomerCodes, Day, *parts),
                 effective="DATA_DECORRENZA", official_code=False, note=_NO_CODE)  # fmt: skip


CASES = (
    _sii("RC1", "0050", "Risoluzione contrattuale", ELECTRICITY,
         (Header, ElectricityPoint, CustomerCodes, Taxes, Termination), effective="DATA_DECORRENZA"),
    _sii("RC1", "0100", "Ammissibilità della risoluzione", ELECTRICITY, (Header, Admissibility)),
    _sii("APR", "0050", "Richiesta di annullamento di una pratica", BOTH,
         (Header, CancelledCase, EitherPoint, WhyCancelled), source="C2"),
    _open("APR", "0100", "Ammissibilità dell'annullamento", BOTH,
          (Header, CounterpartCase, EitherPoint, CancellationAdmissibility),
          note="campi noti dalla busta PdC (C); ordine del CSV non pubblico"),
    _open("APR", "0150", "Esito dell'annullamento", BOTH, (Header, CounterpartCase, EitherPoint, Esito),
          note="campi noti dalla busta PdC (C); ordine del CSV non pubblico"),
    _open("APN", "0200", "Notifica di annullamento da parte del SII", BOTH, (Header, CancelledBySii, WhyCancelled),
          note="campi noti (C); ordine del CSV non pubblico"),
    *_process("VTG1", "Voltura gas", GAS, note="tracciato non pubblico, sigla ricordata"),
    *_process("SI1", "Sistema indennitario (CMOR)", BOTH, note="tracciato non pubblico, sigla ricordata"),
    *_process("X_PRECHECK", "Verifica preliminare", BOTH, official_code=False, note=_NO_CODE),
    _list("X_BONUS", "Bonus sociale: elenco mensile", GrantedBonus),
    _list("X_RAI", "Canone RAI: elenco mensile", ChargedFee),
    _list("X_RCU", "Allineamento del Registro centrale ufficiale"),
)  # fmt: skip
