"""The duty to offer instalments, clause by clause of TIV art. 14, 63/2025/R/com and RQSII art. 42."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from domain.billing.duties.instalment_offer import (
    BillInQuestion,
    EarlierBill,
    InstalmentOffer,
    instalment_offer,
    missed_bills,
)
from domain.commodities.registry import commodity
from domain.contracts.contract import Market
from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.pricing.rights.instalment_rules import InstalmentCase, InstalmentRules
from tests.support.strategies.supply import packaged_book

A, B, C, D, WATER = InstalmentCase
ISSUED, DUE = dt.date(2026, 11, 10), dt.date(2026, 11, 30)
BEFORE = dt.date(2026, 9, 10)
ESTIMATED = EarlierBill(Money.of("100"), BEFORE, estimated=True)
ACTUAL = EarlierBill(Money.of("100"), BEFORE, estimated=False)
CORRECTION = EarlierBill(Money.of("1000"), BEFORE, estimated=False, recalculates=True, charges_days=False)
LONG_AGO = EarlierBill(Money.of("10"), dt.date(2025, 11, 9), estimated=False)


def rules(
    code: str = "electricity", customer: str = "domestic_resident", market: Market = Market.VULNERABLE
) -> InstalmentRules:
    found = commodity(code).instalments(packaged_book(), ISSUED, customer, market)
    assert found is not None
    return found


PROTECTED, GRADUAL, FREE = (rules(market=each) for each in (Market.VULNERABLE, Market.GRADUAL, Market.FREE))
SHOP, GAS, AQUEDUCT = rules(customer="other"), rules("gas", "domestic"), rules("water", "resident")


def question(amount: str, recalculated: str = "0", **more: object) -> BillInQuestion:
    plain = BillInQuestion(Money.of(amount), ISSUED, DUE, Money.of(recalculated))
    return attrs.evolve(plain, **more)  # type: ignore[arg-type]


def case_of(found: InstalmentOffer | None) -> InstalmentCase | None:
    return found.case if found else None


@pytest.mark.parametrize(
    ("clause", "asked", "bill", "history", "case"),
    [
        ("14.2 a", PROTECTED, question("140", "150.00"), [ESTIMATED] * 3, None),
        ("14.2 a", PROTECTED, question("140", "150.01"), [ESTIMATED] * 3, A),
        ("14.2 a", GRADUAL, question("140", "150.01"), [ESTIMATED] * 3, A),
        ("14.2 a", GAS, question("140", "150.01"), [ESTIMATED] * 3, A),
        ("14.2 a", SHOP, question("240", "250.00"), [ESTIMATED] * 3, None),
        ("14.2 a", SHOP, question("240", "250.01"), [ESTIMATED] * 3, A),
        ("14.2 a: no estimate to compare with", PROTECTED, question("140", "900"), [ACTUAL] * 3, None),
        ("14.2 b", PROTECTED, question("80", is_meter_fault=True), [ACTUAL] * 3, B),
        ("14.2 c: even once", PROTECTED, question("80", missed=1), [ACTUAL] * 3, C),
        ("14.2 d", PROTECTED, question("150"), [ACTUAL] * 6, None),
        ("14.2 d", PROTECTED, question("150.01"), [ACTUAL] * 6, D),
        ("14.2 d: not in a-c", PROTECTED, question("900", "700"), [ESTIMATED] * 3, A),
        ("14.2 d: a recalculation is no usual bill", PROTECTED, question("160"), [ACTUAL, CORRECTION], D),
        ("14.2 d: twelve months", PROTECTED, question("140"), [LONG_AGO, ACTUAL], None),
        ("14.2 d: no past, usual use", PROTECTED, question("820"), [], None),
        ("14.2 d: no past, use far above", PROTECTED, question("820", uses_far_more=True), [], D),
        ("14.2 d: bills go before use", PROTECTED, question("120", uses_far_more=True), [ACTUAL], None),
        ("63/2025: a not in the free market", FREE, question("140", "300"), [ESTIMATED] * 3, None),
        ("63/2025: b not in the free market", FREE, question("80", is_meter_fault=True), [ACTUAL], None),
        ("63/2025: c", FREE, question("80", missed=1), [ACTUAL], C),
        ("63/2025: d", FREE, question("151"), [ACTUAL], D),
        ("63/2025: d for a recalculation", FREE, question("1309", "1200"), [ESTIMATED] * 3, D),
        ("63/2025: d, no past, use far above", FREE, question("820", uses_far_more=True), [], D),
        ("14.3: above 50", PROTECTED, question("50.00", missed=2), [], None),
        ("14.3: above 50", PROTECTED, question("50.01", missed=2), [], C),
        ("RQSII 42", AQUEDUCT, question("150"), [ACTUAL] * 3, None),
        ("RQSII 42", AQUEDUCT, question("150.01"), [ACTUAL] * 3, WATER),
        ("RQSII 42: no least amount", AQUEDUCT, question("20"), [attrs.evolve(ACTUAL, amount=Money.of("10"))], WATER),
        ("RQSII 42: twelve months", AQUEDUCT, question("140"), [LONG_AGO, ACTUAL], None),
        ("RQSII 42: only this case", AQUEDUCT, question("80", "90", missed=2, is_meter_fault=True), [ACTUAL], None),
    ],
)  # fmt: skip
def test_the_case_of_a_bill(
    clause: str,
    asked: InstalmentRules,
    bill: BillInQuestion,
    history: list[EarlierBill],
    case: InstalmentCase | None,
) -> None:
    assert case_of(instalment_offer(bill, history, asked)) is case, clause


@pytest.mark.parametrize(
    ("clause", "bill", "history", "least", "most"),
    [
        ("14.4 a", question("400", "300"), [ESTIMATED] * 4, 4, 0),
        ("14.4 a: since the last", question("400", "300"), [ESTIMATED, ESTIMATED, CORRECTION, ESTIMATED], 2, 0),
        ("14.4 a: since the last", question("400", "300"), [ESTIMATED, CORRECTION, *[ESTIMATED] * 3], 3, 0),
        ("14.4 b", question("80", is_meter_fault=True), [ESTIMATED] * 3, 3, 0),
        ("14.4 c", question("80", missed=3), [], 3, 0),
        ("14.4 d", question("400"), [ACTUAL] * 6, 2, 6),
        ("14.4 d: a correction is no bill", question("400"), [ACTUAL] * 6 + [CORRECTION], 2, 6),
        ("14.4 d: one bill", question("400"), [ACTUAL], 2, 2),
        ("14.4 d: no bill known", question("400", uses_far_more=True), [], 2, 0),
        ("14.4: never below two", question("400", missed=1), [], 2, 0),
    ],
)
def test_the_number_of_instalments(
    clause: str, bill: BillInQuestion, history: list[EarlierBill], least: int, most: int
) -> None:
    found = instalment_offer(bill, history, PROTECTED)
    assert found is not None, clause
    assert (found.count, found.most) == (least, most), clause


@pytest.mark.parametrize(
    ("billed", "cycle", "issued", "missed"),
    [
        ("2026-09-01/2026-10-01", 1, "2026-10-10", 0),
        ("2026-09-01/2026-10-01", 1, "2026-11-14", 0),  # the 45th day after 30 September
        ("2026-09-01/2026-10-01", 1, "2026-11-15", 1),
        ("2026-09-01/2026-11-01", 1, "2026-11-10", 1),
        ("2026-09-01/2026-11-01", 2, "2026-11-10", 0),
        ("2026-07-01/2026-11-01", 1, "2026-11-10", 3),
        ("2026-07-01/2026-11-01", 1, "2026-12-20", 4),
        ("2026-09-16/2026-10-01", 1, "2026-10-10", 0),
        ("2026-09-16/2026-10-01", 1, "2026-12-01", 1),
        ("2026-01-31/2026-03-01", 1, "2026-03-10", 1),
    ],
)
def test_a_bill_makes_up_for_those_its_cycle_asked_for_before_it_or_by_now(
    billed: str, cycle: int, issued: str, missed: int
) -> None:
    start, stop = map(dt.date.fromisoformat, billed.split("/"))
    issued_on = dt.date.fromisoformat(issued)
    assert missed_bills(Period(start, stop), cycle_months=cycle, issued_on=issued_on, issue_days=45) == missed


def words(bill: BillInQuestion, history: list[EarlierBill], asked: InstalmentRules = PROTECTED) -> str:
    found = instalment_offer(bill, history, asked)
    assert found is not None
    return found.words


def test_the_offer_prints_the_plan() -> None:
    """14.3-14.6: term of the request, number, cadence, first instalment, interest by rule, change of seller."""
    said = words(question("400", "300", cycle_months=2), [ESTIMATED] * 4)
    for term in (
        "entro il 10/12/2026",
        "almeno 4 rate costanti",
        "ogni 2 mesi come le bollette",
        "la prima entro 30 giorni",
        "tasso di riferimento della Banca centrale europea",
        "dalla scadenza originaria (30/11/2026)",
        "Se cambi venditore",
    ):
        assert term in said
    assert "%" not in said


def test_the_offer_says_what_it_goes_by() -> None:
    assert "da 2 a 6 rate" in words(question("400"), [ACTUAL] * 6)
    assert "2 rate costanti" in words(question("400"), [ACTUAL])
    assert "consumi dei mesi precedenti" in words(question("400", uses_far_more=True), [])
    assert "per la fornitura PDR 1, perché" in words(question("400", supply="PDR 1"), [ACTUAL])
    assert "regolamento del gestore" in words(question("400"), [ACTUAL], AQUEDUCT)
    assert "rate costanti" not in words(question("400"), [ACTUAL], AQUEDUCT)


@pytest.mark.parametrize("code", ["telephony", "heat", "services"])
def test_no_act_names_the_other_commodities(code: str) -> None:
    market = Market.VULNERABLE
    found = commodity(code).instalments(packaged_book(), ISSUED, "consumer", market)
    assert found is None


def test_amounts_percentages_and_terms_are_those_of_the_book() -> None:
    assert (PROTECTED.percent, SHOP.percent, AQUEDUCT.percent) == (Decimal(150), Decimal(250), Decimal(150))
    assert (PROTECTED.minimum_amount, PROTECTED.minimum_count, PROTECTED.request_days) == (Money.of("50"), 2, 10)
