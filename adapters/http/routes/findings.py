"""Routes of findings: what is doubted of measures, what a person decides, and how the rules are set."""

from __future__ import annotations

from typing import Annotated

import attrs
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter, RawBody

from adapters.http.answer import json, listed
from adapters.http.bodies import DecisionBody, body_as
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput
from adapters.wire.view import Page, view, views
from adapters.wire.views.metering import FindingHistoryView, FindingView, RuleSettingView, RuleView, rule_views
from application.metering.findings.decide_finding import confirm, correct, estimate_instead, reject
from application.metering.findings.show_finding import show_finding
from application.metering.validate_measures import set_rule
from domain.kernel.digest import Plain
from domain.metering.reading import RegisterValue
from domain.metering.validation.faults import VEE_008
from domain.metering.validation.finding import FindingState
from domain.metering.validation.rule import Setting

_WHY: Plain = {"reason": "Confermato dal cliente al telefono"}


@attrs.frozen
class RuleToSet:
    """Which rule is set how, and why."""

    rule: str
    setting: Setting
    reason: str = ""


@attrs.frozen
class CorrectionBody:
    """What the registers showed instead, and why."""

    values: tuple[RegisterValue, ...]
    reason: str

    def __attrs_post_init__(self) -> None:
        if not self.values or not self.reason.strip():
            raise ValueError("values and reason: say what the registers showed and how that is known")


_VALUES: Plain = [{"kind": "ea", "band": "M", "value": "2950"}]


@get("/", summary="Findings, in order of id", opt=wire(response=Page[FindingView]), sync_to_thread=True)
def findings(
    call: NamedDependency[ApiCall],
    status: Annotated[str, QueryParameter(description="Only those of this state: open, confirmed ...")] = "",
    point: Annotated[str, QueryParameter(description="Only those of this point.")] = "",
    rule: Annotated[str, QueryParameter(description="Only those of this rule.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Open ones that hold or refuse keep their measure from being billed."""
    states = {each.value: each for each in FindingState}
    if status and status not in states:
        raise BadInput((("query status", f"is one of {', '.join(states)}, got {status!r}"),))
    with call.reading() as uow:
        found = uow.findings.page(after, limit, state=states.get(status), point=point, rule=rule)
    return listed(views(FindingView, found))


@get("/rules", summary="The rules and their settings", opt=wire(response=Page[RuleView]), sync_to_thread=True)
def rules(call: NamedDependency[ApiCall]) -> Response[bytes]:
    """Rules about measures; then the checks of SII records that are set."""
    with call.reading() as uow:
        return listed(rule_views(uow.findings.settings()))


@post(
    "/rules",
    summary="Set a rule",
    opt=wire(
        request=RuleToSet,
        example={"rule": VEE_008.code, "setting": "warn", "reason": "Molte seconde case"},
        response=RuleSettingView,
    ),
    sync_to_thread=True,
    status_code=200,
)
def set_one(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """off, warn, hold or refuse; measures validated from now on go by it."""
    wanted = body_as(RuleToSet, body)
    change = set_rule(
        units=call.services.units,
        actor=call.actor,
        flows=call.services.flows,
        rule=wanted.rule,
        setting=wanted.setting,
        why=wanted.reason,
    )
    return json(view(RuleSettingView, change))


@get(
    "/{finding:str}",
    summary="One finding, with the use before it",
    opt=wire(response=FindingHistoryView),
    sync_to_thread=True,
)
def one(finding: FromPath[str], call: NamedDependency[ApiCall]) -> Response[bytes]:
    """`history` is what readings that count prove, oldest first; `stop` is the day after the last."""
    shown = show_finding(units=call.services.units, tenant=call.tenant, finding_id=finding)
    return json(view(FindingHistoryView, shown))


@post(
    "/{finding:str}/confirm",
    summary="Confirm the measure",
    opt=wire(request=DecisionBody, example=_WHY, response=FindingView),
    sync_to_thread=True,
    status_code=200,
)
def confirm_one(finding: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """It counts from now on, and its level is the history from then on."""
    why = body_as(DecisionBody, body).reason
    return json(view(FindingView, confirm(units=call.services.units, actor=call.actor, finding_id=finding, why=why)))


@post(
    "/{finding:str}/reject",
    summary="Reject the measure",
    opt=wire(request=DecisionBody, example=_WHY, response=FindingView),
    sync_to_thread=True,
    status_code=200,
)
def reject_one(finding: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """It never counts."""
    why = body_as(DecisionBody, body).reason
    return json(view(FindingView, reject(units=call.services.units, actor=call.actor, finding_id=finding, why=why)))


@post(
    "/{finding:str}/correct",
    summary="Correct the reading",
    opt=wire(request=CorrectionBody, example={"values": _VALUES, "reason": "Foto del contatore"}, response=FindingView),
    sync_to_thread=True,
    status_code=200,
)
def correct_one(finding: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """A reading of its own takes the place of the doubted one, and is validated as any."""
    entered = body_as(CorrectionBody, body)
    services = call.services
    decided = correct(
        units=services.units,
        books=services.books,
        actor=call.actor,
        finding_id=finding,
        values=entered.values,
        why=entered.reason,
    )
    return json(view(FindingView, decided))


@post(
    "/{finding:str}/estimate",
    summary="Estimate the reading",
    opt=wire(request=DecisionBody, example=_WHY, response=FindingView),
    sync_to_thread=True,
    status_code=200,
)
def estimate_one(finding: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """An estimate from history takes its place, until an actual reading comes."""
    services, why = call.services, body_as(DecisionBody, body).reason
    decided = estimate_instead(
        units=services.units, books=services.books, actor=call.actor, finding_id=finding, why=why
    )
    return json(view(FindingView, decided))


def finding_routes() -> Router:
    """Every route of findings."""
    handlers = [findings, rules, set_one, one, confirm_one, reject_one, correct_one, estimate_one]
    return Router("/findings", route_handlers=handlers, tags=["Measures"])
