"""What the messages of the SII say of their own, read from their fields and written into them."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest

from adapters.sii.market.facts import facts_of, with_cancelled, with_customer
from domain.contracts.party import Address, Party, PartyKind
from domain.kernel.identifiers import CodiceFiscale
from domain.market.case import Case
from domain.market.message import MarketMessage
from domain.market.message_facts import BonusGrant, CaseNames, MessageFacts

CUSTOMER = Party(
    "P-1",
    PartyKind.PERSON,
    Address("Via Roma", "1", "20121", "Milano", "MI"),
    codice_fiscale=CodiceFiscale("RSSMRA80A01H501U"),
    first_name="Mario",
    last_name="Rossi",
    phone="+390212345678",
)
CASE = Case(
    code="2026_0000001",
    process="switch-gas",
    commodity="gas",
    point="00000000000001",
    opened_on=dt.date(2026, 11, 2),
    counterpart_case="SII-9",
)


def message(code: str, **values: str) -> MarketMessage:
    service, _, step = code.partition(".")
    return MarketMessage(service=service, step=step, sender="01234567897", values=tuple(values.items()))


def test_a_notice_of_the_sii_names_the_case_it_cancels() -> None:
    notice = message("APN.0200", CP_UTENTE_ANN="2026_1", CP_GESTORE_ANN="SII-9")
    assert facts_of(notice) == MessageFacts(cancelled=CaseNames("2026_1", "SII-9"))
    assert facts_of(message("APN.0200")).cancelled == CaseNames("", "")


def test_the_answer_to_a_cancellation_is_known_as_one() -> None:
    assert facts_of(message("APR.0150")) == MessageFacts(answers_cancellation=True)


def test_a_bonus_is_granted_to_a_household_by_day() -> None:
    told = message("X_BONUS.0200", HOUSEHOLD="1_2", BONUS_FROM="17/11/2026", BONUS_TO="16/11/2027")
    grant = BonusGrant("1_2", dt.date(2026, 11, 17), dt.date(2027, 11, 16))
    assert facts_of(told) == MessageFacts(bonus=grant)


@pytest.mark.parametrize("day", ["2026-11-17", "31/11/2026", "1/1/2026", ""])
def test_a_day_that_cannot_be_read_is_said_and_never_raised(day: str) -> None:
    found = facts_of(message("X_BONUS.0200", HOUSEHOLD="1_2", BONUS_FROM=day, BONUS_TO="16/11/2027"))
    assert (found.bonus, found.unreadable) == (None, f"a day is written dd/mm/yyyy, got {day!r}")


@pytest.mark.parametrize(("text", "is_charged"), [("SI", True), ("NO", False), ("", False)])
def test_the_fee_is_charged_or_not(text: str, is_charged: bool) -> None:
    assert facts_of(message("X_RAI.0200", CHARGED=text)) == MessageFacts(charges_rai_fee=is_charged)


def test_a_cancellation_names_the_case_by_both_codes_and_its_sector() -> None:
    named = (("CP_GESTORE_ANN", "SII-9"), ("CP_UTENTE_ANN", CASE.code), ("SETTORE", "G"))
    assert with_cancelled(message("APR.0050", NOTE="x"), CASE).values == (*named, ("NOTE", "x"))
    electricity = with_cancelled(message("APR.0050"), attrs.evolve(CASE, commodity="electricity"))
    assert electricity.value("SETTORE") == "E"


def test_a_notice_entered_by_hand_is_of_the_case_it_is_entered_for_unless_it_names_another() -> None:
    assert with_cancelled(message("APN.0200"), CASE).value("CP_UTENTE_ANN") == CASE.code
    other = message("APN.0200", CP_UTENTE_ANN="2026_0000002")
    assert with_cancelled(other, CASE) == other
    assert with_cancelled(message("APR.0150"), CASE) == message("APR.0150")


def test_a_request_says_who_the_customer_and_the_retailer_are() -> None:
    names = ("CF", "PIVA", "CF_STRANIERO", "NOME", "TELEFONO", "DATA_RICHIESTA", "PIVA_CC", "COD_CONTR_DISP")
    filled = with_customer(message("SWG1.0050", NOME="Maria"), names, CUSTOMER, dt.date(2026, 3, 9))
    assert filled.values == (
        ("CF", "RSSMRA80A01H501U"),
        ("CF_STRANIERO", "0"),
        ("NOME", "Maria"),
        ("TELEFONO", "+390212345678"),
        ("DATA_RICHIESTA", "09/03/2026"),
        ("PIVA_CC", "01234567897"),
    )
