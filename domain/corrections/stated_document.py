"""A document that is stated whole and stored nowhere: how it was billed then, and what is known of it now."""

from __future__ import annotations

import attrs

from domain.billing.bill import BillNumber
from domain.contracts.contract import Market
from domain.contracts.party import PartyKind
from domain.pricing.facts import BillingFacts
from domain.tariffs.book import TariffBook


@attrs.frozen
class Customer:
    """Who gets the documents, as far as the law asks.

    kind, small  what makes a customer protected by the two-year limitation
    market       the market of the contract, for the duty to offer instalments
    due_days     from issue to due date
    """

    kind: PartyKind
    small: bool
    market: Market
    due_days: int


@attrs.frozen(eq=False)
class Described:
    """A document as it was billed then, and what is known of it now.

    facts, book  what it was priced from; the day of issue is that of the facts
    now          the facts as known now; None where nothing of them is known otherwise
    """

    number: BillNumber
    facts: BillingFacts
    book: TariffBook
    now: BillingFacts | None = None

    @property
    def contract(self) -> str:
        """The contract it bills."""
        return self.facts.contract.number
