"""Measure files read whole, as they arrive: an XML, or a zip with XMLs in folders."""

from __future__ import annotations

import datetime as dt

from adapters.containers.unpack import ZipLimits
from adapters.containers.zip_containers import ZipContainers
from adapters.sii.rules import RuleSettings
from adapters.sii.xml_intake import BatchSize, Xml
from application.ports.channels import Spooled
from domain.metering.deliveries.delivery import Delivery, RejectedFile, delivery_of


def read_file(
    *,
    name: str,
    data: bytes,
    addressees: frozenset[str],
    limits: ZipLimits,
    received_at: dt.datetime,
    rule_settings: RuleSettings | None = None,
) -> tuple[Delivery | RejectedFile, ...]:
    """Everything that a small arrival holds, at once."""
    found: list[Delivery | RejectedFile] = []
    for file in ZipContainers(limits).members(name=name, content=Spooled.of(data)):
        if file.fault is not None:
            found.append(RejectedFile(file.name, file.content.sha256, file.fault))
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
        found.append(delivery_of(xml.parts()))
    return tuple(found)
