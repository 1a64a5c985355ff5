"""The packaged state tables, and how a wrong one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.sii.process_tables import packaged_processes, read_processes
from domain.market.process import BadProcess

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
