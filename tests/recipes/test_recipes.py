"""Each recipe of docs/extending.md works, and touches what the guide says: these files, by so many lines."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.recipe import RECIPES, ROOT, Touched, follow


def test_a_bank_is_a_profile(tmp_path: Path) -> None:
    assert follow("bank", tmp_path) == Touched({}, ("adapters/sepa/profiles/valley.toml",))


def test_a_measure_flow_is_one_module_an_import_and_an_entry(tmp_path: Path) -> None:
    assert follow("flow", tmp_path) == Touched({"adapters/sii/registry.py": 2}, ("adapters/sii/flows/concierge.py",))


def test_a_commodity_is_its_folder_an_import_and_an_entry(tmp_path: Path) -> None:
    folder = "domain/commodities/waste"
    assert follow("commodity", tmp_path) == Touched(
        {"domain/commodities/registry.py": 2},
        tuple(f"{folder}/{name}.py" for name in ("__init__", "commodity", "lines", "offer_price", "terms")),
    )


def test_a_column_on_the_bill_is_what_it_says_and_an_entry(tmp_path: Path) -> None:
    assert follow("column", tmp_path) == Touched({"adapters/print/pages/detail_columns.py": 5}, ())


def test_a_kind_of_channel_is_a_module_an_import_and_an_entry(tmp_path: Path) -> None:
    assert follow("channel", tmp_path) == Touched(
        {"adapters/channels/configured.py": 2}, ("adapters/channels/shelf.py",)
    )


def test_a_tax_is_its_value_an_import_and_an_entry_of_its_commodity(tmp_path: Path) -> None:
    assert follow("tax", tmp_path) == Touched(
        {"domain/commodities/electricity/commodity.py": 2},
        (
            "domain/commodities/electricity/town_surtax.py",
            "adapters/tariffs/data/excise/electricity_town/head.toml",
            "adapters/tariffs/data/excise/electricity_town/values.csv",
        ),
    )


def test_a_market_message_is_its_layout_an_import_an_entry_and_the_line_of_its_code(tmp_path: Path) -> None:
    assert follow("message", tmp_path) == Touched(
        {"adapters/sii/market/registry.py": 2, "adapters/sii/processes/messages.toml": 10},
        ("adapters/sii/flows/market_seal_check.py", "adapters/sii/processes/seal_check.toml"),
    )


def test_the_guide_points_to_every_recipe() -> None:
    guide = (ROOT / "docs" / "extending.md").read_text("utf-8")
    recipes = {path.parent.name for path in RECIPES.glob("*/proof.py")}
    assert recipes == set(re.findall(r"`tests/recipes/(\w+)`", guide))


def test_every_path_the_guide_names_is_there() -> None:
    guide = (ROOT / "docs" / "extending.md").read_text("utf-8")
    named = re.findall(r"`((?:domain|application|adapters|tests|docs)/[\w./-]+)`", guide)
    assert not [path for path in named if not (ROOT / path).exists()]
