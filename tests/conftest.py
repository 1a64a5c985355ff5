"""Fixtures that every kind of test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # a loaded machine is slow, not wrong
settings.load_profile("unhurried")

pytest.register_assert_rewrite("tests.support")
pytest_plugins = (
    "tests.support.database",
    "tests.support.use_case_world",
    "tests.support.market_world",
    "tests.support.cli_world",
)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data: BOLLETTARIO_SHARED, or ../shared/data beside the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BOLLETTARIO_SHARED") or beside)
    if not folder.is_dir():
        pytest.skip("reference data absent; set BOLLETTARIO_SHARED to the folder that holds it")
    return folder
