"""Every anticipated error that reaches the edge, mapped once: for REST and for the command line alike.

The command line says the message of the error and ends with 1; REST answers with problem details (RFC 9457). What is
not listed here is a fault of ours.
"""

from __future__ import annotations

import attrs

from adapters.wire.converter import BadInput
from application.billing.execute_run import BookChanged, WrongStep
from application.documents.write_documents import EInvoiceMissing
from application.exchange.replay_files import NotScratch
from application.market.enter_message import CannotEnter
from application.offers.publish_offer import NotPublishable
from application.ports.calls import UnknownMapping
from application.ports.case_files import BadCase
from application.ports.channels import BadChannels
from application.ports.einvoices import CannotInvoice
from application.ports.market_flows import UnwritableMessage
from application.ports.processes import UnknownProcess
from application.ports.proofs import BadProof
from application.ports.reading_lists import UnknownForm, UnknownListMapping
from application.ports.record import SameKeyOtherInput
from application.ports.registry import NotFound, OfferIsPublished, ValidityOverlaps
from application.registry.close_contract import BilledBeyond, CannotClose
from application.registry.record_impediment import NoSuchImpediment
from application.registry.register_customers import DoesNotFit
from domain.billing.proof import NotProvable
from domain.billing.run import NotReviewable
from domain.commodities.registry import UnknownCommodity
from domain.contracts.faults import REG_001, REG_002, REG_003
from domain.contracts.supply_terms import TermsContradict
from domain.corrections.credit_note import NotCreditable
from domain.corrections.invoiced_position import NothingInvoiced
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.validity import NoValueOnDay
from domain.market.permission import CannotRequest
from domain.metering.estimates.estimation import NoHistory
from domain.metering.validation.finding import NotDecidable
from domain.metering.validation.rule import UnknownRule
from domain.offers.catalogue import WrongOfferStep
from domain.payments.collection import NotCollectable
from domain.payments.receivable import NoSuchStep
from domain.pricing.faults import PRC_001, PRC_003
from domain.tariffs.parameter import NotInForce, RowsOverlap, UnknownParameter


@attrs.frozen
class EdgeError:
    """An anticipated error: the HTTP status, the name of the problem, its title, a fault code where one stands for it.

    An error that carries a fault of its own says the code of that.
    """

    error: type[Exception]
    status: int
    name: str
    title: str
    code: str = ""


ANTICIPATED = (
    EdgeError(BadInput, 400, "bad-input", "The request cannot be read"),
    EdgeError(BadProof, 400, "bad-proof", "The file is no proof of a bill"),
    EdgeError(BadCase, 400, "bad-case", "The case cannot be read"),
    EdgeError(InvalidIdentifier, 400, "invalid-identifier", "An identifier is malformed", REG_002.code),
    EdgeError(TermsContradict, 409, "terms-contradict", "The terms of a supply contradict each other", REG_003.code),
    EdgeError(UnknownMapping, 422, "unknown-mapping", "The mapping of call records is not known"),
    EdgeError(UnknownForm, 400, "unknown-form", "A walk list is not written so"),
    EdgeError(UnknownListMapping, 422, "unknown-list-mapping", "The mapping of lists of readings is not known"),
    EdgeError(UnknownCommodity, 422, "unknown-commodity", "The commodity is not known"),
    EdgeError(BadChannels, 409, "bad-channels", "The channels are not configured right"),
    EdgeError(NotFound, 404, "not-found", "There is no such thing"),
    EdgeError(UnknownParameter, 404, "unknown-parameter", "The tariff book has no such parameter"),
    EdgeError(ValidityOverlaps, 409, "validity-overlaps", "Two validities overlap", REG_001.code),
    EdgeError(RowsOverlap, 409, "rows-overlap", "Two values are in force on the same day"),
    EdgeError(DoesNotFit, 409, "does-not-fit", "It contradicts what it refers to"),
    EdgeError(SameKeyOtherInput, 409, "same-key-other-input", "The idempotency key was used for another request"),
    EdgeError(WrongStep, 409, "wrong-step", "The run is not at this step"),
    EdgeError(WrongOfferStep, 409, "wrong-offer-step", "The version of the offer cannot take this step"),
    EdgeError(OfferIsPublished, 409, "offer-is-published", "A published offer is not replaced"),
    EdgeError(NotPublishable, 409, "not-publishable", "The offer cannot be published"),
    EdgeError(BookChanged, 409, "book-changed", "The tariff book is not the one of the plan"),
    EdgeError(NotCreditable, 409, "not-creditable", "The bill cannot be credited like this"),
    EdgeError(NothingInvoiced, 404, "nothing-invoiced", "Nothing that stands was billed for these days"),
    EdgeError(NotScratch, 409, "not-scratch", "The replay would write into a tenant in use"),
    EdgeError(BilledBeyond, 409, "billed-beyond", "Days after the end of the contract were billed"),
    EdgeError(NoSuchImpediment, 409, "no-such-impediment", "Limitation cannot be upheld or released for those days"),
    EdgeError(CannotClose, 409, "cannot-close", "The contract does not supply on that day"),
    EdgeError(UnknownProcess, 422, "unknown-process", "The market process cannot be asked"),
    EdgeError(CannotRequest, 409, "cannot-ask", "The market process cannot be asked as things are"),
    EdgeError(CannotEnter, 409, "cannot-enter-message", "The message cannot be told by hand as things are"),
    EdgeError(UnwritableMessage, 422, "unwritable-message", "The message does not fit its format"),
    EdgeError(NotReviewable, 409, "not-reviewable", "Only a held result is reviewed"),
    EdgeError(NotDecidable, 409, "not-decidable", "The finding cannot be decided like this"),
    EdgeError(NoHistory, 409, "no-history", "Nothing was measured to estimate from"),
    EdgeError(UnknownRule, 404, "unknown-rule", "There is no such rule, or it cannot be set like this"),
    EdgeError(NoSuchStep, 409, "no-such-step", "The receivable cannot take this step"),
    EdgeError(NotCollectable, 409, "not-collectable", "The receivable cannot be collected"),
    EdgeError(EInvoiceMissing, 409, "e-invoice-missing", "The bill has no e-invoice yet"),
    EdgeError(NotProvable, 409, "not-provable", "The facts of the bill were not kept"),
    EdgeError(CannotInvoice, 409, "cannot-invoice", "The bill cannot be written as an e-invoice"),
    EdgeError(NotInForce, 422, "not-in-force", "A parameter has no value in force", PRC_001.code),
    EdgeError(NoValueOnDay, 422, "no-value-on-day", "A history has no value on the day", PRC_003.code),
)
"""In the order in which they are looked through: a class before those it comes from."""

ERRORS = tuple(refusal.error for refusal in ANTICIPATED)


def anticipated(error: Exception) -> EdgeError | None:
    """How an error is refused; None for one that nobody anticipated."""
    return next((refusal for refusal in ANTICIPATED if isinstance(error, refusal.error)), None)
