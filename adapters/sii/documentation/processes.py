"""docs/market.md: every market process as its table says it, so that what is written is what runs."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sii.layouts.format import version_for
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.process_tables import ProcessTables
from domain.market.deadline import Deadline
from domain.market.process import ExpectedAnswer, Process, ProcessState, Transition

_INTRO = """# Market processes

Written by `make docs` from `adapters/sii/processes/*.toml`. Marks: C confirmed in a source, I inferred, R recalled and
to be verified, NF not found, ours a choice of this platform. Where a layout or a figure is not public it stays out and
says so.

What a message says whose layout is not public is entered by hand, as a person reads it on a portal (`bollettario cases
enter-message`, `POST /cases/{code}/enter-message`); the file, where one comes and says the same, changes nothing. Where
a layout is known but not the place of its day, the case waits for a person who enters it (`bollettario cases settle
--day`).

Whatever state lets a case be cancelled also accepts APR.0050, APR.0100, APR.0150 and APN.0200; they are left out of the
tables below.

Files of messages come alone or in zips, by channel or by `cases receive`; content decides, not the name. A CSV may have
up to 2 GiB and 20 million rows: it is read a row at a time, taken 500 in a transaction. A bad row is rejected
alone with its code and line; of the refused ones 10,000 a file are kept with their fault in words, and `flows history`
has the code of all of them. An XML has up to 64 MiB. The same file again changes nothing but what was rejected.
"""


def docs_of_processes(tables: ProcessTables) -> str:
    """Every process and every message, as one page."""
    return "\n".join(
        [
            _INTRO,
            "## Messages\n",
            "| message | what it says | mark | entered by hand |\n|---|---|---|---|",
            *(f"| {each.code} | {each.title} | {each.mark} | {_entered(each.code)} |" for each in tables.messages),
            "",
            *(line for process in tables.all() for line in _process(process)),
        ]
    )


def _entered(code: str) -> str:
    form = version_for(MARKET_FORMATS, code, None)
    return "its layout is not public" if form.is_inbound and form.is_to_be_completed else ""


def _process(process: Process) -> Iterator[str]:
    yield f"## {process.code}: {process.title}\n"
    yield f"{process.commodity}, {process.side.value}. Mark {process.mark}: {process.source}."
    if process.missing:
        yield f"\n**To be completed**: {process.missing}."
    if process.needs:
        yield f"\nSupply: {' or '.join(process.needs)} (our own control)."
    if process.readings:
        yield f"\nReadings awaited: {', '.join(process.readings)}."
    yield ""
    if process.states:
        yield "| state | title | ends | no deadline because |\n|---|---|---|---|"
        yield from (_state(each) for each in process.states)
        yield "\n| from | message | way | answer | to | effects |\n|---|---|---|---|---|---|"
        yield from (_transition(each) for each in process.transitions if not _cancels(process, each))
        yield ""
    if process.requirements:
        yield "| message | fields it must fill | distributor |\n|---|---|---|"
        for each in process.requirements:
            yield f"| {each.message} | {', '.join(each.fields)} | {each.distributor or 'all'} |"
        yield ""
    if process.deadlines:
        yield "| state | term | bound | who | mark | source |\n|---|---|---|---|---|---|"
        yield from (_deadline(each) for each in process.deadlines)
        yield ""


def _cancels(process: Process, each: Transition) -> bool:
    return each.message.startswith(("APR.", "APN.")) and not process.opening.startswith("APR.")


def _state(state: ProcessState) -> str:
    ends = state.outcome.value if state.is_final else (f"with its day: {state.lapses_to}" if state.lapses_to else "")
    return f"| {state.name} | {state.title} | {ends} | {state.no_deadline} |"


def _transition(each: Transition) -> str:
    effects = ", ".join(effect.value for effect in each.effects)
    answer = "" if each.answer is ExpectedAnswer.ANY else each.answer.value
    return f"| {each.source or '(opens)'} | {each.message} | {each.way.value} | {answer} | {each.target} | {effects} |"


def _deadline(each: Deadline) -> str:
    only = f" ({each.only_for})" if each.only_for else ""
    source = each.source + (f"; {each.note}" if each.note else "")
    bound = each.bound.value.replace("_", " ")
    return f"| {each.state or '(request)'} | {each}{only} | {bound} | {each.who} | {each.mark} | {source} |"
