"""Mandates, receivables and a bank, for the tests of direct debit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from schwifty import IBAN

from domain.contracts.contract import PaymentMethod
from domain.contracts.party import Address, PartyKind
from domain.contracts.seller import Seller
from domain.kernel.calendar import HolidayRule, Holidays
from domain.kernel.identifiers import CodiceFiscale, CreditorId, Iban, MandateReference, PartitaIva
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.payments.bank_profile import AmendedAccount, BankProfile, CollectionRules, SequenceType
from domain.payments.collection import CollectionPlan, plan
from domain.payments.mandate import Mandate, Scheme
from domain.payments.receivable import Receivable

DAY = dt.date
_ALWAYS = Period(DAY(1999, 1, 1))
MORNING = dt.time(9, 0)
TODAY = DAY(2026, 3, 10)


def _fixed(*days: tuple[int, int]) -> tuple[HolidayRule, ...]:
    return tuple(HolidayRule(f"{day}/{month}", _ALWAYS, month, day) for month, day in days)


def _easter(*offsets: int) -> tuple[HolidayRule, ...]:
    return tuple(HolidayRule(f"Easter {offset:+}", _ALWAYS, easter_offset=offset) for offset in offsets)


TARGET = Holidays("target", (*_fixed((1, 1), (5, 1), (12, 25), (12, 26)), *_easter(-2, 1)))
ITALIAN_BANKS = Holidays(
    "banks",
    (
        *_fixed((1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)),
        *_easter(1),
    ),
)


def iban(number: int) -> Iban:
    """A valid Italian account for each number."""
    return Iban(str(IBAN.generate("IT", bank_code="03069", branch_code="09606", account_code=f"{number:012d}")))


SELLER = Seller(
    tenant="acme",
    name="Società Luce & Gas S.p.A.",
    partita_iva=PartitaIva("12345678903"),
    codice_fiscale=CodiceFiscale("12345678903"),
    address=Address("Via Roma", "1", "20121", "Milano", "MI"),
    tax_regime="RF01",
    rea_office="MI",
    rea_number="123456",
    share_capital="100000.00",
    iban=iban(9_999),
    creditor_id=CreditorId("IT04ZZZ0000012345678903"),
    phone="800000000",
    email="info@example.it",
    pec="pec@example.it",
    website="https://example.it",
    complaints="Via Roma 1, Milano",
)


def profile(**changes: Any) -> BankProfile:
    """A bank that wants files a day ahead, before three in the afternoon."""
    values: dict[str, Any] = {
        "name": "test",
        "message": "pain.008.001.08",
        "bic": None,
        "lead_days_core": 1,
        "lead_days_b2b": 1,
        "cutoff": dt.time(15, 0),
        "max_tx_per_file": 1_000,
        "max_bytes": 10_000_000,
        "first_sequence": SequenceType.RCUR,
        "batch_booking": True,
        "purpose": "ENRG",
        "amended_account": AmendedAccount.SMNDA,
        "debtor_countries": frozenset({"IT", "DE"}),
    }
    return BankProfile(**(values | changes))


def rules(*, bank: BankProfile | None = None, **changes: Any) -> CollectionRules:
    """Fourteen days of notice, fourteen days at most at the bank, three years of life of a mandate."""
    values: dict[str, Any] = {
        "prenotification_days": 14,
        "earliest_days": 14,
        "lapse_months": 36,
        "max_amount": Money.of("999999999.99"),
        "max_roll_days": 60,
        "remittance": "Bolletta $document del $issued_on, contratto $contract",
        "bank": bank or profile(),
    }
    return CollectionRules(**(values | changes))


def mandate(number: int = 1, **changes: Any) -> Mandate:
    """The mandate of contract C<number>."""
    values: dict[str, Any] = {
        "umr": MandateReference(f"UMR-{number:06d}"),
        "contract": f"C{number}",
        "party": f"P{number}",
        "debtor_name": "Nicolò D'Agostino",
        "debtor_tax_code": CodiceFiscale("RSSMRA80A01H501U"),
        "debtor_kind": PartyKind.PERSON,
        "iban": iban(number),
        "account_holder": "Nicolò D'Agostino",
        "scheme": Scheme.CORE,
        "signed_on": DAY(2025, 1, 15),
    }
    return Mandate(**(values | changes))


def receivable(number: int = 1, *, contract: int = 1, **changes: Any) -> Receivable:
    """What a bill of contract C<contract> makes due."""
    values: dict[str, Any] = {
        "id": f"{number:013d}",
        "document": f"E/2026/{number}",
        "contract": f"C{contract}",
        "party": f"P{contract}",
        "amount": Money.of("88.10"),
        "issued_on": DAY(2026, 3, 1),
        "due_date": DAY(2026, 3, 20),
        "method": PaymentMethod.DIRECT_DEBIT,
    }
    return Receivable(**(values | changes))


def planned(
    receivables: Iterable[Receivable],
    mandates: Iterable[Mandate],
    *,
    today: dt.date = TODAY,
    at: dt.time = MORNING,
    by: CollectionRules | None = None,
) -> CollectionPlan:
    """A plan with the calendars above."""
    return plan(
        receivables=receivables,
        mandates=mandates,
        seller=SELLER,
        today=today,
        at=at,
        rules=by or rules(),
        target=TARGET,
        bank=ITALIAN_BANKS,
    )
