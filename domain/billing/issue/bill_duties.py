"""What the law makes a bill say of itself: the part that is too old to be owed, and an offer of instalments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import attrs

from domain.billing.bill import Bill, BillPart, alive
from domain.billing.duties.instalment_offer import (
    BillInQuestion,
    EarlierBill,
    InstalmentOffer,
    instalment_offer,
    missed_bills,
)
from domain.billing.duties.limitation import Claim, LimitationRule, limited_part, upheld_parts
from domain.commodities.registry import commodity
from domain.contracts.contract import Contract
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.metering.reading import Quality
from domain.pricing.correction import CorrectionReason
from domain.pricing.rights.instalment_rules import InstalmentRules
from domain.pricing.taxes.vat import vat_totals
from domain.tariffs.book import TariffBook

Earlier = Callable[[str, dt.date, int], Sequence[Bill]]


def with_limitation(bill: Bill, contracts: Mapping[str, Contract], book: TariffBook) -> Bill:
    """The bill with the part its customer may leave unpaid, and the parts as old the seller holds to be owed.

    Each supply goes by the rule of its commodity; none is set apart for customers the law does not name.
    """
    if not bill.customer.is_protected or not bill.payable > ZERO:
        return bill
    claims = []
    for part in bill.parts:
        rule = LimitationRule.on(book, bill.issued_on, part.priced.commodity)
        if rule is not None:
            number = part.contract.number
            claims.append(Claim(number, part.priced.lines, rule, contracts[number].impediments))
    rounding = BILL_ROUNDINGS[bill.main.priced.rounding].amount
    return attrs.evolve(
        bill,
        limited=limited_part(claims, issued_on=bill.issued_on, rounding=rounding),
        upheld=upheld_parts(claims, issued_on=bill.issued_on, rounding=rounding),
    )


def instalments_of(
    bill: Bill, contracts: Mapping[str, Contract], book: TariffBook, earlier: Earlier
) -> InstalmentOffer | None:
    """The offer a bill must make: of its supplies that give the right to one, that of the most instalments."""
    found = [
        offer for part in bill.parts if (offer := _offer(bill, part, contracts[part.contract.number], book, earlier))
    ]
    return max(found, key=lambda offer: offer.count, default=None)


def _offer(
    bill: Bill, part: BillPart, contract: Contract, book: TariffBook, earlier: Earlier
) -> InstalmentOffer | None:
    """The offer one supply asks for; its earlier bills are asked for only where they can matter."""
    priced, kind = part.priced, commodity(part.priced.commodity)
    rules = kind.instalments(book, bill.issued_on, part.supply.customer_class, part.contract.market)
    if rules is None or not priced.payable > rules.minimum_amount:
        return None
    use = _use_compared(part, rules)
    question = BillInQuestion(
        amount=priced.payable,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        recalculated=_recalculated(part),
        is_meter_fault=any(each.reason is CorrectionReason.RECONSTRUCTED for each in priced.corrections),
        missed=_missed(bill, part, contract, rules),
        uses_far_more=use is not None and use,
        cycle_months=contract.cycle_months,
        supply=f"{kind.point_label} {part.point.code}" if len(bill.parts) > 1 else "",
    )
    if use is False and not priced.corrections and not question.missed:
        return None
    return instalment_offer(question, _history(bill, part, rules, earlier), rules)


def _missed(bill: Bill, part: BillPart, contract: Contract, rules: InstalmentRules) -> int:
    if bill.kind.is_difference:
        return 0
    return missed_bills(
        part.priced.period,
        cycle_months=contract.cycle_months,
        issued_on=bill.issued_on,
        issue_days=rules.issue_days,
    )


def _use_compared(part: BillPart, rules: InstalmentRules) -> bool | None:
    """Whether a day of this bill used more than the percentage of a day of the months before; None where either is
    not known."""
    period = part.priced.period
    previous = [use for use in part.history if use.month.stop <= period.start]
    days = sum(use.month.days for use in previous)
    if not days or not part.priced.consumption:
        return None
    before = sum(each.value for use in previous for each in use.bands)
    now = sum(piece.total for piece in part.priced.consumption)
    return now * days * 100 > before * period.days * rules.percent


def _recalculated(part: BillPart) -> Money:
    rounding = BILL_ROUNDINGS[part.priced.rounding].amount
    totals = vat_totals(((line.vat, line.amount) for line in part.priced.lines if line.correction), rounding)
    return total(each.taxable + each.tax for each in totals)


def _history(bill: Bill, part: BillPart, rules: InstalmentRules, earlier: Earlier) -> list[EarlierBill]:
    """What was asked of the supply before this bill, in order of issue, from the months of the rules before the first
    day it charges or corrects.

    A document that only corrects comes after the bills it corrects, and after those of later days.
    """
    number, first = part.contract.number, part.billed_days.start
    day = max(part.billed_days.stop, bill.issued_on) if bill.kind.is_difference else part.priced.period.start
    months = (day.year - first.year) * 12 + day.month - first.month + rules.months
    known = alive(each for each in earlier(number, day, months) if each.number != bill.number)
    return [previous for each in known for previous in _historical(each, number)]


def _historical(bill: Bill, contract: str) -> list[EarlierBill]:
    """The part of an earlier bill that is of a contract; nothing where it neither bills days nor reckons any again."""
    found = []
    for part in bill.parts:
        recalculates = any(each.reason is not CorrectionReason.REVERSAL for each in part.priced.corrections)
        if part.contract.number == contract and (bill.kind.charges_days or recalculates):
            found.append(
                EarlierBill(
                    amount=part.priced.payable,
                    issued_on=bill.issued_on,
                    estimated=any(piece.quality is Quality.ESTIMATED for piece in part.priced.consumption),
                    recalculates=recalculates,
                    charges_days=bill.kind.charges_days,
                )
            )
    return found
