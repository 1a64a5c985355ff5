"""Two tenants of one installation: each has its own bank, channels and sender of e-invoices, and sees no other's."""

from __future__ import annotations

import datetime as dt
import functools
import os
import traceback
from pathlib import Path

import attrs
import pytest
import typed_settings as ts

from adapters.cli.receivables import collect_due
from adapters.sepa import bank_profiles
from adapters.services import build_services
from adapters.settings import BadSetting, Settings, TenantSettings, load_settings
from adapters.system_clock import FixedClock
from application.documents.write_documents import write_einvoices
from application.services import Services
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.use_case_world import USED, World

NOWHERE = "postgresql://nobody@nowhere/nothing"
IN_TIME = FixedClock(dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC))
DUE = dt.date(2026, 11, 30)
SETTINGS = """
[bollettario]
transmitter = "01234567897"
[bollettario.tenants.acme]
bank_profile = "acme"
channels_file = "acme.toml"
transmitter = "09999990014"
credit_document = "TD04"
[bollettario.tenants.borea]
bank_profile = "borea"
[bollettario.tenants.cometa]
transmitter = ""
"""
CHANNEL = '[[channel]]\ntenant = "{}"\nname = "{}"\nkind = "folder"\nfolder = "exchange"\n'


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A working folder with settings, channels, and a profile of each bank."""
    for name in [name for name in os.environ if name.startswith("BOLLETTARIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bollettario.toml").write_text(SETTINGS, "utf-8")
    (tmp_path / "acme.toml").write_text(CHANNEL.format("acme", "own") + CHANNEL.format("borea", "not-here"), "utf-8")
    (tmp_path / "channels.toml").write_text(CHANNEL.format("acme", "old") + CHANNEL.format("borea", "own"), "utf-8")
    iso = (bank_profiles.PROFILES / "iso.toml").read_text("utf-8")
    for name, bic in (("acme", "ACMEITRRXXX"), ("borea", "BOREITRRXXX"), ("iso", "ISOXITRRXXX")):
        profile = tmp_path / "profiles" / f"{name}.toml"
        profile.parent.mkdir(exist_ok=True)
        profile.write_text(f'bic = "{bic}"\n{iso}', "utf-8")
    own = functools.partial(bank_profiles.load_profile, directory=tmp_path / "profiles")
    monkeypatch.setattr(bank_profiles, "load_profile", own)
    return tmp_path


@pytest.fixture
def services(folder: Path) -> Services:
    return attrs.evolve(build_services(load_settings(), NOWHERE, IN_TIME), units=MemoryUnitsOfWork())


def billed(services: Services, tenant: str) -> World:
    """A tenant with one bill to be debited, on a day when it can be."""
    world = World(services.units, tenant)
    world.customers(1, payment="direct_debit")
    world.measure({1: USED})
    run = world.executed()
    world.sealed(run.id)
    einvoices = services.of(tenant).einvoices
    assert not write_einvoices(units=services.units, actor=world.actor, einvoices=einvoices, run_id=run.id).faults
    return attrs.evolve(world, clock=IN_TIME)


@pytest.mark.parametrize(
    ("tenant", "bic"), [("acme", "ACMEITRRXXX"), ("borea", "BOREITRRXXX"), ("anyone", "ISOXITRRXXX")]
)
def test_debits_go_to_the_bank_of_the_tenant(services: Services, tenant: str, bic: str) -> None:
    (file,) = collect_due(services, billed(services, tenant).actor, DUE, "").files
    assert f"<BICFI>{bic}</BICFI>" in file.content.decode()


@pytest.mark.parametrize(
    ("tenant", "sender"),
    [("acme", "09999990014"), ("borea", "01234567897"), ("anyone", "01234567897"), ("cometa", "seller")],
)
def test_einvoices_are_sent_by_the_transmitter_of_the_tenant(services: Services, tenant: str, sender: str) -> None:
    billed(services, tenant)
    with services.units(tenant) as uow:
        seller = uow.sellers.get()
        (bill,) = uow.bills.page("", 10)
        file = uow.einvoices.of([str(bill.number)])[str(bill.number)]
    code = str(seller.codice_fiscale) if sender == "seller" else sender
    assert file.name.startswith(f"IT{code}_")
    assert f"<IdCodice>{code}</IdCodice>" in file.xml.decode()


def test_each_tenant_has_the_channels_of_its_own_file_and_no_others(services: Services) -> None:
    def names(tenant: str) -> list[str]:
        return [channel.terms.name for channel in services.channels.of(tenant)]

    assert (names("acme"), names("borea"), names("anyone")) == (["own"], ["own"], [])


def test_what_a_tenant_has_not_set_is_as_the_installation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLLETTARIO_POINT_LABEL", "PUNTO")
    settings = load_settings()
    assert settings.of("acme").point_label == "PUNTO"
    assert (settings.of("acme").credit_document, settings.of("borea").credit_document) == ("TD04", "TD01")
    assert settings.of("anyone") == settings


def test_a_tenant_wins_over_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLLETTARIO_TRANSMITTER", "00000000000")
    settings = load_settings()
    assert settings.of("acme").transmitter == "09999990014"
    assert settings.of("borea").transmitter == "00000000000"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('bank = "iso"', "tenants.acme.bank"),
        ('http_port = "1"', "tenants.acme.http_port"),
        ('transmitter = "123"', "transmitter"),
        ('credit_document = "TD02"', "credit_document"),
        ('point_label = "a label that is far too long"', "point_label"),
    ],
)
def test_a_key_or_value_of_a_tenant_that_cannot_be_used_is_named(folder: Path, line: str, key: str) -> None:
    (folder / "bollettario.toml").write_text(f"[bollettario.tenants.acme]\n{line}\n", "utf-8")
    with pytest.raises(ts.exceptions.TsError) as caught:
        load_settings()
    said = "".join(traceback.format_exception(caught.value))
    assert key in said
    assert "acme" in said


def test_a_bank_that_has_no_profile_is_named_with_its_tenant_at_the_start() -> None:
    settings = Settings(tenants={"acme": TenantSettings(bank_profile="nobody")})
    with pytest.raises(BadSetting, match=r"tenants\.acme\.bank_profile: .*nobody"):
        build_services(settings, NOWHERE, IN_TIME)
