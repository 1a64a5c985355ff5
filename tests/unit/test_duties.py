"""The duties of a bill of several supplies: limitation and instalments are decided supply by supply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import attrs
import pytest

from application.billing.duties import instalments_of, with_limitation
from domain.billing.bill import Bill, BillNumber, BillPart, DocumentKind, DocumentReference, MonthUse
from domain.billing.duties.instalment_offer import InstalmentOffer
from domain.billing.duties.instalment_rules import InstalmentCase
from domain.commodities.telephony.terms import Access, TelephonyTerms
from domain.contracts.contract import Contract, Market
from domain.contracts.impediment import Impediment
from domain.kernel.money import Money
from domain.kernel.rounding import CENTS
from domain.kernel.validity import Period, months_later
from domain.metering.consumption import BandEnergy, Consumption
from domain.metering.reading import Quality
from domain.pricing.taxes.vat import vat_totals
from tests.support.document_samples import PDR, other_part, three_bill
from tests.support.print_samples import PERIOD, home_bill
from tests.support.strategies.documents import contract
from tests.support.strategies.supply import packaged_book

BOOK = packaged_book()
LINE = "+390612345678"
LATE = dt.date(2029, 1, 10)
"""All of July and August 2026 is too old on it."""


def issued(bill: Bill, day: dt.date) -> Bill:
    return attrs.evolve(bill, issued_on=day, due_on=day + dt.timedelta(days=20))


def contracts_of(bill: Bill) -> dict[str, Contract]:
    return {part.contract.number: contract(part.contract.number) for part in bill.parts}


def limited_net(*parts: BillPart) -> Money:
    bill = issued(attrs.evolve(home_bill(), parts=parts), LATE)
    found = with_limitation(bill, contracts_of(bill), BOOK).limited
    return found.net if found else Money.of("0")


def test_the_parts_too_old_of_all_supplies_are_added_in_any_order() -> None:
    home, gas, water = three_bill().parts
    apart = [limited_net(each) for each in (home, gas, water)]
    assert all(each > Money.of("0") for each in apart)
    together = apart[0] + apart[1] + apart[2]
    assert limited_net(home, gas, water) == limited_net(water, gas, home) == together


def test_a_supply_without_a_rule_neither_lends_nor_borrows_one() -> None:
    home, gas, _ = three_bill().parts
    phone = other_part(home, "telephony", LINE, "T-0001", TelephonyTerms(LINE, Access.FIXED), [], ["1", "1"])
    phone = attrs.evolve(phone, priced=attrs.evolve(home.priced, commodity="telephony", contract="T-0001"))
    assert limited_net(phone) == Money.of("0")
    assert limited_net(phone, gas) == limited_net(gas, phone) == limited_net(gas)


def test_an_impediment_keeps_its_supply_owed_and_the_others_limited() -> None:
    bill = issued(three_bill(), LATE)
    contracts = contracts_of(bill)
    cause = Impediment(PERIOD, "accesso negato", "Ada", LATE)
    contracts["G-0001"] = attrs.evolve(contracts["G-0001"], impediments=(cause,))
    found = with_limitation(bill, contracts, BOOK)
    (held,) = found.upheld
    assert (held.part.contracts, held.reason) == (("G-0001",), "accesso negato")
    assert held.part.net == limited_net(bill.parts[1])
    assert found.limited is not None
    assert found.limited.contracts == ("K-0001", "W-0001")
    assert found.collectable == max(found.payable - found.limited.payable, Money.of("0"))


def with_history(part: BillPart, *, usual: int, now: int | None = None) -> BillPart:
    """The part with two months of measured history that used so much each, and another use billed now."""
    months = Period(months_later(PERIOD.start, -2), PERIOD.start).months()
    past = tuple(MonthUse(month, (BandEnergy("M", Decimal(usual)),), Quality.ACTUAL) for month in months)
    pieces = part.priced.consumption
    if now is not None:
        pieces = (Consumption(PERIOD, (BandEnergy("M", Decimal(now)),), Quality.ACTUAL),)
    return attrs.evolve(part, history=past, priced=attrs.evolve(part.priced, consumption=pieces))


def offer_of(bill: Bill, earlier: Sequence[Bill] = (), market: Market = Market.FREE) -> InstalmentOffer | None:
    parts = tuple(attrs.evolve(part, contract=attrs.evolve(part.contract, market=market)) for part in bill.parts)
    of_market = attrs.evolve(bill, parts=parts)
    known = [each for each in earlier for part in each.parts if part.contract.number in contracts_of(bill)]
    return instalments_of(of_market, contracts_of(bill), BOOK, lambda number, day, months: known)


@pytest.mark.parametrize("turned", [False, True])
def test_one_supply_that_gives_the_right_makes_the_document_offer(turned: bool) -> None:
    home, gas, water = (with_history(part, usual=300) for part in three_bill().parts)
    quiet = attrs.evolve(three_bill(), parts=(home, gas, water))
    assert offer_of(quiet) is None
    loud = (home, with_history(gas, usual=10, now=400), water)
    found = offer_of(attrs.evolve(quiet, parts=loud[::-1] if turned else loud))
    assert found is not None
    assert found.case is InstalmentCase.ANOMALOUS
    assert f"per la fornitura PDR {PDR}" in found.words


def test_a_bill_without_any_before_it_goes_by_the_months_measured() -> None:
    """63/2025: out of the ordinary, told by use because no earlier bill is stored."""
    bill = home_bill()
    far_more = attrs.evolve(bill, parts=(with_history(bill.main, usual=50, now=700),))
    as_usual = attrs.evolve(bill, parts=(with_history(bill.main, usual=300, now=700),))
    assert offer_of(as_usual) is None
    found = offer_of(far_more)
    assert found is not None
    assert (found.case, found.count, found.most) == (InstalmentCase.ANOMALOUS, 2, 0)


def an_earlier_bill(bill: Bill, serial: int, kind: DocumentKind = DocumentKind.BILL) -> Bill:
    """One of two months before that asked for the energy alone."""
    priced = bill.main.priced
    lines = tuple(line for line in priced.lines if line.code == "energy")
    vat = vat_totals(((line.vat, line.amount) for line in lines), CENTS)
    part = attrs.evolve(bill.main, priced=attrs.evolve(priced, lines=lines, vat=vat))
    before = attrs.evolve(bill, number=BillNumber("E", 2026, serial), parts=(part,), kind=kind)
    return issued(before, months_later(bill.issued_on, -2))


def test_an_amount_out_of_the_ordinary_counts_even_where_no_months_are_measured() -> None:
    bill = attrs.evolve(home_bill(), parts=(attrs.evolve(home_bill().main, history=()),))
    usual = attrs.evolve(an_earlier_bill(bill, 7), parts=bill.parts)
    assert bill.payable.amount * 100 > an_earlier_bill(bill, 7).payable.amount * 150
    assert offer_of(bill, [usual]) is None
    found = offer_of(bill, [an_earlier_bill(bill, 7)])
    assert found is not None
    assert found.case is InstalmentCase.ANOMALOUS


def test_a_bill_that_was_taken_back_is_compared_with_nothing() -> None:
    bill = attrs.evolve(home_bill(), parts=(attrs.evolve(home_bill().main, history=()),))
    small = an_earlier_bill(bill, 7)
    back = attrs.evolve(
        an_earlier_bill(bill, 8, DocumentKind.REVERSAL),
        references=(DocumentReference(str(small.number), small.issued_on),),
    )
    assert offer_of(bill, [small, back]) is None


def test_a_bill_issued_after_its_term_gives_the_right_in_the_free_market() -> None:
    """The term of August is 15 October; a bill of its cycle is late from the day after."""
    bill = attrs.evolve(home_bill(), parts=(with_history(home_bill().main, usual=300),))
    assert offer_of(issued(bill, dt.date(2026, 10, 15))) is None
    found = offer_of(issued(bill, dt.date(2026, 10, 16)))
    assert found is not None
    assert found.case is InstalmentCase.MISSED_BILLING
