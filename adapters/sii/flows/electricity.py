"""Electricity measures: the record `DatiPod` of the periodic flows (flusso 1) and of the corrections (flusso 2).

Norm: delibera 65/2012/R/eel and the technical specification of the transmission of electricity measures.
Source marks as in the module of the declarations; no official schema is public, so the order inside an element is
the one seen in samples.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.sii.records.codec import CODE, DATE_IT, DEC_COMMA, INT, MONTH_IT, POD, S_N, SI_NO, TEXT
from adapters.sii.records.declare import bands, curve, group, one
from adapters.sii.records.quarters import CurveRow
from domain.kernel.validity import Period

BandFigures = tuple[tuple[str, Decimal], ...]


@attrs.frozen(slots=False)
class PointData:
    """`DatiPdp`: the point and its meter."""

    zone: str | None = one("PuntoDispacciamento", TEXT, "Zona del punto di dispacciamento")
    treatment: str | None = one("Trattamento", CODE, "Trattamento: O orario, F per fasce, M monorario")
    voltage_v: int | None = one("Tensione", INT, "Tensione", unit="V")
    contract_power_kw: Decimal | None = one("PotContrImp|PotImp", DEC_COMMA, "Potenza contrattuale", unit="kW")
    available_power_kw: Decimal | None = one("PotDisp", DEC_COMMA, "Potenza disponibile", unit="kW")
    is_flat_rate: bool | None = one("Forfait", SI_NO, "Fornitura a forfait")
    has_meter: bool | None = one("GruppoMis", SI_NO, "Gruppo di misura presente")
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


@attrs.frozen(slots=False)
class Misura:
    """`Misura` or, in the old hourly form, `Curva`: registers, curves or both."""

    collected_for: str | None = one("Raccolta", CODE, "Raccolta: P periodica, S switching, V voltura, T tecnica")
    quality: str | None = one("TipoDato", CODE, "Tipo di dato: E effettivo, S stimato, A autolettura")
    cp_type: str | None = one("TipoCp", TEXT, "Tipo Cp")
    obstacle: str | None = one("CausaOstativa", TEXT, "Causa ostativa")
    estimate_motive: str | None = one("MotivazioneStima", TEXT, "Motivazione della stima")
    is_validated: bool | None = one("Validato", S_N, "Dato validato", note="vuoto vale S")
    max_power_kw: Decimal | None = one("PotMax", DEC_COMMA, "Potenza massima", unit="kW")
    ea: BandFigures = bands("Ea", DEC_COMMA, "Energia attiva", unit="kWh")
    er: BandFigures = bands("Er", DEC_COMMA, "Energia reattiva", unit="kvarh")
    erc: BandFigures = bands("Erc", DEC_COMMA, "Energia reattiva capacitiva", unit="kvarh", source="R")
    eri: BandFigures = bands("Eri", DEC_COMMA, "Energia reattiva induttiva", unit="kvarh", source="R")
    pot: BandFigures = bands("Pot", DEC_COMMA, "Potenza", unit="kW")
    ea_curve: tuple[CurveRow, ...] = curve("Ea", "Curva di energia attiva", unit="kWh")
    er_curve: tuple[CurveRow, ...] = curve("Er", "Curva di energia reattiva", unit="kvarh")
    erc_curve: tuple[CurveRow, ...] = curve("Erc", "Curva di reattiva capacitiva", unit="kvarh", source="R")
    eri_curve: tuple[CurveRow, ...] = curve("Eri", "Curva di reattiva induttiva", unit="kvarh", source="R")


@attrs.frozen(slots=False)
class Consumo:
    """`Consumo`: quantities over a period, for flat-rate points and corrections by consumption.

    Which of the head of `Misura` it can have is recalled, after the one of the history flows.
    """

    collected_for: str | None = one("Raccolta", CODE, "Raccolta: come in Misura", source="R")
    quality: str | None = one("TipoDato", CODE, "Tipo di dato", source="R", note="vuoto vale E")
    estimate_motive: str | None = one("MotivazioneStima", TEXT, "Motivazione della stima", source="R")
    is_validated: bool | None = one("Validato", S_N, "Dato validato", source="R", note="vuoto vale S")
    max_power_kw: Decimal | None = one("PotMax", DEC_COMMA, "Potenza massima", unit="kW", source="R")
    starts_on: dt.date | None = one(
        "DataInizioPeriodo", DATE_IT, "Inizio del periodo, che finisce con DataMisura", note="vuoto: inizio di MeseAnno"
    )
    ea: BandFigures = bands("Ea", DEC_COMMA, "Energia attiva", unit="kWh")
    er: BandFigures = bands("Er", DEC_COMMA, "Energia reattiva", unit="kvarh")
    erc: BandFigures = bands("Erc", DEC_COMMA, "Energia reattiva capacitiva", unit="kvarh", source="R")
    eri: BandFigures = bands("Eri", DEC_COMMA, "Energia reattiva induttiva", unit="kvarh", source="R")
    pot: BandFigures = bands("Pot", DEC_COMMA, "Potenza", unit="kW")


@attrs.frozen(slots=False)
class PeriodicRecord:
    """A `DatiPod` of flusso 1."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    month: Period | None = one("MeseAnno", MONTH_IT, "Mese di competenza")
    day: dt.date | None = one("DataMisura", DATE_IT, "Giorno della misura, letta alle 24:00")
    service_day: dt.date | None = one("DataPrest", DATE_IT, "Giorno della prestazione")
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII")
    point: PointData | None = group("DatiPdp", PointData, "Dati del punto")
    measure: Misura | None = group("Misura|Curva", Misura, "Misura")
    consumption: Consumo | None = group("Consumo", Consumo, "Consumo")


@attrs.frozen(slots=False)
class CorrectionRecord:
    """A `DatiPod` of flusso 2."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    month: Period | None = one("MeseAnno", MONTH_IT, "Mese di competenza")
    day: dt.date | None = one("DataMisura", DATE_IT, "Giorno della misura, letta alle 24:00")
    correction_type: str | None = one("TipoRettifica", CODE, "Tipo di rettifica: P, S, V, T come Raccolta")
    observed_on: dt.date | None = one("DataRilevazione", DATE_IT, "Giorno della rilevazione")
    motive: str | None = one("Motivazione", CODE, "Motivazione: 3 annulla la misura")
    service_day: dt.date | None = one("DataPrest", DATE_IT, "Giorno della prestazione")
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII")
    point: PointData | None = group("DatiPdp", PointData, "Dati del punto")
    measure: Misura | None = group("Misura|Curva", Misura, "Misura")
    consumption: Consumo | None = group("Consumo", Consumo, "Consumo")


DatiPod = PeriodicRecord | CorrectionRecord
