"""Settings: from bollettario.toml in the working folder, then from BOLLETTARIO_* in the environment.

What belongs to a tenant is said in a table of its own, which wins over both:

[bollettario]
transmitter = "01234567897"           # of every tenant that says nothing

[bollettario.tenants.acme]
bank_profile = "mybank"               # adapters/sepa/profiles/mybank.toml
transmitter = ""                      # each seller of this tenant sends its own
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import attrs
import typed_settings as ts
from attrs.validators import max_len, optional

from domain.kernel.identifiers import CodiceFiscale

_CreditDocument = Literal["TD01", "TD04"]
_Built = TypeVar("_Built")
_LABEL = 10  # characters of TipoDato


class BadSetting(ValueError):
    """A value of the settings cannot be used; the message names its key."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key, self.problem = key, problem


def _tax_code(_: object, attribute: attrs.Attribute[Any], value: str | None) -> None:
    if value:
        try:
            CodiceFiscale(value)
        except ValueError as error:
            raise BadSetting(attribute.name, str(error)) from error


@attrs.frozen
class TenantSettings:
    """What a tenant sets for itself, by the keys of `Settings`; None: as the installation."""

    bank_profile: str | None = None
    channels_file: Path | None = None
    transmitter: str | None = attrs.field(default=None, validator=_tax_code)
    credit_document: _CreditDocument | None = None
    point_label: str | None = attrs.field(default=None, validator=optional(max_len(_LABEL)))


@attrs.frozen
class Settings:
    """How this installation runs, and what holds for every tenant that has not set its own.

    database_url     postgresql://...; empty: an embedded server under `data_dir`
    data_dir         where the embedded server keeps its data
    tenant           the tenant the command line acts for, unless --tenant says otherwise
    operator         the name written into the journal
    processes        worker processes of a billing run; 1 runs in this process
    fatturapa_xsd    the official FatturaPA schema, with xmldsig-core-schema.xsd beside it; empty: local controls only
    http_host, http_port, http_workers  where `serve` listens
    max_body_bytes   the largest body a route takes
    bank_profile     name of a bank profile of the sepa adapter
    channels_file    which channels each tenant has; passwords are named there and come from the environment
    transmitter      tax code of the intermediary that sends e-invoices; empty: each seller sends its own
    credit_document  type of the e-invoice of a bill below zero: TD01 with negative prices, or TD04
    point_label      what e-invoices call the supply point; empty: POD, PDR ... by the commodity
    tenants          what each tenant has set for itself of the last five
    """

    database_url: ts.SecretStr = ts.secret(default=ts.SecretStr(""))
    data_dir: Path = Path("var")
    tenant: str = "demo"
    operator: str = attrs.field(factory=lambda: os.environ.get("USER", "operator"))
    processes: int = attrs.field(factory=lambda: os.cpu_count() or 1)
    fatturapa_xsd: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    http_workers: int = 1
    max_body_bytes: int = 64 << 20
    bank_profile: str = "iso"
    channels_file: Path = Path("channels.toml")
    transmitter: str = attrs.field(default="", validator=_tax_code)
    credit_document: _CreditDocument = "TD01"
    point_label: str = attrs.field(default="", validator=max_len(_LABEL))
    tenants: Mapping[str, TenantSettings] = attrs.field(factory=dict)

    def of(self, tenant: str) -> Settings:
        """The settings as they hold for a tenant."""
        own = attrs.asdict(self.tenants.get(tenant, TenantSettings()), recurse=False)
        return attrs.evolve(self, **{key: value for key, value in own.items() if value is not None})

    def for_each_tenant(self, build: Callable[[Settings], _Built]) -> Callable[[str], _Built]:
        """What `build` makes of the settings of each tenant, by its name: made now, so that BadSetting comes now."""
        common, named = build(self), {}
        for tenant in self.tenants:
            try:
                named[tenant] = build(self.of(tenant))
            except BadSetting as error:
                raise BadSetting(f"tenants.{tenant}.{error.key}", error.problem) from error
        return lambda tenant: named.get(tenant, common)


def load_settings() -> Settings:
    """The settings of this process; unknown keys of the file are errors."""
    return ts.load(Settings, appname="bollettario", config_files=["bollettario.toml"], env_prefix="BOLLETTARIO_")
