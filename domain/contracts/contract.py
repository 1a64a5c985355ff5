"""Contracts and their dated terms. Everything that can change is in the history `terms`."""

from __future__ import annotations

import datetime as dt
import enum
import itertools
from decimal import Decimal

import attrs

from domain.contracts.impediment import Impediment
from domain.contracts.opening import CounterOpening
from domain.contracts.supply_terms import SupplyTerms, TermsContradict
from domain.kernel.money import ZERO, Money
from domain.kernel.validity import History, Period


class PaymentMethod(enum.Enum):
    """How the customer pays."""

    DIRECT_DEBIT = "direct_debit"
    TRANSFER = "transfer"


class Market(enum.Enum):
    """The market the contract is of, as printed."""

    FREE = "libero"
    VULNERABLE = "tutela vulnerabili"
    GRADUAL = "tutele graduali"


@attrs.frozen
class VatTerms:
    """VAT of the supply: the category whose rate applies; split payment and reverse charge where claimed.

    intent  protocol of the declaration of intent of a habitual exporter; empty without one
    """

    category: str
    split_payment: bool = False
    reverse_charge: bool = False
    intent: str = ""

    def check(self, supply: SupplyTerms) -> None:
        """TermsContradict where the supply cannot be of a reseller and a reverse charge is claimed.

        Norm: DPR 633/1972 art. 17 c. 6 d-quater: gas and electricity sold to a soggetto passivo-rivenditore.
        """
        if self.reverse_charge and not supply.may_resell:
            raise TermsContradict(
                f"reverse charge is of resellers of energy, got {supply.commodity} for {supply.customer_class!r}"
            )


@attrs.frozen
class SocialBonus:
    """A social bonus as granted: the class of household its amount goes by, and its days."""

    household: str
    period: Period


@attrs.frozen
class PublicOrder:
    """What a public body wants to read on its e-invoice: CIG, CUP, order or agreement."""

    document: str
    cig: str = ""
    cup: str = ""


@attrs.frozen
class ContractTerms:
    """What a contract says, as long as it does not change.

    bonus       the social bonus granted to the supply
    conditions  what it fulfils that an offer may ask for: direct_debit, e_bill ...
    """

    offer: str
    supply: SupplyTerms
    vat: VatTerms
    rai_fee: bool = False
    conditions: frozenset[str] = frozenset()
    bonus: SocialBonus | None = None

    def __attrs_post_init__(self) -> None:
        self.vat.check(self.supply)

    def has_bonus(self, day: dt.date) -> bool:
        """Whether the social bonus is granted on `day`."""
        return self.bonus is not None and day in self.bonus.period


@attrs.frozen
class Deposit:
    """A sum left as a guarantee, and the day it was paid; it comes back with the closing bill."""

    amount: Money
    paid_on: dt.date

    def __attrs_post_init__(self) -> None:
        if not self.amount > ZERO:
            raise ValueError(f"a deposit is more than zero, got {self.amount}")


@attrs.frozen
class DepositTerms:
    """That a contract asks for a deposit, and what its amount goes by beside the supply.

    The law says how much may be asked and of whom not; whether it is asked is agreed.

    yearly_use     expected use of a year, in the unit of the commodity: class of gas, exemption of water
    yearly_spend   expected spend of a year before VAT: of water, and of gas beyond the last class
    after_notices  whether it is raised after repeated notices of default
    """

    yearly_use: Decimal | None = None
    yearly_spend: Money | None = None
    after_notices: bool = False

    def __attrs_post_init__(self) -> None:
        if self.yearly_use is not None and self.yearly_use < 0:
            raise ValueError(f"the yearly use a deposit goes by is 0 or more, got {self.yearly_use}")
        if self.yearly_spend is not None and not self.yearly_spend > ZERO:
            raise ValueError(f"the yearly spend a deposit goes by is more than zero, got {self.yearly_spend}")


@attrs.frozen
class Contract:
    """A supply contract: one party, one point, one commodity.

    period         the days it supplies; `stop` is the day after the last
    cycle_months   how many months a bill covers
    due_days       days from issue to due date
    conditions_end the day the offer's economic conditions expire, if they do
    bill_group     contracts of one party and group stand on one bill; empty for a bill of its own
    deposit        a guarantee paid outside any bill of this platform, as one taken over with the contract
    deposit_terms  the deposit its first bills charge; none where one was paid already
    impediments    why limitation did not run for some days, as recorded, oldest first; no day has two
    openings       what of its yearly counters was charged elsewhere, before this platform bills it; one a year each
    """

    number: str
    party: str
    point: str
    commodity: str
    period: Period
    terms: History[ContractTerms]
    payment: PaymentMethod
    cycle_months: int
    due_days: int
    market: Market = Market.FREE
    order: PublicOrder | None = None
    conditions_end: dt.date | None = None
    bill_group: str = ""
    deposit: Deposit | None = None
    deposit_terms: DepositTerms | None = None
    impediments: tuple[Impediment, ...] = ()
    openings: tuple[CounterOpening, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.terms.entries:
            raise ValueError(f"contract {self.number}: has no terms")
        if self.terms.entries[0].period.start > self.period.start:
            raise ValueError(
                f"contract {self.number}: begins on {self.period.start}, its first terms on "
                f"{self.terms.entries[0].period.start}"
            )
        if self.cycle_months not in (1, 2, 3, 4, 6, 12):
            raise ValueError(
                f"contract {self.number}: a bill covers 1, 2, 3, 4, 6 or 12 months, got {self.cycle_months}"
            )
        if self.due_days < 1:
            raise ValueError(f"contract {self.number}: due days must be at least 1, got {self.due_days}")
        ordered = sorted(each.period for each in self.impediments)
        if ordered != [each.period for each in self.impediments] or any(
            first.overlaps(second) for first, second in itertools.pairwise(ordered)
        ):
            raise ValueError(f"contract {self.number}: impediments must be in order of their days and share none")
        self._check_openings()

    def _check_openings(self) -> None:
        if len({(each.counter, each.year_start) for each in self.openings}) != len(self.openings):
            raise ValueError(f"contract {self.number}: a year of a counter has one opening")
        for each in self.openings:
            if not self.period.start < each.until <= self.period.stop:
                raise ValueError(
                    f"contract {self.number} supplies {self.period}: the opening of {each.counter} ends on one of its "
                    f"days after the first, got {each.until}"
                )

    def available_kw(self, period: Period) -> Decimal:
        """The highest available power of the terms that are in force in `period`; zero where power limits nothing."""
        entries = [entry for entry in self.terms.entries if entry.period.overlaps(period)]
        return max((entry.value.supply.available for entry in entries), default=Decimal(0))
