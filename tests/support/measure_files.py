"""Measure files read whole, as they arrive: an XML, or a zip with XMLs in folders."""

from __future__ import annotations

import datetime as dt

from adapters.containers.unpack import Limits
from adapters.containers.zip_containers import ZipContainers
from adapters.sii.rules import RuleSettings
from adapters.sii.xml_intake import BatchSize, Xml
from application.ports.channels import Spooled
from domain.metering.delivery import Delivery, RefusedFile, gathered


def read_file(
    *,
    name: str,
    data: bytes,
    addressees: frozenset[str],
    limits: Limits,
    received_at: dt.datetime,
    rule_settings: RuleSettings | None = None,
) -> tuple[Delivery | RefusedFile, ...]:
    """Everything that a small arrival holds, at once."""
    found: list[Delivery | RefusedFile] = []
    for file in ZipContainers(limits).members(name=name, content=Spooled.of(data)):
        if file.fault is not None:
            found.append(RefusedFile(file.name, file.content.sha256, file.fault))
            continue
        xml = Xml(
            name=file.name,
            content=file.content,
            container=file.container or None,
            addressees=addressees,
            received_at=received_at,
            rule_settings=rule_settings or {},
            limit_bytes=limits.max_file_bytes,
            batch=BatchSize(),
        )
        found.append(gathered(xml.parts()))
    return tuple(found)
