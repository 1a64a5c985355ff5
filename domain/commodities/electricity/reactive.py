"""Lines of reactive energy of larger supplies: what of it goes beyond a share of the active energy, in two tiers.

Norm: TIT; reckoned by calendar month on bands F1 and F2 together, nothing on F3. Supplies that pay, shares and prices
are data (reference 1.9). A price is asked for only where something is due; where it changes in the month the energy is
shared by days. Thresholds and shares are of the month, as in force on its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain.commodities.electricity.terms import ElectricityTerms
from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import places_of, split
from domain.kernel.validity import Period
from domain.metering.demand import Demand
from domain.pricing.line import Line, priced_line
from domain.pricing.lines.context import LineContext, row_input
from domain.pricing.lines.regulated import MissingMeasure
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow

_CHARGED_BANDS = ("F1", "F2")
_LOW, _HIGH = "low", "high"


def reactive_tiers(reactive: Decimal, active: Decimal, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Reactive energy that is free, of the low tier and of the high tier; they sum to `reactive`.

    low, high   where the tiers begin, as ratios of the active energy, low <= high

    >>> [str(part) for part in reactive_tiers(Decimal(900), Decimal(1000), Decimal("0.33"), Decimal("0.75"))]
    ['330.00', '420.00', '150.00']
    """
    free = min(reactive, low * active)
    first = min(reactive, high * active) - free
    return free, first, reactive - free - first


def reactive_lines(context: LineContext) -> Iterator[Line]:
    """The tiers that are touched, month by month. MissingMeasure where energy is not measured by band."""
    for demand in context.facts.demand:
        terms = next((piece for piece in context.terms if demand.period.start in piece.period), None)
        if terms is None or not any(part.value for part in demand.reactive) or Block.NETWORK in terms.offer.includes:
            continue
        supply = terms.terms.supply
        assert isinstance(supply, ElectricityTerms)
        if not supply.is_domestic:
            yield from _month(context, supply, demand)


def _month(context: LineContext, supply: ElectricityTerms, demand: Demand) -> Iterator[Line]:
    day, voltage = demand.period.start, supply.voltage
    if supply.available_kw <= context.lookup.value("electricity/reactive_threshold", (voltage,), day).value:
        return
    reactive, active = _billable(context, demand)
    if not reactive:
        return
    low, high = (context.lookup.value("electricity/reactive_share", (voltage, tier), day) for tier in (_LOW, _HIGH))
    _, first, second = reactive_tiers(reactive, active, low.value, high.value)
    for tier, energy, share, label in (
        (_LOW, first, low, "Energia reattiva, primo scaglione"),
        (_HIGH, second, high, "Energia reattiva, secondo scaglione"),
    ):
        if energy:
            spans = context.lookup.spans("electricity/reactive_price", (voltage, tier), demand.period)
            parts = split(energy, [days.days for days, _ in spans], places_of(energy))
            for (days, row), part in zip(spans, parts, strict=True):
                yield _line(context, days, f"reactive_{tier}", label, part, row, share)


def _billable(context: LineContext, demand: Demand) -> tuple[Decimal, Decimal]:
    """Reactive and active energy of the bands that are charged."""
    active = [part for _, each in context.energy if demand.period.covers(each.period) for part in each.bands]
    for kind, parts in (("reactive", demand.reactive), ("active", active)):
        if any(part.band == "M" for part in parts):
            raise MissingMeasure(
                f"{kind} energy of {demand.period} is not measured by band, and reactive energy is charged on "
                f"{' and '.join(_CHARGED_BANDS)}; import it by band"
            )
    reactive = sum((part.value for part in demand.reactive if part.band in _CHARGED_BANDS), Decimal(0))
    return reactive, sum((part.value for part in active if part.band in _CHARGED_BANDS), Decimal(0))


def _line(
    context: LineContext, days: Period, code: str, label: str, energy: Decimal, row: ParameterRow, share: ParameterRow
) -> Line:
    return priced_line(
        code=code,
        label=label,
        block=Block.NETWORK,
        quota=Quota.CONSUMPTION,
        period=days,
        quantity=Quantity(energy, Unit.KVARH),
        price=Price(row.value, Unit.KVARH),
        vat=context.vat,
        rounding=context.facts.rounding.amount,
        formula="voce",
        inputs=(row_input("voce", row, "EUR/kvarh"), row_input("soglia", share, "kvarh/kWh")),
        note=f"Fasce {' e '.join(_CHARGED_BANDS)}",
    )
