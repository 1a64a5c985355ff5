"""What the in-memory stores of one tenant hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from application.ports.calls import CallFile
from application.ports.einvoices import EInvoice
from application.ports.flow_files import FlowFile, FlowLine
from application.ports.receivables import StoredPaymentFile
from application.ports.record import JournalEntry, OutboxEvent
from application.ports.registry import NotFound, RejectedOffer
from domain.billing.bill import Bill, BillNumber
from domain.billing.run import BillingRun, RunResult
from domain.contracts.contract import Contract
from domain.contracts.party import Party
from domain.contracts.seller import Brand, Seller
from domain.contracts.supply_point import SupplyPoint
from domain.kernel.digest import Plain
from domain.market.case import Case
from domain.metering.calls.call import AcceptedCall, CallKey, SuspendedCdr
from domain.metering.curve import MonthCurve
from domain.metering.deliveries.delivery import RejectedRecord
from domain.metering.estimates.historical_consumption import HistoricalConsumption
from domain.metering.manual_readings.customer_reading import SelfReading
from domain.metering.reading import Reading
from domain.metering.validation.finding import Finding
from domain.metering.validation.rule import RuleSetting
from domain.offers.catalogue import OfferVersion
from domain.payments.mandate import Mandate
from domain.payments.receivable import Receivable
from domain.tariffs.offer import Offer
from domain.tariffs.parameter import ParameterHead, ParameterRow, Source, Status

T = TypeVar("T")


@attrs.define
class State:
    """Everything of one tenant; values are frozen, so a copy of the containers is a snapshot."""

    seller: list[tuple[Seller, Brand]] = attrs.field(factory=list)
    parties: dict[str, Party] = attrs.field(factory=dict)
    points: dict[str, SupplyPoint] = attrs.field(factory=dict)
    offers: dict[str, Offer] = attrs.field(factory=dict)
    offer_states: list[OfferVersion] = attrs.field(factory=list)
    offer_refusals: dict[tuple[str, int], RejectedOffer] = attrs.field(factory=dict)
    contracts: dict[str, Contract] = attrs.field(factory=dict)
    files: list[FlowFile] = attrs.field(factory=list)
    contents: dict[str, bytes] = attrs.field(factory=dict)
    flow_lines: list[FlowLine] = attrs.field(factory=list)
    refused: dict[str, tuple[RejectedRecord, ...]] = attrs.field(factory=dict)
    readings: list[Reading] = attrs.field(factory=list)
    curves: list[MonthCurve] = attrs.field(factory=list)
    past_uses: list[HistoricalConsumption] = attrs.field(factory=list)
    findings: dict[str, Finding] = attrs.field(factory=dict)
    rule_settings: list[RuleSetting] = attrs.field(factory=list)
    self_readings: dict[str, SelfReading] = attrs.field(factory=dict)
    market_cases: dict[str, tuple[Case, bool]] = attrs.field(factory=dict)
    contract_drafts: dict[str, Contract] = attrs.field(factory=dict)
    call_files: list[CallFile] = attrs.field(factory=list)
    calls: dict[CallKey, AcceptedCall] = attrs.field(factory=dict)
    suspended: dict[tuple[str, str], SuspendedCdr] = attrs.field(factory=dict)
    heads: dict[str, ParameterHead] = attrs.field(factory=dict)
    rows: dict[str, ParameterRow] = attrs.field(factory=dict)
    series: dict[str, tuple[Source, Status]] = attrs.field(factory=dict)
    prices: dict[tuple[str, dt.date], tuple[Decimal, ...]] = attrs.field(factory=dict)
    runs: dict[str, BillingRun] = attrs.field(factory=dict)
    chunks: dict[tuple[str, int], tuple[str, ...]] = attrs.field(factory=dict)
    done: set[tuple[str, int]] = attrs.field(factory=set)
    results: dict[tuple[str, str], RunResult] = attrs.field(factory=dict)
    bills: dict[BillNumber, Bill] = attrs.field(factory=dict)
    einvoices: dict[str, EInvoice] = attrs.field(factory=dict)
    serials: dict[tuple[str, int], int] = attrs.field(factory=dict)
    mandates: dict[str, Mandate] = attrs.field(factory=dict)
    receivables: dict[str, Receivable] = attrs.field(factory=dict)
    payment_files: dict[str, StoredPaymentFile] = attrs.field(factory=dict)
    journal: list[JournalEntry] = attrs.field(factory=list)
    outbox: dict[str, OutboxEvent] = attrs.field(factory=dict)
    handed_on: set[str] = attrs.field(factory=set)
    answers: dict[str, tuple[str, Plain]] = attrs.field(factory=dict)

    def copy(self) -> State:
        """A snapshot."""
        containers: dict[str, Any] = {each.name: getattr(self, each.name).copy() for each in attrs.fields(State)}
        return State(**containers)


def found(documents: dict[str, T], key: str, what: str) -> T:
    """The document under a key; NotFound where there is none."""
    if key not in documents:
        raise NotFound(what, key)
    return documents[key]


def those_of(documents: dict[str, T], keys: Iterable[str]) -> dict[str, T]:
    """Those of `keys` that exist, in order of key."""
    return {key: documents[key] for key in sorted(set(keys)) if key in documents}


def page(documents: dict[str, T], after: str, limit: int) -> tuple[T, ...]:
    """Up to `limit` documents with a key above `after`, in order of key."""
    return tuple(documents[key] for key in sorted(documents) if key > after)[:limit]


def add_new(documents: dict[Any, T], key: object, value: T) -> None:
    """Add a document under a key that must be new."""
    if key in documents:
        raise ValueError(f"{key} exists already")
    documents[key] = value
