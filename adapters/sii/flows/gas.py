"""Gas measures: the record `DatiPdr` of the periodic and technical flows and that of their corrections.

Norm: TIVG and TISG, and the technical specification of the transmission of gas measures. Names and rules as the
receiver at Acquirente Unico reads them (reference on SII flows, section 2); no official schema is public, so the order
inside an element and the units of `vol_ric` are recalled (R).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from adapters.sii.records.codec import CODE, DATE_IT, DEC_POINT, INT, INT_PADDED, MONTH_IT, PDR, SI_NO, TEXT
from adapters.sii.records.declare import Shell, group, groups, one
from domain.kernel.validity import Period

GAS_MEASURES = Shell(
    root="FlussoMisure",
    code_attribute="cod_flusso",
    header="IdentificativiFlusso",
    addressee="piva_utente",
    sender="piva_distr",
    contract=None,
    element="DatiPdr",
    point=("cod_pdr",),
    days=("mese_comp", "data_racc", "data_comp", "data_prest"),
)


@attrs.frozen(slots=False)
class PlantData:
    """`DatiTecnPdr`: the meter, its converter, and how it was read."""

    treatment: str | None = one("Trattamento", CODE, "Trattamento: G giornaliero, M mensile, Y", note="Y: R")
    meter_serial: str | None = one("matr_mis", TEXT, "Matricola del misuratore")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")
    meter_digits: int | None = one("n_cifre_mis", INT, "Cifre del totalizzatore del misuratore")
    converter_digits: int | None = one("n_cifre_conv", INT, "Cifre del totalizzatore del convertitore")
    coefficient: Decimal | None = one("coeff_corr", DEC_POINT, "Coefficiente di conversione C", source="I")
    frequency: int | None = one("freq_let", INT, "Frequenza di lettura, da 1 a 7", note="significato da completare")
    access: str | None = one("acc_mis", CODE, "Accessibilità del misuratore")
    collected_for: str | None = one(
        "Raccolta", CODE, "Raccolta: P periodica, S switching, V voltura, T tecnica, AC cliente"
    )
    outcome: str | None = one("esito_raccolta", CODE, "Esito della raccolta", note="codici da completare")
    failure: str | None = one("causa_manc_raccolta", CODE, "Causa della mancata raccolta", note="codici da completare")
    other_way: str | None = one("mod_alt_racc", TEXT, "Modalità alternativa di raccolta")
    indemnity: str | None = one("dir_indennizzo", CODE, "Diritto all'indennizzo")
    next_window_from: dt.date | None = one("pros_fin_inizio", DATE_IT, "Prossima finestra di lettura, inizio")
    next_window_to: dt.date | None = one("pros_fin_fine", DATE_IT, "Prossima finestra di lettura, fine")
    yearly_volume: Decimal | None = one("vol_annuo_sost", INT_PADDED, "Volume annuo sostitutivo", unit="Smc")
    meter_class: str | None = one("classe_gruppo_mis", TEXT, "Classe del gruppo di misura, ad esempio G4")
    has_converter: bool | None = one("pre_conv", SI_NO, "Presenza del convertitore")
    is_integrated: bool | None = one("gruppo_mis_int", SI_NO, "Gruppo di misura integrato")


@attrs.frozen(slots=False)
class GasFigures:
    """`DatiLettura`: one reading."""

    quality: str | None = one(
        "tipo_lettura", CODE, "Tipo di lettura: E effettiva, A autolettura, S stimata", note="R: effettiva"
    )
    validity: str | None = one("esito_val", CODE, "Esito della validazione")
    note: str | None = one("Note", TEXT, "Note")
    attempts: int | None = one("num_tentativi", INT, "Numero di tentativi")
    day: dt.date | None = one("data_racc", DATE_IT, "Giorno della raccolta")
    meter_m3: Decimal | None = one("let_tot_prel", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_tot_conv", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")
    actual_day: dt.date | None = one("data_mis_eff", DATE_IT, "Giorno dell'ultima misura effettiva")
    actual_meter_m3: Decimal | None = one("segn_mis_eff", INT_PADDED, "Ultima misura effettiva, misuratore", unit="m3")
    actual_converter_smc: Decimal | None = one(
        "segn_conv_eff", INT_PADDED, "Ultima effettiva, convertitore", unit="Smc"
    )


@attrs.frozen(slots=False)
class DailyFigures:
    """`LettureGiornaliere`: the reading at the end of one gas day."""

    meter_serial: str | None = one("matr_mis", TEXT, "Matricola del misuratore")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")
    day: dt.date | None = one("data_comp", DATE_IT, "Giorno di competenza")
    quality: str | None = one("tipo_lettura", CODE, "Tipo di lettura: E effettiva, A autolettura, S stimata")
    meter_m3: Decimal | None = one("let_tot_prel", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_tot_conv", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")


@attrs.frozen(slots=False)
class GasRecord:
    """A `DatiPdr` of readings: periodic, switching, voltura, technical, of the customer."""

    pdr: str = one("cod_pdr", PDR, "Punto di riconsegna", required=True)
    month: Period | None = one("mese_comp", MONTH_IT, "Mese di competenza")
    service_day: dt.date | None = one("data_prest", DATE_IT, "Giorno della prestazione")
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII")
    plant: PlantData | None = group("DatiTecnPdr", PlantData, "Dati tecnici del punto")
    figures: GasFigures | None = group("DatiLettura", GasFigures, "Lettura")
    daily: tuple[DailyFigures, ...] = groups("LettureGiornaliere", DailyFigures, "Letture giornaliere")


@attrs.frozen(slots=False)
class CorrectedPlant:
    """`DatiTecnPdrRett`."""

    treatment: str | None = one("Trattamento", CODE, "Trattamento: G giornaliero, M mensile, Y", note="Y: R")
    meter_serial: str | None = one("matr_mis", TEXT, "Matricola del misuratore")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")
    coefficient: Decimal | None = one("coeff_corr", DEC_POINT, "Coefficiente di conversione C", source="I")
    frequency: int | None = one("freq_let", INT, "Frequenza di lettura, da 1 a 7", note="significato da completare")
    yearly_volume: Decimal | None = one("vol_annuo_rettificato", INT_PADDED, "Volume annuo rettificato", unit="Smc")


@attrs.frozen(slots=False)
class CorrectedFigures:
    """`DatiLetturaRett`: the reading as it should have been, and the volume that was rebuilt."""

    day: dt.date | None = one("data_racc", DATE_IT, "Giorno della raccolta")
    meter_m3: Decimal | None = one("let_tot_prel", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_tot_conv", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")
    rebuilt: Decimal | None = one(
        "vol_ric", INT_PADDED, "Volume ricostruito", note="unità del totalizzatore fatturato: R"
    )
    rebuilt_from: dt.date | None = one("ini_periodo", DATE_IT, "Inizio del periodo ricostruito")
    rebuilt_to: dt.date | None = one("fine_periodo", DATE_IT, "Fine del periodo ricostruito")


@attrs.frozen(slots=False)
class CorrectedDay:
    """`LettureGiornaliereRett` of RGL."""

    meter_serial: str | None = one("matr_mis", TEXT, "Matricola del misuratore")
    converter_serial: str | None = one("matr_conv", TEXT, "Matricola del convertitore")
    day: dt.date | None = one("data_racc", DATE_IT, "Giorno gas")
    meter_m3: Decimal | None = one("let_tot_prel", INT_PADDED, "Totalizzatore del misuratore", unit="m3")
    converter_smc: Decimal | None = one("let_tot_conv", INT_PADDED, "Totalizzatore del convertitore", unit="Smc")
    rebuilt: Decimal | None = one(
        "vol_ric", INT_PADDED, "Volume ricostruito", note="unità del totalizzatore fatturato: R"
    )
    rebuilt_over: str | None = one("periodo_ric", TEXT, "Periodo ricostruito", note="forma da completare")


@attrs.frozen(slots=False)
class GasCorrection:
    """A `DatiPdr` of corrections."""

    pdr: str = one("cod_pdr", PDR, "Punto di riconsegna", required=True)
    month: Period | None = one("mese_comp", MONTH_IT, "Mese di competenza")
    day: dt.date | None = one("data_comp", DATE_IT, "Giorno di competenza")
    correction_type: str | None = one("tipo_rettifica", CODE, "Tipo di rettifica: P, S, V, T, G giornaliera")
    motive: str | None = one(
        "mot_ret_lett",
        CODE,
        "Motivo della rettifica: 4 e 5 ricostruzione; 3 e 6 annullamento",
        note="testi dei codici da completare",
    )
    obstacle: str | None = one("causa_ostativa", TEXT, "Causa ostativa")
    service_day: dt.date | None = one("data_prest", DATE_IT, "Giorno della prestazione")
    case: str | None = one("CodPrat_SII", TEXT, "Codice della pratica SII")
    plant: CorrectedPlant | None = group("DatiTecnPdrRett", CorrectedPlant, "Dati tecnici del punto")
    figures: CorrectedFigures | None = group("DatiLetturaRett", CorrectedFigures, "Lettura rettificata")
    daily: tuple[CorrectedDay, ...] = groups("LettureGiornaliereRett", CorrectedDay, "Letture giornaliere rettificate")
