"""Services: what falls due when, and that instalments add up to the price."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commodities.registry import commodity
from domain.commodities.services.lines import recurrences
from domain.commodities.services.offer_price import Anchor, InstalmentPrice, OneOffPrice, RecurringPrice, ServiceVat
from domain.commodities.services.terms import ServiceTerms, service_code
from domain.contracts.contract import Contract, ContractTerms, PaymentMethod, VatTerms
from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.money import ZERO, Money, total
from domain.kernel.validity import FOREVER, History, Period
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Line
from domain.pricing.price import price
from domain.pricing.priced import Priced, Refused
from domain.tariffs.offer import BandPrice, FixedPrice, Offer, OfferPrice
from tests.support.strategies.supply import packaged_book

JULY = dt.date(2026, 7, 1)
DECEMBER = dt.date(2026, 12, 31)


def priced(
    offered: OfferPrice, contract: Period, period: Period, terms: ServiceTerms | None = None
) -> Priced | Refused:
    offer = Offer("CARE", "Cura", "services", frozenset({"consumer"}), offered, (), (), Period(JULY))
    held = ContractTerms("CARE", terms or ServiceTerms("Cura"), VatTerms("other"))
    facts = BillingFacts(
        contract=Contract(
            number="S-1",
            party="P",
            point="CARE-1",
            commodity="services",
            period=contract,
            terms=History.always("terms", contract.start, held),
            payment=PaymentMethod.TRANSFER,
            cycle_months=1,
            due_days=20,
        ),
        period=period,
        offers={"CARE": offer},
        consumption=(),
        issue_day=dt.date(2026, 8, 31),
    )
    return price(facts, packaged_book())


def lines(offered: OfferPrice, contract: Period, period: Period) -> tuple[Line, ...]:
    found = priced(offered, contract, period)
    assert isinstance(found, Priced), found
    return found.lines


def months(stop: dt.date, start: dt.date = JULY) -> list[Period]:
    return list(Period(start, stop).months())


@given(st.integers(1, 10_000_000), st.integers(1, 120))
def test_instalments_add_up_to_the_price_and_all_but_the_last_are_equal(cents: int, count: int) -> None:
    offered = InstalmentPrice(Money(Decimal(cents).scaleb(-2)), count)
    parts = [offered.instalment(number) for number in range(1, count + 1)]
    assert total(parts) == offered.total
    assert len(set(parts[:-1])) <= 1
    assert parts[-1] >= parts[0]


@given(
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    st.integers(1, 1200),
    st.sampled_from((1, 2, 3, 4, 6, 12)),
    st.sampled_from(Anchor),
)
def test_the_parts_of_a_contract_cover_it_without_gap_or_overlap(
    start: dt.date, days: int, every: int, anchor: Anchor
) -> None:
    contract = Period(start, start + dt.timedelta(days=days))
    parts = list(recurrences(contract, every, anchor))
    assert (parts[0].period.start, parts[-1].period.stop) == (contract.start, contract.stop)
    assert all(a.period.stop == b.period.start for a, b in itertools.pairwise(parts))
    assert all(each.whole.covers(each.period) for each in parts)


@given(st.dates(JULY, dt.date(2026, 9, 30)), st.integers(1, 12), st.sampled_from(Anchor), st.booleans())
def test_whatever_the_bills_an_instalment_is_charged_once(
    start: dt.date, count: int, anchor: Anchor, ends: bool
) -> None:
    stop = dt.date(2026, 12, 1)
    contract = Period(start, stop if ends else FOREVER)
    offered = InstalmentPrice(Money.of("100.00"), count, anchor=anchor)
    charged = [line for period in months(stop, start) for line in lines(offered, contract, period)]
    codes = [line.label for line in charged]
    assert len(codes) == len(set(codes))
    if ends:
        assert total(line.amount for line in charged) == offered.total
    assert total(line.amount for line in charged) <= offered.total


def test_a_year_of_months_from_the_last_of_january_keeps_to_the_last_of_each() -> None:
    starts = [
        each.period.start
        for each in itertools.islice(recurrences(Period(dt.date(2026, 1, 31)), 1, Anchor.START_DAY), 4)
    ]
    assert starts == [dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 3, 31), dt.date(2026, 4, 30)]


def test_a_quarter_of_the_calendar_is_cut_at_both_ends_by_days() -> None:
    contract = Period(dt.date(2026, 8, 1), dt.date(2026, 11, 1))
    found = [
        line
        for period in months(contract.stop, contract.start)
        for line in lines(RecurringPrice(Money.of("92.00"), 3), contract, period)
    ]
    assert [(str(line.share), str(line.amount)) for line in found] == [("61/92", "61.00"), ("31/92", "31.00")]
    whole = RecurringPrice(Money.of("92.00"), 3, prorated=False)
    assert [str(line.amount) for line in lines(whole, contract, Period(contract.start, contract.stop))] == [
        "92.00",
        "92.00",
    ]


def test_a_sum_once_is_charged_by_the_first_bill_only() -> None:
    contract = Period(dt.date(2026, 7, 15))
    offered = OneOffPrice(Money.of("50.00"))
    assert [str(line.amount) for line in lines(offered, contract, Period(contract.start, dt.date(2026, 8, 1)))] == [
        "50.00"
    ]
    assert lines(offered, contract, Period(dt.date(2026, 8, 1), dt.date(2026, 9, 1))) == ()


def test_goods_may_stay_unpaid_when_the_contract_ends() -> None:
    contract = Period(JULY, dt.date(2026, 8, 1))
    offered = InstalmentPrice(Money.of("90.00"), 3, residual_at_end=False)
    assert [str(line.amount) for line in lines(offered, contract, contract)] == ["30.00"]


def test_each_service_has_its_own_vat() -> None:
    contract = Period(JULY, dt.date(2026, 8, 1))
    exempt = ServiceVat(nature="N4", norm="Esente art. 10 DPR 633/1972")
    (line,) = lines(OneOffPrice(Money.of("10.00"), exempt), contract, contract)
    assert (str(line.vat.rate), line.vat.nature, line.vat.norm) == ("0", "N4", exempt.norm)
    (line,) = lines(OneOffPrice(Money.of("10.00"), ServiceVat(category="domestic")), contract, contract)
    assert line.vat.percent == 10


def test_an_offer_of_energy_is_no_price_of_a_service() -> None:
    contract = Period(JULY, dt.date(2026, 8, 1))
    found = priced(FixedPrice((BandPrice("M", Decimal("0.1")),)), contract, contract)
    assert isinstance(found, Refused)
    assert [fault.code for fault in found.faults] == ["PRC-005"]


def test_an_offer_for_others_is_refused() -> None:
    contract = Period(JULY, dt.date(2026, 8, 1))
    found = priced(OneOffPrice(Money.of("1.00")), contract, contract, ServiceTerms("Cura", business=True))
    assert isinstance(found, Refused)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ServiceVat("other", "N4", "norm"), "a category or by a nature"),
        (lambda: ServiceVat(nature="N4"), "goes with its norm"),
        (lambda: ServiceVat(nature="X", norm="norm"), "N1 to N7"),
        (lambda: RecurringPrice(Money.of("1.00"), 5), "every 1, 2, 3, 4, 6 or 12 months"),
        (lambda: InstalmentPrice(ZERO, 3), "a price above 0"),
        (lambda: InstalmentPrice(Money.of("1.00"), 0), "at least 1"),
        (lambda: InstalmentPrice(Money.of("1.00"), 2).instalment(3), "numbered 1 to 2"),
        (lambda: ServiceTerms(""), "has a name"),
        (lambda: ServiceTerms("Cura", 0), "at least one"),
    ],
)
def test_a_price_that_makes_no_sense_is_refused(make: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()  # type: ignore[operator]


def test_a_service_code_has_one_form() -> None:
    assert service_code(" care-1 ") == "CARE-1"
    with pytest.raises(InvalidIdentifier, match="service code"):
        service_code("a b")
    assert not commodity("services").measured
