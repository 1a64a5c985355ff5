"""What the law makes a bill say of itself: the part that is too old to be owed, and an offer of instalments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.invoices.bill import Bill
from domain.invoices.correction import Reason
from domain.invoices.duties.instalment_offer import (
    BillInQuestion,
    InstalmentOffer,
    InstalmentRules,
    PastBill,
    instalment_offer,
)
from domain.invoices.duties.limitation import LimitationRule, Limited, limited_part
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import months_later
from domain.meters.reading import Quality
from domain.tariffs.book import TariffBook
from domain.taxes.vat import vat_totals

HISTORY_MONTHS = 12
_INSTALMENT_COMMODITIES = frozenset({"electricity", "gas"})

Earlier = Callable[[str, dt.date, int], Sequence[Bill]]


def limited_of(bill: Bill, book: TariffBook) -> Limited | None:
    """The part of a bill its customer may leave unpaid; None for customers and commodities the law does not name."""
    if not bill.customer.is_protected or not bill.payable > ZERO:
        return None
    rule = LimitationRule.on(book, bill.issued_on, bill.main.priced.commodity)
    if rule is None:
        return None
    rounding = BILL_ROUNDINGS[bill.main.priced.rounding].amount
    return limited_part(bill.lines, issued_on=bill.issued_on, rule=rule, rounding=rounding)


def instalments_of(
    bill: Bill, contracts: Mapping[str, Contract], book: TariffBook, earlier: Earlier
) -> InstalmentOffer | None:
    """The offer a bill of energy must make; its earlier bills are asked for only where they can matter."""
    part = bill.main
    priced, contract = part.priced, contracts[part.contract.number]
    if priced.commodity not in _INSTALMENT_COMMODITIES:
        return None
    customer = commodity(priced.commodity).customer(part.supply)
    rules = InstalmentRules.on(book, bill.issued_on, "domestic" if customer.startswith("domestic") else "other")
    missed = _missed(bill, contract)
    if not bill.payable > rules.minimum_amount or not (priced.corrections or missed or _is_unusual(bill, rules)):
        return None
    alone = bill.kind.is_difference  # its days are those of the bills it is compared with
    day = priced.period.stop if alone else priced.period.start
    past = [each for each in earlier(contract.number, day, HISTORY_MONTHS) if each.kind.charges_days]
    question = BillInQuestion(
        amount=bill.payable,
        due_on=bill.due_on,
        market=part.contract.market,
        recalculated=_recalculated(bill),
        is_meter_fault=any(each.reason is Reason.RECONSTRUCTED for each in priced.corrections),
        missed=missed,
    )
    return instalment_offer(question, [_past(each) for each in past], rules)


def _missed(bill: Bill, contract: Contract) -> int:
    """How many bills of its cycle fit into the days billed beyond the one this is."""
    if bill.kind.is_difference:
        return 0
    period, missed = bill.main.priced.period, 0
    while months_later(period.start, contract.cycle_months * (missed + 1)) < period.stop:
        missed += 1
    return missed


def _is_unusual(bill: Bill, rules: InstalmentRules) -> bool:
    """Whether a day of this bill used more than the percentage of a day of the months before, where they are known."""
    period = bill.main.priced.period
    past = [use for use in bill.main.history if use.month.stop <= period.start]
    days = sum(use.month.days for use in past)
    if not days:
        return False
    before = sum(part.value for use in past for part in use.bands)
    now = sum(piece.total for piece in bill.main.priced.consumption)
    return now * days * 100 > before * period.days * rules.percent


def _recalculated(bill: Bill) -> Money:
    rounding = BILL_ROUNDINGS[bill.main.priced.rounding].amount
    totals = vat_totals(((line.vat, line.amount) for line in bill.lines if line.correction), rounding)
    return total(each.taxable + each.tax for each in totals)


def _past(bill: Bill) -> PastBill:
    pieces = [piece for part in bill.parts for piece in part.priced.consumption]
    return PastBill(
        bill.total,
        any(piece.quality is Quality.ESTIMATED for piece in pieces),
        any(part.priced.corrections for part in bill.parts),
    )
