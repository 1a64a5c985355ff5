"""Natural gas: regulated components of network, charges and sale.

Norms: RTDG (τ1, τ3, ST, VR, UG1, UG2, UG3, RE, RS, GS), TIVG (QT, QVD, CCR), 315/2024/R/com annex A table 1 (what
stands in rete and in oneri). Values, limits of bands included, are in the tariff book, never here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from domain.commodities.gas.terms import GasCustomer, GasTerms
from domain.tariffs.component import Basis, Block, Component

NETWORK_BANDS = (
    "0-120",
    "121-480",
    "481-1560",
    "1561-5000",
    "5001-80000",
    "80001-200000",
    "200001-1000000",
    "over_1000000",
)
"""The yearly bands of τ3 and UG2, as the keys of their values; where each ends is in the book (gas/band_limit)."""

BANDED = frozenset({"gas/tau3", "gas/ug2_energy"})
"""Paths whose last key is a yearly band."""

HEAT_PRICED = frozenset({"gas/qt", "gas/ccr"})
"""Paths whose value is of a Smc at the reference PCS, and follows the PCS of the plant where the contract does."""


def _point(code: str, label: str, block: Block, path: str, *key: str) -> Component:
    return Component(code, label, block, Basis.POINT, path, key)


def _energy(code: str, label: str, block: Block, path: str, *key: str) -> Component:
    return Component(code, label, block, Basis.ENERGY, path, key)


def _banded(code: str, label: str, block: Block, path: str, *key: str) -> tuple[Component, ...]:
    return tuple(_energy(code, f"{label}, scaglione {band}", block, path, *key, band) for band in NETWORK_BANDS)


@functools.lru_cache(maxsize=64)
def regulated(terms: GasTerms) -> tuple[Component, ...]:
    """Network and charges due under `terms`, in the order they are printed; a banded one once a band."""
    rete, oneri = Block.NETWORK, Block.CHARGES
    components = (
        _point("tau1", "Quota fissa τ1", rete, "gas/tau1", terms.area, terms.meter_class.value),
        _point("st", "Componente ST", rete, "gas/st", terms.area),
        _point("vr", "Componente VR", rete, "gas/vr", terms.area),
        *_banded("tau3", "Distribuzione τ3", rete, "gas/tau3", terms.area),
        _energy("qt", "Trasporto QT", rete, "gas/qt"),
        _energy("rs", "RS qualità del servizio", rete, "gas/rs"),
        _energy("ug1", "UG1 perequazione", rete, "gas/ug1"),
        _point("ug2_fixed", "UG2 quota fissa", oneri, "gas/ug2_fixed"),
        _energy("re", "RE risparmio energetico", oneri, "gas/re"),
        *_banded("ug2_energy", "UG2", oneri, "gas/ug2_energy"),
        _energy("ug3", "UG3 recupero morosità", oneri, "gas/ug3"),
    )
    if terms.customer is GasCustomer.DOMESTIC:
        return components
    return (*components, _energy("gs", "GS compensazione della spesa", oneri, "gas/gs"))


_SALE = {
    component.code: component
    for component in (
        _point("qvd_fixed", "QVD quota fissa", Block.SALE, "gas/qvd_fixed"),
        _energy("qvd_energy", "QVD quota variabile", Block.SALE, "gas/qvd_energy"),
        _energy("ccr", "CCR costi di approvvigionamento", Block.SALE, "gas/ccr"),
        _energy("cpr", "CPR", Block.SALE, "gas/cpr"),
        _energy("grad", "GRAD gradualità", Block.SALE, "gas/grad"),
        _energy("qtint", "QTint trasporto internazionale", Block.SALE, "gas/qtint"),
        _energy("qtpsv", "QTpsv trasporto al PSV", Block.SALE, "gas/qtpsv"),
    )
}


def sale(_: GasTerms) -> Mapping[str, Component]:
    """The regulated components of the sale, by the code an offer names them with."""
    return _SALE
