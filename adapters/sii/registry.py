"""The flows this package knows, in one explicit tuple: a new flow is a new line here.

`since` of the first version is the day delibera 65/2012 took effect, as recalled (R); files older than that are of
another form.
"""

from __future__ import annotations

import datetime as dt

from adapters.sii.declare import Format
from adapters.sii.flows.electricity import CorrectionRecord, DatiPod, PeriodicRecord

_DEL_65_2012 = dt.date(2012, 7, 1)
_MARK = "C: flow list and structure; R: first day"


def _periodic(code: str, title: str, principal: str, **special: object) -> Format[PeriodicRecord]:
    return Format(code, title, _DEL_65_2012, PeriodicRecord, _MARK, principal, **special)  # type: ignore[arg-type]


def _correction(code: str, title: str, principal: str, **special: object) -> Format[CorrectionRecord]:
    return Format(code, title, _DEL_65_2012, CorrectionRecord, _MARK, principal, **special)  # type: ignore[arg-type]


FORMATS: tuple[Format[DatiPod], ...] = (
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
)


class UnknownFlow(LookupError):
    """No format is declared for a flow code on a day."""


def format_for(code: str, day: dt.date) -> Format[DatiPod]:
    """The latest version of flow `code` for content of `day`; the case of the code does not matter."""
    versions = [flow for flow in versions_of(code) if flow.since <= day]
    if not versions:
        raise UnknownFlow(f"flow {code!r}: no declared format is for content of {day}")
    return max(versions, key=lambda flow: flow.since)


def versions_of(code: str) -> tuple[Format[DatiPod], ...]:
    """Every version of flow `code`, whatever its case. UnknownFlow where there is none."""
    versions = tuple(flow for flow in FORMATS if flow.code == code.strip().upper())
    if not versions:
        known = ", ".join(sorted({flow.code for flow in FORMATS}))
        raise UnknownFlow(f"flow {code!r} is not declared; known are {known}")
    return versions
