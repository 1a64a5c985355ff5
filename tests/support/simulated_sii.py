"""A simulated SII and what it is asked."""

from __future__ import annotations

import datetime as dt

from adapters.tariffs.books import PackagedTariffs
from domain.market.message import MarketMessage
from domain.simulation.sii import Refusal, SiiNotice, SiiRules

FRIDAY = dt.date(2026, 4, 3)  # Easter Monday is 6 April
POINT, REFUSED, LATE_REFUSED, SILENT = (f"IT999E{n:08d}" for n in range(1, 5))
RULES = SiiRules(
    "05877611003",
    refusals=(
        Refusal("SE1", REFUSED, "R01", "codice fiscale non coincidente"),
        Refusal("VT1", LATE_REFUSED, "R07", "esito negativo", at_outcome=True),
    ),
    notices=(
        SiiNotice("SE3", POINT, dt.date(2026, 6, 1), dt.date(2026, 5, 12)),
        SiiNotice("SE3", REFUSED, dt.date(2026, 7, 1), dt.date(2026, 6, 12)),
    ),
    silent=frozenset({SILENT}),
)
WORKING = PackagedTariffs().holidays("holidays_working")


def ask(code: str = "SE1.0050", point: str = POINT, case: str = "2026_0000001") -> MarketMessage:
    service, _, step = code.partition(".")
    return MarketMessage(
        service=service,
        step=step,
        sender="09999990014",
        addressee=RULES.manager,
        case=case,
        point=point,
        effective=dt.date(2026, 6, 1),
    )
