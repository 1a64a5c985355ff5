"""What the creditor's bank and the seller agreed for direct debits: terms, hours, sizes and habits.

Every number here is data of a contract with a bank, or of the tariff book; the schemes only set the limits within
which banks choose (EPC016-06, EPC222-07, section 4.3: time cycle).
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import string

import attrs

from domain.kernel.money import ZERO, Money
from domain.payments.mandate import Scheme

_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?\Z")
_PURPOSE = re.compile(r"[A-Z0-9]{1,4}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_TEXT_FIELDS = ("document", "issued_on", "contract")


class SequenceType(enum.Enum):
    """First, recurrent, final or one-off collection of a mandate, in the codes of ISO 20022."""

    FRST = "FRST"
    RCUR = "RCUR"
    FNAL = "FNAL"
    OOFF = "OOFF"


class AmendedAccount(enum.Enum):
    """How a changed debtor account is told: by the old IBAN, or only as "same mandate, new debtor account"."""

    IBAN = "IBAN"
    SMNDA = "SMNDA"


@attrs.frozen
class BankProfile:
    """How one bank takes direct debits.

    bic               of the creditor's bank; None: not provided
    lead_days_*       TARGET days between the last day to submit and the collection day
    cutoff            Europe/Rome; a file must be in before it
    max_bytes         of one file
    first_sequence    FRST or RCUR: what the first collection of a mandate is called
    batch_booking     whether the bank credits one sum for a batch
    purpose           external purpose code of ISO 20022, None to leave it out
    debtor_countries  countries of the debtor's account; outside the EEA an address would be needed, which is not sent
    """

    name: str
    message: str
    bic: str | None
    lead_days_core: int
    lead_days_b2b: int
    cutoff: dt.time
    max_tx_per_file: int
    max_bytes: int
    first_sequence: SequenceType
    batch_booking: bool
    purpose: str | None
    amended_account: AmendedAccount
    debtor_countries: frozenset[str]

    def __attrs_post_init__(self) -> None:
        def refuse(what: str, value: object, expected: str) -> ValueError:
            return ValueError(f"bank profile {self.name!r}: {what} {value!r}: expected {expected}")

        if self.bic is not None and not _BIC.match(self.bic):
            raise refuse("bic", self.bic, "8 or 11 characters, e.g. BPPIITRRXXX")
        if self.purpose is not None and not _PURPOSE.match(self.purpose):
            raise refuse("purpose", self.purpose, "1 to 4 capitals or digits")
        if self.lead_days_core < 1 or self.lead_days_b2b < 1:
            raise refuse("lead days", (self.lead_days_core, self.lead_days_b2b), "1 or more")
        if self.max_tx_per_file < 1 or self.max_bytes < 1:
            raise refuse("file limits", (self.max_tx_per_file, self.max_bytes), "1 or more")
        if self.first_sequence not in (SequenceType.FRST, SequenceType.RCUR):
            raise refuse("first_sequence", self.first_sequence.value, "FRST or RCUR")
        if self.cutoff.tzinfo is not None:
            raise refuse("cutoff", self.cutoff, "a time of day in Europe/Rome, without a zone")
        bad = sorted(country for country in self.debtor_countries if not _COUNTRY.match(country))
        if bad or not self.debtor_countries:
            raise refuse("debtor_countries", bad, "codes of two capitals, at least one")

    def lead_days(self, scheme: Scheme) -> int:
        """TARGET days before the collection day by which a file must be in."""
        return self.lead_days_b2b if scheme is Scheme.B2B else self.lead_days_core


@attrs.frozen
class CollectionRules:
    """What a collection has to keep to, besides the mandate.

    prenotification_days  calendar days from telling the debtor to the collection day
    earliest_days         calendar days before the collection day from which the bank takes it
    lapse_months          months without a collection after which a mandate is over
    max_amount            the most one collection may be
    max_roll_days         calendar days, from today or from the day due if later, within which a day is looked for
    remittance            what the debtor reads: a text with $document, $issued_on and $contract
    roll                  whether a day that cannot be met becomes the next that can; if not, it is refused
    """

    prenotification_days: int
    earliest_days: int
    lapse_months: int
    max_amount: Money
    max_roll_days: int
    remittance: str
    bank: BankProfile
    roll: bool = True

    def __attrs_post_init__(self) -> None:
        if min(self.prenotification_days, self.earliest_days, self.max_roll_days) < 0 or self.lapse_months < 1:
            raise ValueError(
                "collection rules: days must be 0 or more and lapse_months 1 or more, got prenotification "
                f"{self.prenotification_days}, earliest {self.earliest_days}, roll {self.max_roll_days}, "
                f"lapse {self.lapse_months}"
            )
        if not self.max_amount > ZERO:
            raise ValueError(f"collection rules: max_amount must be more than zero, got {self.max_amount}")
        template = string.Template(self.remittance)
        if not template.is_valid() or not set(template.get_identifiers()) <= set(_TEXT_FIELDS):
            raise ValueError(
                f"collection rules: remittance {self.remittance!r}: expected a text with "
                f"{', '.join('$' + field for field in _TEXT_FIELDS)}"
            )

    def remittance_text(self, *, document: str, issued_on: dt.date, contract: str) -> str:
        """What the debtor reads on the statement."""
        day = issued_on.strftime("%d/%m/%Y")
        return string.Template(self.remittance).substitute(document=document, issued_on=day, contract=contract)
