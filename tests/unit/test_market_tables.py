"""The packaged state tables, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sii.layouts.format import version_for
from adapters.sii.layouts.layout import slots
from adapters.sii.market.registry import MARKET_FORMATS
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.process_tables import packaged_processes, read_processes
from domain.market.process import BadProcess, ExpectedAnswer, Process, Way

MARKS = {"C", "I", "R", "NF", "ours"}
MESSAGES = '[[message]]\ncode = "X1.0050"\ntitle = "richiesta"\nmark = "C"\n'
TABLE = """
code = "small"
title = "Small"
commodity = "gas"
side = "asked"
mark = "ours"
source = "a test"
[[state]]
name = "sent"
title = "inviata"
outcome = "done"
[[transition]]
message = "X1.0050"
way = "out"
to = "sent"
"""


def _folder(tmp_path: Path, table: str) -> Path:
    (tmp_path / "messages.toml").write_text(MESSAGES, "utf-8")
    (tmp_path / "small.toml").write_text(table, "utf-8")
    return tmp_path


def test_every_process_of_the_issue_is_declared_with_mark_and_source() -> None:
    processes = packaged_processes().all()
    named = " ".join(process.code for process in processes)
    for wanted in (
        "switch-electricity", "switch-gas", "voltura-electricity", "activation", "deactivation", "termination",
        "suspension", "reactivation", "meter-check", "technical-change", "data-change", "cancellation", "bonus",
        "rai-list", "rcu-alignment", "fast-switching", "pre-check",
    ):  # fmt: skip
        assert wanted in named
    assert all(process.mark in MARKS and process.source for process in processes)
    assert all(process.is_complete or process.missing for process in processes)
    assert all(each.mark in MARKS and each.source for process in processes for each in process.deadlines)


def test_no_message_is_listed_that_no_table_names() -> None:
    tables = packaged_processes()
    named = {code for process in tables.all() for code in process.messages}
    assert {message.code for message in tables.messages} == named
    assert all(message.mark in MARKS for message in tables.messages)


def test_a_table_is_read(tmp_path: Path) -> None:
    (process,) = read_processes(_folder(tmp_path, TABLE)).all()
    assert (process.code, process.opening) == ("small", "X1.0050")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace('"X1.0050"', '"X1.0100"'), "messages.toml does not know X1.0100"),
        (lambda text: text.replace('side = "asked"', 'side = "both"'), "'both'"),
        (lambda text: text.replace('commodity = "gas"', 'commodity = "steam"'), "steam"),
        (lambda text: text + "colour = 1\n", "colour"),
        (lambda text: "colour = 1\n" + text, "keys that mean nothing: colour"),
        (lambda text: text.replace('title = "Small"\n', ""), "title"),
        (lambda text: text + '[[deadline]]\nevent = "never"\nunit = "working_days"\n', "never"),
        (lambda text: text.replace('outcome = "done"', ""), "has no deadline"),
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, spoil: object, told: str) -> None:
    assert callable(spoil)
    with pytest.raises(BadProcess, match=told):
        read_processes(_folder(tmp_path, spoil(TABLE)))


def _fields(process: Process, message: str) -> set[str]:
    """What the format of a message can say, in the names of tables."""
    form = version_for(MARKET_FORMATS, message, None)
    names = set(slots(form.parts))
    own = {
        "case": {"CP_UTENTE"},
        "counterpart_case": {"CP_GESTORE"},
        "point": {"COD_POD", "COD_PDR"},
        "accepted": {"VERIFICA_AMM", "ESITO"},
        "effective": {form.effective},
        "sender": {"PIVA_UTENTE"},
        "addressee": {"PIVA_UTENTE"},
    }
    assert process.commodity in form.commodity, f"{process.code}: {message} is of {form.commodity}"
    return names | {name for name, of in own.items() if of & names}


@pytest.mark.parametrize("process", packaged_processes().all(), ids=lambda process: str(process.code))
def test_every_message_of_a_table_has_a_declared_format_that_can_say_what_the_table_wants(process: Process) -> None:
    """None is left out: those whose layout is not public are declared to be completed."""
    for each in process.transitions:
        assert SiiMarketFlows().knows(each.message), each.message
        wanted = {*process.required(each.message, ""), *process.filled(each.message)}
        if each.answer is not ExpectedAnswer.ANY:
            wanted.add("accepted")
        assert wanted <= _fields(process, each.message), f"{each.message}: {wanted}"
        form = version_for(MARKET_FORMATS, each.message, None)
        assert form.is_inbound is (each.way is Way.IN), each.message
        if not form.official_code:
            assert each.message.startswith("X_"), each.message


def test_a_table_that_is_to_be_completed_has_none_but_messages_of_ours_or_is_empty() -> None:
    for process in packaged_processes().all():
        if not process.is_complete:
            assert all(each.message.startswith("X_") for each in process.transitions), process.code
