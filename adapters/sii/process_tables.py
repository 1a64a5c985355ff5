"""The market processes of Italy as state tables: processes/*.toml, read once and checked before anything runs on them.

A table that cannot work is refused at load: a state no message leads to, a message that messages.toml does not know, an
open state without a deadline or a reason. See processes/README.md for the keys.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import attrs

from application.ports.processes import UnknownProcess
from domain.commodities.registry import commodity
from domain.kernel.fault import Severity
from domain.market.deadline import Bound, Deadline, TermStart, TermUnit
from domain.market.process import (
    BadProcess,
    CaseOutcome,
    EffectKind,
    ExpectedAnswer,
    Initiator,
    Process,
    ProcessState,
    Requirement,
    Transition,
    Way,
)

_MESSAGES = "messages.toml"
_CODE = re.compile(r"(?:X_)?[A-Z0-9]+\.[A-Z0-9]+\Z")
_CANCELLATION = "APR.0050"
_CANCELLED = ProcessState("cancelled", "annullata", CaseOutcome.CANCELLED)
_PROCESS_KEYS = frozenset(
    [
        "code",
        "title",
        "commodity",
        "side",
        "needs",
        "readings",
        "withdrawal",
        "cancel_from",
        "cancel_effects",
        "mark",
        "source",
        "missing",
        "state",
        "transition",
        "require",
        "deadline",
        "fill",
        "addressee",
    ]
)
_TRANSITION_KEYS = frozenset(["from", "message", "way", "to", "answer", "effects", "distributor"])


@attrs.frozen
class MessageCode:
    """A message that tables may name, and how sure its code is: C, I, R, or ours where none is public."""

    code: str
    title: str
    mark: str


@attrs.frozen
class ProcessTables:
    """The processes of a folder of tables."""

    processes: tuple[Process, ...]
    messages: tuple[MessageCode, ...]

    def get(self, code: str) -> Process:
        """A process by code. UnknownProcess."""
        for process in self.processes:
            if process.code == code:
                return process
        known = ", ".join(process.code for process in self.processes)
        raise UnknownProcess(f"no process {code!r}; there are {known}")

    def all(self) -> tuple[Process, ...]:
        """Every process in order of code, those to be completed included."""
        return self.processes

    def of_message(self, message: str) -> tuple[Process, ...]:
        """The processes whose table has an incoming message of that code, in order of code."""
        return tuple(
            process
            for process in self.processes
            if any(each.message == message and each.way is Way.IN for each in process.transitions)
        )


@functools.cache
def packaged_processes() -> ProcessTables:
    """The tables that come with the programme."""
    return read_processes(resources.files("adapters.sii").joinpath("processes"))


def read_processes(folder: Traversable) -> ProcessTables:
    """The tables of a folder. BadProcess, naming the table, where one of them cannot work."""
    listed = _toml(folder / _MESSAGES)
    codes = {row["code"]: MessageCode(**row) for row in listed["message"]}
    for code in codes:
        if not _CODE.match(code):
            raise BadProcess(f"{_MESSAGES}: {code!r} is no message code such as SE1.0050")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    found = [_process(each.name, _toml(each), str(listed.get("sii", ""))) for each in files if each.name != _MESSAGES]
    for process in found:
        unknown = sorted(set(process.messages) - set(codes))
        if unknown:
            raise BadProcess(f"process {process.code}: {_MESSAGES} does not know {', '.join(unknown)}")
    names = [process.code for process in found]
    if len(set(names)) != len(names):
        raise BadProcess(f"two tables are of one process among {names}")
    ordered = tuple(sorted(found, key=lambda process: process.code))
    return ProcessTables(ordered, tuple(codes[code] for code in sorted(codes)))


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _process(name: str, row: Mapping[str, Any], sii: str) -> Process:
    try:
        unknown = sorted(set(row) - _PROCESS_KEYS)
        if unknown:
            raise BadProcess(f"has keys that mean nothing: {', '.join(unknown)}")
        cancel_from = tuple(row.get("cancel_from", ()))
        states = tuple(map(_state, row.get("state", ())))
        transitions = tuple(map(_transition, row.get("transition", ())))
        return Process(
            code=row["code"],
            title=row["title"],
            commodity=commodity(row["commodity"]).code,
            side=Initiator(row["side"]),
            states=(*states, *([_CANCELLED] if cancel_from else [])),
            transitions=(*transitions, *_cancellation(cancel_from, row.get("cancel_effects", ()))),
            requirements=tuple(
                Requirement(each["message"], tuple(each["fields"]), each.get("distributor", ""))
                for each in row.get("require", ())
            ),
            deadlines=tuple(map(_deadline, row.get("deadline", ()))),
            needs=tuple(row.get("needs", ())),
            readings=tuple(row.get("readings", ())),
            fills=tuple(Requirement(each["message"], tuple(each["fields"])) for each in row.get("fill", ())),
            addressee={"sii": sii, "distributor": ""}[row.get("addressee", "sii")],
            withdrawal=row.get("withdrawal", ""),
            cancellation=_CANCELLATION if cancel_from else "",
            mark=row["mark"],
            source=row["source"],
            missing=row.get("missing", ""),
        )
    except (LookupError, ValueError, TypeError) as error:
        raise BadProcess(f"{name}: {error}") from error


def _state(row: Mapping[str, Any]) -> ProcessState:
    return ProcessState(**{**row, "outcome": CaseOutcome(row.get("outcome", "open"))})


def _transition(row: Mapping[str, Any]) -> Transition:
    unknown = sorted(set(row) - _TRANSITION_KEYS)
    if unknown:
        raise BadProcess(f"a transition has keys that mean nothing: {', '.join(unknown)}")
    return Transition(
        row.get("from", ""),
        row["message"],
        Way(row["way"]),
        row["to"],
        ExpectedAnswer(row.get("answer", "any")),
        tuple(map(EffectKind, row.get("effects", ()))),
        row.get("distributor", ""),
    )


def _cancellation(states: Iterable[str], effects: Iterable[str]) -> Iterable[Transition]:
    """What every process that can be cancelled hears: our request and its answers, and the notice of the SII."""
    undone = tuple(map(EffectKind, effects))
    for state in states:
        yield Transition(state, _CANCELLATION, Way.OUT, state)
        yield Transition(state, "APR.0100", Way.IN, state)
        yield Transition(state, "APR.0150", Way.IN, state, ExpectedAnswer.REFUSED)
        yield Transition(state, "APR.0150", Way.IN, _CANCELLED.name, ExpectedAnswer.ACCEPTED, undone)
        yield Transition(state, "APN.0200", Way.IN, _CANCELLED.name, ExpectedAnswer.ANY, undone)


def _deadline(row: Mapping[str, Any]) -> Deadline:
    valid_from = row.get("valid_from", dt.date.min)
    if type(valid_from) is not dt.date:
        raise BadProcess(f"a deadline is valid from a day, got {valid_from!r}")
    return Deadline(
        **{
            "state": "",
            "amount": None,
            **row,
            "event": TermStart(row["event"]),
            "unit": TermUnit(row["unit"]),
            "bound": Bound(row.get("bound", "by")),
            "severity": Severity(row.get("severity", "warn")),
        }
    )
