"""Sums on a bill that are no price of the supply: deposits, indemnities, contributions, sums carried over."""

from __future__ import annotations

import attrs

from domain.kernel.money import Money
from domain.kernel.validity import Period
from domain.tariffs.component import Block
from domain.tariffs.parameter import ParameterRow


@attrs.frozen
class Extra:
    """A sum that is no price of the supply.

    nature        outside VAT: N1 or N2.2; vat_category: a category of its own; both empty: the VAT of the supply
    row           id of the parameter row it is read from, if any
    used          parameter rows it was reckoned from, so that the bill names them
    """

    code: str
    label: str
    period: Period
    amount: Money
    block: Block = Block.OTHER
    nature: str = ""
    vat_category: str = ""
    note: str = ""
    row: str = ""
    used: tuple[ParameterRow, ...] = ()
