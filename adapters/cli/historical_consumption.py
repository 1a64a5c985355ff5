"""bollettario measures history: what a point used before it was ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, table
from adapters.wire.views.metering import HistoricalConsumptionView, historical_consumption_view
from application.metering.show_historical_consumption import HistoricalMonth, show_historical_consumption
from domain.metering.curve import kwh

Point = Annotated[str, Parameter(help="the POD or PDR of a point; of a POD the first 14 characters")]


def add_history_command(app: App, entry: Entry) -> App:
    """`past`, beside the other commands on measures."""

    @app.command
    def history(
        point: Point, *, tenant: Tenant = "", json: Annotated[AsJson, HistoricalConsumptionView] = False
    ) -> None:
        """Show the historical consumption of a point before it was ours, month by month, as received at switching.

        A month that counts seeds the estimate of the same month a year later. It is never billed.

        e.g. bollettario measures history IT001E12345678
        """
        with entry.open_services(entry.clock) as services:
            month = show_historical_consumption(units=services.units, tenant=tenant or entry.tenant, point=point)
        if json:
            emit(historical_consumption_view(point, month))
            return
        heads = ("month", "flow", "quality", "energy", "total", "it")
        table(f"Historical consumption of {point}", heads, [_row(each) for each in month], right=frozenset({4}))
        if not month:
            console.print("no historical consumption was received")

    return app


def _row(month: HistoricalMonth) -> tuple[str, ...]:
    use = month.use
    bands = use.bands or use.standard
    energy = " ".join(f"{band} {_number(value)}" for band, value in bands) or f"curve of {len(use.days)} days"
    total = sum((value for _, value in bands), Decimal(0)) if bands else kwh(sum(sum(day.values) for day in use.days))
    return (f"{use.period.start:%Y-%m}", use.flow, use.quality.value, energy, _number(total), month.status.value)


def _number(value: Decimal) -> str:
    return f"{value:f}".replace(".", ",")
