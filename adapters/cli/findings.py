"""Commands on findings: what is doubted of measures, and what a person decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Limit, Tenant
from adapters.cli.output import console, emit, errors, fail, table
from adapters.wire.view import view, views
from adapters.wire.views.metering import (
    FindingHistoryView,
    FindingView,
    RuleView,
    ValidationCountView,
    rule_views,
)
from application.journal import Actor
from application.metering.findings.decide_finding import confirm, correct, estimate_instead, reject
from application.metering.findings.show_finding import show_finding
from application.metering.validate_measures import set_rule, validate_measures
from application.services import Services
from domain.kernel.validity import Period
from domain.metering.reading import Kind, RegisterValue
from domain.metering.validation.finding import Finding, FindingState
from domain.metering.validation.rule import Setting

FindingId = Annotated[str, Parameter(help="the identifier of a finding, as list shows it")]
Why = Annotated[str, Parameter(help="why it is decided so; it is stored with your name")]
OfState = Annotated[FindingState | None, Parameter(help="only those of this state")]
OfPoint = Annotated[str, Parameter(help="only those of this point, by its POD or PDR")]
OfRule = Annotated[str, Parameter(help="only those of this rule, e.g. VEE-008")]
RuleCode = Annotated[str, Parameter(help="the code of a rule, e.g. VEE-008, or the id of a record rule")]
RuleIs = Annotated[Setting, Parameter(help="what becomes of a measure that breaks it")]
WhySet = Annotated[str, Parameter(help="why it is set so; it is stored with your name")]
Values = Annotated[str, Parameter(help="what the registers showed, e.g. F1=1200,F2=800,F3=950, or M=2950")]


def finding_commands(entry: Entry) -> App:
    """bollettario findings ..."""
    app = App(name="findings", help="Measures that break a rule of validation, and what a person decides of them.")

    @app.command(name="list")
    def list_(
        *,
        state: OfState = None,
        point: OfPoint = "",
        rule: OfRule = "",
        limit: Limit = 50,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[FindingView, ...]] = False,
    ) -> None:
        """List findings; those of a state, a point or a rule where given."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            found = uow.findings.page("", limit, state=state, point=point, rule=rule)
        if json:
            emit(views(FindingView, found))
            return
        for each in found:
            console.print(_head(each))
            console.print(f"  {each.current_reasons}", style="dim", markup=False, soft_wrap=True)
        console.print(f"{len(found)} findings")

    @app.command
    def show(finding: FindingId, *, tenant: Tenant = "", json: Annotated[AsJson, FindingHistoryView] = False) -> None:
        """Show a finding: its reasons, what was decided, and the use of its point by month."""
        with entry.open_services(entry.clock) as services:
            shown = show_finding(units=services.units, tenant=tenant or entry.tenant, finding_id=finding)
        if json:
            emit(view(FindingHistoryView, shown))
            return
        _print(shown.finding)
        rows = [(str(p.period.start), str(p.period.last), str(p.total), str(p.period.days)) for p in shown.history]
        table("Use before", ("from", "to", "used", "days"), rows, right=frozenset({2, 3}))

    _add_decisions(app, entry)
    _add_rules(app, entry)
    return app


def _add_decisions(app: App, entry: Entry) -> None:
    def decide(tenant: str, json: bool, work: Callable[[Services, Actor], Finding]) -> None:
        with entry.open_services(entry.clock) as services:
            decided = work(services, entry.actor(tenant))
        if json:
            emit(view(FindingView, decided))
        else:
            _print(decided)

    @app.command(name="confirm")
    def confirm_(
        finding: FindingId, *, why: Why, tenant: Tenant = "", json: Annotated[AsJson, FindingView] = False
    ) -> None:
        """The measure is right: it counts from now on, and its level is the history from then on."""
        decide(tenant, json, lambda s, who: confirm(units=s.units, actor=who, finding_id=finding, why=why))

    @app.command(name="reject")
    def reject_(
        finding: FindingId, *, why: Why, tenant: Tenant = "", json: Annotated[AsJson, FindingView] = False
    ) -> None:
        """The measure never counts."""
        decide(tenant, json, lambda s, who: reject(units=s.units, actor=who, finding_id=finding, why=why))

    @app.command(name="correct")
    def correct_(
        finding: FindingId,
        *,
        values: Values,
        why: Why,
        tenant: Tenant = "",
        json: Annotated[AsJson, FindingView] = False,
    ) -> None:
        """The registers showed something else: a reading of its own takes the place of the doubted one."""
        shown = _values(values)
        decide(
            tenant,
            json,
            lambda s, who: correct(units=s.units, books=s.books, actor=who, finding_id=finding, values=shown, why=why),
        )

    @app.command
    def estimate(
        finding: FindingId, *, why: Why, tenant: Tenant = "", json: Annotated[AsJson, FindingView] = False
    ) -> None:
        """Put an estimate from history in place of the doubted reading; an actual reading replaces it later."""
        decide(
            tenant,
            json,
            lambda s, who: estimate_instead(units=s.units, books=s.books, actor=who, finding_id=finding, why=why),
        )


