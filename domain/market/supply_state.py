"""What market processes did to a supply, by day: suspended for arrears, reactivated, ended.

Nothing is kept beside the cases: the effects they carried out tell it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable

import attrs

from domain.market.case import Case, EffectStatus
from domain.market.process import EffectKind


class SupplyState(enum.Enum):
    """What a supply is on a day, as far as market processes tell."""

    SUPPLIED = "supplied"
    SUSPENDED = "suspended"
    NONE = "none"


@attrs.frozen(order=True)
class SupplyChange:
    """From `day` on the supply is in a state, by a case."""

    day: dt.date
    case: str
    state: SupplyState = attrs.field(order=False)


_STATES = {
    EffectKind.SUSPEND: SupplyState.SUSPENDED,
    EffectKind.RESUME: SupplyState.SUPPLIED,
    EffectKind.OPEN_CONTRACT: SupplyState.SUPPLIED,
    EffectKind.REOPEN_CONTRACT: SupplyState.SUPPLIED,
    EffectKind.VOLTURA: SupplyState.SUPPLIED,
    EffectKind.CLOSE_CONTRACT: SupplyState.NONE,
    EffectKind.END_SUPPLY: SupplyState.NONE,
}


def supply_changes(cases: Iterable[Case]) -> tuple[SupplyChange, ...]:
    """What the cases of one point did to its supply, in order of day, then of case."""
    found = [
        SupplyChange(effect.day + _after(effect.kind), case.code, _STATES[effect.kind])
        for case in cases
        for effect in case.effects
        if effect.status is EffectStatus.DONE and effect.kind in _STATES and effect.day is not None
    ]
    return tuple(sorted(found))


def supply_state(changes: Iterable[SupplyChange], day: dt.date, *, supplied: bool) -> SupplyState:
    """The state on a day: the last change up to it; else whether a contract supplies the point on that day."""
    before = [change for change in changes if change.day <= day]
    last = before[-1].state if before else None
    if not supplied:
        return SupplyState.NONE
    return SupplyState.SUSPENDED if last is SupplyState.SUSPENDED else SupplyState.SUPPLIED


def _after(kind: EffectKind) -> dt.timedelta:
    """A supply that ends with a day is none from the next one on."""
    return dt.timedelta(days=1 if kind is EffectKind.END_SUPPLY else 0)
