"""VAT: the treatment of a line, and the totals of a bill.

One rounding a rate and bill, on the sum of the rounded lines (practice of real bills, reference 1.10). The base
holds sale, network, charges and excise; bonus, RAI fee, deposits and arrears interest are outside (DPR 633/1972
art. 13 and 15; reference 1.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.kernel.money import ZERO, Money
from domain.kernel.rounding import CENTS, Rounding


@attrs.frozen(cache_hash=True)
class Vat:
    """How one line stands towards VAT.

    rate         as a ratio, 0.10 for 10 %
    nature       FatturaPA Natura, where the rate is zero
    exigibility  I at once, S split payment (art. 17-ter), D deferred
    norm         the article, where the rate is zero or the payment split
    """

    rate: Decimal
    nature: str = ""
    exigibility: str = "I"
    norm: str = ""

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.rate < 1:
            raise ValueError(f"a VAT rate is a ratio from 0 up to 1, got {self.rate}")
        if bool(self.nature) != (self.rate == 0):
            raise ValueError(f"a nature goes with rate zero and only with it, got {self.rate} and {self.nature!r}")
        if self.exigibility not in ("I", "S", "D"):
            raise ValueError(f"exigibility is I, S or D, got {self.exigibility!r}")

    @property
    def percent(self) -> Decimal:
        """The rate in percent, two decimals, as the FatturaPA writes it."""
        return CENTS.apply(self.rate * 100)


@attrs.frozen
class VatTotal:
    """The taxable sum and the tax of one treatment."""

    vat: Vat
    taxable: Money
    tax: Money


def vat_totals(amounts: Iterable[tuple[Vat, Money]], rounding: Rounding) -> tuple[VatTotal, ...]:
    """The totals by treatment: highest rate first, then by nature."""
    groups: dict[Vat, list[Decimal]] = {}
    last: Vat | None = None
    group: list[Decimal] = []
    for vat, amount in amounts:
        if vat is not last:  # most lines share one value, which need not be hashed again
            last, group = vat, groups.setdefault(vat, [])
        group.append(amount.amount)
    ordered = sorted(groups, key=lambda vat: (-vat.rate, vat.nature, vat.exigibility))
    sums = [(vat, Money(sum(groups[vat], ZERO.amount))) for vat in ordered]
    return tuple(VatTotal(vat, taxable, Money.rounded(taxable.amount * vat.rate, rounding)) for vat, taxable in sums)
