"""The REST interface over stores in memory, asked by a client that knows its key."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from typing import Any

import attrs
from litestar import Litestar
from litestar.testing import TestClient

from adapters.cases.case_files import JsonCases
from adapters.cdr.reader import CdrFiles
from adapters.containers.zip_containers import ZipContainers
from adapters.curves.numpy_arithmetic import NumpyArithmetic
from adapters.curves.parquet_mirror import ParquetMirror
from adapters.fatturapa.document import Layout
from adapters.fatturapa.fatturapa import FatturaPA
from adapters.http.app import create_app
from adapters.http.openapi import examples
from adapters.http.settings import HttpSettings
from adapters.portale.portale_offers import PortaleOffers
from adapters.print.typst_printer import TypstPrinter
from adapters.print.wording import glossary
from adapters.proof.proofs import JsonProofs
from adapters.reading_lists.reader import CsvReadingLists
from adapters.reports.shadow_files import ShadowFiles
from adapters.runner.inline import InlineRunner
from adapters.sepa.bank_profiles import load_profile
from adapters.sepa.pain008 import Pain008
from adapters.sii.flow_records import SiiFlowRecords
from adapters.sii.market_flows import SiiMarketFlows
from adapters.sii.measure_flows import SiiMeasureFlows
from adapters.sii.process_tables import packaged_processes
from adapters.sii.self_readings.files import SelfReadingFiles
from adapters.sii.writers.dispatches import SiiMeasureWriter
from adapters.system_clock import FixedClock
from adapters.tariffs.books import PackagedTariffs
from application.billing.execute_run import execute_chunk
from application.ports.api_keys import ApiKeys, Caller
from application.ports.unit_of_work import UnitsOfWork
from application.services import Services, TenantServices
from domain.kernel.digest import digest_of_bytes
from tests.fakes.api_keys import MemoryApiKeys
from tests.fakes.channels import CountedPause, MemoryChannels, spool_to_memory
from tests.fakes.unit_of_work import MemoryUnitsOfWork
from tests.support.answers import check_answer

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
KEY, OTHER_KEY = "blt_demo", "blt_other"
LIMITS = HttpSettings(failed_keys_a_minute=1000)


@attrs.define
class CountedIds:
    """Identifiers in order; secrets that differ."""

    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1))

    def new(self) -> str:
        return f"{next(self._numbers):032x}"

    def secret(self) -> str:
        return f"secret-{next(self._numbers)}"


def services(keys: ApiKeys, units: UnitsOfWork | None = None) -> Services:
    """The real adapters over stores that are empty, in memory unless others are given."""
    books, clock = PackagedTariffs(), FixedClock(NOW)
    units = units or MemoryUnitsOfWork()
    bank = load_profile("iso")
    own = TenantServices(bank, Pain008(bank), FatturaPA.with_schema_at(None, layout=Layout()))

    def work(tenant: str, run_id: str, number: int) -> int:
        return execute_chunk(units=units, books=books, tenant=tenant, run_id=run_id, number=number)

    return Services(
        units=units,
        books=books,
        flows=SiiMeasureFlows(),
        processes=packaged_processes(),
        records=SiiFlowRecords(),
        channels=MemoryChannels(),
        containers=ZipContainers(),
        spool=spool_to_memory,
        pause=CountedPause(),
        market_flows=SiiMarketFlows(),
        curve_arithmetic=NumpyArithmetic(),
        curve_mirror=ParquetMirror(),
        calls=CdrFiles(),
        lists=CsvReadingLists(),
        self_reading_flows=SelfReadingFiles(SiiMarketFlows()),
        clock=clock,
        ids=CountedIds(),
        runner=InlineRunner(),
        printer=TypstPrinter(),
        of=lambda _: own,
        api_keys=keys,
        glossary=glossary(),
        work=work,
        cases=JsonCases(books, clock),
        proofs=JsonProofs(),
        offer_files=PortaleOffers(),
        shadow_reports=ShadowFiles(),
        measure_writer=SiiMeasureWriter(),
    )


def application(
    settings: HttpSettings = LIMITS, *, units: UnitsOfWork | None = None, keys: ApiKeys | None = None
) -> Litestar:
    """The application of two tenants, demo and other, with a key each; neither is set up."""
    keys = keys or MemoryApiKeys()
    keys.add(digest_of_bytes(KEY.encode()), Caller("demo", "Ada"))
    keys.add(digest_of_bytes(OTHER_KEY.encode()), Caller("other", "Bob"))
    return create_app(services(keys, units), settings=settings)


@attrs.frozen
class Api:
    """A client that carries a key."""

    client: TestClient[Litestar]
    key: str = KEY

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The answer to a request; `body` is sent as JSON, bytes as they are."""
        headers = {"Authorization": f"Bearer {self.key}"} | more.pop("headers", {})
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        return self.client.request(method, path, content=content, headers=headers, **more)

    def done(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The JSON of an answer that must be good."""
        answer = self.ask(method, path, body, **more)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        if answer.headers.get("content-type") == "application/json":
            check_answer(self.client.app, method, path, answer.json())
        return answer.json() if answer.content else None

    def problem(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, dict[str, Any]]:
        """Status and problem details of an answer that must be a refusal."""
        answer = self.ask(method, path, body, **more)
        assert answer.headers["content-type"] == "application/problem+json", answer.text[:500]
        found = answer.json()
        assert {"type", "title", "status", "detail"} <= set(found)
        assert found["status"] == answer.status_code
        return answer.status_code, found

    def as_other(self) -> Api:
        """The same client with the other tenant's key."""
        return attrs.evolve(self, key=OTHER_KEY)


def set_up(api: Api) -> None:
    """The example tenant with the example registry."""
    api.done("PUT", "/seller", examples.TENANT)
    api.done("POST", "/registry", examples.REGISTRY)
