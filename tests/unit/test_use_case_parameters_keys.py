"""A tenant's own parameters, its API keys, and the trace that every use case leaves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from adapters.persistence.stores.api_keys import SqlApiKeys
from application.journal import once, record
from application.ports.api_keys import ApiKeys, Caller
from application.ports.registry import NotFound
from application.ports.unit_of_work import UnitsOfWork
from application.registry.manage_api_keys import caller_of, issue_api_key, revoke_api_key
from application.tariffs.load_parameters import load_parameters
from domain.tariffs.parameter import ParameterRow, RowsOverlap
from tests.fakes.api_keys import MemoryApiKeys
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.strategies import documents as samples
from tests.support.use_case_world import TODAY, CountedIds, World


@pytest.fixture
def world(units: UnitsOfWork, tenant: str) -> World:
    world = World(units, tenant, ids=PrefixedIds(tenant))
    world.set_up()
    return world


@pytest.fixture
def api_keys(units: UnitsOfWork, request: pytest.FixtureRequest) -> ApiKeys:
    if isinstance(units, MemoryUnitsOfWork):
        return MemoryApiKeys()
    return SqlApiKeys(request.getfixturevalue("database"))


@attrs.define
class PrefixedIds:
    """Identifiers in order; secrets that no other tenant has."""

    prefix: str
    _ids: CountedIds = attrs.field(factory=CountedIds)

    def new(self) -> str:
        return self._ids.new()

    def secret(self) -> str:
        return f"{self.prefix}-{self._ids.secret()}"


def own_row(world: World, value: str = "0.5") -> ParameterRow:
    row = world.books.book(TODAY).value("electricity/losses", ("BT",), TODAY)
    return attrs.evolve(row, value=Decimal(value), known_from=dt.date(2026, 11, 1))


def load(world: World, *rows: ParameterRow, hourly: bool = False) -> str:
    series = [samples.hourly_series(dt.date(2026, 9, 1))] if hourly else []
    return load_parameters(units=world.units, books=world.books, actor=world.actor, heads=(), rows=rows, hourly=series)


def test_own_values_make_another_book_and_the_same_ones_the_same_book(world: World) -> None:
    common = world.books.book(TODAY).digest
    assert load(world) == common
    first = load(world, own_row(world))
    assert first != common
    assert load(world, own_row(world)) == first
    other = attrs.evolve(own_row(world), value=Decimal("0.6"), known_from=dt.date(2026, 11, 2))
    assert load(world, other) not in (common, first)
    assert world.plan().book_digest == load(world)
    assert world.recorded().count("load_parameters") == 5
    assert world.journal()[-1].events == ({"kind": "parameters.loaded", "payload": {"book": load(world), "rows": 0}},)


def test_a_value_that_contradicts_a_stored_one_is_refused_whole(world: World) -> None:
    load(world, own_row(world))
    entries = world.journal()
    contradiction = own_row(world, "0.7")
    fresh = attrs.evolve(own_row(world), known_from=dt.date(2026, 11, 5))
    with pytest.raises(RowsOverlap):
        load(world, fresh, contradiction, hourly=True)
    assert world.journal() == entries
    with world.units(world.tenant) as uow:
        assert [row.value for row in uow.parameters.all()[1]] == [Decimal("0.5")]
        assert uow.parameters.hourly(samples.YEAR) == {}


def test_hourly_prices_are_stored_beside_the_book(world: World) -> None:
    before = load(world)
    assert load(world, hourly=True) == before
    with world.units(world.tenant) as uow:
        assert list(uow.parameters.hourly(samples.YEAR)) == ["pun"]


def test_a_key_stands_for_its_tenant_and_its_name_until_it_is_withdrawn(world: World, api_keys: ApiKeys) -> None:
    key = issue_api_key(units=world.units, api_keys=api_keys, actor=world.actor, name="ERP")
    assert caller_of(api_keys=api_keys, key=key) == Caller(world.tenant, "ERP")
    assert caller_of(api_keys=api_keys, key=key + "x") is None
    revoke_api_key(units=world.units, api_keys=api_keys, actor=world.actor, key=key)
    assert caller_of(api_keys=api_keys, key=key) is None
    assert world.recorded()[-2:] == ["issue_api_key", "revoke_api_key"]
    assert world.events()[-2:] == ["api_key.issued", "api_key.revoked"]
    assert not any(key in str(entry) for entry in world.journal())


def test_two_keys_are_never_the_same(world: World, api_keys: ApiKeys) -> None:
    keys = [issue_api_key(units=world.units, api_keys=api_keys, actor=world.actor, name="ERP") for _ in range(2)]
    assert keys[0] != keys[1]


def test_a_tenant_that_was_not_set_up_gets_no_key(world: World, api_keys: ApiKeys) -> None:
    stranger = attrs.evolve(world, tenant=world.tenant + "-new")
    with pytest.raises(NotFound, match="seller"):
        issue_api_key(units=stranger.units, api_keys=api_keys, actor=stranger.actor, name="ERP")
    assert stranger.journal() == []


def test_a_key_is_withdrawn_by_its_own_tenant_only_and_once(world: World, api_keys: ApiKeys) -> None:
    key = issue_api_key(units=world.units, api_keys=api_keys, actor=world.actor, name="ERP")
    other = attrs.evolve(world, tenant=world.tenant + "-other")
    other.set_up()
    for who, what in ((other, key), (world, "blt_unknown")):
        entries = who.journal()
        with pytest.raises(NotFound, match="API key") as caught:
            revoke_api_key(units=who.units, api_keys=api_keys, actor=who.actor, key=what)
        assert what not in str(caught.value)
        assert who.journal() == entries
    assert caller_of(api_keys=api_keys, key=key) == Caller(world.tenant, "ERP")
    revoke_api_key(units=world.units, api_keys=api_keys, actor=world.actor, key=key)
    with pytest.raises(NotFound, match="API key"):
        revoke_api_key(units=world.units, api_keys=api_keys, actor=world.actor, key=key)


def test_entry_and_events_are_of_one_transaction(world: World) -> None:
    entries, events = world.journal(), world.events()

    def breaks_off() -> None:
        with world.units(world.tenant) as uow:
            record(uow, world.actor, use_case="try", given={}, events=[("tried", {"n": 1}), ("tried", {"n": 2})])
            assert len(list(uow.journal.entries())) == len(entries) + 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    assert (world.journal(), world.events()) == (entries, events)
    with world.units(world.tenant) as uow:
        record(uow, world.actor, use_case="try", given={}, events=[("tried", {"n": 1}), ("tried", {"n": 2})])
        uow.commit()
    entry = world.journal()[-1]
    assert (entry.actor, entry.at, entry.use_case) == ("Ada", world.clock.now(), "try")
    assert list(entry.events) == [{"kind": "tried", "payload": {"n": n}} for n in (1, 2)]
    assert world.events() == [*events, "tried", "tried"]
    with world.units(world.tenant) as uow:
        assert uow.journal.first_broken() is None


def test_work_under_an_empty_key_is_done_every_time(world: World) -> None:
    done = []

    def work() -> str:
        done.append(1)
        return "answer"

    with world.units(world.tenant) as uow:
        for _ in range(2):
            once(uow, "", {}, work)
        assert len(done) == 2
        for _ in range(2):
            once(uow, "key", {}, work)
        assert len(done) == 3
