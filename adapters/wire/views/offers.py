"""The catalogue of offers and shadow runs as they are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

import attrs

from adapters.wire.view import At, view
from adapters.wire.views.fault import FaultView
from application.offers.import_offers import ImportedOffers
from application.offers.publish_offer import Publication
from application.offers.scheda_sintetica import SchedaFigure
from domain.kernel.money import Money
from domain.metering.consumption import BandEnergy
from domain.offers.catalogue import OfferVersion
from domain.offers.shadow import ShadowReport, ShadowSide
from domain.pricing.priced import Refused


@attrs.frozen
class RefusedOfferView:
    """An offer of a file that was not drafted, why, and as it was written."""

    number: int
    faults: tuple[FaultView, ...]
    raw: str


@attrs.frozen
class ImportedOffersView:
    """What became of a file of offers; `drafts` are the codes of versions."""

    sha256: str
    drafts: tuple[str, ...]
    unchanged: int
    refused: tuple[RefusedOfferView, ...]


def imported_offers_view(made: ImportedOffers) -> ImportedOffersView:
    """The view of an import."""
    return view(ImportedOffersView, made, drafts=tuple(version.code for version in made.drafts))


@attrs.frozen
class SpendView:
    """The spend of a year by block, EUR, with VAT and total."""

    sale: Money
    network: Money
    charges: Money
    excise: Money
    discount: Money
    vat: Money
    total: Money
    warnings: tuple[FaultView, ...]


@attrs.frozen
class AnnualSpendView:
    """What an offer costs a standard customer a year; `left_out` says what is not in it."""

    customer: Annotated[str, At("customer.code")]
    label: Annotated[str, At("customer.label")]
    energy: Annotated[tuple[BandEnergy, ...], At("customer.energy")]
    left_out: tuple[str, ...]
    spend: Annotated[SpendView, At("spend", whole=True)]


@attrs.frozen
class RefusedSpendView:
    """A standard customer whose spend cannot be estimated, and why."""

    customer: Annotated[str, At("customer.code")]
    label: Annotated[str, At("customer.label")]
    energy: Annotated[tuple[BandEnergy, ...], At("customer.energy")]
    left_out: tuple[str, ...]
    faults: Annotated[tuple[FaultView, ...], At("spend.faults")]


SchedaFigureView: TypeAlias = AnnualSpendView | RefusedSpendView


def scheda_view(figure: SchedaFigure) -> SchedaFigureView:
    """The view of a figure of the scheda sintetica."""
    return view(RefusedSpendView, figure) if isinstance(figure.spend, Refused) else view(AnnualSpendView, figure)


@attrs.frozen
class PublicationView:
    """A published version and what it costs each standard customer a year."""

    version: OfferVersion
    figures: tuple[SchedaFigureView, ...]


def publication_view(made: Publication) -> PublicationView:
    """The view of a publication."""
    return PublicationView(made.version, tuple(scheda_view(figure) for figure in made.figures))


@attrs.frozen
class DifferenceView:
    """A part of the contracts: what they cost before and after, EUR."""

    name: str
    contracts: int
    before: Money
    after: Money
    change: Money


@attrs.frozen
class MoverView:
    """A contract that changes much."""

    contract: str
    customer: str
    offer: str
    before: Money
    after: Money
    change: Money


@attrs.frozen
class BinView:
    """How many contracts change by EUR from `start` up to `stop`."""

    start: Decimal
    stop: Decimal
    contracts: int


@attrs.frozen
class RefusalCountView:
    """How many contracts were refused on a side for a fault."""

    side: ShadowSide
    code: str
    contracts: int


@attrs.frozen
class ShadowRefusalView:
    """A contract that a side refused, and why."""

    contract: str
    side: ShadowSide
    faults: tuple[FaultView, ...]


@attrs.frozen
class ShadowReportView:
    """What differs where a period is priced otherwise."""

    before_book: str
    after_book: str
    contracts: int
    compared: Annotated[int, At("total.contracts")]
    unchanged: int
    total: DifferenceView
    by_customer: tuple[DifferenceView, ...]
    by_offer: tuple[DifferenceView, ...]
    by_component: tuple[DifferenceView, ...]
    distribution: tuple[BinView, ...]
    movers: tuple[MoverView, ...]
    refusals: tuple[RefusalCountView, ...]
    refused: tuple[ShadowRefusalView, ...]


def shadow_view(report: ShadowReport) -> ShadowReportView:
    """The view of a report."""
    return view(ShadowReportView, report, refusals=tuple(RefusalCountView(*each) for each in report.refusals))
