"""What lowers a water bill: the social bonus, and the relief of a hidden leak.

Bonus: volume a member × (agevolata of the aqueduct + sewerage + treatment), pro die (897/2017/R/idr, 63/2021/R/com).
Leak: where the use is at least so many times the reference, the excess bears no sewerage and treatment (unless it
reached the sewer) and a reduced aqueduct price (609/2021/R/idr, TIMSII art. 19). Each is shown: what the excess was
charged is taken back line by line, then charged again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import attrs

from domain.commodities.water.offer_price import Franchise
from domain.commodities.water.slice import WaterSlice
from domain.commodities.water.terms import LeakRelief, WaterService
from domain.kernel.quantity import Price, Quantity, Unit
from domain.pricing.line import Input, Line, priced_line
from domain.pricing.lines.context import row_input
from domain.pricing.lines.metered_slice import year_share
from domain.pricing.taxes.treatment import outside_vat
from domain.tariffs.component import Block, Quota


@attrs.frozen(eq=False)
class Leaked:
    """The part of a slice's volume that is relieved: all of it for the aqueduct, `uncharged` for the other services."""

    excess: Decimal
    uncharged: Decimal
    reference: Decimal


def leak_volumes(slices: Sequence[WaterSlice]) -> tuple[Leaked | None, ...]:
    """The relieved volume of each slice, None where no leak was recognised; the trigger is met by a leak as a whole."""
    used: dict[LeakRelief, list[Decimal]] = {}
    for each in slices:
        if each.terms.leak:
            sums = used.setdefault(each.terms.leak, [Decimal(0), Decimal(0)])
            sums[0] += each.volume
            sums[1] += each.terms.leak.reference_m3_per_day * each.period.days
    return tuple(_leaked(each, *used[each.terms.leak]) if each.terms.leak else None for each in slices)


def _leaked(each: WaterSlice, used: Decimal, reference: Decimal) -> Leaked:
    leak, rate = each.terms.leak, each.rates.leak
    assert leak is not None, "only a recognised leak is measured"
    assert rate is not None, "a recognised leak has its rates"
    mine = leak.reference_m3_per_day * each.period.days
    if used < rate.trigger.value * reference:
        return Leaked(Decimal(0), Decimal(0), mine)
    retained = rate.franchise.value if rate.franchise else Decimal(0)
    if each.price.franchise is Franchise.ON_EXCESS:
        excess = (each.volume - mine) * (1 - retained)
    else:
        excess = each.volume - mine * (1 + retained)
    excess = max(each.volume_rounding.apply(excess), Decimal(0))
    return Leaked(excess, Decimal(0) if leak.reached_sewer else excess, mine)


def leak_lines(each: WaterSlice, leaked: Leaked | None) -> Iterator[Line]:
    """What the excess was charged, taken back, and the reduced price it bears; a line of zero where it is no leak."""
    if leaked is None:
        return
    rate = each.rates.leak
    assert rate is not None, "a recognised leak has its rates"
    note = f"Riferimento {each.text(leaked.reference)}, eccedenza {each.text(leaked.excess)}"
    if leaked.excess:
        yield from _billed_before(each, leaked)
    else:
        note += ": consumo inferiore alla soglia, nessuna agevolazione"
    reduced = next((one for one in each.rates.bands if one.band.name == each.price.leak_band), None)
    if reduced is None:  # served by no aqueduct: nothing is charged again
        return
    inputs: tuple[Input, ...] = (
        row_input("prezzo", reduced.price, "EUR/m3"),
        row_input("riduzione", rate.ratio, ""),
        row_input("soglia", rate.trigger, "volte il riferimento"),
        *((row_input("franchigia", rate.franchise, ""),) if rate.franchise else ()),
    )
    yield each.per_m3(
        "leak",
        "Perdita occulta, volume a prezzo ridotto",
        leaked.excess,
        reduced.price.value * rate.ratio.value,
        "prezzo × riduzione",
        inputs,
        note=note,
    )


def _billed_before(each: WaterSlice, leaked: Leaked) -> Iterator[Line]:
    price_of = {rate.band.name: rate.price for rate in each.rates.bands}
    for part in each.scale.fill(each.volume - leaked.excess, leaked.excess) if price_of else ():
        row = price_of[part.tier.name]
        inputs = (row_input("prezzo", row, "EUR/m3"),)
        yield each.per_m3(
            "leak_acq",
            "Perdita occulta, storno acquedotto",
            -part.quantity,
            row.value,
            "prezzo",
            inputs,
            band=part.tier.name,
        )
    for service, row in each.rates.flat if leaked.uncharged else ():
        label = "fognatura" if service is WaterService.SEWERAGE else "depurazione"
        inputs = (row_input("prezzo", row, "EUR/m3"),)
        yield each.per_m3(
            f"leak_{service.value}",
            f"Perdita occulta, storno {label}",
            -leaked.uncharged,
            row.value,
            "prezzo",
            inputs,
        )


def bonus_lines(each: WaterSlice) -> Iterator[Line]:
    """The social bonus of a slice: a credit a member, pro die."""
    if each.rates.bonus is None:
        return
    prices = [rate.price for rate in each.rates.bands[:1]] + [row for _, row in each.rates.flat]
    names = [rate.band.name for rate in each.rates.bands[:1]] + [service.value for service, _ in each.rates.flat]
    total = sum((row.value for row in prices), Decimal(0))
    price = Price(-each.rates.bonus.value * total, Unit.MEMBER, yearly=True)
    nature = each.price.bonus_nature
    yield priced_line(
        code="bonus",
        label="Bonus sociale idrico",
        block=Block.OTHER,
        quota=Quota.PASSING,
        period=each.period,
        quantity=Quantity(Decimal(each.rates.members), Unit.MEMBER),
        price=price,
        share=year_share(each.period, each.price.band_year),
        vat=outside_vat(nature) if nature else each.context.vat,
        rounding=each.context.facts.rounding.amount,
        formula=f"-volume × ({' + '.join(names)})",
        inputs=(
            row_input("volume", each.rates.bonus, "m3/componente/anno"),
            *(row_input(name, row, "EUR/m3") for name, row in zip(names, prices, strict=True)),
        ),
    )
