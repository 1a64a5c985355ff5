"""Services of distributors as `Prestazione` (XML): deactivation, quote, activation, reactivation; a customer's reading.

Norm: delibera 185/08 (gas), determinazione 3/10 (electricity). Names are lower case; the fields here have the upper
case names of the CSV, so that a process reads the same field of whichever carrier. What is not in a sample is I or R.
"""

from __future__ import annotations

import datetime as dt

import attrs

from adapters.sii.layouts.codecs import CONTRACT, FLAG, LINE, PDR, REGISTER, STEP, VAT
from adapters.sii.layouts.format import ELECTRICITY, GAS, XML, MarketFormat
from adapters.sii.layouts.layout import Parts
from adapters.sii.records.codec import CODE, DATE_IT, INT, POD, SI_NO
from adapters.sii.records.declare import column

_SINCE = dt.date(2010, 1, 1)


@attrs.frozen(kw_only=True)
class ServiceHeader:
    """The attributes of the root, and `IdentificativiRichiesta`."""

    service: str = column("COD_SERVIZIO", CODE, "Servizio", path="@cod_servizio", required=True)
    step: str = column("COD_FLUSSO", STEP, "Flusso", path="@cod_flusso", required=True)
    user: str = column("PIVA_UTENTE", VAT, "Utente", path="IdentificativiRichiesta/piva_utente", required=True)
    distributor: str = column(
        "PIVA_DISTR", VAT, "Distributore", path="IdentificativiRichiesta/piva_distr", required=True
    )
    case: str | None = column("CP_UTENTE", LINE, "Pratica dell'utente", path="IdentificativiRichiesta/cod_prat_utente")
    counterpart_case: str | None = column(
        "CP_GESTORE", LINE, "Pratica del distributore", path="IdentificativiRichiesta/cod_prat_distr"
    )
    dispatching: str | None = column(
        "COD_CONTR_DISP", CONTRACT, "Contratto di dispacciamento", path="IdentificativiRichiesta/cod_contr_disp"
    )


@attrs.frozen(kw_only=True)
class FinalCustomer:
    """`ClienteFinale/Anagrafica`."""

    tax_code: str | None = column("CF", CODE, "Codice fiscale", path="ClienteFinale/Anagrafica/cf")
    company: str | None = column("RAG_SOC", LINE, "Ragione sociale", path="ClienteFinale/Anagrafica/rag_soc")
    vat: str | None = column("PIVA", VAT, "Partita IVA", path="ClienteFinale/Anagrafica/piva")
    telephone: str | None = column("TEL", LINE, "Telefono", path="ClienteFinale/Anagrafica/tel")


@attrs.frozen(kw_only=True)
class ServicePoint:
    """The electricity point in `DatiTecnici`."""

    pod: str = column("COD_POD", POD, "POD", path="DatiTecnici/cod_pod", required=True)


@attrs.frozen(kw_only=True)
class AnswerPoint:
    """The point of an answer that may leave it out, because it names the case."""

    pod: str | None = column("COD_POD", POD, "POD", path="DatiTecnici/cod_pod", source="I")


@attrs.frozen(kw_only=True)
class Deactivation:
    """When a deactivation may be done."""

    present: bool | None = column(
        "PRESENZA_CLIENTE_NO_TELEGESTITO", SI_NO, "Presenza del cliente se non telegestito",
        path="PresenzaCliente/Presenza_Cliente_No_Telegestito",
    )  # fmt: skip
    out_of_hours: bool | None = column(
        "DISATT_FUORI_ORARIO", SI_NO, "Fuori orario", path="FuoriOrario/Disatt_Fuori_Orario"
    )
    not_before: dt.date | None = column(
        "DA_ESEGUIRE_NON_PRIMA_DEL", DATE_IT, "Da eseguire non prima del", path="Da_Eseguire_Non_Prima_Del"
    )


@attrs.frozen(kw_only=True)
class NotBefore:
    """When another service may be done: inferred from the deactivation."""

    not_before: dt.date | None = column(
        "DA_ESEGUIRE_NON_PRIMA_DEL", DATE_IT, "Da eseguire non prima del", path="Da_Eseguire_Non_Prima_Del", source="I"
    )


