"""What a commodity declares, so that the rest of the platform never asks which one it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Protocol

import attrs

from domain.contracts.contract import Contract, DepositTerms, Market
from domain.kernel.quantity import Unit
from domain.kernel.validity import Period
from domain.metering.calls.call import Call
from domain.metering.gas import AnyReading
from domain.metering.reading import Reading
from domain.metering.rules.forecast_rule import ForecastRule
from domain.metering.rules.forward_rule import ForwardRule
from domain.metering.rules.measure_flows import DistributorFlows
from domain.pricing.annual.estimate import AnnualSupply, EstimateLine
from domain.pricing.counters.yearly import Counters
from domain.pricing.deposit import DepositPlan
from domain.pricing.extra import Extra
from domain.pricing.line import Line
from domain.pricing.rated_call import RatedCall
from domain.pricing.rights.instalment_rules import InstalmentRules
from domain.pricing.taxes.tax import Tax
from domain.pricing.taxes.vat import Vat
from domain.tariffs.book import Place, TariffBook
from domain.tariffs.component import Component
from domain.tariffs.lookup import Lookup
from domain.tariffs.offer import OfferPrice

LineMaker = Callable[[Any], Iterator[Line]]
"""The lines of one kind, of the Charging of a computation; which holds the commodity, hence Any."""


class YearMaker(Protocol):
    """The lines of a year of a commodity. `treatment` is the VAT of the contract."""

    def __call__(
        self, use: AnnualSupply, kind: Commodity, lookup: Lookup, treatment: Vat
    ) -> Iterator[EstimateLine]: ...


DepositRule = Callable[[Contract, DepositTerms, Lookup, dt.date], DepositPlan | None]
"""The deposit a contract that asks for one may charge on a day; None where none is due. DepositUnknown, NotInForce."""

InstalmentsRule = Callable[[TariffBook, dt.date, str, Market], InstalmentRules | None]
"""The rules by which a bill issued on a day must offer instalments, for a customer class and a market. NotInForce."""

LateBillRule = Callable[[Contract, Period, Lookup, dt.date], Extra | None]
"""What a bill over a period owes for being issued on a day; None in time. NotInForce."""

IndemnityRule = Callable[[Lookup, str, int, Period, dt.date], Extra | None]
"""What is owed, on a bill over a period, for so many days against a standard, by the values of a day. NotInForce."""

CallCheck = Callable[[Call], None]
"""Whether a call can be rated: CannotBePriced where it cannot."""


def _no(_: Any) -> bool:
    return False


def _no_components(_: Any) -> tuple[Component, ...]:
    return ()


def _no_sale_components(_: Any) -> Mapping[str, Component]:
    return {}


def _no_power(_: Any) -> Decimal:
    return Decimal(0)


def _no_losses(_: Any) -> None:
    return None


def _no_call_check(price: OfferPrice) -> None:
    return None


def _no_name(_: Any) -> str:
    return ""


def _no_contradiction(terms: Any, book: TariffBook, day: dt.date) -> None:
    return None


def _no_values(_: Any) -> tuple[Place, ...]:
    return ()


def _no_instalments(book: TariffBook, day: dt.date, customer: str, market: Market) -> None:
    return None


def _no_late_bill(contract: Contract, period: Period, lookup: Lookup, issued_on: dt.date) -> None:
    return None


def _no_calls(_: Any) -> tuple[RatedCall, ...]:
    return ()


@attrs.frozen(kw_only=True, eq=False)
class Commodity:
    """One commodity.

    code           electricity, gas, water ...
    energy         the unit of consumption
    point_label    what its supply point is called on paper: POD, PDR ...
    point_code     the code of a supply point in its one form; InvalidIdentifier where it is malformed
    point_example  such a code, invented: what documents that concern nobody carry
    terms          the class of its dated supply terms
    lines          its lines, in the order they are computed
    taxes          the taxes on what is consumed
    rates          paths of further values that only multiply, as rates of taxes its own lines make
    prices         what its offers may charge beside the structures of all (tariffs.offer), by the name in documents
    regulated      the regulated components of network and charges that some terms make due
    sale           the regulated components of the sale an offer may pass on, for some terms, by code
    power          the power that power quotas multiply, kW; zero for a commodity without one
    peak_power     whether power quotas of some terms multiply the highest power withdrawn in each month; or path and
                   key of the value that says so, 1 or 0
    zone           the market zone of some terms; empty where there is none
    check          TermsContradict where terms do not fit what the book says of them on a day; what it does not say is
                   not held against them
    measured       whether what is used is consumption that readings or curves prove
    losses         path and key of the loss factor of some terms; None where there are no losses
    values         path and key of what else energy is priced by under some terms: the ends of bands, what a price is
                   converted with; taxes declare their own
    rated_calls    the calls that a period charges, rated, from its facts; none of a commodity without calls
    year           the lines of a year, for the annual estimate; None where no rule estimates one
    deposit        how much of a deposit may be asked; None where no rule says
    counters       what it counts over a year, whatever the offer; None where only offers do
    instalments    when a bill of it must offer instalments; None of it where no act gives the right
    late_bill      what a bill of it owes for being late
    indemnity      what is owed for a standard that was missed; None where it has none
    has_own_bonus  whether some terms grant a social bonus of their own, which has no class of household
    accompanies    whether it stands on the bill of another supply of its bill group, after all of these
    pays_demand    whether some terms may pay by the highest power or by reactive energy
    line           the telephone line whose calls some terms are charged; None of a commodity without calls
    call_check     what asks of a call that a price of its offers can rate it; None for a price that rates no calls
    reading        the form its meters are read in
    coefficient    the C to be expected of the meter of some terms on a day; None where it has none to compare with
    forecast       what its forecasts go by
    forwards       how customers' readings are handed on to the distributor; None where nobody is to be told
    measure_flows  the flows by which distributors send its measures; None where the market has none
    supply_class   the class of some terms that the tables of the market go by; empty where there is none
    """

    code: str
    label: str
    energy: Unit
    point_label: str
    point_code: Callable[[str], str]
    point_example: str
    terms: type[Any]
    lines: tuple[LineMaker, ...]
    taxes: tuple[Tax, ...] = ()
    rates: frozenset[str] = frozenset()
    prices: Mapping[str, type[OfferPrice]] = attrs.field(factory=dict)
    regulated: Callable[[Any], tuple[Component, ...]] = _no_components
    sale: Callable[[Any], Mapping[str, Component]] = _no_sale_components
    power: Callable[[Any], Decimal] = _no_power
    peak_power: Callable[[Any], bool | Place] = _no
    zone: Callable[[Any], str] = _no_name
    check: Callable[[Any, TariffBook, dt.date], None] = _no_contradiction
    measured: bool = True
    losses: Callable[[Any], Place | None] = _no_losses
    values: Callable[[Any], tuple[Place, ...]] = _no_values
    rated_calls: Callable[[Any], tuple[RatedCall, ...]] = _no_calls
    year: YearMaker | None = None
    deposit: DepositRule | None = None
    counters: Counters | None = None
    instalments: InstalmentsRule = _no_instalments
    late_bill: LateBillRule = _no_late_bill
    indemnity: IndemnityRule | None = None
    has_own_bonus: Callable[[Any], bool] = _no
    accompanies: bool = False
    pays_demand: Callable[[Any], bool] = _no
    line: Callable[[Any], str] | None = None
    call_check: Callable[[OfferPrice], CallCheck | None] = _no_call_check
    reading: type[AnyReading] = Reading
    coefficient: Callable[[Any, TariffBook, dt.date], Decimal | None] | None = None
    forecast: ForecastRule = attrs.field(factory=ForecastRule)
    forwards: ForwardRule | None = None
    measure_flows: DistributorFlows | None = None
    supply_class: Callable[[Any], str] = _no_name
