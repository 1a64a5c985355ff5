"""Collecting by direct debit: in time, once, and what cannot be collected stays open."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.sepa.bank_profiles import load_profile
from adapters.sepa.pain008 import Pain008
from application.billing.seal_run import seal_run
from application.payments.collect_payments import CollectedPayments, collect_payments, collection_rules
from application.ports.direct_debit import PaymentFile
from application.ports.record import SameKeyOtherInput
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.money import total
from domain.payments.bank_profile import BankProfile
from domain.payments.mandate import MandateStatus
from domain.payments.receivable import ReceivableStatus
from tests.support.use_case_world import NOW, USED, World, mandate

BANK = load_profile("iso")
DUE = dt.date(2026, 11, 30)
IN_TIME = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def early(units: UnitsOfWork, tenant: str) -> World:
    """On the day of issue, with three bills due on 30 November; the mandate of the third is revoked."""
    return billed(World(units, tenant))


def billed(world: World) -> World:
    world.customers(1, 2, 3, payment="direct_debit")
    world.measure({1: USED, 2: USED, 3: USED})
    run = world.executed()
    seal_run(units=world.units, books=world.books, actor=world.actor, run_id=run.id)
    world.register(attrs.evolve(mandate(3), status=MandateStatus.REVOKED))
    return world


@pytest.fixture
def world(early: World) -> World:
    """The same, when the files can be sent."""
    return early.at(IN_TIME)


@attrs.frozen
class OutOfOrder:
    """A writer of files that fails."""

    def write(self, **given: object) -> tuple[PaymentFile, ...]:
        raise ConnectionError("the writer is out of order")


def collect(world: World, *, until: dt.date = DUE, key: str = "", bank: BankProfile = BANK) -> CollectedPayments:
    return collect_payments(
        units=world.units,
        books=world.books,
        debits=Pain008(bank),
        actor=world.actor,
        rules=collection_rules(world.books.book(world.clock.today()), bank, world.clock.today()),
        due_until=until,
        key=key,
    )


def statuses(world: World) -> list[ReceivableStatus]:
    with world.units(world.tenant) as uow:
        return [item.status for item in uow.receivables.page("", 10)]


OPEN, COLLECTING = ReceivableStatus.OPEN, ReceivableStatus.COLLECTING


def test_before_the_window_opens_everything_waits(early: World) -> None:
    assert early.clock.now() == NOW
    told = collect(early)
    assert told.files == ()
    assert [item.receivable[-1] for batch in told.later for item in batch.collections] == ["1", "2"]
    assert all(batch.when.submit_from > early.clock.today() for batch in told.later)
    assert statuses(early) == [OPEN] * 3
    assert [file.id for file in collect(early.at(IN_TIME)).files]


def test_in_the_window_the_files_are_written_and_the_receivables_move(world: World) -> None:
    told = collect(world)
    (file,) = told.files
    assert told.later == ()
    assert [each[-1] for each in file.receivables] == ["1", "2"]
    assert statuses(world) == [COLLECTING, COLLECTING, OPEN]
    with world.units(world.tenant) as uow:
        assert uow.payment_files.get(file.id) == file
        owed = [uow.receivables.get(each).amount for each in file.receivables]
        assert uow.mandates.get("MND-0001").last_collection_on == DUE
        assert uow.mandates.get("MND-0003").last_collection_on is None
    assert (file.count, file.total) == (2, total(owed))
    assert world.recorded()[-1] == "collect_payments"
    assert world.events()[-1] == "payments.collected"


def test_what_cannot_be_collected_stays_open_with_its_reason(world: World) -> None:
    (fault,) = collect(world).refused
    assert fault.code == "COL-001"
    assert fault.subject[-1] == "3"
    world.register(mandate(3))
    later = world.at(dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC))
    told = collect(later)
    assert told.refused == ()
    assert [file.count for file in told.files] == [1]
    assert statuses(world) == [COLLECTING] * 3


def test_nothing_is_collected_twice(world: World) -> None:
    (first,) = collect(world).files
    assert collect(world).files == ()
    with world.units(world.tenant) as uow:
        assert uow.payment_files.all() == (first,)


def test_the_same_key_gives_the_same_files_and_leaves_no_second_trace(world: World) -> None:
    first = collect(world, key="november")
    entries, events = world.journal(), world.events()
    assert collect(world, key="november").files == first.files
    assert (world.journal(), world.events()) == (entries, events)
    with pytest.raises(SameKeyOtherInput, match="november"):
        collect(world, key="november", until=dt.date(2026, 12, 31))


def test_what_is_due_later_is_left_alone(world: World) -> None:
    told = collect(world, until=dt.date(2026, 11, 29))
    assert (told.files, told.later, told.refused) == ((), (), ())
    assert statuses(world) == [OPEN] * 3


def test_each_file_has_a_message_of_its_own(world: World) -> None:
    one_a_file = attrs.evolve(BANK, max_tx_per_file=1)
    files = collect(world, bank=one_a_file).files
    assert len({file.id for file in files}) == len({file.name for file in files}) == 2
    assert sorted(each for file in files for each in file.receivables) == [f"{n:013d}" for n in (1, 2)]


def test_a_file_that_cannot_be_written_moves_nothing(world: World) -> None:
    entries = world.journal()
    with pytest.raises(ConnectionError):
        collect_payments(
            units=world.units,
            books=world.books,
            debits=OutOfOrder(),
            actor=world.actor,
            rules=collection_rules(world.books.book(world.clock.today()), BANK, world.clock.today()),
            due_until=DUE,
        )
    assert statuses(world) == [OPEN] * 3
    assert world.journal() == entries
    (file,) = collect(world).files
    assert file.id.endswith("0000000001-1")


def test_any_name_of_a_tenant_makes_a_message_that_a_bank_can_read(units: UnitsOfWork, tenant: str) -> None:
    number = tenant.rpartition("-")[2]
    world = billed(World(units, f"è_{number}/luce")).at(IN_TIME)
    (file,) = collect(world).files
    assert file.id == f"{number}LUCE"[:8] + "0000000001-1"
