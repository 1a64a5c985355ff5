"""Import an operator's call records: calls that can be rated are stored, the rest waits in suspense with its reason.

Nothing is accepted twice: a call is known by source, unique id and time of answer. What waits is tried again once its
cause is mended: the mapping, the contract of the line, the prefixes of its plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from application.journal import Actor, record
from application.ports.calls import CallFile, CallFiles, CannotReadCalls
from application.ports.file_handlers import Handled
from application.ports.flow_files import IMPORTED
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from domain.commodities.registry import COMMODITIES, commodity
from domain.contracts.contract import Contract
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Fault
from domain.kernel.telephone import masked
from domain.kernel.validity import Period
from domain.metering.calls.call import AcceptedCall, Call, SuspendedCdr, local_day
from domain.metering.calls.faults import TEL_001, TEL_004, TEL_005, TEL_101
from domain.pricing.commodity import CallCheck
from domain.pricing.priced import CannotBePriced

_ONE_DAY = dt.timedelta(days=1)


@attrs.frozen
class HandledCalls:
    """What came of a file of call records, or of those in suspense; the rejected ones are those that wait.

    skipped  records that are no calls to be billed
    The warnings of the file are of calls that came after their day was billed.
    """

    file: Handled
    skipped: int = 0
    suspended: tuple[SuspendedCdr, ...] = ()


def import_calls(
    *, units: UnitsOfWork, actor: Actor, files: CallFiles, name: str, data: bytes, mapping: str
) -> HandledCalls:
    """Read the file and store what is good, in one transaction. The same content again changes nothing.

    UnknownMapping where there is no such mapping.
    """
    sha256 = digest_of_bytes(data)
    with units(actor.tenant) as uow:
        try:
            read = files.read(name=name, data=data, mapping=mapping)
        except CannotReadCalls as error:
            handled = HandledCalls(Handled.stopped(name, sha256, TEL_001.fault(name, str(error))))
        else:
            found = _sorted_out(uow, read.calls)
            new = uow.calls.add(found.accepted)
            waiting = (*read.unread, *found.suspended)
            uow.calls.suspend(waiting)
            file = Handled(
                name,
                sha256,
                IMPORTED,
                records=read.records,
                accepted=new,
                known=len(found.accepted) - new,
                rejected=len(waiting),
                warnings=_late(uow, found) if new else (),
            )
            handled = HandledCalls(file, read.skipped, waiting)
        uow.calls.add_file(_file(handled, mapping, data, actor.clock.now()))
        _record(uow, actor, "import_calls", {"file": sha256, "mapping": mapping}, handled)
        uow.commit()
    return handled


def rate_suspended(*, units: UnitsOfWork, actor: Actor, files: CallFiles) -> HandledCalls:
    """Try every record in suspense again; those that are calls now are stored, the others keep waiting."""
    with units(actor.tenant) as uow:
        waiting = uow.calls.suspended()
        calls: list[AcceptedCall] = []
        unread: list[SuspendedCdr] = []
        skipped = 0
        for each in waiting:
            read = files.read_again(each)
            calls += read.calls
            unread += read.unread
            skipped += read.skipped
        found = _sorted_out(uow, calls)
        new = uow.calls.add(found.accepted)
        still = (*unread, *found.suspended)
        stays = {(each.source, each.raw.text) for each in still}
        uow.calls.release(each for each in waiting if (each.source, each.raw.text) not in stays)
        uow.calls.suspend(still)
        file = Handled(
            "suspense",
            "",
            IMPORTED,
            records=len(waiting),
            accepted=new,
            known=len(found.accepted) - new,
            rejected=len(still),
            warnings=_late(uow, found) if new else (),
        )
        handled = HandledCalls(file, skipped, still)
        _record(uow, actor, "rate_suspended", {"records": len(waiting)}, handled)
        uow.commit()
    return handled


@attrs.frozen(eq=False)
class _Sorted:
    """Calls by what becomes of them; `numbers` are the contracts of those accepted, by line and day."""

    accepted: list[AcceptedCall] = attrs.field(factory=list)
    suspended: list[SuspendedCdr] = attrs.field(factory=list)
    contracts: dict[dt.date, set[str]] = attrs.field(factory=dict)


def _sorted_out(uow: UnitOfWork, calls: Iterable[AcceptedCall]) -> _Sorted:
    """The calls whose line and zone are known, and the others with their fault."""
    listed = list(calls)
    lines = _lines(uow, {each.call.a_number for each in listed})
    checks = _checks(uow) if listed else {}
    found = _Sorted()
    for each in listed:
        day = local_day(each.call)
        contract = _contract_on(lines.get(each.call.a_number, ()), each.call.a_number, day)
        fault = _fault(each.call, contract, checks, day)
        if fault is not None:
            found.suspended.append(SuspendedCdr(each.call.source, each.raw, fault, each.call))
            continue
        assert contract is not None, "a call without contract has a fault"
        found.accepted.append(each)
        found.contracts.setdefault(day, set()).add(contract.number)
    return found


def _fault(call: Call, contract: Contract | None, checks: Mapping[str, CallCheck], day: dt.date) -> Fault | None:
    subject = f"{call.source} {call.id}"
    if contract is None:
        return TEL_004.fault(subject, f"line {masked(call.a_number)} has no telephony contract on {day}")
    code = contract.terms.on(day).offer
    if code not in checks:
        return TEL_005.fault(subject, f"offer {code} of line {masked(call.a_number)} is no phone plan")
    try:
        checks[code](call)
    except CannotBePriced as error:
        return Fault(error.code, subject, f"offer {code}: {error}")
    return None


def _checks(uow: UnitOfWork) -> Mapping[str, CallCheck]:
    """Every phone plan made ready, by the code of its offer."""
    found = ((offer.code, commodity(offer.commodity).call_check(offer.price)) for offer in uow.offers.all())
    return {code: check for code, check in found if check is not None}


def _contract_on(contracts: tuple[Contract, ...], number: str, day: dt.date) -> Contract | None:
    """The contract that has the line on a day."""
    for contract in contracts:
        line_of = commodity(contract.commodity).line
        assert line_of is not None, f"contract {contract.number} is of a line"
        for entry in contract.terms.entries:
            is_mine = line_of(entry.value.supply) == number
            if is_mine and day in entry.period and day in contract.period:
                return contract
    return None


def _lines(uow: UnitOfWork, numbers: set[str]) -> Mapping[str, tuple[Contract, ...]]:
    """The contracts by line."""
    found: dict[str, tuple[Contract, ...]] = {}
    for kind in COMMODITIES:
        for contract in uow.contracts.at(kind.code, numbers) if kind.line is not None else ():
            found[contract.point] = (*found.get(contract.point, ()), contract)
    return found


def _late(uow: UnitOfWork, found: _Sorted) -> tuple[Fault, ...]:
    """A warning for each contract and day that got calls after it was billed."""
    warnings = []
    for day in sorted(found.contracts):
        billed = uow.runs.billed_before(found.contracts[day], Period(day, day + _ONE_DAY))
        warnings += [TEL_101.fault(number, f"calls of {day} came after it was billed") for number in sorted(billed)]
    return tuple(warnings)


def _file(handled: HandledCalls, mapping: str, data: bytes, now: dt.datetime) -> CallFile:
    file = handled.file
    return CallFile(
        sha256=file.sha256,
        name=file.name,
        mapping=mapping,
        received_at=now,
        outcome=file.outcome,
        detail=file.detail,
        records=file.records,
        accepted=file.accepted,
        known=file.known,
        suspended=len(handled.suspended),
        skipped=handled.skipped,
        content=data,
    )


def _record(uow: UnitOfWork, actor: Actor, use_case: str, given: Plain, handled: HandledCalls) -> None:
    event: Plain = {
        "file": handled.file.sha256,
        "outcome": handled.file.outcome,
        "accepted": handled.file.accepted,
        "suspended": len(handled.suspended),
    }
    record(uow, actor, use_case=use_case, given=given, events=[("calls.imported", event)])
