"""The documentation of the flows, from their declarations and rules: what it says is what the program does."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from adapters.sii.declare import BAND_NAMES, Bands, Curve, Declared, Format, Group, R_co, Scalar, declared
from adapters.sii.registry import FORMATS
from adapters.sii.rules import Rule, rules_of

_INTRO = """# Flussi di misura SII

SII è il Sistema Informativo Integrato (misure e pratiche di mercato), da non confondere con SdI, il Sistema di
Interscambio delle fatture elettroniche. Questa pagina è generata dalle dichiarazioni dei flussi.

Valori: numeri con la virgola, giorni gg/mm/aaaa, mesi mm/aaaa. I nomi valgono senza distinzione tra maiuscole e
minuscole; un elemento vuoto vale come assente; un elemento non dichiarato è conservato e segnalato (SII-101).
Fonte: C confermato in una fonte, I dedotto, R ricordato e da verificare.
"""
_CURVE = """## Curve quartorarie

| Dst | giorno | elementi | quarti |
|---|---|---|---|
| assente o 0 | normale | E1-E96 | 96 |
| 1 | ultima domenica di marzo | E1-E8 e E13-E96; E9-E12 vuoti | 92 |
| 2 e 3 | ultima domenica di ottobre, due elementi con lo stesso giorno | E1-E12 con Dst 2, E9-E96 con Dst 3 | 12 + 88 |
| assente o 0 | la stessa domenica, con E97-E100 | E97-E100 sono l'ora ripetuta, da porre tra E12 e E13 | 100 |

Un valore mancante o illeggibile fa rifiutare il record: non vale mai zero. Al più tre decimali.
"""


def docs_of_formats() -> str:
    """Every declared format and its rules, as one Markdown page in Italian."""
    return "\n".join([_INTRO, _CURVE, *(document(flow) for flow in FORMATS)])


def document(flow: Format[R_co]) -> str:
    """One format: its fields as a table, its rules as another."""
    lines = [
        f"## {flow.code}: {flow.title}",
        "",
        f"Record `DatiPod` di `FlussoMisure`, dal {flow.since:%d/%m/%Y}. Misure scritte in `{flow.body}`.",
        f"Fonte: {flow.source}.",
        "",
        "| elemento | tipo | unità | obbligatorio | descrizione | fonte |",
        "|---|---|---|---|---|---|",
        *_rows(flow.record, "", flow.body),
        "",
    ]
    checks = rules_of(flow.code)
    if checks:
        lines += ["| regola | controllo | esito | fonte |", "|---|---|---|---|", *map(_rule_row, checks), ""]
    return "\n".join(lines)


def _rows(record: type[attrs.AttrsInstance], path: str, body: str) -> Iterator[str]:
    for attribute in attrs.fields(record):
        line = declared(attribute)
        if isinstance(line.shape, Group):
            name = body if body in line.names else line.names[0]
            others = [other for other in line.names if other != name]
            yield _row(path, line, " o ".join([name, *others]), "gruppo")
            yield from _rows(line.shape.record, f"{path}{name}/", body)
        else:
            yield _row(path, line, _names(line), _type(line))


def _row(path: str, line: Declared, name: str, kind: str) -> str:
    label = f"{line.label} ({line.note})" if line.note else line.label
    return f"| `{path}{name}` | {kind} | {line.unit} | {'sì' if line.required else ''} | {label} | {line.source} |"


def _names(line: Declared) -> str:
    if isinstance(line.shape, Bands):
        return f"{line.names[0]}{BAND_NAMES[0]} … {line.names[0]}{BAND_NAMES[-2]}, {line.names[0]}{BAND_NAMES[-1]}"
    return " o ".join(line.names)


def _type(line: Declared) -> str:
    match line.shape:
        case Scalar(codec) | Bands(codec):
            return codec.name
        case Curve():
            return "quarter_curve"
        case Group():
            return "gruppo"


def _rule_row(rule: Rule) -> str:
    outcome = "rifiuta" if rule.severity.value == "refuse" else "avvisa"
    return f"| {rule.id} | {rule.label} | {outcome} | {rule.source} |"
