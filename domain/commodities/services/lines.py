"""Lines of services: a sum once, a recurring charge, an instalment of goods.

A recurring charge is due in advance, on the day its part begins; each part is charged by the bill that holds that day.
Services stand outside the supply ("altre partite") with their own VAT.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from decimal import Decimal

import attrs

from domain.commodities.services.offer_price import Anchor, InstalmentPrice, OneOffPrice, RecurringPrice, ServiceVat
from domain.commodities.services.terms import ServiceTerms
from domain.kernel.money import ZERO, Money, total
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.validity import FOREVER, Period, months_later
from domain.pricing.line import WHOLE, Input, Line, Share, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.cuts import TermsPiece
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.taxes.treatment import supply_vat
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import Block, Quota

ONE_OFF, RECURRING, INSTALMENT, RESIDUAL = "one_off", "recurring", "instalment", "instalment_residual"


@attrs.frozen
class Recurrence:
    """One part of a recurring charge: its number from 1, its days, and the days it would have uncut."""

    number: int
    period: Period
    whole: Period


def service_lines(context: LineContext) -> Iterator[Line]:
    """What the service charges in the period; OfferDoesNotFit where the offer has no price of a service."""
    contract = context.facts.contract.period
    for piece in context.terms:
        price = piece.offer.price
        if isinstance(price, OneOffPrice):
            if contract.start in piece.period:
                day = Period(contract.start, contract.start + dt.timedelta(days=1))
                yield _line(context, piece, ONE_OFF, piece.offer.name, day, price.amount, price.vat)
        elif isinstance(price, RecurringPrice):
            yield from _recurring(context, piece, price)
        elif isinstance(price, InstalmentPrice):
            yield from _instalments(context, piece, price)
        else:
            raise OfferDoesNotFit(f"offer {piece.offer.code} has no price of a service")


def recurrences(contract: Period, months: int, anchor: Anchor) -> Iterator[Recurrence]:
    """The parts of a contract in order, without gap or overlap; without end where the contract has none."""
    day = contract.start
    for number in itertools.count(1):
        if anchor is Anchor.START_DAY:
            whole = Period(
                months_later(contract.start, (number - 1) * months), months_later(contract.start, number * months)
            )
        else:
            first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
            whole = Period(first, months_later(first, months))
        cut = whole.meet(contract)
        assert cut is not None, "a part begins inside the contract"
        yield Recurrence(number, cut, whole)
        day = cut.stop
        if day >= contract.stop:
            return


def _due(context: LineContext, piece: TermsPiece, months: int, anchor: Anchor) -> Iterator[Recurrence]:
    """The parts that begin on a day of the piece."""
    for part in recurrences(context.facts.contract.period, months, anchor):
        if part.period.start >= piece.period.stop:
            return
        if part.period.start in piece.period:
            yield part


def _recurring(context: LineContext, piece: TermsPiece, price: RecurringPrice) -> Iterator[Line]:
    for part in _due(context, piece, price.months, price.anchor):
        is_cut = price.prorated and part.period != part.whole
        share = Share(part.period.days, part.whole.days) if is_cut else WHOLE
        yield _line(context, piece, RECURRING, piece.offer.name, part.period, price.amount, price.vat, share=share)


def _instalments(context: LineContext, piece: TermsPiece, price: InstalmentPrice) -> Iterator[Line]:
    contract = context.facts.contract.period
    due_by_end = 0
    for part in itertools.islice(recurrences(contract, price.months, price.anchor), price.count):
        if part.period.start >= piece.period.stop:
            break
        due_by_end = part.number
        if part.period.start in piece.period:
            label = f"{piece.offer.name}, rata {part.number} di {price.count}"
            yield _line(context, piece, INSTALMENT, label, part.period, price.instalment(part.number), price.vat)
    ends_here = contract.stop != FOREVER and contract.stop == piece.period.stop
    left = total(price.instalment(number) for number in range(due_by_end + 1, price.count + 1))
    if ends_here and price.residual_at_end and left > ZERO:
        last = Period(piece.period.last, piece.period.stop)
        label = f"{piece.offer.name}, rate residue da {due_by_end + 1} a {price.count}"
        yield _line(context, piece, RESIDUAL, label, last, left, price.vat)


def _line(
    context: LineContext,
    piece: TermsPiece,
    code: str,
    label: str,
    period: Period,
    amount: Money,
    vat: ServiceVat,
    *,
    share: Share = WHOLE,
) -> Line:
    terms = piece.terms.supply
    assert isinstance(terms, ServiceTerms)
    return priced_line(
        code=code,
        label=label,
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=period,
        quantity=Quantity(Decimal(terms.quantity), Unit.POINT),
        price=Price(amount.amount, Unit.POINT),
        share=share,
        vat=_vat(context, piece, vat),
        rounding=context.facts.rounding.amount,
        formula="importo" if share == WHOLE else "importo × giorni/giorni del periodo",
        inputs=(Input("importo", amount.amount, "EUR"),),
        note=f"Matricola {terms.serial}" if terms.serial else "",
    )


def _vat(context: LineContext, piece: TermsPiece, vat: ServiceVat) -> Vat:
    """The VAT of a service. Reverse charge is of energy, so it never holds here; split payment does."""
    if vat.nature:
        return Vat(Decimal(0), vat.nature, "I", vat.norm)
    contract = context.terms[-1].terms.vat
    terms = attrs.evolve(contract, category=vat.category or contract.category, reverse_charge=False)
    return supply_vat(terms, context.lookup, context.facts.issue_day)
