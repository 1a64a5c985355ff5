"""The documentation of the market messages, from their declarations and code tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from adapters.sii.layouts.format import CSV, MarketFormat, versions_of
from adapters.sii.layouts.layout import Slot
from adapters.sii.market.code_tables import CodeTable, code_tables
from adapters.sii.market.registry import MARKET_FORMATS

FormatRow = tuple[str, str, dt.date, str, str, str, bool]

_INTRO = """# Messaggi delle pratiche di mercato

Pratiche attraverso il SII (Sistema Informativo Integrato, da non confondere con SdI, il Sistema di Interscambio delle
fatture) e prestazioni dei distributori. Questa pagina è generata dalle dichiarazioni: ciò che dice è ciò che il
programma fa.

CSV: colonne per posizione separate da punto e virgola, riga di intestazione come controllo, UTF-8 e CRLF, giorni
gg/mm/aaaa, vuoto vale niente. Si leggono anche BOM, LF, cp1252, apici, COD_FLUSSO senza zeri iniziali (SII-046). Gli
stessi messaggi viaggiano nella busta PdC `MessaggioSII`, non firmata. XML: `Prestazione` dei distributori.

Fonte: C2 due fonti indipendenti, C una fonte, I dedotto, R ricordato e da verificare. **Da completare**: nessun
tracciato pubblico; i campi sono quelli noti, l'ordine è nostro, le colonne si trovano per nome (SII-047), le altre si
conservano. Nessun tracciato ufficiale è inventato.
"""


def market_formats(formats: Iterable[MarketFormat] = MARKET_FORMATS) -> tuple[FormatRow, ...]:
    """Every declared message: code, title, since, carrier, commodity, source mark, to be completed."""
    return tuple(
        (each.code, each.title, each.since, each.carrier, each.commodity, each.source, each.is_to_be_completed)
        for each in formats
    )


def market_format_document(code: str) -> str:
    """The field tables of every version of one message, in Markdown. Raises UnknownMessage."""
    return "\n".join(_document(form) for form in versions_of(MARKET_FORMATS, code))


def docs_of_market_formats() -> str:
    """Every declared message, its fields and the code tables, as one Markdown page in Italian."""
    listed = [
        f"| {code} | {title} | {since:%d/%m/%Y} | {carrier} | {commodity} | {mark} | {'sì' if is_open else ''} |"
        for code, title, since, carrier, commodity, mark, is_open in market_formats()
    ]
    head = ["| messaggio | titolo | dal | forma | settore | fonte | da completare |", "|---|---|---|---|---|---|---|"]
    return "\n".join(
        [_INTRO, *head, *listed, "", *map(_document, MARKET_FORMATS), *map(_table, code_tables().values())]
    )


def _document(form: MarketFormat) -> str:
    lines = [f"## {form.code}: {form.title}", ""]
    if form.is_to_be_completed:
        lines += [f"**Da completare**: {form.note or 'tracciato non pubblico'}.", ""]
    elif form.columns:
        lines += [f"Almeno {form.columns} colonne; si conoscono quelle dichiarate, le altre si conservano.", ""]
    if form.repeated:
        lines += [f"Un `{form.repeated}` per messaggio; un file ne tiene più d'uno.", ""]
    where = "colonna" if form.carrier == CSV else "elemento"
    lines += [
        f"| {where} | campo | tipo | obbligatorio | descrizione | codici | fonte |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(form, slot) for slot in form.fields), ""])


def _row(form: MarketFormat, slot: Slot) -> str:
    line, place = slot.declared, slot.place
    label = f"{line.label} ({line.note})" if line.note else line.label
    if form.carrier != CSV:
        where = f"`{place.path}`"
    elif form.is_to_be_completed:
        where = f"`{place.header}`"
    else:
        where = f"{slot.at} `{place.header}`" if place.header else f"{slot.at} (intestazione non nota)"
    needed = "sì" if line.required else ""
    return f"| {where} | `{slot.name}` | {slot.codec.name} | {needed} | {label} | {place.table} | {line.source} |"


def _table(table: CodeTable) -> str:
    until = f" fino al {table.valid_to:%d/%m/%Y} escluso" if table.valid_to else ""
    lines = [
        f"## Codici di {table.name}: {table.label}",
        "",
        f"Dal {table.valid_from:%d/%m/%Y}{until}. Fonte: {table.source}. Un valore che manca è segnalato (SII-045).",
        "",
        "| codice | significato |",
        "|---|---|",
    ]
    return "\n".join([*lines, *(f"| {code} | {meaning} |" for code, meaning in table.codes.items()), ""])
