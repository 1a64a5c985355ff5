"""A channel that is a folder."""

from __future__ import annotations

from pathlib import Path

import attrs

from adapters.channels.configured import ConfiguredChannels
from adapters.channels.spool import spool_to_disk
from application.services import Services

TOML = """
[[channel]]
tenant = "demo"
name = "distributor"
kind = "folder"
folder = "exchange"
direction = "both"
patterns = ["*.xml"]
"""


def with_folder(services: Services, folder: Path) -> Services:
    """The same services with a channel over a folder."""
    (folder / "channels.toml").write_text(TOML, "utf-8")
    (folder / "exchange" / "in").mkdir(parents=True)
    channels = ConfiguredChannels(folder / "channels.toml", services.clock)
    return attrs.evolve(services, channels=channels, spool=spool_to_disk)
