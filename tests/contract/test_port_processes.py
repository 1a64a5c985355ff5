"""Contract of the declared processes: found by code, in order, and by the messages they hear."""

from __future__ import annotations

import pytest

from adapters.sii.process_tables import packaged_processes
from application.ports.processes import Processes, UnknownProcess
from domain.market.process import Way
from tests.fakes.market import MemoryProcesses


@pytest.fixture(params=["tables", "memory"])
def processes(request: pytest.FixtureRequest) -> Processes:
    return packaged_processes() if request.param == "tables" else MemoryProcesses(packaged_processes().all())


def test_processes_come_in_order_of_code_and_by_code(processes: Processes) -> None:
    codes = [process.code for process in processes.all()]
    assert codes == sorted(codes)
    assert [processes.get(code).code for code in codes] == codes
    with pytest.raises(UnknownProcess, match="no process 'none'"):
        processes.get("none")


def test_a_process_is_found_by_what_it_hears_not_by_what_it_says(processes: Processes) -> None:
    assert [process.code for process in processes.of_message("SE3.0200")] == ["switch-electricity-leaving"]
    assert processes.of_message("SE1.0050") == ()
    for process in processes.all():
        for each in process.transitions:
            assert (process in processes.of_message(each.message)) is any(
                other.way is Way.IN for other in process.transitions if other.message == each.message
            )
