"""Each recipe of docs/extending.md works, and touches what the guide says: these files, by so many lines."""

from __future__ import annotations

from pathlib import Path

from tests.support.recipe import Touched, follow


def test_a_bank_is_a_profile(tmp_path: Path) -> None:
    assert follow("bank", tmp_path) == Touched({}, ("adapters/sepa/profiles/valley.toml",))
