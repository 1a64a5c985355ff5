"""SEPA direct-debit mandates: who allowed which account to be debited, and what changed since the signature.

A mandate that changes is not signed again: the old values travel once, with the next collection (EPC016-06 and
EPC222-07, SDD Core and B2B rulebooks, section 4: amendments). It lapses when nothing is collected for the months
the rulebooks set, counted from the last collection presented, even one that came back.
"""

from __future__ import annotations

import calendar
import datetime as dt
import enum

import attrs

from domain.contracts.party import PartyKind
from domain.kernel.identifiers import CodiceFiscale, CreditorId, Iban, MandateReference


class Scheme(enum.Enum):
    """CORE: anybody, with a right to a refund. B2B: non-consumers only, without it."""

    CORE = "CORE"
    B2B = "B2B"


class MandateStatus(enum.Enum):
    """draft: not confirmed yet; suspended: kept, not used for now; revoked and lapsed: over."""

    DRAFT = "draft"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class ConsumerUnderB2b(ValueError):
    """A consumer was given a B2B mandate."""


@attrs.frozen
class Amendment:
    """A change of a mandate, as the values before it; None or "" where that value did not change.

    sent_on   the collection day it was presented with, None while the debtor's bank has not been told
    """

    made_on: dt.date
    old_umr: MandateReference | None = None
    old_iban: Iban | None = None
    old_creditor_id: CreditorId | None = None
    old_creditor_name: str = ""
    sent_on: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.is_empty:
            raise ValueError(f"amendment of {self.made_on}: needs at least one value before the change")

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.old_umr or self.old_iban or self.old_creditor_id or self.old_creditor_name)


@attrs.frozen
class Mandate:
    """A mandate to collect what one contract owes.

    debtor_name, debtor_tax_code, debtor_kind  the customer who owes
    account_holder                             whose account `iban` is; often, not always, the customer
    last_collection_on                         the last collection day presented, whatever came of it

    B2B is refused to a natural person (ConsumerUnderB2b). A professional is a COMPANY here, and a condominium is no
    natural person (directive (EU) 2015/2366, article 4(20)).
    """

    umr: MandateReference
    contract: str
    party: str
    debtor_name: str
    debtor_tax_code: CodiceFiscale
    debtor_kind: PartyKind
    iban: Iban
    account_holder: str
    scheme: Scheme
    signed_on: dt.date
    status: MandateStatus = MandateStatus.ACTIVE
    last_collection_on: dt.date | None = None
    amendments: tuple[Amendment, ...] = ()

    def __attrs_post_init__(self) -> None:
        for what, text in (("debtor name", self.debtor_name), ("account holder", self.account_holder)):
            if not text.strip():
                raise ValueError(f"mandate {self.umr}: the {what} is empty; write it as on the mandate")
        if self.scheme is Scheme.B2B and self.debtor_kind is PartyKind.PERSON:
            raise ConsumerUnderB2b(
                f"mandate {self.umr}: {self.debtor_tax_code} is a consumer; B2B is for others, "
                "have a CORE mandate signed"
            )
        if self.last_collection_on is not None and self.last_collection_on < self.signed_on:
            raise ValueError(
                f"mandate {self.umr}: last collection on {self.last_collection_on}, "
                f"before its signature on {self.signed_on}"
            )

    def lapses_on(self, months: int) -> dt.date:
        """The first day it can no longer be used: `months` after the last collection, or after the signature.

        A day the month lacks becomes the last of that month.
        """
        return _months_later(self.last_collection_on or self.signed_on, months)

    def has_lapsed(self, day: dt.date, months: int) -> bool:
        """Whether a collection on `day` comes too late."""
        return day >= self.lapses_on(months)

    @property
    def pending_amendment(self) -> Amendment | None:
        """What the next collection must tell the debtor's bank: every change not sent yet, as one.

        Of two changes of one value the older counts: it is the one the bank knows. A value that is back where it was
        has not changed.
        """
        pending = [change for change in self.amendments if change.sent_on is None]
        if not pending:
            return None
        umr = next((change.old_umr for change in pending if change.old_umr), None)
        iban = next((change.old_iban for change in pending if change.old_iban), None)
        creditor = next((change.old_creditor_id for change in pending if change.old_creditor_id), None)
        name = next((change.old_creditor_name for change in pending if change.old_creditor_name), "")
        umr = None if umr == self.umr else umr
        iban = None if iban == self.iban else iban
        if not (umr or iban or creditor or name):
            return None
        return Amendment(pending[0].made_on, umr, iban, creditor, name)

    def with_account(self, *, iban: Iban, account_holder: str, on: dt.date) -> Mandate:
        """The mandate on another account of the debtor's."""
        if iban == self.iban:
            return attrs.evolve(self, account_holder=account_holder)
        changes = (*self.amendments, Amendment(on, old_iban=self.iban))
        return attrs.evolve(self, iban=iban, account_holder=account_holder, amendments=changes)

    def with_reference(self, *, umr: MandateReference, on: dt.date) -> Mandate:
        """The mandate under another reference."""
        changes = (*self.amendments, Amendment(on, old_umr=self.umr))
        return attrs.evolve(self, umr=umr, amendments=changes)

    def with_former_creditor(self, *, creditor_id: CreditorId | None, name: str, on: dt.date) -> Mandate:
        """The mandate after its creditor changed identifier, name or both: give what they were before."""
        change = Amendment(on, old_creditor_id=creditor_id, old_creditor_name=name)
        return attrs.evolve(self, amendments=(*self.amendments, change))

    def collected(self, day: dt.date) -> Mandate:
        """The mandate after a collection for `day` was presented: its pending changes are sent."""
        changes = tuple(
            attrs.evolve(change, sent_on=day) if change.sent_on is None else change for change in self.amendments
        )
        last = max(day, self.last_collection_on or day)
        return attrs.evolve(self, last_collection_on=last, amendments=changes)

    def rejected(self, day: dt.date) -> Mandate:
        """The mandate after the collection for `day` was rejected before settlement: what it told is to be told again.

        The lapse still counts from that day.
        """
        changes = tuple(
            attrs.evolve(change, sent_on=None) if change.sent_on == day else change for change in self.amendments
        )
        return attrs.evolve(self, amendments=changes)


def _months_later(day: dt.date, months: int) -> dt.date:
    if months < 1:
        raise ValueError(f"a mandate lapses after one month or more, got {months}")
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
