"""The risk gate: bills that are right by arithmetic and still want a look before they go out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from domain.billing.faults import RSK_001, RSK_002, RSK_003
from domain.kernel.fault import Fault
from domain.kernel.money import ZERO
from domain.kernel.validity import Period
from domain.metering.consumption import RolloverRule
from domain.pricing.priced import Priced
from domain.tariffs.book import TariffBook

_HOURS = 24


@attrs.frozen
class RiskRules:
    """When a bill is held.

    power_share  share of what the available power could give over the period, above which use is implausible
    """

    power_share: Decimal


def findings(priced: Priced, available_kw: Decimal, rules: RiskRules) -> tuple[Fault, ...]:
    """The reasons to hold a bill; none for a plain one."""
    energy = sum((piece.total for piece in priced.consumption), Decimal(0))
    found = [*implausible(priced.contract, priced.period, energy, available_kw, rules)]
    if priced.payable < ZERO:
        found.append(RSK_002.fault(priced.contract, f"amount {priced.payable}"))
    if priced.consumption and energy == 0:
        found.append(RSK_003.fault(priced.contract, f"nothing used over {priced.period}"))
    return tuple(found)


def implausible(
    contract: str, period: Period, energy: Decimal, available_kw: Decimal, rules: RiskRules
) -> tuple[Fault, ...]:
    """RSK-001 where the energy of a period is more than its power could plausibly give."""
    most = available_kw * period.days * _HOURS * rules.power_share
    if available_kw and energy > most:
        return (RSK_001.fault(contract, f"{energy} over {period}, at most {most} is plausible"),)
    return ()


@attrs.frozen
class ValidationRules:
    """The thresholds of the readings' validation and of the risk gate, in force on a day, and their `book`."""

    rollover: RolloverRule
    risk: RiskRules
    book: TariffBook = attrs.field(repr=False, eq=False)

    @classmethod
    def on(cls, book: TariffBook, day: dt.date) -> ValidationRules:
        """The rules of the book; NotInForce where one is missing."""
        share = book.value("validation/rollover_share", (), day).value
        slack = book.value("validation/power_slack", (), day).value
        risk = book.value("validation/risk_power_share", (), day).value
        return cls(RolloverRule(share, slack), RiskRules(risk), book)
