"""Replay what came in on some days into a scratch tenant, to see how the measures that are stored came to be.

The registry is copied as it is today, then every file is taken in again in its order of arrival, at its own instant.
What comes out is compared with what is stored: readings, curves, refused records. The scratch is the tenant's own,
named {tenant}:{name}; it has no bill, and was empty or made by a replay. Two units of work, one each side of the wall.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from zoneinfo import ZoneInfo

import attrs

from application.journal import Actor, record
from application.ports.channels import Spool
from application.ports.file_handlers import Arrival, FileHandler
from application.ports.flow_files import FlowFile
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.kernel.digest import Plain, digest_of_texts
from domain.kernel.validity import Period

ROME = ZoneInfo("Europe/Rome")
LIMIT_BYTES = 4 << 30
_PAGE = 200
_USE_CASE = "replay_files"


class NotScratch(ValueError):
    """A replay would write into a tenant that is in use."""


@attrs.frozen
class ReplayDifference:
    """What the replay gives otherwise: `stored` are values only there, `replayed` only here; subject: point or file."""

    what: str
    subject: str
    stored: int
    replayed: int


@attrs.frozen
class Replayed:
    """What a replay gave. The digests are over every reading, curve and refused record of the files, in order."""

    scratch: str
    files: int
    unhandled: tuple[str, ...]
    stored_digest: str
    replayed_digest: str
    differences: tuple[ReplayDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether the replay gives what is stored, to the last detail."""
        return self.stored_digest == self.replayed_digest


@attrs.frozen
class _At:
    """The clock of a file: it shows when it came."""

    instant: dt.datetime

    def now(self) -> dt.datetime:
        return self.instant

    def today(self) -> dt.date:
        return self.instant.astimezone(ROME).date()


def replay_files(
    *,
    units: UnitsOfWork,
    actor: Actor,
    spool: Spool,
    handlers_of: Callable[[Actor], Sequence[FileHandler]],
    into: str,
    first: dt.date,
    last: dt.date,
    progress: Callable[[FlowFile], None] = lambda _: None,
) -> Replayed:
    """Replay the files that came on the days first..last (both included, in Italy). NotScratch, ValueError."""
    if not into or last < first:
        raise ValueError(f"a replay needs the name of a scratch and days in order, got {into!r}, {first} .. {last}")
    scratch = f"{actor.tenant}:{into}"
    with units(actor.tenant) as stored, units(scratch) as fresh:
        _must_be_scratch(fresh, scratch)
        _copy_registry(stored, fresh, scratch)
        files = stored.flow_files.arrived(_midnight(first), _midnight(last + dt.timedelta(days=1)))
        given: Plain = {"from": actor.tenant, "first": first.isoformat(), "last": last.isoformat()}
        maker = attrs.evolve(actor, tenant=scratch)
        record(fresh, maker, use_case=_USE_CASE, given=given, events=[("flows.replayed", given)])
        fresh.commit()
    unique = list({file.sha256: file for file in reversed(files)}.values())[::-1]
    unhandled: list[str] = []
    for file in unique:
        if not _replay(units, actor, spool, handlers_of, scratch, file):
            unhandled.append(file.name)
        progress(file)
    with units(actor.tenant) as stored, units(scratch) as fresh:
        hashes = {file.sha256 for file in unique}
        here, there = _handled(stored, hashes, stored), _handled(fresh, hashes, stored)
    return Replayed(scratch, len(unique), tuple(unhandled), _digest(here), _digest(there), _differences(here, there))


def _must_be_scratch(fresh: UnitOfWork, scratch: str) -> None:
    entries = fresh.journal.entries()
    beginning = next(iter(entries), None)
    if beginning is not None and beginning.use_case != _USE_CASE:
        raise NotScratch(f"{scratch} is in use since {beginning.at:%Y-%m-%d}; replay into a name that is free")
    if fresh.bills.page("", 1):
        raise NotScratch(f"{scratch} has bills; replay into a name that is free")


def _copy_registry(stored: UnitOfWork, fresh: UnitOfWork, scratch: str) -> None:
    fresh.sellers.put(attrs.evolve(stored.sellers.get(), tenant=scratch), stored.sellers.brand())
    after = ""
    while parties := stored.parties.page(after, _PAGE):
        for party in parties:
            fresh.parties.put(party)
        after = parties[-1].id
    after = ""
    while points := stored.points.page(after, _PAGE):
        for point in points:
            fresh.points.put(point)
        after = points[-1].code
    for offer in stored.offers.all():
        fresh.offers.put(offer)
    after = ""
    while contracts := stored.contracts.page(after, _PAGE):
        for contract in contracts:
            fresh.contracts.put(contract)
        after = contracts[-1].number


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ROME).astimezone(dt.UTC)


def _replay(
    units: UnitsOfWork,
    actor: Actor,
    spool: Spool,
    handlers_of: Callable[[Actor], Sequence[FileHandler]],
    scratch: str,
    file: FlowFile,
) -> bool:
    """Take in one file again, at its instant; False where nobody handles it."""
    handlers = handlers_of(Actor(scratch, actor.name, _At(file.at), actor.ids))
    with (
        units(actor.tenant) as stored,
        spool(stored.flow_files.content(file.sha256), limit_bytes=LIMIT_BYTES) as content,
    ):
        head = content.head()
        for handler in handlers:
            if handler.handles(file.name, head):
                handler.handle(Arrival(file.name, content, file.channel, file.counterpart, file.at, file.container))
                return True
    return False


def _handled(side: UnitOfWork, files: set[str], stored: UnitOfWork) -> dict[tuple[str, str], list[str]]:
    """Readings, curves and past use by point, refused records by file: everything that those files gave."""
    found: dict[tuple[str, str], list[str]] = {}
    always = Period(dt.date.min.replace(day=1))
    after = ""
    while points := stored.points.page(after, _PAGE):
        codes = [point.code for point in points]
        for code, readings in side.measures.readings(codes, dt.date.min, dt.date.max).items():
            _add(found, "reading", code, (repr(each) for each in readings if each.origin.file_sha256 in files))
        for code, curves in side.measures.curves(codes, always).items():
            _add(found, "curve", code, (repr(each) for each in curves if each.origin.file_sha256 in files))
        for code, uses in side.measures.history(codes, always).items():
            _add(found, "past use", code, (repr(each) for each in uses if each.origin.file_sha256 in files))
        after = codes[-1]
    for sha256 in files:
        rejected = ([each.record, each.point, each.fault.code] for each in side.flow_files.refused(sha256))
        _add(found, "refused", sha256, map(repr, rejected))
    return found


def _add(found: dict[tuple[str, str], list[str]], what: str, subject: str, texts: Iterable[str]) -> None:
    held = sorted(digest_of_texts([text]) for text in texts)
    if held:
        found[(what, subject)] = held


def _digest(side: dict[tuple[str, str], list[str]]) -> str:
    return digest_of_texts(f"{key} {text}" for key in sorted(side) for text in side[key])


def _differences(
    stored: dict[tuple[str, str], list[str]], replayed: dict[tuple[str, str], list[str]]
) -> tuple[ReplayDifference, ...]:
    found = []
    for key in sorted({*stored, *replayed}):
        here, there = Counter(stored.get(key, ())), Counter(replayed.get(key, ()))
        if here != there:
            found.append(ReplayDifference(*key, (here - there).total(), (there - here).total()))
    return tuple(found)
