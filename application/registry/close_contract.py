"""Close a contract on a day: its supply ends, and its closing bill gets its deadline."""

from __future__ import annotations

import datetime as dt

import attrs

from application.journal import Actor, record
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from application.tariffs.book import book_of
from domain.contracts.contract import Contract
from domain.kernel.digest import Plain
from domain.kernel.validity import FOREVER, Period
from domain.pricing.rights.closing_term import deliver_by
from domain.tariffs.book import TariffBook


class BilledBeyond(ValueError):
    """Days after the end were billed already."""


class CannotClose(ValueError):
    """The contract does not supply on the last day asked for."""


@attrs.frozen
class Closed:
    """The ended contract and the last day on which its closing bill may reach the customer.

    was  its last day before, None where it had no end
    """

    contract: Contract
    deliver_by: dt.date
    was: dt.date | None


def close_contract(*, units: UnitsOfWork, books: TariffBooks, actor: Actor, number: str, last_day: dt.date) -> Closed:
    """End a contract after `last_day`; the run that bills that day makes the closing bill.

    A contract that ends then already is left as it is. NotFound; CannotClose where it does not supply on `last_day`;
    BilledBeyond where days after it were billed: take that bill back first.
    """
    with units(actor.tenant) as uow:
        closed = close_within(
            uow, book=book_of(uow, books, actor.clock.today()), actor=actor, number=number, last_day=last_day
        )
        uow.commit()
    return closed


def close_within(uow: UnitOfWork, *, book: TariffBook, actor: Actor, number: str, last_day: dt.date) -> Closed:
    """The same inside a transaction that does more, as one that takes in a message of the market."""
    stop = last_day + dt.timedelta(days=1)
    contract = uow.contracts.get(number)
    if last_day not in contract.period:
        raise CannotClose(
            f"contract {number} supplies {contract.period}, not on {last_day}; to end it later, register it again "
            "with the later end"
        )
    was = None if contract.period.stop == FOREVER else contract.period.last
    if uow.runs.billed_before([number], Period(stop, FOREVER)):
        raise BilledBeyond(f"contract {number}: days after {last_day} were billed; reverse that bill first")
    ended = attrs.evolve(contract, period=Period(contract.period.start, stop))
    term = deliver_by(ended, book, last_day)
    if was != last_day:
        uow.contracts.put(ended)
        given: Plain = {"contract": number, "last_day": last_day.isoformat()}
        event: Plain = {
            "contract": number,
            "stop": stop.isoformat(),
            "was": was.isoformat() if was else "",
            "deliver_by": term.isoformat(),
        }
        record(uow, actor, use_case="close_contract", given=given, events=[("contract.closed", event)])
    return Closed(ended, term, was)
