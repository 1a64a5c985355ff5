"""What a retailer is told of a point that it takes over: functional data (SOF, SNF, F2G) and history (SOS, SNS, S2G).

Reference on SII flows, sections 1.2, 1.3 and 1.5. Seen are the records of F2G and S2G; that the 1G flows have the same
ones is inferred (I), and their glosses are recalled (R). None of it is a measure to be billed. A month is told as
`Consumo`, which is energy; the bands of a `Misura` are what registers show everywhere else, so here they may be too.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.sii.flows.electricity import BandFigures
from adapters.sii.records.codec import CODE, DATE_IT, DEC_COMMA, INT, MONTH_IT, POD, S_N, SI_NO, TEXT
from adapters.sii.records.declare import bands, curve, group, one
from adapters.sii.records.quarters import CurveRow
from domain.kernel.validity import Period


@attrs.frozen
class PointFacts:
    """The long `DatiPdp`."""

    zone: str | None = one("PuntoDispacciamento", TEXT, "Zona del punto di dispacciamento")
    meter_type: str | None = one(
        "TipoMisuratore", CODE, "Tipo di misuratore: G 2G, E elettronico, T tradizionale", note="R"
    )
    second_generation_from: dt.date | None = one("DataMessaRegime2G", DATE_IT, "Messa a regime 2G")
    is_at_regime: bool | None = one("MessaRegime", SI_NO, "Misuratore a regime 2G")
    treatment: str | None = one("Trattamento", CODE, "Trattamento: O orario, F per fasce, M monorario")
    voltage_v: int | None = one("Tensione", INT, "Tensione", unit="V")
    contract_power_kw: Decimal | None = one("PotImp|PotContrImp", DEC_COMMA, "Potenza contrattuale", unit="kW")
    available_power_kw: Decimal | None = one("PotDisp", DEC_COMMA, "Potenza disponibile", unit="kW")
    ka: Decimal | None = one("Ka", DEC_COMMA, "Costante di trasformazione, energia attiva")
    kr: Decimal | None = one("Kr", DEC_COMMA, "Costante di trasformazione, energia reattiva")
    kp: Decimal | None = one("Kp", DEC_COMMA, "Costante di trasformazione, potenza")
    active_serial: str | None = one("MatrAtt", TEXT, "Matricola, energia attiva")
    reactive_serial: str | None = one("MatrRea", TEXT, "Matricola, energia reattiva")
    power_serial: str | None = one("MatrPot", TEXT, "Matricola, potenza")
    active_installed_on: dt.date | None = one("DataInstMisAtt", DATE_IT, "Installazione del misuratore, attiva")
    reactive_installed_on: dt.date | None = one("DataInstMisRea", DATE_IT, "Installazione del misuratore, reattiva")
    power_installed_on: dt.date | None = one("DataInstMisPot", DATE_IT, "Installazione del misuratore, potenza")
    active_digits: int | None = one("CifreAtt", INT, "Cifre del totalizzatore, energia attiva")
    reactive_digits: int | None = one("CifreRea", INT, "Cifre del totalizzatore, energia reattiva")
    power_digits: int | None = one("CifrePot", INT, "Cifre del totalizzatore, potenza")
    has_meter: bool | None = one("GruppoMis", SI_NO, "Gruppo di misura presente")
    is_flat_rate: bool | None = one("Forfait", SI_NO, "Fornitura a forfait")
    tariff: str | None = one("CodiceTariffa", TEXT, "Codice della tariffa")
    is_residence: bool | None = one("Residenza", SI_NO, "Residenza")
    is_vital: bool | None = one("Disaliment", SI_NO, "Disalimentabile")
    protection: str | None = one("ServizioTutela", CODE, "Servizio di tutela: MT, S, TG")
    is_configured: str | None = one("ConfMis", CODE, "Configurazione del misuratore")


@attrs.frozen
class FunctionalRecord:
    """A `DatiPod` of SOF, SNF and F2G."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII")
    starts_on: dt.date | None = one("DataInizio", DATE_IT, "Decorrenza")
    point: PointFacts | None = group("DatiPdp", PointFacts, "Dati del punto")


@attrs.frozen
class PastMonth:
    """`Consumo` of a month: its energy by band, its peaks, and its curve where there is one."""

    quality: str | None = one("TipoDato", CODE, "Tipo di dato: E effettivo, S stimato")
    is_validated: bool | None = one("Validato", S_N, "Dato validato", note="vuoto vale S")
    max_power_kw: Decimal | None = one("PotMax", DEC_COMMA, "Potenza massima", unit="kW")
    starts_on: dt.date | None = one("DataInizioPeriodo", DATE_IT, "Inizio del periodo")
    ea_curve: tuple[CurveRow, ...] = curve("Ea", "Curva di energia attiva", unit="kWh")
    er_curve: tuple[CurveRow, ...] = curve("Er", "Curva di energia reattiva", unit="kvarh")
    ea: BandFigures = bands("Ea", DEC_COMMA, "Energia attiva", unit="kWh")
    er: BandFigures = bands("Er", DEC_COMMA, "Energia reattiva", unit="kvarh")
    pot: BandFigures = bands("Pot", DEC_COMMA, "Potenza", unit="kW")


@attrs.frozen
class StandardMonth:
    """`Consumo_StD` of S2G, in the three standard bands (as the name is understood: I)."""

    f1: Decimal | None = one("EaF1_StD", DEC_COMMA, "Energia attiva F1", unit="kWh", source="I")
    f2: Decimal | None = one("EaF2_StD", DEC_COMMA, "Energia attiva F2", unit="kWh", source="I")
    f3: Decimal | None = one("EaF3_StD", DEC_COMMA, "Energia attiva F3", unit="kWh", source="I")


@attrs.frozen
class HistoryRecord:
    """A `DatiPod` of SOS, SNS and S2G: one month of the past."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    month: Period | None = one("MeseAnno", MONTH_IT, "Mese di competenza")
    day: dt.date | None = one("DataMisura", DATE_IT, "Giorno della misura", source="R")
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII", source="R")
    point: PointFacts | None = group("DatiPdp", PointFacts, "Dati del punto")
    past: PastMonth | None = group("Consumo", PastMonth, "Consumo")
    measure: PastMonth | None = group("Misura|Curva", PastMonth, "Misura o curva, 1G", source="I")
    standard: StandardMonth | None = group("Consumo_StD", StandardMonth, "Consumo nelle fasce standard")
