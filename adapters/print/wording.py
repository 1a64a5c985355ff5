"""The fixed sentences and the glossary of the printed bill, read once from the files beside this module."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


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
    """What each component is for, by code, and by block for the codes that have no words of their own."""
    loaded: dict[str, str] = tomllib.loads((_FOLDER / "glossary.toml").read_text("utf-8"))
    return loaded
