"""Every anticipated error is mapped for the edge once, or is met before it gets there."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter

import application
import domain
from adapters.wire.anticipated_errors import ANTICIPATED, ERRORS, anticipated

BECOME_FAULTS = {
    "BadProfile",
    "BadScale",
    "CollectionDayMissed",
    "ConsumptionDoesNotFit",
    "CounterUnknown",
    "CounterWentBackwards",
    "CurveIncomplete",
    "DepositUnknown",
    "DiscountExceedsBase",
    "MeterChanged",
    "CannotBePriced",
    "MissingMeasure",
    "MissingReading",
    "NegativeConsumption",
    "NoRegister",
    "NoTerms",
    "OfferDoesNotFit",
    "UnknownPrefix",
}
"""A supply, a record or a receivable that cannot be worked on is refused in its batch."""
STOP_ONE_THING = {"Blocked", "CannotReadCalls", "CannotReadList", "ChannelFault", "NotOnPaper", "TermsEnded"}
"""An effect, a file, a channel or a page that fails alone; its use case or its route says so."""
BAD_VALUES = {"BadOfferFile", "ConsumerUnderB2b", "NegativePrice", "ValuesOverlap"}
"""What is read from outside and cannot be built is BadInput with its place."""
OURS = {"BadProcess", "NotWritable", "UnitsDiffer"}
"""Our own tables or formats are wrong: a fault of ours."""


def test_every_error_of_the_core_is_mapped_or_met_before_the_edge() -> None:
    found = {
        name
        for root in (domain, application)
        for module in pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
        for name, kind in vars(importlib.import_module(module.name)).items()
        if inspect.isclass(kind) and issubclass(kind, Exception) and kind.__module__ == module.name
        if not issubclass(kind, ERRORS)
    }
    assert found == BECOME_FAULTS | STOP_ONE_THING | BAD_VALUES | OURS


def test_no_error_and_no_name_of_a_problem_is_listed_twice() -> None:
    assert max(Counter(ERRORS).values()) == 1
    assert max(Counter(each.name for each in ANTICIPATED).values()) == 1


def test_an_error_comes_before_those_it_is_a_kind_of() -> None:
    for each in ANTICIPATED:
        assert anticipated(each.error.__new__(each.error)) == each


def test_an_anticipated_error_is_of_the_request_and_not_of_the_server() -> None:
    assert all(400 <= each.status < 500 for each in ANTICIPATED)
