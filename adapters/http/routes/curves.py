"""Routes of stored load curves: what a month is worth, by point and band."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from adapters.http.answer import page
from adapters.http.call import After, ApiCall, Limit
from adapters.http.openapi.describe import wire
from adapters.wire.converter import BadInput
from adapters.wire.view import Page, view
from adapters.wire.views.metering import CurveValueView
from application.metering.value_curves import value_curves
from domain.kernel.validity import Period, month_of


def curve_routes() -> ControllerRouterHandler:
    """Every route of load curves."""
    return Router("/curves", route_handlers=[values], tags=["Load curves"])


@get(
    "/values",
    summary="What the curves of a month are worth",
    opt=wire(response=Page[CurveValueView]),
    sync_to_thread=True,
)
def values(
    call: NamedDependency[ApiCall],
    month: Annotated[str, QueryParameter(description="A calendar month, YYYY-MM.")],
    series: Annotated[str, QueryParameter(description="An hourly series of the tenant; without, energy alone.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """By point, in order: active energy by band, and its value at the prices of the series. Exact, nothing rounded."""
    found = value_curves(
        units=call.services.units,
        books=call.services.books,
        arithmetic=call.services.curve_arithmetic,
        tenant=call.tenant,
        month=_month(month),
        series=series,
        after=after,
    )
    shown = tuple(itertools.islice(found, limit + 1))
    found.close()
    return page(shown, limit, key=lambda each: each.point, show=lambda each: view(CurveValueView, each))


def _month(text: str) -> Period:
    try:
        return month_of(dt.date.fromisoformat(f"{text}-01"))
    except ValueError as error:
        raise BadInput((("query month", f"found {text!r}, expected a calendar month as 2026-10"),)) from error
