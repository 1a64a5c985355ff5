"""The closing bill: the last bill of a contract, once a reading proves its last days.

A bill of the last days on an estimate keeps its term (rights.closing_term) and gives the deposit back, but is no
closing bill; its balance follows.
"""

from __future__ import annotations

from domain.billing.bill import DocumentKind
from domain.contracts.contract import Contract
from domain.kernel.money import ZERO
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason
from domain.pricing.priced import Priced
from domain.pricing.rights.closing_term import holds_last_day


def closes(contract: Contract, priced: Priced) -> bool:
    """Whether the priced days end the contract, on consumption that is no estimate."""
    estimated = any(piece.quality is Quality.ESTIMATED for piece in priced.consumption)
    return holds_last_day(contract, priced.period) and not estimated


def kind_of_difference(contract: Contract, priced: Priced) -> DocumentKind:
    """What a document over corrections alone is: the balance of the closing bill where it settles the last days of an
    ended contract, billed on an estimate before; else a bill, or a credit note where it is below zero."""
    for each in priced.corrections:
        if each.reason is CorrectionReason.ESTIMATE_REPLACED and holds_last_day(contract, each.period):
            return DocumentKind.CLOSING_BALANCE
    return DocumentKind.CORRECTION if priced.payable >= ZERO else DocumentKind.CREDIT_NOTE
