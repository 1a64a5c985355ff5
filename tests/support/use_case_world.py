"""A small utility over in-memory stores and over PostgreSQL: what the tests of the use cases are made of."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs
import pytest

from adapters.containers.zip_containers import ZipContainers
from adapters.runner.inline import InlineRunner
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.writers.electricity import pno_record, write_file
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.billing.execute_run import execute_chunk, execute_run
from application.billing.plan_run import plan_run
from application.billing.seal_run import seal_run
from application.journal import Actor
from application.metering.import_measures import import_measures
from application.ports.clock import Clock
from application.ports.file_handlers import Handled
from application.ports.ids import Ids
from application.ports.record import JournalEntry
from application.ports.unit_of_work import UnitsOfWork
from application.registry.register_customers import Registrable, register
from application.registry.set_up_tenant import set_up_tenant
from domain.billing.bill import Bill
from domain.billing.run import BillingRun, ResultOutcome, RunResult
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.contracts.party import Party, PartyKind
from domain.contracts.seller import Brand
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.identifiers import MandateReference
from domain.kernel.validity import Dated, History, Period, month_of
from domain.metering.reading import Action, Kind, MeasureReason, Origin, Quality, Reading, RegisterValue
from domain.payments.mandate import Mandate
from domain.tariffs.offer import BandPrice, FixedPrice, Offer
from tests.support.strategies import documents as samples
from tests.support.strategies.bills import PARTIES

NOW = dt.datetime(2026, 11, 10, 8, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 10)
SEPTEMBER, OCTOBER = month_of(dt.date(2026, 9, 1)), month_of(dt.date(2026, 10, 1))
BEFORE, LAST = dt.date(2026, 8, 31), dt.date(2026, 9, 30)
BRAND = Brand("<svg/>", "#0b4f6c", "#ffc145")
PARTY = PARTIES[PartyKind.PERSON]
OFFER = Offer(
    "FISSA",
    "Luce Fissa",
    "electricity",
    frozenset({"domestic_resident"}),
    FixedPrice((BandPrice("M", Decimal("0.15")),)),
    (),
    (),
    Period(dt.date(2026, 1, 1)),
)
USED = (100, 100, 100)
DISTRIBUTOR = "09999990022"
NOWHERE = Origin(NOW, 0, 1, "", "")


@attrs.define
class CountedIds:
    """Identifiers in order."""

    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1))

    def new(self) -> str:
        return f"{next(self._numbers):032x}"

    def secret(self) -> str:
        return f"secret-{next(self._numbers)}"


def contract_number(n: int) -> str:
    return f"K-{n:04d}"


def point_code(n: int) -> str:
    return f"IT001E{n:08d}"


def point(n: int) -> SupplyPoint:
    return samples.supply_point(point_code(n))


def contract(n: int, *, period: Period = Period(dt.date(2026, 1, 1)), payment: str = "transfer") -> Contract:  # noqa: B008
    """A resident's home, billed every month, at one fixed price."""
    terms = ContractTerms(OFFER.code, samples.TERMS, VatTerms("domestic"))
    return Contract(
        contract_number(n),
        PARTY.id,
        point_code(n),
        "electricity",
        period,
        History.of("terms", [Dated(Period(period.start), terms)]),
        PaymentMethod(payment),
        1,
        20,
    )


def mandate(n: int) -> Mandate:
    sample = samples.mandate(f"MND-{n:04d}", contract_number(n))
    return attrs.evolve(sample, umr=MandateReference(f"MND-{n:04d}"), amendments=())


def reading(n: int, day: dt.date, *kwh: int) -> Reading:
    """What the registers F1, F2, F3 show at the end of a day."""
    values = tuple(
        RegisterValue(Kind.ACTIVE, band, Decimal(value)) for band, value in zip(("F1", "F2", "F3"), kwh, strict=True)
    )
    return Reading(
        point_code(n), day, values, Quality.ACTUAL, MeasureReason.PERIODIC, Action.NEW, "PNO", NOWHERE, serial="A-77"
    )


def flow_file(
    *readings: Reading, progressive: int = 1, addressee: str = "01234567897", month: Period | None = None
) -> tuple[str, bytes]:
    """The name and XML of a file of readings of one month."""
    month = month or month_of(readings[0].day)
    return write_file(
        flow="PNO",
        sender=DISTRIBUTOR,
        addressee=addressee,
        dispatching_contract="DP9001",
        month=month,
        sent_at=dt.datetime.combine(month.stop + dt.timedelta(days=4), dt.time(8), dt.UTC),
        progressive=progressive,
        records=[pno_record(each) for each in readings],
        regime=None,
    )


