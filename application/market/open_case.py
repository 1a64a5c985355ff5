"""Ask a market process for a point, or cancel what was asked: the message is built from the registry, checked, written.

The case gets its CP_UTENTE, unique for the tenant; the file waits among the outgoing ones for a channel to pick it up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import attrs

from application.journal import Actor, once, record
from application.ports.channels import Channels, channel_to
from application.ports.flow_files import TO_BE_SENT, Direction, FlowFile, FlowLine, LineKind
from application.ports.market_flows import MarketFlows
from application.ports.processes import Processes, UnknownProcess
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.registry.register_customers import check_contract, check_terms
from application.tariffs.book import book_of
from domain.commodities.electricity.terms import ElectricityTerms
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain, digest_of_bytes
from domain.kernel.fault import Severity
from domain.market.case import Case, Exchange, MisplacedMessage, apply
from domain.market.deadline import Bound
from domain.market.message import MarketMessage
from domain.market.process import Process, Side, Way
from domain.market.supply_state import supply_changes, supply_state
from domain.market.timeline import deadlines

_SECTORS = {"electricity": "E", "gas": "G"}
_SERIES = "market case"  # of the counters of numbers; no series of documents holds a space


class CannotAsk(ValueError):
    """A process cannot be asked, or a case not be cancelled, as things are: which, and why."""


@attrs.frozen
class Asked:
    """A case that was opened, and the file that was written for it."""

    case: Case
    file_name: str
    sha256: str


@attrs.frozen(kw_only=True)
class Request:
    """What a process is asked for.

    contract   number of the contract it is about: one that supplies, or one that waits
    draft      the contract that opens, or that holds the new terms, once it is accepted; None where none does
    effective  the day asked for; notice: the day a notice of default reached the customer
    values     fields of the message that the registry does not know, by declared name
    """

    process: str
    point: str
    contract: str = ""
    draft: Contract | None = None
    effective: dt.date | None = None
    notice: dt.date | None = None
    values: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Desk:
    """The ports a market use case works with. `channels`: by which requests go out; None: by hand."""

    units: UnitsOfWork
    books: TariffBooks
    processes: Processes
    flows: MarketFlows
    actor: Actor
    channels: Channels | None = None

    def channel_to(self, counterpart: str) -> str:
        """The name of the channel that sends to a counterpart, or of the only one that sends and names none."""
        return channel_to(counterpart, self.channels.of(self.actor.tenant) if self.channels is not None else ())


def open_case(desk: Desk, *, request: Request, key: str = "") -> Asked:
    """Open a case and write its request; the same idempotency key with the same request gives the first case.

    UnknownProcess, NotFound, DoesNotFit of a draft; CannotAsk where a field is missing (MKT-004), the supply is in
    another state than the process needs, or a term forbids it yet; UnwritableMessage.
    """
    process = desk.processes.get(request.process)
    if not process.is_complete or process.side is not Side.ASKED:
        why = f"is to be completed: {process.missing}" if not process.is_complete else "is opened by the other side"
        raise UnknownProcess(f"process {process.code} cannot be asked: it {why}")
    with desk.units(desk.actor.tenant) as uow:

        def ask() -> Plain:
            point, contract = uow.points.get(request.point), _contract(uow, desk, request)
            _check_supply(uow, desk, process, request)
            case = _new_case(uow, desk.actor, process, point, contract, request)
            message = _message(uow, desk, process, case, point, contract, request)
            return sent(uow, desk, process, case, message).code

        given: Plain = {
            "process": request.process,
            "point": request.point,
            "contract": request.draft.number if request.draft else request.contract,
            "draft": repr(request.draft) if request.draft else "",
            "effective": str(request.effective or ""),
            "notice": str(request.notice or ""),
            "values": dict(request.values),
        }
        code = once(uow, key, given, ask)
        assert isinstance(code, str)
        asked = _asked(uow.market_cases.get(code))
        uow.commit()
    return asked


def cancel_case(desk: Desk, *, code: str, values: Mapping[str, str] | None = None) -> Asked:
    """Take a request back by the withdrawal of its process, or ask the SII to cancel it (APR.0050).

    NotFound; CannotAsk where the state of the case allows neither.
    """
    with desk.units(desk.actor.tenant) as uow:
        target = uow.market_cases.get(code)
        process = desk.processes.get(target.process)
        expected = process.expects(target.state, target.distributor)
        texts = tuple((values or {}).items())
        if process.withdrawal and process.withdrawal in expected:
            message = _from_us(uow, process.withdrawal, process, target, texts)
            asked = sent(uow, desk, process, target, message)
        elif "APR.0050" in expected:
            asked = _cancellation(uow, desk, target, texts)
        else:
            raise CannotAsk(f"case {code} is {target.state!r}: it can neither be withdrawn nor cancelled")
        uow.commit()
    return _asked(asked)


def sent(uow: UnitOfWork, desk: Desk, process: Process, case: Case, message: MarketMessage) -> Case:
    """The case after a message that goes out: checked, written to a file, kept. CannotAsk, UnwritableMessage."""
    missing = missing_fields(process, message, case.distributor)
    if missing:
        raise CannotAsk(f"MKT-004 {message.code} for {case.point}: {', '.join(missing)} must be given")
    name, data = desk.flows.write([message])
    sha256, now, today = digest_of_bytes(data), desk.actor.clock.now(), desk.actor.clock.today()
    exchange = Exchange(message=message, way=Way.OUT, at=now, day=today, file_sha256=sha256, file_name=name)
    moved = apply(process, case, exchange)
    if isinstance(moved, MisplacedMessage):
        raise CannotAsk(str(moved))
    uow.market_cases.put(moved, is_open=True)
    file = FlowFile(
        sha256, name, "", message.code, now, TO_BE_SENT, records=1, accepted=1, direction=Direction.OUT,
        counterpart=message.addressee, channel=desk.channel_to(message.addressee),
    )  # fmt: skip
    uow.flow_files.add_content(sha256, [data])
    uow.flow_files.add(file)
    line = FlowLine(
        direction=Direction.OUT,
        at=now,
        flow=message.code,
        sha256=sha256,
        name=name,
        record=message.position,
        point=case.point,
        day=message.effective or today,
        what=LineKind.MESSAGE,
        outcome="asked",
        case=case.code,
    )
    uow.flow_files.add_lines([line])
    event: Plain = {"case": case.code, "message": message.code, "file": sha256}
    record(uow, desk.actor, use_case="send_market_message", given=event, events=[("case.asked", event)])
    return moved


def missing_fields(process: Process, message: MarketMessage, distributor: str) -> tuple[str, ...]:
    """The fields a message must fill and does not."""
    own = ("case", "counterpart_case", "point", "effective", "sender", "addressee")
    return tuple(
        name
        for name in process.required(message.code, distributor)
        if (message.accepted is None if name == "accepted" else not _field(message, name, own))
    )


def next_code(uow: UnitOfWork, day: dt.date) -> str:
    """A code for a new case: the year and a counter of the tenant."""
    return f"{day.year}_{uow.serials.take(_SERIES, day.year, 1):07d}"


def _field(message: MarketMessage, name: str, own: tuple[str, ...]) -> object:
    return getattr(message, name) if name in own else message.value(name)


def _asked(case: Case) -> Asked:
    step = next(step for step in reversed(case.steps) if step.way is Way.OUT and step.file_sha256)
    return Asked(case, step.file_name, step.file_sha256)


def _contract(uow: UnitOfWork, desk: Desk, request: Request) -> Contract | None:
    """The contract it is about; a draft is checked as one that is registered, and kept."""
    if request.draft is not None:
        check_terms(request.draft, book_of(uow, desk.books, desk.actor.clock.today()))
        check_contract(uow, request.draft)
        if request.draft.point != request.point:
            raise CannotAsk(f"contract {request.draft.number} is of point {request.draft.point}, not {request.point}")
        uow.market_cases.keep_draft(request.draft)
        return request.draft
    return uow.contracts.get(request.contract) if request.contract else None


def _check_supply(uow: UnitOfWork, desk: Desk, process: Process, request: Request) -> None:
    day = request.effective or desk.actor.clock.today()
    supplied = any(day in each.period for each in uow.contracts.at(process.commodity, [request.point]))
    state = supply_state(supply_changes(uow.market_cases.at(request.point)), day, supplied=supplied)
    if process.needs and state.value not in process.needs:
        raise CannotAsk(
            f"process {process.code} is asked of a supply that is {' or '.join(process.needs)}; on {day} that of "
            f"{request.point} is {state.value}"
        )


def _new_case(
    uow: UnitOfWork, actor: Actor, process: Process, point: SupplyPoint, contract: Contract | None, request: Request
) -> Case:
    today = actor.clock.today()
    supply = contract.terms.entries[-1].value.supply if contract else None
    case = Case(
        code=next_code(uow, today),
        process=process.code,
        commodity=process.commodity,
        point=point.code,
        opened_on=today,
        contract=contract.number if contract else "",
        counterpart=process.addressee or point.distributor.vat_number,
        distributor=point.distributor.vat_number,
        supply_class=supply.voltage if isinstance(supply, ElectricityTerms) else "",
        effective=request.effective,
        notice=request.notice,
    )
    for each in process.deadlines_of("", today, case.distributor, case.supply_class):
        if each.bound is Bound.NOT_BEFORE and each.severity is Severity.HOLD and case.notice is None:
            raise CannotAsk(f"process {process.code}: give the day the notice reached the customer ({each})")
    return case


def _message(
    uow: UnitOfWork,
    desk: Desk,
    process: Process,
    case: Case,
    point: SupplyPoint,
    contract: Contract | None,
    request: Request,
) -> MarketMessage:
    holidays = desk.books.holidays("holidays_working")
    for due in deadlines(process, case, holidays):
        first = due.deadline.bound is Bound.NOT_BEFORE and due.deadline.severity is Severity.HOLD
        if first and due.day is not None and case.opened_on < due.day:
            raise CannotAsk(f"process {process.code}: not before {due.day} ({due.deadline}; {due.deadline.source})")
    party = uow.parties.get(contract.party) if contract else None
    known = dict(_known(uow, desk.actor, party)) if party else {}
    texts = {name: known[name] for name in process.filled(process.opening) if known.get(name)} | dict(request.values)
    return _from_us(uow, process.opening, process, case, tuple(texts.items()))


def _known(uow: UnitOfWork, actor: Actor, party: Party) -> Iterator[tuple[str, str]]:
    """What the registry knows of the fields of requests, by declared name (reference, sections 4.2 and 5)."""
    yield "CF", party.codice_fiscale.text if party.codice_fiscale else ""
    yield "PIVA", party.partita_iva.text if party.partita_iva else ""
    yield "CF_STRANIERO", "0"
    yield "NOME", party.first_name
    yield "COGNOME", party.last_name
    yield "RAGIONE_SOCIALE_DENOMINAZIONE", party.denomination
    yield "TELEFONO", party.phone
    yield "EMAIL", party.email
    yield "DATA_RICHIESTA", f"{actor.clock.today():%d/%m/%Y}"
    ours = uow.sellers.get().partita_iva.text
    yield "PIVA_CONTROPARTE_COMMERCIALE", ours
    yield "PIVA_CC", ours  # the same of gas


def _from_us(
    uow: UnitOfWork, code: str, process: Process, case: Case, values: tuple[tuple[str, str], ...]
) -> MarketMessage:
    service, _, step = code.partition(".")
    return MarketMessage(
        service=service,
        step=step,
        sender=uow.sellers.get().partita_iva.text,
        addressee=case.counterpart or process.addressee,
        case=case.code,
        counterpart_case=case.counterpart_case,
        point=case.point if "point" in process.required(code, case.distributor) else "",
        effective=case.effective if code == process.opening else None,
        values=values,
    )


def _cancellation(uow: UnitOfWork, desk: Desk, target: Case, values: tuple[tuple[str, str], ...]) -> Case:
    """A case of its own that asks for the cancellation; the case it is about keeps the request among its steps."""
    process = desk.processes.get(f"cancellation-{target.commodity}")
    today = desk.actor.clock.today()
    case = attrs.evolve(
        target,
        code=next_code(uow, today),
        process=process.code,
        opened_on=today,
        state="",
        counterpart_case="",
        effective=None,
        about=target.code,
        steps=(),
    )
    named = (
        ("CP_GESTORE_ANN", target.counterpart_case),
        ("CP_UTENTE_ANN", target.code),
        ("SETTORE", _SECTORS[target.commodity]),
    )
    moved = sent(uow, desk, process, case, _from_us(uow, process.opening, process, case, (*named, *values)))
    last = moved.steps[-1]
    assert last.message is not None
    exchange = Exchange(
        message=last.message,
        way=Way.OUT,
        at=last.at,
        day=last.day,
        file_sha256=last.file_sha256,
        file_name=last.file_name,
    )
    about = apply(desk.processes.get(target.process), target, exchange)
    assert isinstance(about, Case), "the state was asked whether it hears a cancellation"
    uow.market_cases.put(about, is_open=True)
    return moved
