"""Every kind of fault there is, gathered from the rooms that raise them: for docs/faults.md and for the edges."""

from __future__ import annotations

from application.ports.channel_faults import CHANNEL_FAULTS
from domain.billing.faults import BILLING_FAULTS
from domain.contracts.faults import REGISTRY_FAULTS
from domain.kernel.fault import Fault, FaultCode
from domain.market.faults import MARKET_FAULTS
from domain.market.message_faults import MARKET_MESSAGE_FAULTS
from domain.metering.calls.faults import CALL_FAULTS
from domain.metering.deliveries.faults import DELIVERY_FAULTS
from domain.metering.faults import METERING_FAULTS
from domain.metering.manual_readings.faults import READING_FAULTS
from domain.metering.validation.faults import VALIDATION_FAULTS
from domain.offers.faults import OFFER_FAULTS
from domain.payments.faults import PAYMENT_FAULTS
from domain.pricing.faults import PRICING_FAULTS
from domain.simulation.faults import SIMULATION_FAULTS

_ROOMS: tuple[FaultCode, ...] = (
    *PRICING_FAULTS,
    *METERING_FAULTS,
    *BILLING_FAULTS,
    *DELIVERY_FAULTS,
    *CHANNEL_FAULTS,
    *PAYMENT_FAULTS,
    *REGISTRY_FAULTS,
    *CALL_FAULTS,
    *MARKET_FAULTS,
    *OFFER_FAULTS,
    *SIMULATION_FAULTS,
    *VALIDATION_FAULTS,
    *READING_FAULTS,
    *MARKET_MESSAGE_FAULTS,
)

FAULT_CODES = tuple(sorted(_ROOMS, key=lambda kind: kind.code))
"""In order of code."""

FAULTS = {kind.code: kind for kind in FAULT_CODES}


def kind_of(fault: Fault) -> FaultCode:
    """The documented kind of a fault. KeyError where nobody declared its code: that is a mistake of ours."""
    return FAULTS[fault.code]
