"""What this package gives the house: the channels of each tenant, and the place where fetched bytes wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs

from adapters.channels.spool import spool_to_disk
from application.ports.channels import Channel, Channels, ChannelTerms, Spool
from application.ports.clock import Clock


@attrs.frozen
class TenantChannels:
    """The channels of each tenant, from the file that is the tenant's. Satisfies the port Channels."""

    file_of: Callable[[str], Path]
    clock: Clock

    def of(self, tenant: str) -> tuple[Channel, ...]:
        """In order of name; see `ConfiguredChannels`."""
        from adapters.channels.configured import ConfiguredChannels

        return ConfiguredChannels(self.file_of(tenant), self.clock).of(tenant)


def build_channels(file_of: Callable[[str], Path], clock: Clock) -> Channels:
    """The channels that the file of a tenant names."""
    return TenantChannels(file_of, clock)


def build_spool() -> Spool:
    """Bytes are put aside on disk."""
    return spool_to_disk


def build_drop(root: Path, clock: Clock) -> Channel:
    """A folder as a channel, whose files are ready as soon as they are there."""
    from adapters.channels.folder import FolderChannel

    return FolderChannel(ChannelTerms(root.name, "folder", sends=True), root, clock, still_seconds=0)
