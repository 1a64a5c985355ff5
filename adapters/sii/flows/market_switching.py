"""Switching of electricity (SE1, SE3, SE4) and gas (SWG1): request, admissibility, notices.

Norm: delibera 487/2015/R/eel (electricity through the SII since 1 June 2016). Positions and names as in the module of
the shared parts; where the name of a column is not known its field has one of ours and no header is expected.
"""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.flows.market_parts import (
    Admissibility,
    CounterpartCase,
    CustomerCodes,
    ElectricityPoint,
    GasAdmissibility,
    GasPoint,
    Header,
)
from adapters.sii.layouts.codecs import CONTRACT, FLAG, LINE, VAT
from adapters.sii.layouts.format import ELECTRICITY, GAS, MarketFormat
from adapters.sii.records.codec import CODE, DATE_IT, POD, SI_NO
from adapters.sii.records.declare import column

_ELECTRICITY_SINCE, _GAS_SINCE = dt.date(2016, 6, 1), dt.date(2018, 11, 1)


@attrs.frozen(kw_only=True)
class ElectricitySwitch:
    """What SE1.0050 asks for."""

    signed_on: dt.date | None = column("DATA_CONTRATTO", DATE_IT, "Data del contratto", source="C2")
    effective_on: dt.date = column("DATA_DECORRENZA", DATE_IT, "Decorrenza", required=True, source="C2")
    may_withdraw: bool | None = column(
        "REVOCA_TIMOE", FLAG, "Revoca se il punto è sospeso per morosità", source="C2", table="REVOCA_TIMOE"
    )
    buys_credit: bool | None = column(
        "ACQUISTO_CREDITO", FLAG, "Acquisto del credito del venditore uscente", source="C2", table="ACQUISTO_CREDITO"
    )
    dispatching: str | None = column("COD_CONTR_DISP", CONTRACT, "Contratto di dispacciamento", source="C2")
    counterparty: str | None = column(
        "PIVA_CONTROPARTE_COMMERCIALE", VAT, "Partita IVA della controparte commerciale", source="C2"
    )
    connection: str | None = column(
        "CONTRATTO_CONNESSIONE", CODE, "Contratto di connessione", source="C2", table="CONTRATTO_CONNESSIONE"
    )
    offer: str | None = column("COD_OFFERTA", LINE, "Codice dell'offerta", source="C2")


@attrs.frozen(kw_only=True)
class GasSwitch:
    """What SWG1.0050 asks for, from the PDR on."""

    pdr_contract: str | None = column("CODICE_CONTRATTO", LINE, "Codice del contratto")
    tax_code: str | None = column("CF", CODE, "Codice fiscale del cliente")
    vat: str | None = column("PIVA", VAT, "Partita IVA del cliente")
    is_foreign: bool | None = column("CF_STRANIERO", FLAG, "Codice fiscale estero")
    email: str | None = column("EMAIL", LINE, "Posta elettronica")
    telephone: str | None = column("TELEFONO", LINE, "Telefono")
    signed_on: dt.date | None = column("DATA_CONTRATTO", DATE_IT, "Data del contratto")
    effective_on: dt.date = column("DATA_DECORRENZA", DATE_IT, "Decorrenza", required=True)
    may_withdraw: bool | None = column("REVOCA", FLAG, "Revoca se il punto è sospeso per morosità", source="I")
    buys_credit: bool | None = column(
        "ACQUISTO_CREDITO", FLAG, "Acquisto del credito del venditore uscente", table="ACQUISTO_CREDITO"
    )
    counterparty: str | None = column("PIVA_CC", VAT, "Partita IVA della controparte commerciale")
    balancing_user: str | None = column("PIVA_UDB", VAT, "Partita IVA dell'utente del bilanciamento")
    energy_service: bool | None = column("SERVIZIO_ENERGETICO", SI_NO, "Servizio energia")
    energy_service_vat: str | None = column("SE_PIVA", VAT, "Partita IVA del servizio energia")


@attrs.frozen(kw_only=True)
class SwitchNotice:
    """SE1.0200, to the entering retailer: of at least 15 columns, those whose position is known."""

    counterpart_case: str | None = column("CP_GESTORE", LINE, "Codice pratica del SII", header="", source="I")
    pod: str = column("COD_POD", POD, "POD", at=7, required=True)
    effective_on: dt.date = column(
        "DATA_SWITCH", DATE_IT, "Giorno dello switch", header="", at=12, required=True, note="nome nostro"
    )


@attrs.frozen(kw_only=True)
class LeavingNotice:
    """SE3.0200, to the leaving retailer: its contract ends the day before DATA_DECORRENZA."""

    pod: str = column("COD_POD", POD, "POD", at=6, required=True)
    effective_on: dt.date = column("DATA_DECORRENZA", DATE_IT, "Decorrenza del nuovo venditore", at=7, required=True)


@attrs.frozen(kw_only=True)
class StartData:
    """SE4.0200, to the entering retailer: of at least 10 columns, the point and the customer."""

    pod: str = column("COD_POD", POD, "POD", at=6, required=True)
    tax_code: str | None = column("CF", CODE, "Codice fiscale del cliente", at=7)
    vat: str | None = column("PIVA", VAT, "Partita IVA del cliente", at=8)


@attrs.frozen(kw_only=True)
class GasSwitchNotice:
    """SWG1.0200: what is known is that it names the point and the day."""

    effective_on: dt.date | None = column("DATA_DECORRENZA", DATE_IT, "Decorrenza", source="R")


def _se(
    service: str, step: str, title: str, part: tuple[type[attrs.AttrsInstance], ...], source: str, **more: object
) -> MarketFormat:
    return MarketFormat(
        service=service, step=step, title=title, commodity=ELECTRICITY, parts=(Header, *part),
        since=_ELECTRICITY_SINCE, source=source, is_inbound=step != "0050", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _swg(
    step: str, title: str, part: tuple[type[attrs.AttrsInstance], ...], source: str, **more: object
) -> MarketFormat:
    return MarketFormat(
        service="SWG1", step=step, title=title, commodity=GAS, parts=(Header, *part),
        since=_GAS_SINCE, source=source, is_inbound=step != "0050", **more,  # type: ignore[arg-type]
    )  # fmt: skip


SWITCHING = (
    _se("SE1", "0050", "Richiesta di switching", (ElectricityPoint, CustomerCodes, ElectricitySwitch), "C2",
        effective="DATA_DECORRENZA"),
    _se("SE1", "0100", "Ammissibilità dello switching", (Admissibility,), "C"),
    _se("SE1", "0200", "Esito dello switching al venditore entrante", (SwitchNotice,), "C", effective="DATA_SWITCH",
        columns=15),
    _se("SE3", "0200", "Notifica al venditore uscente", (LeavingNotice,), "C", effective="DATA_DECORRENZA", columns=7),
    _se("SE4", "0200", "Dati di inizio fornitura al venditore entrante", (StartData,), "C", columns=10),
    _swg("0050", "Richiesta di switching gas", (GasPoint, GasSwitch), "C", effective="DATA_DECORRENZA"),
    _swg("0100", "Ammissibilità dello switching gas", (GasAdmissibility,), "I"),
    _swg("0200", "Esito dello switching gas", (CounterpartCase, GasPoint, GasSwitchNotice), "R",
         effective="DATA_DECORRENZA", is_to_be_completed=True),
)  # fmt: skip
