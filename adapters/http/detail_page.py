"""The page of a bill for whoever holds its paper: the verdict on its proof, its lines with their acts, in Italian.

One file with its style inside and nothing else; no names and no addresses of a customer.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

from application.documents.show_details import Shown, details_name
from domain.billing.bill import Bill
from domain.billing.explanation import LineExplanation, day_in_words, euro, explain, period_in_words
from domain.billing.proof import PAPER_DIGITS, Verdict, Why
from domain.commodities.registry import commodity

_PAGES = Path(__file__).resolve().parent / "pages"
_STYLE = (_PAGES / "detail.css").read_text("utf-8")
_PAGE = Template((_PAGES / "detail.html").read_text("utf-8"))
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page runs nothing and loads nothing: its one style is named by its hash."""

_WHY = {
    Why.FACTS_NOT_STORED: "i dati dei giorni ricalcolati non sono stati conservati con il documento",
    Why.DOCUMENT_NOT_IN_FILE: "il documento da cui sono riprese non è nella prova",
    Why.SUM_GIVEN: "sono somme decise da una persona: non vengono da dati né da tariffe",
}


def detail_page(shown: Shown, glossary: Mapping[str, str]) -> bytes:
    """The page of a bill."""
    bill = shown.bill
    body = (
        f"<h1>{escape(bill.kind.value)} {escape(str(bill.number))}</h1>",
        *_verdict(shown.verdict),
        _facts(bill),
        *_unproved(shown.verdict),
        *_corrected(shown.verdict),
        *_how_to_verify(shown),
        *_supplies(bill, glossary),
    )
    return _page(f"{bill.kind.value} {bill.number}", bill.seller.name, body)


def nothing_page() -> bytes:
    """The page where no bill has the number and the digits."""
    words = (
        "<h1>Nessuna bolletta a questo indirizzo</h1>",
        "<p>Il numero e il codice non vanno insieme. Inquadra di nuovo il codice stampato sulla bolletta, "
        "o ricopia tutto l’indirizzo.</p>",
    )
    return _page("Nessuna bolletta a questo indirizzo", "", words)


def _page(title: str, seller: str, body: Iterable[str]) -> bytes:
    made = _PAGE.substitute(title=escape(title), seller=escape(seller), style=_STYLE, body="\n".join(body))
    return made.encode()


def _verdict(verdict: Verdict | None) -> Iterable[str]:
    if verdict is None:
        yield _box("part", "Di questa bolletta non c’è una prova: i dati da cui è nata non sono stati conservati.")
    elif verdict.difference is not None:
        found = verdict.difference
        yield _box(
            "bad",
            "Il conto non torna. Avvisa il venditore.",
            f"{found.place} {found.field}: trovato {found.found}, atteso {found.expected}",
        )
    elif verdict.is_whole:
        yield _box("good", "Il conto torna al centesimo.", _done(verdict))
    elif verdict.lines + verdict.taken_back:
        yield _box("part", "Il conto torna, ma non tutto si può rifare da questa prova.", _done(verdict))
    else:
        yield _box("part", "Le somme tornano, ma nessuna voce si può rifare da questa prova.")


def _unproved(verdict: Verdict | None) -> Iterable[str]:
    for why, places in (verdict.unproved_by_reason if verdict else {}).items():
        named = "; ".join(map(escape, places))
        yield f"<h2>Voci non dimostrate: {len(places)}</h2><p>Perché {_WHY[why]}.</p><p><code>{named}</code></p>"


def _done(verdict: Verdict) -> str:
    again = f"Voci ricalcolate dai dati e dai valori delle tariffe: {verdict.lines}."
    back = f" Voci riprese dai documenti che le avevano fatturate: {verdict.taken_back}." if verdict.taken_back else ""
    return again + back


def _box(history: str, text: str, more: str = "") -> str:
    return f'<div class="box {history}"><strong>{escape(text)}</strong>{f"<p>{escape(more)}</p>" if more else ""}</div>'


def _facts(bill: Bill) -> str:
    digits = f"<strong>{bill.digest[:PAPER_DIGITS]}</strong>{bill.digest[PAPER_DIGITS:]}"
    pairs = (
        ("Emessa il", escape(day_in_words(bill.issued_on))),
        ("Periodo", escape(period_in_words(bill.period))),
        ("Totale", escape(euro(bill.total))),
        ("Da pagare", escape(euro(bill.payable))),
        ("Impronta", f"<code>{digits}</code>"),
    )
    return f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in pairs)}</dl>"


def _corrected(verdict: Verdict | None) -> Iterable[str]:
    if verdict is not None and verdict.corrected:
        items = "".join(
            f"<li>{escape(each.number)}: impronta <code>{escape(each.digest)}</code></li>" for each in verdict.corrected
        )
        yield "<h2>Documenti corretti</h2>"
        yield f"<p>Confronta queste impronte con quelle sulle loro bollette.</p><ul>{items}</ul>"


def _how_to_verify(shown: Shown) -> Iterable[str]:
    if shown.proof is None:
        return
    name, digits = details_name(shown.bill), shown.bill.digest[:PAPER_DIGITS]
    yield "<h2>Rifai il conto da te</h2>"
    if shown.names_others:
        yield "<p>La prova contiene i numeri chiamati: il venditore la dà solo al suo cliente. Chiedila a lui.</p>"
        return
    yield (
        f'<p><a class="save" href="{name}/prova.json?d={digits}" download>Scarica la prova</a> Contiene i dati, i '
        "valori delle tariffe con i loro atti e le voci; nessun nome e nessun indirizzo.</p>"
        "<p>Non serve fidarsi di questa pagina: il programma aperto Bollettario rifà il conto sul tuo computer, anche "
        "senza rete, e lo confronta con il codice stampato sulla tua bolletta.</p>"
        f"<pre>bollettario verify {name}.proof.json --digest {digits}</pre>"
    )


def _supplies(bill: Bill, glossary: Mapping[str, str]) -> Iterable[str]:
    lines = iter(explain(bill, glossary).lines)
    for part in bill.parts:
        own = [next(lines) for _ in part.priced.lines]
        head = f"{commodity(part.priced.commodity).label}, {period_in_words(part.priced.period)}"
        rows = "".join(map(_row, own))
        yield (
            f"<h2>{escape(head)}</h2><table><thead><tr><th>Voce</th><th>Calcolo</th><th>Importo</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def _row(line: LineExplanation) -> str:
    acts = dict.fromkeys((each.act, each.link) for each in line.parameters if each.act)
    sources = "; ".join(_act(act, link) for act, link in acts)
    again = f"<small>{escape(line.correction)}</small>" if line.correction else ""
    return (
        f"<tr><td>{escape(line.label)}<small>{escape(line.period)}</small>{again}</td>"
        f"<td>{escape(line.calculation)}{f'<small>{sources}</small>' if sources else ''}</td>"
        f'<td class="sum">{escape(euro(line.amount))}</td></tr>'
    )


def _act(act: str, link: str) -> str:
    """An act, with its link where that leads to the web."""
    if not link.startswith(("https://", "http://")):
        return escape(act)
    return f'<a href="{escape(link)}" rel="noreferrer">{escape(act)}</a>'
