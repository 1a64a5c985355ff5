"""A market process as a state table: who asks, which messages, where each one leads, and by when.

Processes are data (one table a process); this module says what a table is and refuses one that cannot work. Facts:
reference on SII flows, sections 4 and 10 (state tables, mandatory fields and exceptions by distributor as data).
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from domain.market.deadline import Deadline

EVERY_DISTRIBUTOR = ("", "00000000000")


class Initiator(enum.Enum):
    """Who begins: we ask, or the other side notifies us."""

    ASKED = "asked"
    NOTIFIED = "notified"


class Way(enum.Enum):
    """Whether a message goes out or comes in."""

    OUT = "out"
    IN = "in"


class ExpectedAnswer(enum.Enum):
    """What a transition wants the message to say: any, accepted or refused. Any holds for a notice too."""

    ANY = "any"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    def fits(self, accepted: bool | None) -> bool:
        """Whether a message with that answer is meant."""
        return self is ExpectedAnswer.ANY or accepted is (self is ExpectedAnswer.ACCEPTED)


class CaseOutcome(enum.Enum):
    """How a final state ends a case."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class EffectKind(enum.Enum):
    """What an accepted message brings about, all by day."""

    OPEN_CONTRACT = "open_contract"
    CLOSE_CONTRACT = "close_contract"
    REOPEN_CONTRACT = "reopen_contract"
    VOLTURA = "voltura"
    CHANGE_TERMS = "change_terms"
    GRANT_BONUS = "grant_bonus"
    CHARGE_RAI = "charge_rai"
    SUSPEND = "suspend"
    RESUME = "resume"
    END_SUPPLY = "end_supply"
    AWAIT_READING = "await_reading"


class BadProcess(ValueError):
    """A state table cannot work: which process, which state or message, what is wrong."""


@attrs.frozen
class ProcessState:
    """A state of a case.

    outcome      OPEN until the case ends here
    no_deadline  why nobody is held to a day here; empty where a deadline says so
    lapses_to    the state a case is in once its effective day has come without a message; empty where it stays
    """

    name: str
    title: str
    outcome: CaseOutcome = CaseOutcome.OPEN
    no_deadline: str = ""
    lapses_to: str = ""

    @property
    def is_final(self) -> bool:
        """Whether the case ends here."""
        return self.outcome is not CaseOutcome.OPEN


@attrs.frozen
class Transition:
    """From a state, by a message and what it answers, to the next. An empty source opens the case.

    distributor  VAT number it holds for alone; empty or 00000000000 for all
    """

    source: str
    message: str
    way: Way
    target: str
    answer: ExpectedAnswer = ExpectedAnswer.ANY
    effects: tuple[EffectKind, ...] = ()
    distributor: str = ""

    @property
    def is_general(self) -> bool:
        """Whether it holds for every distributor."""
        return self.distributor in EVERY_DISTRIBUTOR


@attrs.frozen
class Requirement:
    """The fields a message must fill, by declared name; `distributor` as of a transition.

    Names in small letters are those every message has: point, case, counterpart_case, effective, accepted, sender,
    addressee.
    """

    message: str
    fields: tuple[str, ...]
    distributor: str = ""