@attrs.frozen
class World:
    """One tenant of an installation, and what it takes to act for it."""

    units: UnitsOfWork
    tenant: str
    clock: Clock = attrs.field(factory=lambda: FixedClock(NOW))
    ids: Ids = attrs.field(factory=CountedIds)
    books: PackagedTariffs = attrs.field(factory=PackagedTariffs)
    flows: SiiMeasureFlows = attrs.field(factory=SiiMeasureFlows)

    @property
    def actor(self) -> Actor:
        return Actor(self.tenant, "Ada", self.clock, self.ids)

    def at(self, now: dt.datetime) -> World:
        """The same world at another instant."""
        return attrs.evolve(self, clock=FixedClock(now))

    def set_up(self) -> None:
        seller = samples.seller(self.tenant)
        set_up_tenant(units=self.units, actor=self.actor, seller=seller, brand=BRAND)

    def register(self, *things: Registrable) -> None:
        register(units=self.units, books=self.books, actor=self.actor, things=things)

    def customers(self, *numbers: int, payment: str = "transfer") -> None:
        """A tenant set up with customers, each with a point, a contract and, for direct debits, a mandate."""
        self.set_up()
        things: list[Registrable] = [PARTY, OFFER]
        for n in numbers:
            things += [point(n), contract(n, payment=payment)]
            if payment == "direct_debit":
                things.append(mandate(n))
        self.register(*things)

    def take(self, name: str, data: bytes) -> tuple[Handled, ...]:
        return import_measures(
            units=self.units,
            actor=self.actor,
            flows=self.flows,
            containers=ZipContainers(),
            name=name,
            data=data,
            books=self.books,
        )

    def measure(self, used: Mapping[int, tuple[int, int, int]]) -> None:
        """Readings before and at the end of September of some customers, who used so much."""
        before = [reading(n, BEFORE, 1000, 1000, 1000) for n in used]
        last = [reading(n, LAST, *(1000 + kwh for kwh in bands)) for n, bands in used.items()]
        for readings in (before, last):
            assert all(each.outcome == "imported" for each in self.take(*flow_file(*readings)))

    def plan(self, *, key: str = "", chunk_size: int = 500, period: Period = SEPTEMBER) -> BillingRun:
        return plan_run(
            units=self.units,
            books=self.books,
            actor=self.actor,
            commodity_code="electricity",
            period=period,
            cycle_months=1,
            issue_on=TODAY,
            known_on=TODAY,
            key=key,
            chunk_size=chunk_size,
        )

    def work(self, tenant: str, run_id: str, number: int) -> int:
        return execute_chunk(units=self.units, books=self.books, tenant=tenant, run_id=run_id, number=number)

    def execute(self, run_id: str) -> list[int]:
        steps = execute_run(units=self.units, runner=InlineRunner(), actor=self.actor, work=self.work, run_id=run_id)
        return list(steps)

    def sealed(self, run_id: str) -> list[Bill]:
        """The documents of an executed run, sealed."""
        seal_run(units=self.units, books=self.books, actor=self.actor, run_id=run_id)
        with self.units(self.tenant) as uow:
            return list(uow.bills.of_run(run_id))

    def executed(self, *, chunk_size: int = 500) -> BillingRun:
        """A run of September, planned and executed."""
        planned = self.plan(chunk_size=chunk_size)
        self.execute(planned.id)
        return self.run(planned.id)

    def run(self, run_id: str) -> BillingRun:
        with self.units(self.tenant) as uow:
            return uow.runs.get(run_id)

    def results(self, run_id: str, outcome: ResultOutcome | None = None) -> dict[str, RunResult]:
        with self.units(self.tenant) as uow:
            return {result.contract: result for result in uow.runs.results(run_id, outcome)}

    def journal(self) -> list[JournalEntry]:
        with self.units(self.tenant) as uow:
            return list(uow.journal.entries())

    def recorded(self) -> list[str]:
        """The use cases of the journal, in order."""
        return [entry.use_case for entry in self.journal()]

    def events(self) -> list[str]:
        """The kinds of the events in the outbox, in order."""
        with self.units(self.tenant) as uow:
            return [event.kind for event in uow.outbox.pending(10_000)]


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    return World(units, tenant)


def party(party_id: str) -> Party:
    return attrs.evolve(PARTY, id=party_id)
