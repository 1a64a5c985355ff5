"""The messages of market processes this package knows, in one explicit tuple: a new one is a new line in its tuple.

`since` is the first day a process ran through the SII where that is known (electricity 1 June 2016, gas November
2018), and recalled (R) elsewhere.
"""

from __future__ import annotations

from adapters.sii.flows.distributor_services import DISTRIBUTOR_SERVICES
from adapters.sii.flows.market_cases import CASES
from adapters.sii.flows.market_switching import SWITCHING
from adapters.sii.flows.market_voltura import VOLTURA
from adapters.sii.layouts.format import MarketFormat

MARKET_FORMATS: tuple[MarketFormat, ...] = (
    *SWITCHING,
    *VOLTURA,
    *CASES,
    *DISTRIBUTOR_SERVICES,
)
