"""Lines of telephony: what calls add up to on a bill, bundles across bills, the government concession tax."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commodities.telephony.commodity import TELEPHONY
from domain.commodities.telephony.plan import PhonePlan, Straddle
from domain.commodities.telephony.terms import Access, TelephonyTerms
from domain.contracts.contract import Contract, ContractTerms, VatTerms
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.money import Money
from domain.kernel.validity import FOREVER, Dated, History, Period, month_of
from domain.metering.calls.call import Call
from domain.pricing.facts import BillingFacts
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.offer import Offer, RegulatedPrice
from tests.support.strategies.calls import (
    LINE,
    NOON,
    banded,
    bundle,
    call,
    calls,
    phone_contract,
    phone_offer,
    zone,
)
from tests.support.strategies.supply import packaged_book

AUGUST = month_of(dt.date(2026, 8, 1))
PLAN = PhonePlan((zone(connection=Decimal("0.15")),), (bundle(units=300),))


def answer(
    listed: list[Call],
    *offers: Offer,
    contract: Contract | None = None,
    period: Period = AUGUST,
) -> Priced | Refused:
    facts = BillingFacts(
        contract=contract or phone_contract(),
        commodity=TELEPHONY,
        period=period,
        offers={offer.code: offer for offer in offers},
        consumption=(),
        issue_day=dt.date(2026, 9, 5),
        calls=tuple(listed),
    )
    return price(facts, packaged_book())


def priced(listed: list[Call], *offers: Offer, contract: Contract | None = None, period: Period = AUGUST) -> Priced:
    found = answer(listed, *offers, contract=contract, period=period)
    assert isinstance(found, Priced), found
    return found


def mobile(start: dt.date, stop: dt.date = FOREVER, *, business: bool = True) -> Contract:
    terms = ContractTerms("PHONE", TelephonyTerms(LINE, Access.MOBILE, business), VatTerms("other"))
    return attrs.evolve(phone_contract(), period=Period(start, stop), terms=History.always("terms", start, terms))


@given(calls())
def test_traffic_on_the_bill_is_the_sum_of_its_calls(listed: list[Call]) -> None:
    plan = attrs.evolve(banded(Straddle.SPLIT), bundles=(bundle(units=4000),))
    found = priced(listed, phone_offer(plan))
    lines = [line for line in found.lines if line.code == "calls_mobile"]
    assert sum((line.quantity.value for line in lines), Decimal(0)) == sum(
        (each.cost for each in found.calls), Decimal(0)
    )
    assert all(line.amount == Money.rounded(line.quantity.value) for line in lines)
    assert len(found.calls) == len(listed)


@given(calls(), st.randoms(use_true_random=False))
def test_the_order_calls_arrive_in_changes_nothing(listed: list[Call], random: object) -> None:
    mixed = list(listed)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    offer = phone_offer(PLAN)
    assert priced(mixed, offer).digest == priced(listed, offer).digest


@given(calls(), st.integers(2, 31))
def test_a_month_billed_in_two_parts_charges_the_same_calls_at_the_same_cost(listed: list[Call], day: int) -> None:
    cut, offer = dt.date(2026, 8, day), phone_offer(PLAN)
    whole = priced(listed, offer).calls
    first = priced(listed, offer, period=Period(AUGUST.start, cut)).calls
    second = priced(listed, offer, period=Period(cut, AUGUST.stop)).calls
    assert (*first, *second) == whole


def test_one_more_call_changes_the_digest_even_where_it_costs_nothing() -> None:
    offer = phone_offer(PhonePlan((zone(price="0"),)))
    assert priced([call()], offer).digest != priced([call(), call(name="2")], offer).digest


def test_a_change_of_plan_gives_each_its_days_and_its_own_bundle() -> None:
    change = dt.date(2026, 8, 11)
    contract = phone_contract()
    old, new = (ContractTerms(code, TelephonyTerms(LINE, Access.FIXED), VatTerms("other")) for code in ("OLD", "NEW"))
    entries = (Dated(Period(contract.period.start, change), old), Dated(Period(change), new))
    contract = attrs.evolve(contract, terms=History.of("terms", entries))
    listed = [call(300, name=str(i), answered=NOON.replace(day=day)) for i, day in enumerate((5, 6, 11, 12))]
    found = priced(listed, phone_offer(PLAN, "OLD"), phone_offer(PLAN, "NEW"), contract=contract)
    assert [str(each.cost) for each in found.calls] == ["0.000000", "0.650000", "0.000000", "0.650000"]
    traffic = [line for line in found.lines if line.code == "calls_mobile"]
    assert [(line.period.start, str(line.amount)) for line in traffic] == [
        (AUGUST.start, "0.65"),
        (change, "0.65"),
    ]


def test_a_bill_of_two_months_has_the_bundle_twice() -> None:
    two = Period(AUGUST.start, dt.date(2026, 10, 1))
    listed = [call(300, name=str(i), answered=NOON.replace(month=month)) for i, month in enumerate((8, 9))]
    found = priced(listed, phone_offer(PLAN), period=two)
    assert [str(line.quantity) for line in found.lines if line.code == "included_ten"] == ["300 s", "300 s"]


def test_a_call_before_midnight_in_italy_is_of_that_day() -> None:
    edge = dt.datetime(2026, 8, 31, 21, 59, 59, tzinfo=dt.UTC)  # 23:59:59 in Italy
    listed = [call(answered=edge), call(name="2", answered=edge + dt.timedelta(seconds=1))]
    assert [each.call.id for each in priced(listed, phone_offer(PLAN)).calls] == ["c-1"]


def test_the_concession_tax_is_whole_outside_vat_and_due_once_a_month() -> None:
    contract = mobile(dt.date(2026, 7, 20))
    first = priced([], phone_offer(PLAN), contract=contract, period=Period(dt.date(2026, 7, 20), dt.date(2026, 9, 1)))
    tax = [line for line in first.lines if line.code == "concession_tax"]
    assert [(str(line.amount), line.vat.nature) for line in tax] == [("12.91", "N2.2"), ("12.91", "N2.2")]
    assert [fault.code for fault in first.warnings] == ["PRC-101"]
    again = priced([], phone_offer(PLAN), contract=contract, period=Period(dt.date(2026, 8, 10), dt.date(2026, 9, 1)))
    assert not [line for line in again.lines if line.code == "concession_tax"]


@pytest.mark.parametrize("contract", [phone_contract(), mobile(dt.date(2026, 1, 1), business=False)])
def test_the_concession_tax_is_not_due_on_other_lines(contract: Contract) -> None:
    assert [line.code for line in priced([], phone_offer(PLAN), contract=contract).lines] == ["line"]


def test_a_line_needs_a_phone_plan() -> None:
    wrong = attrs.evolve(phone_offer(PLAN), price=RegulatedPrice())
    found = answer([call()], wrong)
    assert isinstance(found, Refused)
    assert [fault.code for fault in found.faults] == ["PRC-005"]


def test_a_call_without_a_zone_refuses_the_contract() -> None:
    found = answer([call(called="+3312345678")], phone_offer(PLAN))
    assert isinstance(found, Refused)
    assert [fault.code for fault in found.faults] == ["TEL-005"]
    assert "+3312345***" in found.faults[0].message


def test_a_line_has_a_number_in_e164() -> None:
    with pytest.raises(InvalidIdentifier, match="telephone number"):
        TelephonyTerms("0212345678", Access.FIXED)


@pytest.mark.parametrize(
    "change",
    [
        {"answered": NOON.replace(tzinfo=None)},
        {"quantity": -1},
        {"a_number": "02"},
        {"b_number": ""},
    ],
)
def test_a_call_that_is_none_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"UTC|at least 0|telephone number"):
        attrs.evolve(call(), **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "Somma di 1 chiamata, a sei decimali"), (2, "Somma di 2 chiamate, ciascuna a sei decimali")],
)
def test_the_note_of_traffic_counts_its_calls_in_italian(count: int, words: str) -> None:
    listed = [call(name=str(i)) for i in range(count)]
    found = priced(listed, phone_offer(PhonePlan((zone(),))))
    assert [line.note for line in found.lines if line.code == "calls_mobile"] == [words]
