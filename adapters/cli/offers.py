"""Commands on the catalogue of offers: draft, import, simulate, publish, withdraw."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape

from adapters.cli.entry import Entry
from adapters.cli.options import AsJson, Tenant
from adapters.cli.output import console, emit, euro, fail, table
from adapters.cli.registry import read_registry
from adapters.wire.converter import BadInput
from adapters.wire.views.offers import ImportedOffersView, SchedaFigureView, imported_offers_view, scheda_view
from application.offers.import_offers import import_offers
from application.offers.publish_offer import draft_offer, publish_offer, withdraw_offer
from application.offers.scheda_sintetica import SchedaFigure, scheda_sintetica
from application.ports.offer_files import BadOfferFile
from application.tariffs.book import book_of
from domain.offers.catalogue import OfferVersion
from domain.pricing.priced import Refused
from domain.tariffs.offer import Offer

OfferFilePath = Annotated[Path, Parameter(help="free-market XML or PLACET CSV of the Portale Offerte")]
OffersPath = Annotated[Path, Parameter(help="a JSON list of offers; the code of each names its family")]
Family = Annotated[str, Parameter(help="the name of a family of offers")]
Number = Annotated[int, Parameter(help="the number of a version, from 1")]
FirstSold = Annotated[dt.date, Parameter(name="--from", help="the first day it can be signed, YYYY-MM-DD")]
NoLongerSold = Annotated[dt.date, Parameter(help="the first day it can no longer be signed, YYYY-MM-DD")]
OnDay = Annotated[dt.date | None, Parameter(help="the day of consultation, YYYY-MM-DD; today when left out")]
Means = Annotated[
    tuple[str, ...],
    Parameter(
        consume_multiple=True,
        negative="",
        help="the mean of the four forward quarters of the index, by band: M=0.12; from the tariff book when left out",
    ),
]


def offer_commands(entry: Entry) -> App:
    """bollettario offers ..."""
    app = App(name="offers", help="The catalogue: offers drafted, simulated, published, withdrawn, by version.")

    @app.command(name="import")
    def import_(
        file: OfferFilePath, *, tenant: Tenant = "", json: Annotated[AsJson, ImportedOffersView] = False
    ) -> None:
        """Import a file of the Portale Offerte as drafts; what cannot be represented is reported and stored."""
        try:
            data = file.read_bytes()
        except OSError as error:
            fail(f"{file}: {error.strerror}", code=2)
        with entry.open_services(entry.clock) as services:
            try:
                made = import_offers(
                    units=services.units,
                    actor=entry.actor(tenant),
                    files=services.offer_files,
                    name=file.name,
                    data=data,
                )
            except BadOfferFile as error:
                fail(str(error), code=2)
        if json:
            emit(imported_offers_view(made))
            return
        console.print(f"{len(made.drafts)} drafted, {made.unchanged} unchanged, {len(made.refused)} rejected")
        for each in made.refused:
            for fault in each.faults:
                summary = escape(f"{each.number} {fault.subject}: {fault.message}")
                console.print(f"[red]{fault.code}[/] {summary}", soft_wrap=True)

    @app.command
    def draft(file: OffersPath, *, tenant: Tenant = "") -> None:
        """Draft offers from a JSON file: over the draft of their family, or as new versions."""
        try:
            things = read_registry(file)
        except BadInput as error:
            fail(f"{file}: {error}", code=2)
        except OSError as error:
            fail(f"{file}: {error.strerror}", code=2)
        offers = [thing for thing in things if isinstance(thing, Offer)]
        if len(offers) != len(things) or not offers:
            fail(f"{file}: expected a list of offers", code=2)
        with entry.open_services(entry.clock) as services:
            for offer in offers:
                version = draft_offer(units=services.units, actor=entry.actor(tenant), offer=offer)
                console.print(f"drafted {version.code}", markup=False)

    @app.command(name="list")
    def list_(*, tenant: Tenant = "", json: Annotated[AsJson, tuple[OfferVersion, ...]] = False) -> None:
        """List every version of every family, as it stands."""
        with entry.open_services(entry.clock) as services, services.units(tenant or entry.tenant) as uow:
            found, after = [], ""
            while families := uow.offers.families(after, 500):
                after = families[-1]
                found += [version for family in families for version in uow.offers.versions(family)]
        if json:
            emit(found)
            return
        table(
            "Offers",
            ("code", "name", "commodity", "state", "sold"),
            [(v.code, v.offer.name, v.offer.commodity, v.state.value, str(v.sold or "")) for v in found],
        )

    @app.command
    def scheda(
        family: Family,
        number: Number,
        *,
        on: OnDay = None,
        index: Means = (),
        tenant: Tenant = "",
        json: Annotated[AsJson, tuple[SchedaFigureView, ...]] = False,
    ) -> None:
        """Tell what a version costs a year for each standard customer: the figures of the scheda sintetica."""
        means = _means(index)
        with entry.open_services(entry.clock) as services:
            with services.units(tenant or entry.tenant) as uow:
                version = uow.offers.version(family, number)
                book = book_of(uow, services.books, entry.clock.today())
            figures = scheda_sintetica(
                offer=version.offer,
                customers=services.offer_files.standard_customers(),
                book=book,
                on=on or entry.clock.today(),
                index=means,
            )
        emit(tuple(scheda_view(figure) for figure in figures)) if json else _show(version.code, figures)

    @app.command
    def publish(family: Family, number: Number, *, start: FirstSold, index: Means = (), tenant: Tenant = "") -> None:
        """Publish a draft: contracts can name it, and it never changes. Refused unless its spend can be estimated."""
        means = _means(index)
        with entry.open_services(entry.clock) as services:
            made = publish_offer(
                units=services.units,
                books=services.books,
                files=services.offer_files,
                actor=entry.actor(tenant),
                family=family,
                number=number,
                start=start,
                index=means,
            )
        _show(made.version.code, made.figures)
        console.print(f"published {made.version.code} from {start}", markup=False)

    @app.command
    def withdraw(family: Family, number: Number, *, day: NoLongerSold, tenant: Tenant = "") -> None:
        """Withdraw a published version; contracts that name it keep it."""
        with entry.open_services(entry.clock) as services:
            version = withdraw_offer(
                units=services.units, actor=entry.actor(tenant), family=family, number=number, day=day
            )
        console.print(f"withdrawn {version.code}, sold {version.sold}", markup=False)

    return app


def _means(given: tuple[str, ...]) -> dict[str, Decimal]:
    means = {}
    for text in given:
        band, _, value = text.partition("=")
        try:
            means[band] = Decimal(value)
        except InvalidOperation:
            fail(f"--index: expected BAND=VALUE, e.g. M=0.12; got {text!r}", code=2)
    return means


def _show(code: str, figures: tuple[SchedaFigure, ...]) -> None:
    rows = []
    for figure in figures:
        spend = figure.spend
        if isinstance(spend, Refused):
            rows.append((figure.customer.label, "; ".join(fault.message for fault in spend.faults), "", ""))
        else:
            rows.append((figure.customer.label, euro(spend.net), euro(spend.vat), euro(spend.total)))
    table(f"{code}: EUR a year", ("customer", "before VAT", "VAT", "total"), rows, right=frozenset({1, 2, 3}))
