"""Judge stored measures again, e.g. after a rule was set otherwise or a contract registered. Repeating it changes
nothing."""

from __future__ import annotations

from collections.abc import Iterator

from application.journal import Actor, record
from application.metering.validation import ValidationResult, validate
from application.ports.measure_flows import MeasureFlows
from application.ports.tariff_books import TariffBooks
from application.ports.unit_of_work import UnitsOfWork
from domain.kernel.digest import Plain
from domain.kernel.validity import Period
from domain.metering.validation.rule import RULES, RuleSetting, Setting, UnknownRule

_POINTS = 200


def validate_measures(
    *, units: UnitsOfWork, books: TariffBooks, actor: Actor, period: Period, point: str = ""
) -> Iterator[ValidationResult]:
    """Judge every measure of the days of `period`, of every point or of one; a transaction for some points each.

    Yields what each of them changed, and how many measures it looked at.
    """
    after = ""
    while True:
        with units(actor.tenant) as uow:
            page = [point] if point else [each.code for each in uow.points.page(after, _POINTS)]
            if not page:
                return
            readings = uow.measures.readings(page, period.start, period.last)
            curves = uow.measures.curves(page, period)
            done = validate(
                uow,
                books,
                actor,
                readings=[each for found in readings.values() for each in found],
                curves=[each for found in curves.values() for each in found],
                arrived=False,
            )
            uow.commit()
        yield done
        after = page[-1]
        if point:
            return


def set_rule(
    *, units: UnitsOfWork, actor: Actor, flows: MeasureFlows, rule: str, setting: Setting, why: str = ""
) -> RuleSetting:
    """Set a rule otherwise for the tenant: what is read and judged from now on goes by it. UnknownRule."""
    if rule not in RULES and rule not in flows.rules():
        raise UnknownRule(f"there is no rule {rule}; findings rules and docs/flows.md list them")
    change = RuleSetting(rule, setting, actor.name, actor.clock.now(), why)
    with units(actor.tenant) as uow:
        uow.findings.set_rule(change)
        given: Plain = {"rule": rule, "setting": setting.value, "why": why}
        record(uow, actor, use_case="set_rule", given=given, events=[("rule.set", given)])
        uow.commit()
    return change
