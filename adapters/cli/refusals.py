"""What a command refuses, mapped once: the message of an anticipated error on standard error, and status 1.

An input that cannot be read is told by the command that reads it, with status 2. Anything else is a fault of ours and
keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.cli.entry import OpenServices
from adapters.cli.output import fail
from application.billing.execute_run import BookChanged, WrongStep
from application.documents.write_documents import EInvoiceMissing
from application.exchange.replay_files import NotScratch
from application.market.enter_message import CannotEnter
from application.ports.channels import BadChannels
from application.ports.clock import Clock
from application.ports.einvoices import CannotInvoice
from application.ports.market_flows import UnwritableMessage
from application.ports.processes import UnknownProcess
from application.ports.record import SameKeyOtherInput
from application.ports.registry import NotFound, OfferIsPublished, ValidityOverlaps
from application.registry.close_contract import BilledBeyond, CannotClose
from application.registry.record_impediment import NoSuchImpediment
from application.registry.register_customers import DoesNotFit
from application.services import Services
from domain.billing.run import NotReviewable
from domain.commodities.registry import UnknownCommodity
from domain.contracts.supply_terms import TermsContradict
from domain.corrections.credit_note import NotCreditable
from domain.corrections.invoiced_position import NothingInvoiced
from domain.kernel.validity import NoValueOnDay
from domain.market.permission import CannotAsk
from domain.metering.estimation import NoHistory
from domain.metering.validation.finding import NotDecidable
from domain.metering.validation.rule import UnknownRule
from domain.payments.receivable import NoSuchStep
from domain.tariffs.parameter import NotInForce, RowsOverlap, UnknownParameter

REFUSED = (
    BadChannels,
    NotFound,
    ValidityOverlaps,
    OfferIsPublished,
    DoesNotFit,
    SameKeyOtherInput,
    WrongStep,
    BookChanged,
    NotReviewable,
    NotScratch,
    NotCreditable,
    NothingInvoiced,
    NoSuchStep,
    BilledBeyond,
    CannotClose,
    NoSuchImpediment,
    UnknownProcess,
    CannotAsk,
    CannotEnter,
    UnwritableMessage,
    EInvoiceMissing,
    CannotInvoice,
    TermsContradict,
    UnknownCommodity,
    UnknownParameter,
    NotInForce,
    NoValueOnDay,
    NoHistory,
    NotDecidable,
    UnknownRule,
    RowsOverlap,
)


def refusing(open_services: OpenServices) -> OpenServices:
    """The same, with every anticipated error of a command told in words."""

    @contextmanager
    def opened(clock: Clock) -> Iterator[Services]:
        with open_services(clock) as services:
            try:
                yield services
            except REFUSED as error:
                fail(str(error))

    return opened