@attrs.frozen(kw_only=True)
class Process:
    """A process with its table.

    needs          the states of a supply it may be asked in: supplied, suspended, none; empty for any (our own check)
    readings       the flows that bring the reading its effects wait for
    fills          the fields of a message that the registry fills; any other comes with the request
    addressee      VAT number of whom requests go to; empty for the distributor of the point
    withdrawal     code of the message that takes a request back; empty where only a cancellation does
    cancellation   code of the message that asks to cancel a case; empty where none can be
    mark           C confirmed, I inferred, R recalled, ours: where the table comes from; source names it
    missing        what is not public and still to be completed; a process without messages cannot be asked
    """

    code: str
    title: str
    commodity: str
    side: Initiator
    states: tuple[ProcessState, ...] = ()
    transitions: tuple[Transition, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    needs: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    fills: tuple[Requirement, ...] = ()
    addressee: str = ""
    withdrawal: str = ""
    cancellation: str = ""
    mark: str = ""
    source: str = ""
    missing: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.transitions:
            if not self.missing:
                raise BadProcess(f"process {self.code}: has no messages; say in `missing` what is to be completed")
            return
        self._check_states()
        self._check_reach()
        self._check_deadlines()

    @property
    def is_complete(self) -> bool:
        """Whether it has messages, so that a case of it can live."""
        return bool(self.transitions)

    @property
    def opening(self) -> str:
        """The code of the message that opens a case."""
        return next(each.message for each in self.transitions if not each.source)

    @property
    def messages(self) -> tuple[str, ...]:
        """The codes of its messages, in order of the table, each once."""
        return tuple(dict.fromkeys(each.message for each in self.transitions))

    def state(self, name: str) -> ProcessState:
        """A state by name; KeyError where the table has none such."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(f"process {self.code} has no state {name!r}")

    def transition(
        self, source: str, message: str, way: Way, accepted: bool | None, distributor: str = ""
    ) -> Transition | None:
        """Where a message leads; that of the distributor before the general one. None where it is out of place."""
        found = [
            each
            for each in self.transitions
            if (each.source, each.message, each.way) == (source, message, way)
            and each.answer.fits(accepted)
            and (each.is_general or each.distributor == distributor)
        ]
        return min(found, key=lambda each: each.is_general, default=None)

    def expects(self, source: str, distributor: str = "") -> tuple[str, ...]:
        """The codes of the messages that move a case on from a state."""
        found = [
            each.message
            for each in self.transitions
            if each.source == source and (each.is_general or each.distributor == distributor)
        ]
        return tuple(dict.fromkeys(found))

    def required(self, message: str, distributor: str = "") -> tuple[str, ...]:
        """The fields a message must fill; those of the distributor, where it has its own, in place of the general."""
        of_message = [each for each in self.requirements if each.message == message]
        own = [each for each in of_message if distributor and each.distributor == distributor]
        general = [each for each in of_message if each.distributor in EVERY_DISTRIBUTOR]
        return tuple(dict.fromkeys(name for each in own or general for name in each.fields))

    def filled(self, message: str) -> tuple[str, ...]:
        """The fields of a message that the registry fills."""
        return tuple(name for each in self.fills if each.message == message for name in each.fields)

    def deadlines_of(
        self, state: str, day: dt.date, distributor: str = "", supply_class: str = ""
    ) -> tuple[Deadline, ...]:
        """The deadlines of a state as in force on `day`; the most specific of each bound and event alone."""
        held = [each for each in self.deadlines if each.state == state and each.holds(day, distributor, supply_class)]
        best: dict[tuple[str, str], Deadline] = {}
        for each in sorted(held, key=Deadline.rank):
            best[each.bound.value, each.event.value] = each
        return tuple(best.values())

    def _check_states(self) -> None:
        names = [state.name for state in self.states]
        if len(set(names)) != len(names) or "" in names:
            raise BadProcess(f"process {self.code}: states have different names, got {names}")
        if not any(not each.source for each in self.transitions):
            raise BadProcess(f"process {self.code}: no message opens a case")
        for each in self.transitions:
            for name in (each.source, each.target):
                if name and name not in names:
                    raise BadProcess(
                        f"process {self.code}: {each.message} leads over state {name!r}, which is not declared"
                    )
            if not each.target:
                raise BadProcess(f"process {self.code}: {each.message} leads nowhere")
            if each.source and self.state(each.source).is_final:
                raise BadProcess(f"process {self.code}: {each.message} leaves {each.source!r}, which is final")
        for state in self.states:
            if state.lapses_to and (state.lapses_to not in names or not self.state(state.lapses_to).is_final):
                raise BadProcess(f"process {self.code}: {state.name!r} lapses to {state.lapses_to!r}, no final state")
        self._check_messages()

    def _check_messages(self) -> None:
        places = [(each.source, each.message, each.way, each.distributor, each.answer) for each in self.transitions]
        if len(set(places)) != len(places):
            raise BadProcess(f"process {self.code}: one message leads to two states from the same one")
        for source, message, way, distributor, answer in places:
            if answer is ExpectedAnswer.ANY and any(
                (source, message, way, distributor, other) in places
                for other in (ExpectedAnswer.ACCEPTED, ExpectedAnswer.REFUSED)
            ):
                raise BadProcess(f"process {self.code}: {message} from {source!r} leads on by any answer and by one")
        for name in (*(each.message for each in self.requirements), *([self.withdrawal] if self.withdrawal else [])):
            if name not in self.messages:
                raise BadProcess(f"process {self.code}: names message {name}, which its table does not have")

    def _check_reach(self) -> None:
        reached = {""}
        edges = [(each.source, each.target) for each in self.transitions]
        edges += [(each.name, each.lapses_to) for each in self.states if each.lapses_to]
        while True:
            more = {target for source, target in edges if source in reached} - reached
            if not more:
                break
            reached |= more
        lost = _names(each.name for each in self.states if each.name not in reached)
        if lost:
            raise BadProcess(f"process {self.code}: no message leads to {lost}")

    def _check_deadlines(self) -> None:
        names = {state.name for state in self.states} | {""}
        for each in self.deadlines:
            if each.state not in names:
                raise BadProcess(f"process {self.code}: a deadline is of state {each.state!r}, which is not declared")
        held = {each.state for each in self.deadlines}
        for state in self.states:
            if not state.is_final and state.name not in held and not state.no_deadline:
                raise BadProcess(f"process {self.code}: state {state.name!r} has no deadline and does not say why")


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
