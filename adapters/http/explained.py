"""The explanation of a bill as text to read."""

from __future__ import annotations

from collections.abc import Iterable

from domain.invoices.explanation import Explanation, LineExplanation, ParameterUsed, TotalExplanation


def as_text(explanation: Explanation) -> str:
    """Plain text in Italian, one paragraph a line of the bill, the totals at the end."""
    parts = [f"Bolletta {explanation.number}, {explanation.period}"]
    parts += ["\n".join(_line(line)) for line in explanation.lines]
    for title, totals in (("Totali", explanation.blocks), ("IVA", explanation.vat), ("Da pagare", explanation.totals)):
        if totals:
            parts.append("\n".join([title, *_totals(totals)]))
    if explanation.warnings:
        parts.append("\n".join(["Avvertenze", *(f"  {warning}" for warning in explanation.warnings)]))
    return "\n\n".join(parts) + "\n"


def _line(line: LineExplanation) -> Iterable[str]:
    yield f"{line.label}: {line.amount} EUR ({line.block}, {line.period})"
    for text in (line.what, line.making, line.calculation, line.vat, line.note):
        if text:
            yield f"  {text}"
    for parameter in line.parameters:
        yield f"  {_parameter(parameter)}"
    for warning in line.warnings:
        yield f"  ! {warning}"


def _parameter(used: ParameterUsed) -> str:
    source = ", ".join(text for text in (used.act, used.link, used.validity, used.status) if text)
    return f"{used.symbol} = {used.value}" + (f" [{source}]" if source else "")


def _totals(totals: Iterable[TotalExplanation]) -> Iterable[str]:
    for total in totals:
        yield f"  {total.label}: {total.amount} EUR. {total.words}".rstrip()
