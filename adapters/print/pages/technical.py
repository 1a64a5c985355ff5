"""The technical facts of a supply, whatever its commodity: the fields of its terms under the names of words/."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from adapters.print import format as fmt
from adapters.print.wording import SupplyWords
from domain.billing.explanation import number
from domain.contracts.supply_terms import SupplyTerms


def technical_facts(terms: SupplyTerms, words: SupplyWords) -> tuple[tuple[str, str], ...]:
    """Name and value of every field that says something; a field without a name of its own is named by itself."""
    return tuple(_facts(terms, words))


def _facts(terms: Any, words: SupplyWords) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for field in attrs.fields(type(terms)):
        value = getattr(terms, field.name)
        if field.name in words.hidden or value in (None, "", (), False):
            continue
        label, unit = words.fields.get(field.name, (field.name.replace("_", " ").capitalize(), ""))
        text = _text(value, words)
        if text and text not in seen:  # a code that says what another field said is left out
            seen.add(text)
            yield label, f"{text} {unit}".rstrip()


def _text(value: Any, words: SupplyWords) -> str:
    """A value in words; empty for one that holds others."""
    if isinstance(value, tuple | frozenset):
        return ", ".join(filter(None, (_text(each, words) for each in value)))
    if isinstance(value, enum.Enum):
        return _text(value.value, words)
    if isinstance(value, bool):
        return words.values[str(value)]
    if isinstance(value, Decimal | int):
        return number(Decimal(value))
    if isinstance(value, dt.date):
        return fmt.day(value)
    return words.values.get(value, value[:1].upper() + value[1:]) if isinstance(value, str) else ""