@attrs.frozen(kw_only=True)
class Quote:
    """What a quote for a new point goes by (PN1)."""

    points: str | None = column("N_POD", LINE, "Numero di punti", path="DatiTecnici/n_pod", note="001")
    power: str | None = column("POT_TOT_UTIL", LINE, "Potenza totale", path="DatiTecnici/pot_tot_util")
    phase: str | None = column("FASE", CODE, "Fase", path="DatiTecnici/fase", table="FASE")
    use: str | None = column("TP_USO", CODE, "Uso", path="DatiTecnici/tp_uso", table="TP_USO")
    voltage: str | None = column("TP_TENSIONE", CODE, "Tensione", path="DatiTecnici/tp_tensione", table="TP_TENSIONE")
    street_kind: str | None = column("TOPONIMO", LINE, "Toponimo", path="Fornitura/UbicazionePod/toponimo")
    street: str | None = column("VIA", LINE, "Via", path="Fornitura/UbicazionePod/via")
    number: str | None = column("CIV", LINE, "Civico", path="Fornitura/UbicazionePod/civ")
    postcode: str | None = column("CAP", LINE, "CAP", path="Fornitura/UbicazionePod/cap")
    istat: str | None = column("ISTAT", LINE, "Codice ISTAT", path="Fornitura/UbicazionePod/istat")
    town: str | None = column("COMUNE", LINE, "Comune", path="Fornitura/UbicazionePod/comune")
    province: str | None = column("PROV", LINE, "Provincia", path="Fornitura/UbicazionePod/prov")
    notes: str | None = column("NOTE", LINE, "Note", path="note")


@attrs.frozen(kw_only=True)
class ServiceAdmissibility:
    """`Ammissibilita` of E100; the causale is inferred from the other answers."""

    is_admitted: bool = column("VERIFICA_AMM", FLAG, "Ammissibile", path="Ammissibilita/verifica_amm", required=True)
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", path="Ammissibilita/cod_causale", source="I")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", path="Ammissibilita/motivazione", source="I")


@attrs.frozen(kw_only=True)
class ServiceOutcome:
    """`Esito` of E150."""

    is_done: bool = column("ESITO", FLAG, "Esito", path="Esito", required=True)
    reason: str | None = column("COD_CAUSALE", CODE, "Causale", path="cod_causale", source="I")
    text: str | None = column("MOTIVAZIONE", LINE, "Motivazione", path="motivazione", source="I")


@attrs.frozen(kw_only=True)
class DoneOn:
    """The day of another service: its name is ours, until that of each service is known."""

    done_on: dt.date | None = column(
        "DATA_ESECUZIONE", DATE_IT, "Giorno del servizio", path="DatiTecnici/data_esecuzione", source="R",
        note="nome nostro",
    )  # fmt: skip


@attrs.frozen(kw_only=True)
class Deactivated:
    """What E150 of a deactivation brings: the meter, the day, the closing reading by band."""

    serial: str | None = column("MATR_MIS_ATTIVA", LINE, "Matricola", path="DatiTecnici/matr_mis/matr_mis_attiva")
    done_on: dt.date | None = column(
        "DATA_DISATTIVAZIONE", DATE_IT, "Giorno della disattivazione", path="DatiTecnici/data_disattivazione"
    )
    f1: int | None = column(
        "LETT_ATT_1", INT, "Lettura F1", path="DatiTecnici/lettura_disattivazione/lett_att/lett_att_1"
    )
    f2: int | None = column(
        "LETT_ATT_2", INT, "Lettura F2", path="DatiTecnici/lettura_disattivazione/lett_att/lett_att_2"
    )
    f3: int | None = column(
        "LETT_ATT_3", INT, "Lettura F3", path="DatiTecnici/lettura_disattivazione/lett_att/lett_att_3"
    )


@attrs.frozen(kw_only=True)
class GasServicePoint:
    """The gas point of a service: where it stands is inferred from electricity."""

    pdr: str = column("COD_PDR", PDR, "PDR", path="DatiTecnici/cod_pdr", required=True, source="I")


@attrs.frozen(kw_only=True)
class GasAnswerPoint:
    """The gas point of an answer."""

    pdr: str | None = column("COD_PDR", PDR, "PDR", path="DatiTecnici/cod_pdr", source="I")


