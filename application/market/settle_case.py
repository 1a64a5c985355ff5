"""Try the blocked effects of a case again, once what held them is mended or the day is known."""

from __future__ import annotations

import datetime as dt

from application.journal import record
from application.market.case_register import store
from application.market.effects import carried_out
from application.market.market_ports import MarketPorts
from domain.kernel.digest import Plain
from domain.market.case import Case, again, with_effects_again


def settle_case(ports: MarketPorts, *, code: str, day: dt.date | None = None) -> Case:
    """Try the blocked effects of a case again, on `day` where no message named one. NotFound."""
    clock = ports.actor.clock
    with ports.units(ports.actor.tenant) as uow:
        case = uow.market_cases.get(code)
        planned = again(case, day)
        if not planned:
            return case
        effects = carried_out(uow, ports, case, planned)
        settled = with_effects_again(case, effects, at=clock.now(), today=clock.today(), day=day, by=ports.actor.name)
        store(uow, ports.processes.get(case.process), settled)
        event: Plain = {"case": code, "blocked": len(settled.blocked)}
        record(uow, ports.actor, use_case="settle_case", given={"case": code}, events=[("case.settled", event)])
        uow.commit()
    return settled
