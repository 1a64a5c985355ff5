"""The route of shadow runs: a past run priced again under other parameters or offers. Nothing is issued or stored."""

from __future__ import annotations

import attrs
from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from adapters.http.answer import json
from adapters.http.bodies import HourlyIndex, body_as
from adapters.http.call import ApiCall
from adapters.http.openapi import examples
from adapters.http.openapi.describe import wire
from adapters.wire.views.offers import ShadowReportView, shadow_view
from application.offers.shadow_run import LARGEST, TariffChange, shadow_period, shadow_run
from domain.billing.run import EVERY_COMMODITY
from domain.kernel.digest import Plain
from domain.kernel.validity import Period
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow

_MOST = 1000
_OFFER_CHANGE: Plain = {"offers": [examples.OFFER], "largest": 10}
_PERIOD: Plain = {
    "period": {"start": "2026-09-01", "stop": "2026-11-01"},
    "cycle_months": 2,
    "change": _OFFER_CHANGE,
}


@attrs.frozen
class ShadowToRun:
    """What is priced otherwise: parameters laid over the tenant's book, offers in place of those of their codes."""

    heads: tuple[ParameterHead, ...] = ()
    rows: tuple[ParameterRow, ...] = ()
    hourly: tuple[HourlyIndex, ...] = ()
    offers: tuple[Offer, ...] = ()
    largest: int = LARGEST

    def __attrs_post_init__(self) -> None:
        if not (self.heads or self.rows or self.hourly or self.offers):
            raise ValueError("expected heads, rows, hourly or offers: what is priced otherwise")
        if not 1 <= self.largest <= _MOST:
            raise ValueError(f"largest: how many movers are named, 1 to {_MOST}; got {self.largest}")

    @property
    def change(self) -> TariffChange:
        """As the use case takes it."""
        return TariffChange(self.heads, self.rows, tuple(index.series for index in self.hourly), self.offers)


@attrs.frozen
class PeriodToShadow:
    """A period and the contracts of it that a run would bill: by commodity, `all` for every one, and billing cycle."""

    period: Period
    cycle_months: int
    change: ShadowToRun
    commodity: str = EVERY_COMMODITY


@post(
    "/{run_id:str}/shadow",
    summary="Price a run again under other parameters or offers",
    opt=wire(request=ShadowToRun, example=_OFFER_CHANGE, response=ShadowReportView),
    sync_to_thread=True,
    status_code=200,
)
def shadow(run_id: FromPath[str], body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The difference by customer class, offer and component, its distribution and the largest movers."""
    with call.reading() as uow:
        uow.runs.get(run_id)
    wanted = body_as(ShadowToRun, body)
    report = shadow_run(
        units=call.services.units,
        books=call.services.books,
        tenant=call.tenant,
        run_id=run_id,
        change=wanted.change,
        largest=wanted.largest,
    )
    return json(shadow_view(report))


@post(
    "/shadow",
    summary="Price a period again under other parameters or offers",
    opt=wire(request=PeriodToShadow, example=_PERIOD, response=ShadowReportView),
    sync_to_thread=True,
    status_code=200,
)
def shadow_of_period(body: RawBody, call: NamedDependency[ApiCall]) -> Response[bytes]:
    """The same for every contract a run of the period would bill, whether or not it was billed."""
    wanted = body_as(PeriodToShadow, body)
    report = shadow_period(
        units=call.services.units,
        books=call.services.books,
        tenant=call.tenant,
        commodity_code=wanted.commodity,
        period=wanted.period,
        cycle_months=wanted.cycle_months,
        known_on=call.services.clock.today(),
        change=wanted.change.change,
        largest=wanted.change.largest,
    )
    return json(shadow_view(report))


def shadow_routes() -> Router:
    """The routes of shadow runs, beside those of runs."""
    return Router("/runs", route_handlers=[shadow, shadow_of_period], tags=["Runs"])
