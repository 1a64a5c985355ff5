"""The fixed sentences and the glossary of the printed bill, read once from the files beside this module."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from domain.tariffs.component import Block, Quota

_FOLDER = Path(__file__).resolve().parent
_WORDS = _FOLDER / "words"


@functools.cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """The sentences by name: text, source, status, and phone or site where they have one."""
    loaded: dict[str, Mapping[str, str]] = tomllib.loads((_FOLDER / "wording.toml").read_text("utf-8"))
    return loaded


def sentence(name: str) -> str:
    """The text of a sentence. KeyError where there is none of that name."""
    return sentences()[name]["text"]


@functools.cache
def glossary() -> Mapping[str, str]:
    """What each component is for, by code, and by block for the codes that have no words of their own.

    "gas.energy" is the component, or the block, of one commodity where it differs from the others'.
    """
    loaded: dict[str, str] = tomllib.loads((_FOLDER / "glossary.toml").read_text("utf-8"))
    own = ((path.stem, tomllib.loads(path.read_text("utf-8")).get("glossary", {})) for path in _WORDS.glob("*.toml"))
    return loaded | {f"{code}.{name}": text for code, words in own for name, text in words.items()}


@attrs.frozen
class SupplyWords:
    """What a commodity is called on paper; see words/any.toml. `fields` are name and unit."""

    receipt: str
    total: str
    offer: str
    sale: str
    network: str
    receipt_note: str
    icon: str
    is_energy: bool
    has_helpdesk: bool
    notices: tuple[str, ...]
    hidden: tuple[str, ...]
    quotas: Mapping[str, str]
    blocks: Mapping[str, str]
    fields: Mapping[str, tuple[str, str]]
    values: Mapping[str, str]

    def block(self, block: Block) -> str:
        """The name of a block."""
        return self.blocks[block.value]

    def quota(self, quota: Quota) -> str:
        """The name of a quota; empty for taxes and what only passes through the bill."""
        return self.quotas.get(quota.value, "")


@functools.cache
def supply_words(commodity: str) -> SupplyWords:
    """The words of a commodity, those of any where it has none of its own."""
    common, own = _words("any"), _words(commodity)
    tables = ("quotas", "blocks", "fields", "values")
    merged = {**common, **own, **{name: {**common[name], **own.get(name, {})} for name in tables}}
    merged.pop("glossary", None)
    merged["notices"], merged["hidden"] = tuple(merged["notices"]), tuple(merged["hidden"])
    merged["fields"] = {name: (label, unit) for name, (label, unit) in merged["fields"].items()}
    return SupplyWords(**merged)


def _words(name: str) -> dict[str, Any]:
    path = _WORDS / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
