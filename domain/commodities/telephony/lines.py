"""Lines of telephony: traffic by month, zone and time class, what bundles included, the government concession tax.

A line of traffic is the sum of its calls, each to six decimals, rounded to money once; the calls stay as its detail.
Calls of the month that were charged before the period only use up bundles. The concession tax (DPR 641/1972, tariff
art. 21) is a sum a line and month, whole whatever the days, outside VAT; it is charged with the first day of the month
on which the contract holds.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from domain.commodities.telephony.plan import Bundle, PhonePlan, Zone
from domain.commodities.telephony.rating import Allowances, Rater, rater_of
from domain.commodities.telephony.terms import TelephonyTerms
from domain.kernel.calendar import ITALIAN_MONTHS
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.telephone import COUNTED_IN, CallKind
from domain.kernel.validity import Period, month_of
from domain.metering.calls.call import Call, local_day
from domain.pricing.facts import BillingFacts
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import LineContext
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.rated_call import FREE, SUM_OF_CALLS, RatedCall
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block, Quota
from domain.tariffs.offer import Offer

INCLUDED = "included"
"""The formulas of a line of traffic, whose price is none of its own, and of what a bundle included."""
CONCESSION_TAX = "concession_tax"
_TAX = "telephony/concession_tax"
_NATURE = "N2.2"
_CODES = {CallKind.VOICE: "calls", CallKind.SMS: "messages", CallKind.DATA: "data"}
_RATE_UNITS = {CallKind.VOICE: "EUR/min", CallKind.SMS: "EUR/SMS", CallKind.DATA: "EUR/MB"}
_COUNT_LABELS = {CallKind.VOICE: "chiamate", CallKind.SMS: "messaggi", CallKind.DATA: "connessioni"}
_ONE_LABELS = {CallKind.VOICE: "chiamata", CallKind.SMS: "messaggio", CallKind.DATA: "connessione"}


@attrs.frozen(eq=False)
class _Held:
    """Days of one month on which one plan holds, and the calls of them that are charged."""

    period: Period
    offer: Offer
    plan: PhonePlan
    calls: tuple[RatedCall, ...]


def rated_calls(facts: BillingFacts) -> tuple[RatedCall, ...]:
    """Every call the period charges, in order of time. Raises UnknownPrefix, OfferDoesNotFit."""
    return tuple(rated for held in _rated(facts) for rated in held.calls)


def traffic_lines(context: LineContext) -> Iterator[Line]:
    """The traffic of each plan and month: zones in the order of the plan, then what was included."""
    for held in _rated(context.facts):
        zones = {zone.code: zone for zone in held.plan.zones}
        groups: dict[tuple[str, str], list[RatedCall]] = {}
        for rated in held.calls:
            groups.setdefault((rated.zone, rated.time_class), []).append(rated)
        places = {code: i for i, code in enumerate(zones)}
        for code, time_class in sorted(groups, key=lambda each: (places[each[0]], each[1])):
            yield _traffic(context, held.period, zones[code], time_class, groups[code, time_class])
        for bundle in held.plan.ordered_bundles():
            used = sum(part.units for rated in held.calls for part in rated.parts if part.bundle == bundle.code)
            if used:
                yield _included(context, held.period, bundle, used)


def concession_tax_lines(context: LineContext) -> Iterator[Line]:
    """The government concession tax of mobile lines of businesses, month by month."""
    begins = context.facts.contract.period.start
    for piece in context.terms:
        terms = piece.terms.supply
        if not isinstance(terms, TelephonyTerms) or not terms.pays_concession_tax:
            continue
        for part in piece.period.months():
            month = month_of(part.start)
            if max(month.start, begins) in part:
                yield context.lump(
                    CONCESSION_TAX,
                    f"Tassa di concessione governativa, {ITALIAN_MONTHS[month.start.month - 1]}",
                    Block.OTHER,
                    Quota.PASSING,
                    part,
                    Decimal(1),
                    context.lookup.value(_TAX, ("business",), month.start),
                    outside_vat(_NATURE),
                )


@functools.lru_cache(maxsize=1)  # by identity: lines and detail are of one rating
def _rated(facts: BillingFacts) -> tuple[_Held, ...]:
    """The calls rated in order of time, from the first of the month the period begins in."""
    found = []
    allowances = Allowances()
    whole = Period(max(month_of(facts.period.start).start, facts.contract.period.start), facts.period.stop)
    calls = sorted(facts.calls, key=lambda call: call.order)
    for entry in facts.contract.terms.entries:
        held_days = entry.period.meet(whole)
        if held_days is None:
            continue
        offer = _offer(facts, entry.value.offer)
        assert isinstance(offer.price, PhonePlan)
        rater = rater_of(offer.price)
        for month in held_days.months():
            mine = [call for call in calls if local_day(call) in month]
            rated = _rate(rater, mine, allowances, offer.code, month)
            charged = month.meet(facts.period)
            if charged is not None:
                retained = tuple(each for each in rated if local_day(each.call) in charged)
                found.append(_Held(charged, offer, offer.price, retained))
    return tuple(found)


def _rate(
    rater: Rater, calls: Iterable[Call], allowances: Allowances, code: str, held: Period
) -> tuple[RatedCall, ...]:
    return tuple([rater.rate(call, allowances, code=code, held=held) for call in calls])


def _offer(facts: BillingFacts, code: str) -> Offer:
    if code not in facts.offers or not isinstance(facts.offers[code].price, PhonePlan):
        raise OfferDoesNotFit(f"offer {code} has no phone plan; a line needs one")
    return facts.offers[code]


def _traffic(context: LineContext, period: Period, zone: Zone, time_class: str, calls: list[RatedCall]) -> Line:
    kind = zone.kind
    cost = sum((rated.cost for rated in calls), Decimal(0))
    paid = [part for rated in calls for part in rated.parts if not part.bundle]
    rates = dict.fromkeys((part.time_class, part.rate) for part in paid)
    inputs = [Input("costo", cost, "EUR")]
    inputs += [Input(f"tariffa {name}".rstrip(), rate, _RATE_UNITS[kind]) for name, rate in rates]
    connections = sum(1 for rated in calls if rated.connection)
    if connections:
        inputs.append(Input("scatto alla risposta", zone.connection, "EUR"))
        inputs.append(Input("scatti", Decimal(connections), ""))
    inputs.append(Input("conteggiato", Decimal(sum(part.units for part in paid)), COUNTED_IN[kind].value))
    inputs.append(Input(_COUNT_LABELS[kind], Decimal(len(calls)), ""))
    return priced_line(
        code=f"{_CODES[kind]}_{zone.code}",
        label=f"{zone.label}{f', {time_class}' if time_class else ''}",
        block=Block.SALE,
        quota=Quota.CONSUMPTION,
        period=period,
        quantity=Quantity(cost, Unit.EURO),
        price=Price(Decimal(1), Unit.EURO),
        vat=context.vat,
        rounding=context.facts.rounding.amount,
        formula=SUM_OF_CALLS,
        inputs=tuple(inputs),
        band=time_class,
        note=_sum_in_words(kind, len(calls)),
    )


def _sum_in_words(kind: CallKind, count: int) -> str:
    if count == 1:
        return f"Somma di 1 {_ONE_LABELS[kind]}, a sei decimali"
    return f"Somma di {count} {_COUNT_LABELS[kind]}, ciascuna a sei decimali"


def _included(context: LineContext, period: Period, bundle: Bundle, used: int) -> Line:
    unit = COUNTED_IN[bundle.kind]
    return priced_line(
        code=f"{INCLUDED}_{bundle.code}",
        label=f"{bundle.label}, traffico incluso",
        block=Block.SALE,
        quota=Quota.CONSUMPTION,
        period=period,
        quantity=Quantity(Decimal(used), unit),
        price=Price(Decimal(0), unit),
        vat=context.vat,
        rounding=context.facts.rounding.amount,
        formula=FREE,
        inputs=(Input("incluso", Decimal(0), f"EUR/{unit.value}"),),
        note=f"Del pacchetto mensile di {bundle.units} {unit.value}",
    )
