"""What this package gives the house: direct debits as one bank wants to read them."""

from __future__ import annotations

from application.ports.direct_debit import DirectDebits
from domain.payments.bank_profile import BankProfile


def build_bank(profile: str) -> tuple[BankProfile, DirectDebits]:
    """A bank by the name of its profile, and the files it takes. BadBankProfile where there is no such profile."""
    from adapters.sepa.bank_profiles import load_profile
    from adapters.sepa.pain008 import Pain008

    bank = load_profile(profile)
    return bank, Pain008(bank)
