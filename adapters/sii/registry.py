"""The flows this package knows, in one explicit tuple: a new flow is a new line here.

`since` of the first version is the day delibera 65/2012 took effect for electricity, as recalled (R); for gas the same
day stands, until the official one is at hand (R). Files older than that are of another form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from adapters.sii.flows.electricity import CorrectionRecord, PeriodicRecord
from adapters.sii.flows.exchanges import GAS_WORK, GAS_WORK_CORRECTED, GasWork, MeterChange
from adapters.sii.flows.gas import GAS_MEASURES, GasCorrection, GasRecord
from adapters.sii.flows.switching_data import FunctionalRecord, HistoryRecord
from adapters.sii.mappings.electricity import measures
from adapters.sii.mappings.exchange import gas_work, meter_change
from adapters.sii.mappings.gas import gas_corrections, gas_measures
from adapters.sii.mappings.history import past_month, point_facts
from adapters.sii.records.declare import Format

_DEL_65_2012 = dt.date(2012, 7, 1)
_GAS_SINCE = dt.date(2012, 7, 1)
_MARK = "C: flow list and structure; R: first day"
_SERVICE_MARK = "C: flow list and structure; R: meaning of the code, first day"
_GAS_SERVICES = (
    "D01",
    "D02",
    "R01",
    "A40",
    "S40",
    "R40",
    "A01",
    "A02",
    "S02",
    "V01",
    "M01",
    "V02",
    "SM1",
    "SM2",
    "AD2",
    "AD3",
    "AD4",
    "AD5",
)
_AT_SWITCHING: Mapping[str, Any] = {"body": "Consumo", "reason": "S", "months_back": 24}
_ELECTRICITY_SERVICES = (
    ("SM", "SMR", "Misure di sospensione"),
    ("RT", "RTR", "Misure di riattivazione"),
    ("EIN", "RIN", "Misure di nuova installazione"),
    ("DS", "DSR", "Misure di disattivazione"),
    ("AV", "AVR", "Misure di attivazione"),
    ("VP", "VPR", "Misure di variazione di potenza"),
)


def _periodic(code: str, title: str, principal: str, **special: object) -> Format[PeriodicRecord]:
    return Format(code, title, _DEL_65_2012, PeriodicRecord, measures, _MARK, principal, **special)  # type: ignore[arg-type]


def _correction(code: str, title: str, principal: str, **special: object) -> Format[CorrectionRecord]:
    return Format(code, title, _DEL_65_2012, CorrectionRecord, measures, _MARK, principal, **special)  # type: ignore[arg-type]


def _services() -> Iterable[Format[Any]]:
    """The newer flows of technical services, 1G and 2G, and their corrections."""
    for code, correction, title in _ELECTRICITY_SERVICES:
        for generation, words in (("", ""), ("2G", ", misuratori 2G")):
            yield Format(
                code + generation,
                title + words,
                _DEL_65_2012,
                PeriodicRecord,
                measures,
                _SERVICE_MARK,
                "any",
                reason="T",
            )
            yield Format(
                correction + generation,
                f"Rettifiche di {code}{generation}",
                _DEL_65_2012,
                CorrectionRecord,
                measures,
                _SERVICE_MARK,
                "any",
                reason="T",
            )


def _gas(code: str, title: str, reason: str, **special: object) -> Format[GasRecord]:
    return Format(
        code,
        title,
        _GAS_SINCE,
        GasRecord,
        gas_measures,
        _MARK,
        "registers",
        "",
        reason,
        (),
        commodity="gas",
        shell=GAS_MEASURES,
        **special,  # type: ignore[arg-type]
    )


def _gas_correction(code: str, title: str, reason: str, **special: object) -> Format[GasCorrection]:
    return Format(
        code,
        title,
        _GAS_SINCE,
        GasCorrection,
        gas_corrections,
        _MARK,
        "registers",
        "",
        reason,
        (),
        commodity="gas",
        shell=GAS_MEASURES,
        **special,  # type: ignore[arg-type]
    )


def _point_facts(code: str, title: str, mark: str) -> Format[FunctionalRecord]:
    title = f"Dati funzionali allo switching, {title}"
    return Format(code, title, _DEL_65_2012, FunctionalRecord, point_facts, mark, "nothing", **_AT_SWITCHING)


def _past_months(code: str, title: str, mark: str) -> Format[HistoryRecord]:
    title = f"Dati storici allo switching, {title}"
    return Format(code, title, _DEL_65_2012, HistoryRecord, past_month, mark, "history", **_AT_SWITCHING)


ELECTRICITY: tuple[Format[Any], ...] = (
    _periodic("PNO", "Misure periodiche non orarie", "registers"),
    _periodic("PNO2G", "Misure periodiche non orarie, misuratori 2G", "registers"),
    _periodic("PDO", "Misure periodiche orarie", "curve", body="Curva"),
    _periodic("PDO2G", "Misure periodiche orarie, misuratori 2G", "curve", regimes=("R",)),
    _periodic("VNO", "Misure di voltura non orarie", "registers", reason="V"),
    _periodic("VNO2G", "Misure di voltura non orarie, misuratori 2G", "registers", reason="V"),
    _periodic("SNM", "Misure di switching", "registers", reason="S", months_back=1),
    _periodic("SNM2G", "Misure di switching, misuratori 2G", "registers", reason="S", months_back=1),
    _correction("RNO", "Rettifiche di PNO", "registers"),
    _correction("RNO2G", "Rettifiche di PNO2G", "registers"),
    _correction("RFO", "Rettifiche di PDO", "curve", body="Curva"),
    _correction("RFO2G", "Rettifiche di PDO2G", "curve"),
    _correction("RNV", "Rettifiche di VNO", "registers", reason="V"),
    _correction("RNV2G", "Rettifiche di VNO2G", "registers", reason="V"),
    _correction("RSN", "Rettifiche di SNM", "registers", reason="S", months_back=1),
    _correction("RSN2G", "Rettifiche di SNM2G", "registers", reason="S", months_back=1),
    *_services(),
    _periodic("INT", "Misure di interconnessione (da completare)", "any"),
    _correction("INTR", "Rettifiche di INT (da completare)", "any"),
    Format(
        "SMIS",
        "Sostituzione o riprogrammazione del misuratore",
        _DEL_65_2012,
        MeterChange,
        meter_change,
        _MARK,
        "registers",
        reason="T",
    ),
    _point_facts("F2G", "2G", "C: record; R: gloss"),
    _point_facts("SOF", "punti orari", "I: record; R: gloss"),
    _point_facts("SNF", "non orari", "I: record; R: gloss"),
    _past_months("S2G", "2G", "C: record; R: gloss"),
    _past_months("SOS", "punti orari", "I: record; R: gloss"),
    _past_months("SNS", "non orari", "I: record; R: gloss"),
)

GAS: tuple[Format[Any], ...] = (
    _gas("TML", "Letture mensili", "P"),
    _gas("TGL", "Letture giornaliere", "P"),
    _gas("TMV", "Letture di voltura", "V"),
    _gas("SWG1", "Letture di switching", "S", months_back=1),
    _gas("FUI", "Letture per il fornitore di ultima istanza", "S", months_back=1),
    _gas("FDD", "Letture per il servizio di default", "S", months_back=1),
    _gas("TAL", "Autoletture", "P"),
    _gas("TAS", "Autoletture di switching", "S"),
    _gas("TAV", "Autoletture di voltura", "V"),
    *(_gas(code, f"Letture della prestazione {code}", "T") for code in _GAS_SERVICES),
    _gas_correction("RML", "Rettifiche di TML", "P"),
    _gas_correction("RGL", "Rettifiche di TGL", "P"),
    _gas_correction("RMV", "Rettifiche di TMV", "V"),
    _gas_correction("RSL", "Rettifiche di SWG1", "S", months_back=1),
    *(_gas_correction(f"{code}R", f"Rettifiche di {code}", "T") for code in _GAS_SERVICES),
    Format(
        "IGMG",
        "Interventi sul gruppo di misura",
        _GAS_SINCE,
        GasWork,
        gas_work,
        _MARK,
        "registers",
        "",
        "T",
        (),
        commodity="gas",
        shell=GAS_WORK,
    ),
    Format(
        "IGMR",
        "Rettifiche di IGMG",
        _GAS_SINCE,
        GasWork,
        gas_work,
        _MARK,
        "registers",
        "",
        "T",
        (),
        commodity="gas",
        shell=GAS_WORK_CORRECTED,
    ),
)

FORMATS: tuple[Format[Any], ...] = (*ELECTRICITY, *GAS)


class UnknownFlow(LookupError):
    """No format is declared for a flow code on a day."""


def format_for(code: str, day: dt.date) -> Format[Any]:
    """The latest version of flow `code` for content of `day`; the case of the code does not matter."""
    versions = [flow for flow in versions_of(code) if flow.since <= day]
    if not versions:
        raise UnknownFlow(f"flow {code!r}: no declared format is for content of {day}")
    return max(versions, key=lambda flow: flow.since)


def versions_of(code: str) -> tuple[Format[Any], ...]:
    """Every version of flow `code`, whatever its case. UnknownFlow where there is none."""
    versions = tuple(flow for flow in FORMATS if flow.code == code.strip().upper())
    if not versions:
        known = ", ".join(sorted({flow.code for flow in FORMATS}))
        raise UnknownFlow(f"flow {code!r} is not declared; known are {known}")
    return versions
