"""Cases of the market as plain values, the same for a program at the command line and over REST."""

from __future__ import annotations

import datetime as dt

from application.market.outgoing_message import Asked
from application.market.watch_cases import ShownCase, WorkItem
from application.ports.file_handlers import Handled
from domain.kernel.digest import Plain
from domain.market.case import Case, Effect
from domain.market.timeline import Due, Moment


def plain_case(case: Case) -> dict[str, Plain]:
    """A case without its steps."""
    return {
        "code": case.code,
        "process": case.process,
        "point": case.point,
        "contract": case.contract,
        "state": case.state,
        "effective": _day(case.effective),
        "opened_on": case.opened_on.isoformat(),
        "counterpart": case.counterpart,
        "counterpart_case": case.counterpart_case,
        "about": case.about,
        "reason": case.reason,
    }


def plain_asked(asked: Asked) -> Plain:
    """A case that was opened, and its file."""
    return plain_case(asked.case) | {"file": asked.file_name, "sha256": asked.sha256}


def plain_item(item: WorkItem) -> Plain:
    """One line of the worklist."""
    return plain_case(item.case) | {
        "trouble": item.trouble.value,
        "day": _day(item.day),
        "who": item.who,
        "told": item.told,
    }


def plain_shown(shown: ShownCase) -> Plain:
    """A case with its timeline, deadlines and what it waits for."""
    state = shown.process.state(shown.case.state) if shown.case.state else None
    return plain_case(shown.case) | {
        "title": shown.process.title,
        "state_title": state.title if state else "",
        "outcome": state.outcome.value if state else "open",
        "timeline": [_moment(each) for each in shown.moments],
        "deadlines": [_due(each) for each in shown.due],
        "open_items": [plain_item(each) for each in shown.items],
    }


def plain_received(received: Handled) -> Plain:
    """What became of a file of messages; of a long one the first messages, the others are in the history."""
    return {
        "name": received.name,
        "sha256": received.sha256,
        "container": received.container,
        "outcome": received.outcome,
        "detail": received.detail,
        "records": received.records,
        "taken": received.accepted,
        "refused": received.rejected,
        "fault": str(received.fault) if received.fault else None,
        "messages": [
            {
                "record": each.position,
                "message": each.code,
                "case": each.case,
                "point": each.point,
                "faults": [{"code": fault.code, "message": fault.message} for fault in each.faults],
            }
            for each in received.messages
        ],
    }


def _moment(each: Moment) -> Plain:
    return {
        "day": each.day.isoformat(),
        "at": each.at.isoformat(),
        "way": each.way.value,
        "who": each.who,
        "message": each.code,
        "answer": each.answer,
        "reason": each.reason,
        "state": each.state,
        "placed": each.placed,
        "file": each.file,
        "record": each.position,
        "due": [_due(due) for due in each.due],
        "effects": [_effect(effect) for effect in each.effects],
        "note": each.note,
        "told_by": each.told_by,
    }


def _due(due: Due) -> Plain:
    return {
        "state": due.deadline.state,
        "term": str(due.deadline),
        "bound": due.deadline.bound.value,
        "day": _day(due.day),
        "left_on": _day(due.left_on),
        "met": due.met,
        "who": due.deadline.who,
        "mark": due.deadline.mark,
        "source": due.deadline.source,
    }


def _effect(effect: Effect) -> Plain:
    return {
        "kind": effect.kind.value,
        "day": _day(effect.day),
        "contract": effect.contract,
        "status": effect.status.value,
        "told": effect.told,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
