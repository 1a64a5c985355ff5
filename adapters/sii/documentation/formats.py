"""The documentation of the flows, from their declarations and rules: what it says is what the program does."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from adapters.sii.records.declare import (
    BAND_NAMES,
    Bands,
    Curve,
    Declared,
    ElementGroup,
    Format,
    Groups,
    R_co,
    Scalar,
    declared,
)
from adapters.sii.registry import FORMATS
from adapters.sii.rules import Rule, rules, rules_of
from domain.kernel.fault import Severity

_INTRO = """# Flussi di misura SII

SII è il Sistema Informativo Integrato (misure e pratiche di mercato), da non confondere con SdI, il Sistema di
Interscambio delle fatture elettroniche. Questa pagina è generata dalle dichiarazioni dei flussi.

Valori: numeri con la virgola (gas: con il punto, letture intere di nove cifre), giorni gg/mm/aaaa, mesi mm/aaaa. I
nomi valgono senza distinzione tra maiuscole e minuscole; un elemento vuoto, o con il testo "null", vale come assente;
un elemento non dichiarato è conservato e segnalato (SII-101).
Fonte: C confermato in una fonte, I dedotto, R ricordato e da verificare.
"""
_CARRIER = "XML"
_RULES_HEAD = ("| regola | controllo | esito | fonte |", "|---|---|---|---|")
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
    """Every declared format, record and rule, as one Markdown page in Italian.

    A record that several flows share is described once; so is a rule.
    """
    return "\n".join([_INTRO, _CURVE, *_overview(), *_records(), *_rules()])


def document(flow: Format[R_co]) -> str:
    """One format: its fields as a table, its rules as another."""
    shell = flow.shell
    lines = [
        f"## {flow.code}: {flow.title}",
        "",
        f"Record `{shell.element}` di `{shell.root}` ({shell.code_attribute}), {_CARRIER}, {flow.commodity}, "
        f"dal {flow.since:%d/%m/%Y}.{_body(flow)}",
        f"Fonte: {flow.source}.",
        "",
        *_fields(flow.record, flow.body),
    ]
    checks = rules_of(flow.code)
    if checks:
        lines += [*_RULES_HEAD, *map(_rule_row, checks), ""]
    return "\n".join(lines)


def field_rows(flow: Format[R_co]) -> tuple[tuple[str, ...], ...]:
    """The fields of a format: element, type, unit, required, label, source; for a table of any kind."""
    return tuple(_cells(flow.record, "", flow.body))


def _overview() -> Iterator[str]:
    yield "## I flussi\n"
    yield "| flusso | descrizione | settore | record | misure in | dal | fonte |"
    yield "|---|---|---|---|---|---|---|"
    for flow in FORMATS:
        record = f"[{flow.record.__name__}](#{flow.record.__name__.lower()})"
        where = flow.body if flow.shell.element == "DatiPod" else ""
        yield (
            f"| {flow.code} | {flow.title} | {flow.commodity} | {record} `{flow.shell.root}/{flow.shell.element}` | "
            f"{where} | {flow.since:%d/%m/%Y} | {flow.source} |"
        )
    yield ""


def _records() -> Iterator[str]:
    for record in dict.fromkeys(flow.record for flow in FORMATS):
        flows = [flow for flow in FORMATS if flow.record is record]
        yield f"## {record.__name__}\n"
        yield f"Il record di {', '.join(flow.code for flow in flows)}.\n"
        yield from _fields(record, flows[0].body)


def _rules() -> Iterator[str]:
    yield "## Regole\n"
    yield "Ogni regola si può spegnere, rendere un avviso o un rifiuto, per ciascuna azienda.\n"
    yield "| regola | controllo | esito | flussi | fonte |\n|---|---|---|---|---|"
    for rule in rules():
        yield f"| {rule.id} | {rule.label} | {_outcome(rule)} | {' '.join(_flows(rule))} | {rule.source} |"
    yield ""


def _flows(rule: Rule) -> list[str]:
    return [flow.code for flow in FORMATS if flow.code in rule.flows]


def _body(flow: Format[R_co]) -> str:
    return f" Misure scritte in `{flow.body}`." if flow.shell.element == "DatiPod" else ""


def _fields(record: type[attrs.AttrsInstance], body: str) -> Iterator[str]:
    yield "| elemento | tipo | unità | obbligatorio | descrizione | fonte |"
    yield "|---|---|---|---|---|---|"
    for name, *rest in _cells(record, "", body):
        yield f"| `{name}` | {' | '.join(rest)} |"
    yield ""


def _cells(record: type[attrs.AttrsInstance], path: str, body: str) -> Iterator[tuple[str, ...]]:
    for attribute in attrs.fields(record):
        line = declared(attribute)
        if isinstance(line.shape, ElementGroup | Groups):
            name = body if body in line.names else line.names[0]
            others = [other for other in line.names if other != name]
            yield _row(path, line, " o ".join([name, *others]), _type(line))
            yield from _cells(line.shape.record, f"{path}{name}/", body)
        else:
            yield _row(path, line, _names(line), _type(line))


def _row(path: str, line: Declared, name: str, kind: str) -> tuple[str, ...]:
    label = f"{line.label} ({line.note})" if line.note else line.label
    return (f"{path}{name}", kind, line.unit, "sì" if line.required else "", label, line.source)


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
        case ElementGroup():
            return "gruppo"
        case Groups():
            return "gruppo, ripetuto"


def _rule_row(rule: Rule) -> str:
    return f"| {rule.id} | {rule.label} | {_outcome(rule)} | {rule.source} |"


def _outcome(rule: Rule) -> str:
    return "rifiuta" if rule.severity is Severity.REFUSE else "avvisa"
