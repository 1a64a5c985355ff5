"""From pieces to lines: the small vocabulary that sale, network, charges and taxes are written with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.kernel.quantity import Price, Quantity, Unit
from domain.kernel.rounding import Rounding
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.commodity import Commodity
from domain.pricing.facts import BillingFacts
from domain.pricing.line import WHOLE, Input, Line
from domain.pricing.lines.cuts import DueFee, TermsPiece, share_of_year
from domain.pricing.taxes.vat import Vat
from domain.tariffs.component import QUOTA_OF, Basis, Block, Quota, unit_of
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import ParameterRow


@attrs.frozen(eq=False)
class LineContext:
    """What every line of one computation shares. `terms` are the pieces of the period, `energy` the consumption cut."""

    facts: BillingFacts
    lookup: Lookup
    vat: Vat
    terms: tuple[TermsPiece, ...]
    energy: tuple[tuple[TermsPiece, Consumption], ...]
    kind: Commodity = attrs.field(init=False)
    unit: Unit = attrs.field(init=False)  # of energy
    price_unit: str = attrs.field(init=False)  # EUR per unit of energy
    rounding: str = attrs.field(init=False)  # name of the rounding of amounts

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "kind", self.facts.commodity)
        object.__setattr__(self, "unit", self.kind.energy)
        object.__setattr__(self, "price_unit", Price(Decimal(0), self.unit).unit_text)
        object.__setattr__(self, "rounding", self.facts.rounding.amount.name)

    def losses(self, piece: TermsPiece, day: dt.date) -> ParameterRow:
        """The loss factor of a supply, as a ratio."""
        place = self.kind.losses(piece.terms.supply)
        assert place is not None, f"{self.kind.code} has no losses"
        return self.lookup.value(*place, day)

    def fee(
        self,
        code: str,
        label: str,
        block: Block,
        basis: Basis,
        due: DueFee,
        symbol: str,
        step: Rounding | None,
        *,
        vat: Vat | None = None,
    ) -> Line:
        """A line for a yearly fee over one piece of a month. The step applies to whole months only."""
        share = share_of_year(due.period)
        unit = unit_of(basis, self.unit)
        price = Price(due.value, unit, yearly=True)
        whole_month = share.numerator == 1 and share.denominator == 12
        quantity, step_name = Quantity(due.quantity, unit), step.name if step and whole_month else ""
        return Line(
            code,
            label,
            block,
            QUOTA_OF[basis],
            due.period,
            quantity,
            price,
            share,
            step_name,
            self.rounding,
            vat or self.vat,
            f"{symbol} × {'1/12' if whole_month else 'giorni/365'}",
            (Input(symbol, due.value, price.unit_text, due.row.id if due.row else ""),),
        )

    def per_energy(
        self,
        code: str,
        label: str,
        block: Block,
        period: Period,
        energy: Decimal,
        price: Decimal,
        formula: str,
        inputs: tuple[Input, ...],
        *,
        quota: Quota = Quota.CONSUMPTION,
        band: str = "",
        note: str = "",
        vat: Vat | None = None,
    ) -> Line:
        """A line for a price per unit of energy."""
        quantity, unit_price = Quantity(energy, self.unit), Price(price, self.unit)
        return Line(
            code,
            label,
            block,
            quota,
            period,
            quantity,
            unit_price,
            WHOLE,
            "",
            self.rounding,
            vat or self.vat,
            formula,
            inputs,
            band,
            note,
        )

    def lump(
        self,
        code: str,
        label: str,
        block: Block,
        quota: Quota,
        period: Period,
        times: Decimal,
        row: ParameterRow,
        vat: Vat,
    ) -> Line:
        """A line for a sum of money a point, `times` over."""
        return Line(
            code,
            label,
            block,
            quota,
            period,
            Quantity(times, Unit.POINT),
            Price(row.value, Unit.POINT),
            WHOLE,
            "",
            self.rounding,
            vat,
            "importo",
            (row_input("importo", row),),
        )


def row_input(symbol: str, row: ParameterRow, unit: str = "EUR") -> Input:
    """A parameter row as an input of a formula."""
    return Input(symbol, row.value, unit, row.id)
