"""Work on meters: SMIS (electricity, exchange or new program) and IGMG with its correction IGMR (gas).

Reference on SII flows, sections 1.6 and 2.3. What is billed: the old registers close and the new ones open on the
day, and no difference is ever taken across.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.sii.flows.electricity import BandFigures
from adapters.sii.records.codec import CODE, DATE_IT, DEC_COMMA, DEC_POINT, INT, INT_PADDED, PDR, POD, SI_NO, TEXT
from adapters.sii.records.declare import Shell, bands, group, one

GAS_WORK = Shell(
    root="FlussoIGMG",
    code_attribute="CodFlusso",
    header="IdentificativiFlusso",
    addressee="piva_utente",
    sender="piva_distr",
    contract=None,
    element="DatiPdR",
    point=("cod_PdR", "cod_PdDR"),
    days=("data_misura",),
)
GAS_WORK_CORRECTED = attrs.evolve(GAS_WORK, root="FlussoIGMR")


@attrs.frozen(slots=False)
class Dismounted:
    """`Smontaggio`: the last values of the old meter, or of the old program."""

    meter_type: str | None = one(
        "TipoMisuratore", CODE, "Tipo di misuratore: G 2G, E elettronico, T tradizionale", note="R"
    )
    day: dt.date | None = one("DataMisura", DATE_IT, "Giorno della misura, letta alle 24:00")
    quality: str | None = one("TipoDato", CODE, "Tipo di dato: E effettivo, S stimato")
    ka: Decimal | None = one("Ka", DEC_COMMA, "Costante di trasformazione, energia attiva", source="R")
    active_serial: str | None = one("MatrAtt", TEXT, "Matricola, energia attiva", source="R")
    active_digits: int | None = one("CifreAtt", INT, "Cifre del totalizzatore, energia attiva", source="R")
    ea: BandFigures = bands("Ea", DEC_COMMA, "Energia attiva", unit="kWh")
    er: BandFigures = bands("Er", DEC_COMMA, "Energia reattiva", unit="kvarh")
    erc: BandFigures = bands("Erc", DEC_COMMA, "Energia reattiva capacitiva", unit="kvarh", source="R")
    eri: BandFigures = bands("Eri", DEC_COMMA, "Energia reattiva induttiva", unit="kvarh", source="R")
    pot: BandFigures = bands("Pot", DEC_COMMA, "Potenza", unit="kW")


@attrs.frozen(slots=False)
class Mounted:
    """`Montaggio`: the new meter, or the same with a new program, and its first values."""

    meter_type: str | None = one(
        "TipoMisuratore", CODE, "Tipo di misuratore: G 2G, E elettronico, T tradizionale", note="R"
    )
    day: dt.date | None = one("DataMisura", DATE_IT, "Giorno della misura, letta alle 24:00")
    second_generation_from: dt.date | None = one("DataMessaRegime2G", DATE_IT, "Messa a regime 2G")
    voltage_v: int | None = one("Tensione", INT, "Tensione", unit="V")
    ka: Decimal | None = one("Ka", DEC_COMMA, "Costante di trasformazione, energia attiva")
    kr: Decimal | None = one("Kr", DEC_COMMA, "Costante di trasformazione, energia reattiva")
    kp: Decimal | None = one("Kp", DEC_COMMA, "Costante di trasformazione, potenza")
    active_serial: str | None = one("MatrAtt", TEXT, "Matricola, energia attiva")
    reactive_serial: str | None = one("MatrRea", TEXT, "Matricola, energia reattiva")
    power_serial: str | None = one("MatrPot", TEXT, "Matricola, potenza")
    active_digits: int | None = one("CifreAtt", INT, "Cifre del totalizzatore, energia attiva")
    reactive_digits: int | None = one("CifreRea", INT, "Cifre del totalizzatore, energia reattiva")
    power_digits: int | None = one("CifrePot", INT, "Cifre del totalizzatore, potenza")
    ea: BandFigures = bands("Ea", DEC_COMMA, "Energia attiva", unit="kWh")
    er: BandFigures = bands("Er", DEC_COMMA, "Energia reattiva", unit="kvarh")
    erc: BandFigures = bands("Erc", DEC_COMMA, "Energia reattiva capacitiva", unit="kvarh", source="R")
    eri: BandFigures = bands("Eri", DEC_COMMA, "Energia reattiva induttiva", unit="kvarh", source="R")
    pot: BandFigures = bands("Pot", DEC_COMMA, "Potenza", unit="kW")


@attrs.frozen(slots=False)
class MeterChange:
    """A `DatiPod` of SMIS."""

    pod: str = one("Pod", POD, "Punto di prelievo", required=True)
    motive: str | None = one(
        "Motivazione", CODE, "Motivazione: 01 messa a regime 2G, 02, 03", note="testi da completare"
    )
    old: Dismounted | None = group("Smontaggio", Dismounted, "Misuratore o programma che cessa")
    new: Mounted | None = group("Montaggio", Mounted, "Misuratore o programma che inizia")


@attrs.frozen(slots=False)
class GasDevice:
    """`Pre-int` and `Post-int`: meter and converter before or after the work, and what they showed."""

    meter_serial: str | None = one("matr_mis", TEXT, "Matricola del misuratore")
    meter_class: str | None = one("classe_gruppo_mis", TEXT, "Classe del gruppo di misura, ad esempio G4")
    meter_type: str | None = one("tipo_mis", TEXT, "Tipo di misuratore")
    is_remote: bool | None = one("telegestione", SI_NO, "Telegestione")
    has_converter: bool | None = one("pre_conv", SI_NO, "Presenza del convertitore")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")
    converter_digits: int | None = one("n_cifre_conv", INT, "Cifre del totalizzatore del convertitore")
    converter_year: int | None = one("anno_fabb_conv", INT, "Anno di fabbricazione del convertitore")
    converter_installed_on: dt.date | None = one("data_inst_conv", DATE_IT, "Installazione del convertitore")
    coefficient: Decimal | None = one("coeff_corr", DEC_POINT, "Coefficiente di conversione C", source="I")
    pressure: Decimal | None = one("press_misura", DEC_POINT, "Pressione di misura")
    access: str | None = one("acc_mis", CODE, "Accessibilità del misuratore")
    meter_digits: int | None = one("n_cifre_mis", INT, "Cifre del totalizzatore del misuratore")
    meter_year: int | None = one("anno_fabb_mis", INT, "Anno di fabbricazione del misuratore")
    meter_installed_on: dt.date | None = one("data_inst_mis", DATE_IT, "Installazione del misuratore")
    is_integrated: bool | None = one("gruppo_mis_int", SI_NO, "Gruppo di misura integrato")
    meter_m3: Decimal | None = one("let_misuratore", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_correttore", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")
    smart_since: dt.date | None = one("data_inservizio_sm", DATE_IT, "In servizio come smart meter")
    quality: str | None = one("tipo_let", CODE, "Tipo di lettura")
    estimate_cause: str | None = one("causa_stima", CODE, "Causa della stima")
    waives_check: str | None = one("rinuncia_verifica", CODE, "Rinuncia alla verifica")


@attrs.frozen(slots=False)
class GasWork:
    """A `DatiPdR` of IGMG or IGMR."""

    pdr: str = one("cod_PdR|cod_PdDR", PDR, "Punto di riconsegna", required=True)
    meter_cause: str | None = one(
        "cau_int_mis", CODE, "Causa dell'intervento sul misuratore", note="codici da completare"
    )
    converter_cause: str | None = one(
        "cau_int_cor", CODE, "Causa dell'intervento sul convertitore", note="codici da completare"
    )
    day: dt.date | None = one("data_misura", DATE_IT, "Giorno della misura")
    obstacle: str | None = one("causa_ostativa", TEXT, "Causa ostativa")
    old: GasDevice | None = group("Pre-int", GasDevice, "Prima dell'intervento")
    new: GasDevice | None = group("Post-int", GasDevice, "Dopo l'intervento")
