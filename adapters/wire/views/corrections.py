"""What corrections gave, as it is shown."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import attrs

from adapters.wire.view import WHOLE, At
from adapters.wire.views.fault import FaultView
from domain.contracts.impediment import Impediment
from domain.corrections.conguaglio import Conguaglio
from domain.kernel.money import Money


@attrs.frozen
class CreditedView:
    """A credit note and what became of the debt; `faults` stand in the way of its e-invoice."""

    note: Annotated[str, At("note.number")]
    total: Annotated[Money, At("note.total")]
    cancelled: Annotated[Money, At("settlement.cancelled")]
    waiting: Annotated[Money, At("settlement.waiting")]
    to_refund: Annotated[Money, At("settlement.to_refund")]
    faults: tuple[FaultView, ...]


@attrs.frozen
class ConguaglioView:
    """A recalculation explained, and the same in words."""

    conguaglio: Annotated[Conguaglio, WHOLE]
    text: str


@attrs.frozen
class RebilledView:
    """The document that gives the difference; null where nothing differs or faults stand in the way."""

    bill: str | None
    total: Money | None
    faults: tuple[FaultView, ...]


@attrs.frozen
class ClosedView:
    """A contract that ends, and the day its closing bill must reach the customer by."""

    contract: Annotated[str, At("contract.number")]
    last_day: dt.date
    deliver_by: dt.date


@attrs.frozen
class ImpedimentsView:
    """The days of a contract in which limitation did not run."""

    contract: Annotated[str, At("number")]
    impediments: tuple[Impediment, ...]
