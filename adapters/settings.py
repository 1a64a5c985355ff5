"""Settings: from bollettario.toml in the working folder, then from BOLLETTARIO_* in the environment."""

from __future__ import annotations

import os
from pathlib import Path

import attrs
import typed_settings as ts


@attrs.frozen
class Settings:
    """How this installation runs.

    database_url     postgresql://...; empty: an embedded server under `data_dir`
    data_dir         where the embedded server keeps its data
    tenant           the tenant the command line acts for, unless --tenant says otherwise
    operator         the name written into the journal
    processes        worker processes of a billing run; 1 runs in this process
    bank_profile     name of a bank profile of the sepa adapter
    fatturapa_xsd    the official FatturaPA schema, with xmldsig-core-schema.xsd beside it; empty: local controls only
    transmitter      tax code of the intermediary that sends e-invoices; empty: each seller sends its own
    http_host, http_port, http_workers  where `serve` listens
    channels_file    which channels each tenant has; passwords are named there and come from the environment
    max_body_bytes   the largest body a route takes
    """

    database_url: ts.SecretStr = ts.secret(default=ts.SecretStr(""))
    data_dir: Path = Path("var")
    tenant: str = "demo"
    operator: str = attrs.field(factory=lambda: os.environ.get("USER", "operator"))
    processes: int = attrs.field(factory=lambda: os.cpu_count() or 1)
    bank_profile: str = "iso"
    fatturapa_xsd: str = ""
    transmitter: str = ""
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    http_workers: int = 1
    channels_file: Path = Path("channels.toml")
    max_body_bytes: int = 64 << 20


def load_settings() -> Settings:
    """The settings of this process; unknown keys of the file are errors."""
    return ts.load(Settings, appname="bollettario", config_files=["bollettario.toml"], env_prefix="BOLLETTARIO_")
