"""What the command line is handed by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import attrs

from application.journal import Actor
from application.ports.case_files import CaseFiles
from application.ports.channels import Channel
from application.ports.clock import Clock
from application.ports.ids import Ids
from application.ports.market_flows import MarketFlows
from application.ports.measure_writer import MeasureWriter
from application.ports.proofs import Proofs
from application.ports.tariff_books import TariffBooks
from application.services import Services
from domain.pricing.facts import HourlySeries
from domain.tariffs.parameter import ParameterHead, ParameterRow

TenantParameters = tuple[tuple[ParameterHead, ...], tuple[ParameterRow, ...], tuple[HourlySeries, ...]]


class ParameterFinding(Protocol):
    """One finding of the parameter check, as the tariff adapter gives it."""

    @property
    def is_error(self) -> bool: ...

    def __str__(self) -> str: ...


class FlowFormat(Protocol):
    """One version of a declared flow format, as the adapter of flows tells it."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def carrier(self) -> str: ...
    @property
    def commodity(self) -> str: ...
    @property
    def record(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def fields(self) -> Sequence[tuple[str, ...]]: ...
    @property
    def checks(self) -> Sequence[tuple[str, str, str]]: ...


class OpenServices(Protocol):
    """Opens every port, the database included, for as long as a command needs it."""

    def __call__(self, clock: Clock) -> AbstractContextManager[Services]: ...


@attrs.frozen
class Entry:
    """The installation as the command line sees it. What a command may do without is a function that gives it.

    open_services     starts the embedded database where no other is configured
    read_parameters   a tenant's parameter directory: heads, rows, hourly series
    check_parameters  the findings of a tariff data directory, the packaged one by default
    flow_formats      every version of every declared flow format
    drop              a folder as a channel, whose files are taken as soon as they are there
    generated_files   the files written by a program: path to content
    """

    tenant: str
    operator: str
    clock: Clock
    ids: Ids
    open_services: OpenServices
    books: Callable[[], TariffBooks]
    cases: Callable[[], CaseFiles]
    proofs: Callable[[], Proofs]
    measure_writer: Callable[[], MeasureWriter]
    market_flows: Callable[[], MarketFlows]
    drop: Callable[[Path], Channel]
    read_parameters: Callable[[Path], TenantParameters]
    check_parameters: Callable[[Path | None], Sequence[ParameterFinding]]
    generated_files: Callable[[], Mapping[Path, str]]
    flow_formats: Callable[[], Sequence[FlowFormat]]
    serve: Callable[[str, int], None]
    host: str
    port: int
    examples: Path

    def actor(self, tenant: str, clock: Clock | None = None) -> Actor:
        """Who the journal names for a command."""
        return Actor(tenant or self.tenant, self.operator, clock or self.clock, self.ids)
