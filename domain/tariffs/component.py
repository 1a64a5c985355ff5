"""The vocabulary of a bill line: in which block it stands, what kind of quota it is, on what it is charged.

Blocks and quotas are those of the 2025 bill (315/2024/R/com, art. 6): every line has one of each, and the scontrino,
the e-invoice, the journal and the margin are sums over them.
"""

from __future__ import annotations

import enum

import attrs

from domain.kernel.quantity import Unit


class Block(enum.Enum):
    """vendita, rete, oneri generali, imposte (excise, not VAT), altro (outside the supply, RAI fee included)."""

    SALE = "vendita"
    NETWORK = "rete"
    CHARGES = "oneri"
    TAXES = "imposte"
    OTHER = "altro"

    __hash__ = object.__hash__  # members are single; the hash of an enum is worked out in Python, and bills ask often


class Quota(enum.Enum):
    """What a line depends on: consumption, nothing (fixed), power; a tax; or it only passes through the bill."""

    CONSUMPTION = "consumi"
    FIXED = "fissa"
    POWER = "potenza"
    TAX = "imposta"
    PASSING = "passante"

    __hash__ = object.__hash__


class Basis(enum.Enum):
    """The quantity a component multiplies: the point, the committed power, the energy; or the contract, once."""

    POINT = "point"
    POWER = "power"
    ENERGY = "energy"
    ONCE = "once"

    __hash__ = object.__hash__


QUOTA_OF = {
    Basis.POINT: Quota.FIXED,
    Basis.POWER: Quota.POWER,
    Basis.ENERGY: Quota.CONSUMPTION,
    Basis.ONCE: Quota.PASSING,
}
YEARLY = (Basis.POINT, Basis.POWER)
"""What is charged by the year, and by twelfths of it."""


@attrs.frozen(cache_hash=True)
class Component:
    """A regulated component: where its value is in the tariff book and how it is charged.

    key          the key of its rows, for one supply
    by_band      the time band is appended to the key, and the energy is taken band by band
    grouped      bands of the values where they are fewer than those measured: F23 for F2 and F3 together
    with_losses  energy is charged at the point of delivery grossed up by the loss factor (1 + lambda)
    """

    code: str
    label: str
    block: Block
    basis: Basis
    path: str
    key: tuple[str, ...] = ()
    by_band: bool = False
    grouped: tuple[str, ...] = ()
    with_losses: bool = False

    @property
    def quota(self) -> Quota:
        """The quota its basis makes it."""
        return QUOTA_OF[self.basis]


def unit_of(basis: Basis, energy: Unit) -> Unit:
    """The unit a basis counts in, for a commodity whose energy is counted in `energy`."""
    if basis is Basis.ENERGY:
        return energy
    return Unit.KW if basis is Basis.POWER else Unit.POINT
