"""What this package gives the house: files that hold files, opened."""

from __future__ import annotations

from application.ports.containers import Containers


def build_containers() -> Containers:
    """Zips, under the limits of the house."""
    from adapters.containers.zip_containers import ZipContainers

    return ZipContainers()
