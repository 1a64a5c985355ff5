"""Play the SII of a simulation: read what a retailer asked, answer by rule, hand the answers to what carries them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import attrs

from application.ports.market_flows import MarketFlows
from domain.kernel.calendar import Holidays
from domain.kernel.validity import Period
from domain.market.message import MarketMessage
from domain.metering.deliveries.delivery import RejectedFile
from domain.simulation.sii import SiiAnswer, SiiRules, answers, in_files, notices


@attrs.frozen
class RequestFile:
    """A file a retailer sent, and the day it arrived."""

    name: str
    data: bytes
    day: dt.date


@attrs.frozen
class AnsweredFile:
    """What left of one code on one day.

    name      of the file; empty where nothing left, because the layout of its messages is not public
    messages  how many are in it, and `refusals` how many of them refuse
    portal    the messages of which a file says nothing, or not the day: a person reads them on the portal of the SII
    """

    code: str
    name: str
    messages: int
    refusals: int
    portal: tuple[MarketMessage, ...] = ()


def play_sii(
    *,
    flows: MarketFlows,
    rules: SiiRules,
    working: Holidays,
    retailer: str,
    requests: Iterable[RequestFile],
    days: Period,
    deliver: Callable[[str, bytes], None],
) -> Iterator[AnsweredFile]:
    """Send every answer and notice that leaves on one of `days`, in order of day and code; yields each file as it left.

    No layout is invented: a message whose layout is not public is not sent, and a day is left out where its place is
    not known.

    asked     everything that arrived until then: what was answered before is known by its day and not sent again
    retailer  VAT number of who is told of what leaves

    A file that cannot be read is not answered, as by a gate that drops it. UnwritableMessage for a message that has no
    format.
    """
    found: list[SiiAnswer] = [*notices(rules, retailer, days)]
    for file in requests:
        for message in _messages(flows, file):
            found += (each for each in answers(rules, message, file.day, working) if each.sent_on in days)
    for day, messages in in_files(found):
        code = messages[0].code
        if not flows.is_public(code):
            yield AnsweredFile(code, "", 0, 0, messages)
            continue
        undated = () if flows.states_day(code) else tuple(each for each in messages if each.effective is not None)
        sent = [attrs.evolve(each, effective=None) for each in messages] if undated else messages
        name, data = flows.write(sent)
        named = f"{day:%Y%m%d}_{name}"
        deliver(named, data)
        refusals = sum(each.accepted is False for each in messages)
        yield AnsweredFile(code, named, len(messages), refusals, undated)


def _messages(flows: MarketFlows, file: RequestFile) -> tuple[MarketMessage, ...]:
    read = flows.read(name=file.name, data=file.data)
    if isinstance(read, RejectedFile):
        return ()
    return tuple(each for each in read if isinstance(each, MarketMessage))
