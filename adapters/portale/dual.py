"""Dual offers of the Portale Offerte (TIPO_MERCATO 03): they only name offers of electricity and gas sold together.

One with prices or discounts of its own says what its parts would have to divide: it cannot be represented.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from adapters.portale.codes import CannotRepresent, codes
from adapters.portale.tree import Node

_DUAL = "03"


def is_joint(element: etree._Element) -> bool:
    """Whether an <offerta> is a dual one."""
    return any(_DUAL in detail.texts("TIPO_MERCATO") for detail in Node(element).all("DettaglioOfferta"))


def joint_of(element: etree._Element) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """Its code, and those of the offers it joins, by commodity. CannotRepresent."""
    node = Node(element)
    strange = [name for name in node.names() if name.lower() not in codes()["elements"]["joint"]]
    if strange:
        raise CannotRepresent(f"{strange[0]}: a dual offer with terms of its own")
    named = node.one("OffertaDual")
    electricity, gas = (
        tuple(code for code in dict.fromkeys(named.texts(tag)) if code)
        for tag in ("OFFERTE_CONGIUNTE_EE", "OFFERTE_CONGIUNTE_GAS")
    )
    if not electricity or not gas:
        raise CannotRepresent("OffertaDual: offers of electricity and of gas are expected")
    return node.one("IdentificativiOfferta").text("COD_OFFERTA"), {"electricity": electricity, "gas": gas}
