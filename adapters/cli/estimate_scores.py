"""bollettario run estimates: how near the estimates on bills came to what was measured later."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, table
from adapters.wire.view import view
from adapters.wire.views.billing import ScoredEstimatesView
from application.metering.score_estimates import score_estimates
from domain.kernel.validity import Period

FirstDay = Annotated[dt.date, Parameter(help="the first day of the period, YYYY-MM-DD")]
StopDay = Annotated[dt.date, Parameter(help="the day after its last, YYYY-MM-DD")]


def add_estimates_command(app: App, entry: Entry) -> App:
    """`estimates`, beside the other commands on runs."""

    @app.command
    def estimates(
        *, start: FirstDay, stop: StopDay, tenant: Tenant = "", json: Annotated[AsJson, ScoredEstimatesView] = False
    ) -> None:
        """Hold the estimates on bills against what was measured later, by commodity, half-year and method.

        The index is the sum of the differences over what was measured (TIF art. 10); the standard is the most it may
        be. An estimate waits until readings or a curve prove all of its days.

        e.g. bollettario run estimates --start 2026-07-01 --stop 2027-01-01
        """
        if not start < stop:
            fail(f"--stop: a day after {start}, got {stop}", code=2)
        with entry.open_services(entry.clock) as services:
            scored = score_estimates(
                units=services.units,
                books=services.books,
                clock=services.clock,
                tenant=tenant or entry.tenant,
                period=Period(start, stop),
            )
        if json:
            emit(view(ScoredEstimatesView, scored))
            return
        rows = [
            (
                each.commodity,
                str(each.half_year.start),
                each.method,
                str(each.scored),
                str(each.waiting),
                _number(each.estimated),
                _number(each.actual),
                "" if each.index is None else str(each.index).replace(".", ","),
            )
            for each in scored.indices
        ]
        heads = ("commodity", "half-year from", "method", "scored", "waiting", "estimated", "actual", "index")
        table("Estimates", heads, rows, right=frozenset({3, 4, 5, 6, 7}))
        console.print(f"standard: at most {scored.standard}".replace(".", ","), markup=False)

    return app


def _number(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
