"""Bank profiles on disk: one TOML file a bank, `profiles/iso.toml` explains each key. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import enum
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from domain.payments.bank_profile import AmendedAccount, BankProfile, SequenceType

PROFILES = Path(__file__).parent / "profiles"
_E = TypeVar("_E", bound=enum.Enum)
_MANDATORY: dict[str, type] = {
    "message": str,
    "lead_days": dict,
    "cutoff_time": dt.time,
    "max_tx_per_file": int,
    "max_bytes": int,
    "first_sequence": str,
    "batch_booking": bool,
    "amended_account": str,
    "debtor_countries": list,
}
_OPTIONAL: dict[str, type] = {"bic": str, "purpose": str}


class BadBankProfile(ValueError):
    """A bank profile cannot be used as it is written."""

    def __init__(self, file: Path, key: str, value: object, problem: str) -> None:
        named = f", {key} {value!r}" if key else ""
        super().__init__(f"{file}{named}: {problem}")
        self.file, self.key, self.value, self.problem = file, key, value, problem


def profile_names(directory: Path = PROFILES) -> tuple[str, ...]:
    """The names of the profiles there are, sorted."""
    return tuple(sorted(file.stem for file in directory.glob("*.toml")))


def load_profile(name: str, *, directory: Path = PROFILES) -> BankProfile:
    """The profile `name`, from `directory`/`name`.toml; BadBankProfile says which key is wrong and why."""
    file = directory / f"{name}.toml"
    content = _read(file, directory)
    for key in content.keys() - _MANDATORY.keys() - _OPTIONAL.keys():
        problem = f"no such key; use {', '.join((*_MANDATORY, *_OPTIONAL))}"
        raise BadBankProfile(file, key, content[key], problem)
    for key, kind in (_MANDATORY | _OPTIONAL).items():
        value = content.get(key)
        if type(value) is not kind and (key in content or key in _MANDATORY):
            raise BadBankProfile(
                file, key, value, f"expected a value of type {kind.__name__}; profiles/iso.toml explains the key"
            )
    core, b2b = _lead_days(file, content["lead_days"])
    try:
        return BankProfile(
            name=name,
            message=content["message"],
            bic=content.get("bic"),
            lead_days_core=core,
            lead_days_b2b=b2b,
            cutoff=content["cutoff_time"],
            max_tx_per_file=content["max_tx_per_file"],
            max_bytes=content["max_bytes"],
            first_sequence=_member(file, "first_sequence", content["first_sequence"], SequenceType),
            batch_booking=content["batch_booking"],
            purpose=content.get("purpose"),
            amended_account=_member(file, "amended_account", content["amended_account"], AmendedAccount),
            debtor_countries=_countries(file, content["debtor_countries"]),
        )
    except BadBankProfile:
        raise
    except ValueError as error:
        raise BadBankProfile(file, "", "", str(error)) from error


def _read(file: Path, directory: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        there = ", ".join(profile_names(directory)) or "none"
        raise BadBankProfile(file, "", "", f"no such profile; there are: {there}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadBankProfile(file, "", "", f"not a TOML file in UTF-8: {error}") from error


def _lead_days(file: Path, value: object) -> tuple[int, int]:
    schemes = {"CORE", "B2B"}
    if not isinstance(value, dict) or set(value) != schemes or not all(type(days) is int for days in value.values()):
        raise BadBankProfile(file, "lead_days", value, "expected { CORE = days, B2B = days }, whole numbers")
    return value["CORE"], value["B2B"]


def _member(file: Path, key: str, value: str, kind: type[_E]) -> _E:
    for member in kind:
        if member.value == value:
            return member
    raise BadBankProfile(file, key, value, f"use one of {', '.join(str(member.value) for member in kind)}")


def _countries(file: Path, value: list[object]) -> frozenset[str]:
    names = [name for name in value if isinstance(name, str)]
    if len(names) != len(value):
        raise BadBankProfile(file, "debtor_countries", value, "a list of country codes as text is needed")
    return frozenset(names)
