"""An explanation as plain text, for a terminal, an e-mail or a screen reader."""

from __future__ import annotations

from collections.abc import Iterator

from domain.billing.explanation import Explanation, LineExplanation, TotalExplanation, euro


def as_text(explanation: Explanation) -> str:
    """The whole explanation, one paragraph a line of the bill."""
    return "\n".join(_paragraphs(explanation)) + "\n"


def _paragraphs(explanation: Explanation) -> Iterator[str]:
    yield f"Bolletta {explanation.number}, {explanation.period}"
    supply = block = ""
    for line in explanation.lines:
        if line.supply != supply:
            supply, block = line.supply, ""
            yield f"\n### {supply} ###"
        if line.block != block:
            block = line.block
            yield f"\n== {block.upper()} =="
        yield from _line(line)
    for title, totals in (
        ("TOTALI PER BLOCCO", explanation.blocks),
        ("IVA", explanation.vat),
        ("TOTALE", explanation.totals),
    ):
        yield f"\n== {title} =="
        yield from (_total(each) for each in totals)
    if explanation.warnings:
        yield "\n== AVVERTENZE =="
        yield from (f"- {warning}" for warning in explanation.warnings)


def _line(line: LineExplanation) -> Iterator[str]:
    yield f"\n{line.label} — {line.period}: {euro(line.amount)}"
    if line.correction:
        yield f"  {line.correction}"
    if line.what:
        yield f"  {line.what}"
    yield f"  Quantità {line.quantity}, prezzo {line.price}{f', {line.share}' if line.share else ''}"
    if line.making:
        yield f"  {line.making}"
    yield f"  {line.calculation}"
    for each in line.parameters:
        where = f": {each.act} ({each.validity}, {each.status}) {each.link}" if each.name else " (contratto)"
        yield f"  · {each.symbol} = {each.value}{where}"
    if line.note:
        yield f"  Nota: {line.note}"


def _total(each: TotalExplanation) -> str:
    return f"{each.label}: {euro(each.amount)}{f'  ({each.words})' if each.words else ''}"
