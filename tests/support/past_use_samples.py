"""Historical consumption as the SII sends it."""

from __future__ import annotations

from tests.support.use_case_world import (
    point_code,
)

OURS, DISTRIBUTOR = "01234567897", "09999990022"


def registers(f1: str, f2: str, f3: str, quality: str = "E") -> str:
    return f"<Consumo><TipoDato>{quality}</TipoDato><EaF1>{f1}</EaF1><EaF2>{f2}</EaF2><EaF3>{f3}</EaF3></Consumo>"


def month_told(month: str, body: str, n: int = 1) -> str:
    return f"<DatiPod><Pod>{point_code(n)}</Pod><MeseAnno>{month}</MeseAnno>{body}</DatiPod>"


def past_file(flow: str, *records: str, progressive: int = 1) -> tuple[str, bytes]:
    """The name and XML of a file of switching history, sent on the second of September."""
    name = f"{DISTRIBUTOR}_{OURS}_202609_{flow}_20260902080000_{progressive}DP9001.xml"
    head = (
        f"<IdentificativiFlusso><PIvaUtente>{OURS}</PIvaUtente><PIvaDistributore>{DISTRIBUTOR}</PIvaDistributore>"
        "<CodContrDisp>DP9001</CodContrDisp></IdentificativiFlusso>"
    )
    return name, f'<FlussoMisure CodFlusso="{flow}">{head}{"".join(records)}</FlussoMisure>'.encode()
