"""Commands on stored load curves: what a month is worth, and the mirror for analysis."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, fail, progress, table
from adapters.wire.view import views
from adapters.wire.views.metering import CurveValueView, MirroredCurvesView
from application.metering.value_curves import mirror_curves, value_curves
from domain.kernel.validity import Period, month_of
from domain.metering.valuation import CurveValue

Month = Annotated[str, Parameter(help="a calendar month, YYYY-MM")]
Series = Annotated[str, Parameter(help="an hourly series of the tenant, e.g. index/pun_hourly")]
Prices = Annotated[
    dict[str, str] | None, Parameter(name="--price", help="EUR/kWh by band: --price.F1 0.12, or --price.M for all")
]
Out = Annotated[Path, Parameter(name="--out", help="the folder of the mirror; it is made where it is missing")]


def curve_commands(entry: Entry) -> App:
    """bollettario curves ..."""
    app = App(name="curves", help="Load curves as they are stored: their value, and a mirror for analysis.")

    @app.command
    def value(
        *,
        month: Month,
        series: Series = "",
        price: Prices = None,
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[CurveValueView, ...]] = False,
    ) -> None:
        """Show the active energy of a month by point and band, and its value at hourly prices or prices by band.

        Only curves that count are used: the one sent last for each point. Without prices only energy is shown.
        """
        period, prices = _month(month), _prices(price)
        with entry.open_services(entry.clock) as services, progress() as bar:
            task = bar.add_task("valuing", total=None)
            found: list[CurveValue] = []
            for each in value_curves(
                units=services.units,
                books=services.books,
                arithmetic=services.curve_arithmetic,
                tenant=tenant or entry.tenant,
                month=period,
                series=series,
                prices=prices,
            ):
                found.append(each)
                bar.advance(task)
        if json:
            emit(views(CurveValueView, found))
            return
        table(
            f"Curves of {month}",
            ("point", "missing days", "band", "kWh", "EUR"),
            [
                (each.point, str(each.missing_days), band.band, str(band.energy), f"{band.value:f}")
                for each in found
                for band in each.bands
            ],
            right=frozenset({1, 3, 4}),
        )
        energy, worth = sum(each.energy for each in found), sum(each.value for each in found)
        console.print(f"{len(found)} points, {energy} kWh, {worth:f} EUR", soft_wrap=True)

    @app.command
    def export(
        *, month: Month, out: Out, tenant: Tenant = "", json: Annotated[AsJson, MirroredCurvesView] = False
    ) -> None:
        """Write the curves of a month that count as Parquet, in a folder month=YYYY-MM, in place of what is there."""
        period = _month(month)
        with entry.open_services(entry.clock) as services:
            count = mirror_curves(
                units=services.units,
                mirror=services.curve_mirror,
                tenant=tenant or entry.tenant,
                month=period,
                folder=out,
            )
        if json:
            emit(MirroredCurvesView(month, count))
            return
        console.print(f"{count} curves of {month} in {out}", soft_wrap=True)

    return app


def _month(text: str) -> Period:
    try:
        return month_of(dt.date.fromisoformat(f"{text}-01"))
    except ValueError:
        fail(f"--month: found {text!r}, expected a calendar month as 2026-10", code=2)


def _prices(given: dict[str, str] | None) -> dict[str, Decimal] | None:
    if given is None:
        return None
    for band, text in given.items():
        if not text.lstrip("-").replace(".", "", 1).isdecimal():
            fail(f"--price.{band}: found {text!r}, expected EUR/kWh as 0.123", code=2)
    return {band.upper(): Decimal(text) for band, text in given.items()}
