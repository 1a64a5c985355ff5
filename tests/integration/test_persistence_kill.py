"""A process that is killed between its work and its commit leaves nothing behind and holds nothing up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from adapters.persistence.unit_of_work import SqlUnitsOfWork
from tests.support.strategies.documents import RUN_ID, bill, billing_run, result

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys
from adapters.persistence.server import engine
from adapters.persistence.unit_of_work import SqlUnitsOfWork
from tests.support.strategies.documents import RUN_ID, bill, result

url, tenant = sys.argv[1:]
with SqlUnitsOfWork(engine(url))(tenant) as work:
    numbers = work.runs.chunk(RUN_ID, 0)
    work.runs.finish_chunk(RUN_ID, 0, map(result, numbers))
    serial = work.serials.reserve("E", 2026, 1)
    work.bills.add([bill(tenant, serial=serial)])
    print("ready", flush=True)
    sys.stdin.read()
    work.commit()
"""


def test_a_killed_worker_leaves_nothing_and_its_chunk_is_free(
    database_url: str, sql_units: SqlUnitsOfWork, tenant: str
) -> None:
    with sql_units(tenant) as work:
        work.runs.add(billing_run(), [["K-1", "K-2"]])
        work.commit()
    arguments = [sys.executable, "-c", WORKER, database_url, tenant]
    with subprocess.Popen(arguments, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.kill()
    with sql_units(tenant) as work:
        assert work.runs.chunk(RUN_ID, 0) == ("K-1", "K-2")
        assert not work.runs.is_done(RUN_ID, 0)
        assert list(work.runs.results(RUN_ID)) == []
        assert work.bills.page("", 9) == ()
        assert work.serials.reserve("E", 2026, 1) == 1
        work.runs.finish_chunk(RUN_ID, 0, [result("K-1"), result("K-2")])
        work.bills.add([bill(tenant)])
        work.commit()
    with sql_units(tenant) as work:
        assert work.runs.open_chunks(RUN_ID) == ()
        assert len(work.runs.digests(RUN_ID)) == 2
