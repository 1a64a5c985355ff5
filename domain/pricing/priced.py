"""What pricing returns: a priced supply, or a refusal with its faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import attrs

from domain.kernel.digest import digest_of_texts
from domain.kernel.fault import Fault
from domain.kernel.money import ZERO, Money, total
from domain.kernel.rounding import BILL_ROUNDINGS
from domain.kernel.validity import Period
from domain.metering.consumption import Consumption
from domain.pricing.correction import Correction
from domain.pricing.line import Line
from domain.pricing.price_basis import PriceBasis
from domain.pricing.rated_call import RatedCall, rated_texts
from domain.pricing.taxes.vat import Vat, VatTotal, vat_totals
from domain.tariffs.component import Block, Quota
from domain.tariffs.parameter import ParameterRow

_TO_COMPUTE: tuple[VatTotal, ...] = (VatTotal(Vat(Decimal("0.5")), ZERO, ZERO),)  # this very object: VAT not given


@attrs.frozen
class Priced:
    """The lines of one contract over one period, and their VAT.

    rows         every parameter row a line used, by id; an Input names its row by that id
    vat          computed where it is left out; where it is given, as by a stored document, it must be right
    rounding     name of the BillRounding
    corrections  recalculations of days charged before; their lines are among `lines`
    calls        the calls that lines of traffic are the sum of, in order of time
    grounds      what the lines that are no correction were priced from, for their proof
    """

    contract: str
    commodity: str
    period: Period
    lines: tuple[Line, ...]
    vat: tuple[VatTotal, ...] = attrs.field(default=_TO_COMPUTE, kw_only=True)
    rounding: str
    book_digest: str
    rows: tuple[ParameterRow, ...]
    warnings: tuple[Fault, ...]
    consumption: tuple[Consumption, ...]
    corrections: tuple[Correction, ...] = ()
    calls: tuple[RatedCall, ...] = ()
    basis: PriceBasis | None = attrs.field(default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        policy = BILL_ROUNDINGS[self.rounding]
        right = vat_totals([(line.vat, line.amount) for line in self.lines], policy.amount)
        if self.vat is _TO_COMPUTE:
            object.__setattr__(self, "vat", right)
        elif self.vat != right:
            raise ValueError(f"contract {self.contract} {self.period}: the VAT totals are not those of the lines")

    @property
    def net(self) -> Money:
        """The sum of the lines, before VAT."""
        return total(line.amount for line in self.lines)

    @property
    def tax(self) -> Money:
        """All VAT."""
        return total(part.tax for part in self.vat)

    @property
    def total(self) -> Money:
        """Lines and VAT: the total of the bill."""
        return self.net + self.tax

    @property
    def split_tax(self) -> Money:
        """VAT the customer pays to the treasury itself (split payment)."""
        return total(part.tax for part in self.vat if part.vat.exigibility == "S")

    @property
    def payable(self) -> Money:
        """What the customer owes the seller."""
        return self.total - self.split_tax

    def block(self, block: Block) -> Money:
        """The sum of the lines of a block."""
        return total(line.amount for line in self.lines if line.block is block)

    def quota(self, *quotas: Quota) -> Money:
        """The sum of the lines of some quotas, corrections apart."""
        return total(line.amount for line in self.lines if line.quota in quotas and not line.correction)

    @property
    def corrected(self) -> Money:
        """The sum of all corrections."""
        return total(line.amount for line in self.lines if line.correction)

    @property
    def reverses(self) -> tuple[bool, ...]:
        """Of each line, in their order, whether it takes back what an earlier document charged.

        Lines of a key that no correction declares take back where their quantity is below zero.
        """
        known = {each.key: each for each in self.corrections}
        met: Counter[str] = Counter()
        found = []
        for line in self.lines:
            if line.correction in known:
                found.append(known[line.correction].reverses(line, met[line.correction]))
            else:
                found.append(bool(line.correction) and line.quantity.value < 0)
            met[line.correction] += 1
        return tuple(found)

    @property
    def digest(self) -> str:
        """SHA-256 over what was charged: the same inputs always give the same one."""
        return digest_of_texts(self._texts())

    def _texts(self) -> Iterator[str]:
        yield from (self.contract, str(self.period), self.rounding, self.book_digest)
        for line in self.lines:
            yield from (
                line.code,
                line.band,
                line.correction,
                str(line.period),
                str(line.quantity),
                str(line.price),
                str(line.share),
            )
            yield from (line.step, str(line.amount), str(line.vat.rate), line.vat.nature, line.vat.exigibility)
            for each in line.inputs:
                yield from (each.symbol, str(each.value), each.row)
        for part in self.vat:
            yield from (str(part.taxable), str(part.tax))
        for rated in self.calls:
            yield from rated_texts(rated)


class CannotBePriced(LookupError):
    """What only one commodity asks of its facts is missing: its error, with the fault code of it."""

    code: ClassVar[str]


@attrs.frozen
class Refused:
    """A contract that could not be billed, and every reason found."""

    contract: str
    period: Period
    faults: tuple[Fault, ...]