def _add_rules(app: App, entry: Entry) -> None:
    @app.command
    def rules(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[RuleView, ...]] = False) -> None:
        """List the rules: code, what it finds, default severity and the setting of the tenant."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            settings = uow.findings.settings()
        found = rule_views(settings)
        if json:
            emit(found)
            return
        columns = ("rule", "default", "setting", "by", "meaning")
        table("Rules", columns, [(each.rule, each.default, each.setting, each.by, each.meaning) for each in found])

    @app.command(name="set")
    def set_(rule: RuleCode, setting: RuleIs, *, why: WhySet = "", tenant: Tenant = "") -> None:
        """Set a rule: off, warn, hold or refuse. A record rule of flows is set by its id, without hold."""
        with entry.open_services(entry.clock) as services:
            actor, flows = entry.actor(tenant), services.flows
            set_rule(units=services.units, actor=actor, flows=flows, rule=rule, setting=setting, why=why)
        console.print(f"{escape(rule)} is {setting.value}; measures validated from now on go by it")


def measure_commands(entry: Entry) -> App:
    """bollettario measures ..."""
    app = App(name="measures", help="Measures that are stored.")

    @app.command
    def validate(
        *,
        from_: Annotated[dt.date, Parameter(name="--from", help="the first day")],
        to: Annotated[dt.date, Parameter(help="the day after the last")],
        point: OfPoint = "",
        tenant: Tenant = "",
        json: Annotated[AsJson, ValidationCountView] = False,
    ) -> None:
        """Hold the measures of some days against the rules again. Doing it twice changes nothing."""
        if not from_ < to:
            fail(f"--from lies before --to, got {from_} and {to}", code=2)
        counted = {"measures": 0, "new": 0, "lapsed": 0, "reopened": 0}
        with entry.open_services(entry.clock) as services, errors.status("validating") as status:
            for done in validate_measures(
                units=services.units,
                books=services.books,
                actor=entry.actor(tenant),
                period=Period(from_, to),
                point=point,
            ):
                counted["measures"] += done.measures
                counted["new"] += len(done.new)
                counted["lapsed"] += len(done.lapsed)
                counted["reopened"] += len(done.reopened)
                status.update(f"validating: {counted['measures']} measures")
        if json:
            emit(ValidationCountView(**counted))
        else:
            console.print(", ".join(f"{number} {what}" for what, number in counted.items()))

    return app


def _head(found: Finding) -> str:
    measure = found.measure
    return (
        f"[bold]{found.id}[/] {found.rule} {found.severity.value}, {found.state.value}: {measure.point} {measure.day}"
    )


def _print(found: Finding) -> None:
    measure, origin = found.measure, found.measure.origin
    console.print(f"[bold]{found.id}[/] {found.rule} {found.severity.value}, {found.state.value}")
    where = f"{measure.register} of {measure.point} on {measure.day}: record {origin.record} of {origin.file_name}"
    console.print(where, markup=False, soft_wrap=True)
    console.print(found.current_reasons, markup=False, soft_wrap=True)
    for each in found.decisions:
        summary = f"{each.at:%Y-%m-%d %H:%M} {each.who} {each.step.value}: {each.why} {each.detail}".rstrip()
        console.print(summary, markup=False, soft_wrap=True)


def _values(text: str) -> tuple[RegisterValue, ...]:
    """F1=1200,F2=800 as register values of active energy."""
    found = []
    for part in text.split(","):
        band, _, value = part.partition("=")
        try:
            found.append(RegisterValue(Kind.ACTIVE, band.strip(), Decimal(value.strip())))
        except (InvalidOperation, ValueError):
            fail(f"--values: {part!r} is no register; give F1=1200,F2=800,F3=950, or M=2950", code=2)
    return tuple(found)
