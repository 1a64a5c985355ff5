"""The rules of the validation of measures, by code, and how a tenant sets them.

What a rule finds and how grave it is by default stands with its fault code. Each tenant may switch a rule off, or give
it another severity; every change stays with who made it, when and why. The same settings carry those of the checks of
SII records, which the reader of files applies.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

import attrs

from domain.kernel.fault import FaultCode, Severity
from domain.metering.validation.faults import VALIDATION_FAULTS, VEE_014, VEE_100, VEE_101

_OF_RUNS = (VEE_100.code, VEE_101.code)  # what a billing run tells; no rule about a measure


class UnknownRule(LookupError):
    """There is no rule of that code, or it cannot be set like this."""


class Setting(enum.Enum):
    """What a tenant makes of a rule."""

    OFF = "off"
    WARN = "warn"
    HOLD = "hold"
    REFUSE = "refuse"


RULES: Mapping[str, FaultCode] = {each.code: each for each in VALIDATION_FAULTS if each.code not in _OF_RUNS}
"""Every rule about a measure, in order of code."""

AT_ARRIVAL = frozenset({VEE_014.code})
"""Rules about what stood billed when a measure came: not asked again later, when its days may be billed by it."""


@attrs.frozen
class Broken:
    """A rule that a measure breaks, and why: the values, and what they were held against."""

    rule: str
    reasons: str


@attrs.frozen
class RuleSetting:
    """One change of a setting. A record rule (its id is none of ours) is off, warn or refuse: no person is asked."""

    rule: str
    setting: Setting
    who: str
    at: dt.datetime
    why: str = ""

    def __attrs_post_init__(self) -> None:
        if self.rule.startswith("VEE-") and self.rule not in RULES:
            raise UnknownRule(f"there is no rule {self.rule}; findings rules lists them")
        if not self.rule.startswith("VEE-") and self.setting is Setting.HOLD:
            raise UnknownRule(f"the record rule {self.rule} is off, warn or refuse: a record is taken or not")


@attrs.frozen
class ValidationSettings:
    """Every change of a tenant's settings, oldest first; the last one of a rule holds."""

    changes: tuple[RuleSetting, ...] = ()

    def of(self, rule: str) -> RuleSetting | None:
        """The change that holds for a rule; None where its default does."""
        return next((each for each in reversed(self.changes) if each.rule == rule), None)

    def severity(self, rule: str) -> Severity | None:
        """How grave a finding of a rule about measures is; None where it is off."""
        change = self.of(rule)
        if change is None:
            return RULES[rule].severity
        return None if change.setting is Setting.OFF else Severity(change.setting.value)

    def record_rules(self) -> Mapping[str, str]:
        """The settings of the checks of SII records: id of the rule to off, warn or refuse."""
        return {each.rule: each.setting.value for each in self.changes if not each.rule.startswith("VEE-")}
