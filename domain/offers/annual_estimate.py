"""The annual spend of an offer for a customer, by the rules of the Portale Offerte.

Norm: "Regole per il calcolo della spesa annua stimata" v4.0 of 16-2-2026 (reference 5.3). Four quarters from the
quarter of consultation, at the values in force on the day of consultation. Nothing is rounded inside a block: each
block is its exact sum brought to cents, VAT is taken on the sum of the rounded blocks. The components are those a bill
is priced with; only the time differs, a whole year at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import attrs

from domain.commodities.registry import commodity
from domain.contracts.faults import REG_003
from domain.contracts.supply_terms import TermsContradict
from domain.kernel.digest import digest
from domain.kernel.fault import Fault
from domain.kernel.money import Money, total
from domain.kernel.quantity import Unit
from domain.pricing.annual.estimate import AnnualSupply, EstimateLine
from domain.pricing.faults import PRC_001, PRC_005, PRC_006
from domain.pricing.lines.regulated import OfferDoesNotFit
from domain.pricing.price import status_faults
from domain.pricing.priced import Refused
from domain.pricing.taxes.tax import EXCISE
from domain.pricing.taxes.treatment import supply_vat
from domain.pricing.taxes.vat import Vat, VatTotal
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Block
from domain.tariffs.discount import DiscountExceedsBase
from domain.tariffs.lookup import Lookup
from domain.tariffs.parameter import NotInForce, ParameterRow, UnknownParameter


@attrs.frozen
class EstimatedSpend:
    """Euro a year by block, and the lines that make each.

    excise         Block.TAXES, of which `taxed_energy` is the energy, counted in `energy`, it was charged on
    discount       automatic discounts, zero or below; in no block
    sale .. discount are each the rounding of the exact sum of their lines; vat is on their sum. Where there are several
    treatments, each but the highest takes the exact sum of its lines brought to cents, the highest all the rest
    """

    offer: str
    on: dt.date
    sale: Money
    network: Money
    charges: Money
    excise: Money
    discount: Money
    taxed_energy: Decimal
    energy: Unit
    treatment: Vat
    vat_totals: tuple[VatTotal, ...]
    lines: tuple[EstimateLine, ...]
    rows: tuple[ParameterRow, ...]
    warnings: tuple[Fault, ...]
    book_digest: str

    @property
    def net(self) -> Money:
        """The blocks together and the discount, before VAT."""
        return total((self.sale, self.network, self.charges, self.excise, self.discount))

    @property
    def vat(self) -> Money:
        """All VAT."""
        return total(part.tax for part in self.vat_totals)

    @property
    def total(self) -> Money:
        """Blocks and VAT."""
        return self.net + self.vat

    @property
    def digest(self) -> str:
        """SHA-256 over what was estimated: the same inputs always give the same one."""
        lines = [[each.code, each.band, str(each.quantity), str(each.price)] for each in self.lines]
        return digest([self.offer, self.on.isoformat(), self.book_digest, lines, str(self.net), str(self.vat)])


def estimate(use: AnnualSupply, book: TariffBook) -> EstimatedSpend | Refused:
    """The annual spend, or the fault in the way.

    PRC-001 (no value in force), PRC-005 (offer), PRC-006 (fees below zero exceed the sale), REG-003 (terms).
    """
    try:
        return _estimated(use, Lookup(book))
    except (NotInForce, UnknownParameter) as error:
        return _refused(use, PRC_001.code, error)
    except OfferDoesNotFit as error:
        return _refused(use, PRC_005.code, error)
    except DiscountExceedsBase as error:
        return _refused(use, PRC_006.code, error)
    except TermsContradict as error:
        return _refused(use, REG_003.code, error)


def _refused(use: AnnualSupply, code: str, error: Exception) -> Refused:
    return Refused(use.offer.code, use.year, (Fault(code, use.offer.code, str(error)),))


def _estimated(use: AnnualSupply, lookup: Lookup) -> EstimatedSpend:
    kind = commodity(use.commodity)
    if kind.year is None:
        raise OfferDoesNotFit(f"offer {use.offer.code}: no rule estimates a year of {kind.code}")
    kind.check(use.supply, lookup.book, use.on)
    treatment = supply_vat(use.vat, lookup, use.on)
    lines = tuple(kind.year(use, kind, lookup, treatment))
    blocks = {block: _sum(each for each in lines if each.block is block and not each.discount) for block in Block}
    if any(fee.value < 0 for fee in use.offer.fees) and blocks[Block.SALE].amount < 0:
        raise DiscountExceedsBase(f"fees below zero bring the sale part of a year to {blocks[Block.SALE]}")
    discount = _sum(each for each in lines if each.discount)
    vat = _vat_totals(lines, treatment, total((*blocks.values(), discount)))
    taxed = [each.quantity for each in lines if each.code == EXCISE and each.quantity.unit is kind.energy]
    return EstimatedSpend(
        offer=use.offer.code,
        on=use.on,
        sale=blocks[Block.SALE],
        network=blocks[Block.NETWORK],
        charges=blocks[Block.CHARGES],
        excise=blocks[Block.TAXES],
        discount=discount,
        taxed_energy=sum((quantity.value for quantity in taxed), Decimal(0)),
        energy=kind.energy,
        treatment=vat[0].vat,
        vat_totals=vat,
        lines=lines,
        rows=lookup.rows,
        warnings=status_faults(use.offer.code, lookup.rows),
        book_digest=lookup.book.digest,
    )


def _sum(lines: Iterable[EstimateLine]) -> Money:
    return Money.rounded(sum((each.exact for each in lines), Decimal(0)))


def _vat_totals(lines: tuple[EstimateLine, ...], treatment: Vat, net: Money) -> tuple[VatTotal, ...]:
    """VAT by treatment, the highest rate first; the taxable sums add up to `net`."""
    vats = sorted({each.vat or treatment for each in lines} or {treatment}, key=lambda vat: -vat.rate)
    bases = {vat: _sum(each for each in lines if (each.vat or treatment) == vat) for vat in vats[1:]}
    bases[vats[0]] = net - total(bases.values())
    return tuple(VatTotal(vat, bases[vat], Money.rounded(bases[vat].amount * vat.rate)) for vat in vats)
