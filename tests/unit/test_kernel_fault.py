"""Faults: a documented code each, never two meanings for one."""

from __future__ import annotations

import re

import pytest

from application.faults import FAULT_CODES, FAULTS, kind_of
from domain.kernel.fault import Fault, FaultCode


def test_no_code_is_used_twice() -> None:
    assert len(FAULTS) == len(FAULT_CODES)


@pytest.mark.parametrize("kind", FAULT_CODES, ids=[kind.code for kind in FAULT_CODES])
def test_every_code_says_what_it_means_and_what_to_do(kind: FaultCode) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d{3}", kind.code)
    assert kind.meaning.endswith(".")
    assert kind.remedy.endswith(".")
    assert kind_of(kind.fault("C1", "7")) is kind


def test_a_fault_is_written_with_code_subject_and_message() -> None:
    assert str(Fault("PRC-004", "C1", "negative consumption -1")) == "PRC-004 C1: negative consumption -1"


def test_a_fault_of_no_documented_code_has_no_kind() -> None:
    with pytest.raises(KeyError):
        kind_of(Fault("PRC-999", "C1", ""))
