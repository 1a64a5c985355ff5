"""Findings and rules as JSON, for the command line and for REST."""

from __future__ import annotations

from domain.kernel.digest import Plain
from domain.metering.validation.finding import Finding
from domain.metering.validation.rule import RULES, ValidationSettings


def finding_tree(found: Finding) -> dict[str, Plain]:
    """A finding with its measure and its decisions."""
    measure, origin = found.measure, found.measure.origin
    return {
        "id": found.id,
        "rule": found.rule,
        "severity": found.severity.value,
        "state": found.state.value,
        "withholds": found.withholds,
        "point": measure.point,
        "register": measure.register,
        "day": measure.day.isoformat(),
        "file": origin.file_sha256,
        "file_name": origin.file_name,
        "record": origin.record,
        "reasons": found.told,
        "decisions": [
            {
                "step": each.step.value,
                "who": each.who,
                "at": each.at.isoformat(),
                "why": each.why,
                "detail": each.detail,
            }
            for each in found.decisions
        ],
    }


def rule_trees(settings: ValidationSettings) -> list[dict[str, Plain]]:
    """Every rule about measures with its default and the setting of the tenant; then the record rules that are set."""
    found: list[dict[str, Plain]] = []
    for code, kind in RULES.items():
        change = settings.of(code)
        found.append(
            {
                "rule": code,
                "default": kind.severity.value,
                "setting": change.setting.value if change else kind.severity.value,
                "by": change.who if change else "",
                "meaning": kind.meaning,
                "remedy": kind.remedy,
            }
        )
    for rule, setting in settings.record_rules().items():
        change = settings.of(rule)
        who = change.who if change else ""
        found.append(
            {
                "rule": rule,
                "default": "",
                "setting": setting,
                "by": who,
                "meaning": "a check of SII records",
                "remedy": "",
            }
        )
    return found