@attrs.frozen(kw_only=True)
class CustomerReadingRecord:
    """TAL: the reading of a customer, as sent to the distributor; one `DatiPdR` for each."""

    pdr: str = column("COD_PDR", PDR, "PDR", path="DatiPdR/cod_pdr", required=True)
    serial: str | None = column(
        "MATR_MIS",
        LINE,
        "Matricola del misuratore",
        path="DatiPdR/matr_mis",
        note="C: sempre presente; qui facoltativa, perché di un convertitore letto da solo non si conosce",
    )
    read_on: dt.date = column(
        "DATA_COM_AUTOLET_CF", DATE_IT, "Giorno della comunicazione", path="DatiPdR/data_com_autolet_cf", required=True
    )
    meter: int | None = column("LET_TOT_PREL", REGISTER, "Lettura del misuratore", path="DatiPdR/let_tot_prel")
    converter: int | None = column("LET_TOT_CONV", REGISTER, "Lettura del convertitore", path="DatiPdR/let_tot_conv")
    converter_serial: str | None = column("MATR_CONV", LINE, "Matricola del convertitore", path="DatiPdR/matr_conv")


def _service(service: str, step: str, title: str, parts: Parts, source: str, **more: object) -> MarketFormat:
    held = {"commodity": ELECTRICITY, "is_inbound": step[1:] != "050"} | more
    return MarketFormat(
        service=service, step=step, title=title, parts=(ServiceHeader, *parts), since=_SINCE, source=source,
        carrier=XML, **held,  # type: ignore[arg-type]
    )  # fmt: skip


def _answers(service: str, first: str, title: str, source: str, **more: object) -> tuple[MarketFormat, ...]:
    """Admissibility and outcome of a service: those of the deactivation, without its reading."""
    point = GasAnswerPoint if more.get("commodity") == GAS else AnswerPoint
    return (
        _service(service, f"{first}100", f"{title}: ammissibilità", (point, ServiceAdmissibility), source, **more),
        _service(
            service,
            f"{first}150",
            f"{title}: esito",
            (ServiceOutcome, point, DoneOn),
            source,
            effective="DATA_ESECUZIONE",
            **more,
        ),
    )


_DAY = "DA_ESEGUIRE_NON_PRIMA_DEL"
_NOTE = "campi oltre l'intestazione dedotti dalla disattivazione"


def _inferred(service: str, first: str, title: str, commodity: str) -> tuple[MarketFormat, ...]:
    """Request, admissibility and outcome of a service of which no layout was seen, after the deactivation."""
    point = GasServicePoint if commodity == GAS else ServicePoint
    open_ = {"commodity": commodity, "is_to_be_completed": True, "note": _NOTE}
    request = _service(
        service, f"{first}050", f"{title}: richiesta", (FinalCustomer, point, NotBefore), "R", effective=_DAY, **open_
    )
    return (request, *_answers(service, first, title, "R", **open_))


_ELECTRICITY = (
    ("R01", "E", "Riattivazione dopo morosità"),
    ("SM1", "E", "Sospensione per morosità"),
    ("E01", "0", "Esecuzione di lavori"),
    ("PM1", "0", "Preventivo di modifica"),
    ("PR1", "0", "Preventivo di rimozione"),
)
_GAS = (
    ("D01", "0", "Disattivazione gas"),
    ("A01", "0", "Attivazione gas"),
    ("A02", "0", "Attivazione gas (A02)"),
    ("A40", "0", "Attivazione gas (A40)"),
    ("R01", "0", "Riattivazione gas"),
    ("R40", "0", "Riattivazione gas (R40)"),
    ("SM1", "0", "Sospensione per morosità gas"),
    ("SM2", "0", "Sospensione per morosità gas (SM2)"),
    ("V01", "0", "Verifica del misuratore gas"),
)

DISTRIBUTOR_SERVICES = (
    _service(
        "D01", "E050", "Disattivazione: richiesta", (FinalCustomer, ServicePoint, Deactivation), "C", effective=_DAY
    ),
    _service("D01", "E100", "Disattivazione: ammissibilità", (AnswerPoint, ServiceAdmissibility), "C"),
    _service(
        "D01",
        "E150",
        "Disattivazione: esito",
        (ServiceOutcome, AnswerPoint, Deactivated),
        "C",
        effective="DATA_DISATTIVAZIONE",
    ),
    _service("PN1", "0050", "Preventivo per un nuovo punto: richiesta", (FinalCustomer, Quote), "C"),
    *_answers("PN1", "0", "Preventivo per un nuovo punto", "R", is_to_be_completed=True, note=_NOTE),
    *(form for service, first, title in _ELECTRICITY for form in _inferred(service, first, title, ELECTRICITY)),
    *(form for service, first, title in _GAS for form in _inferred(service, first, title, GAS)),
    _service(
        "TAL",
        "0050",
        "Autolettura del cliente, al distributore",
        (CustomerReadingRecord,),
        "C",
        commodity=GAS,
        effective="DATA_COM_AUTOLET_CF",
        repeated="DatiPdR",
    ),
)
