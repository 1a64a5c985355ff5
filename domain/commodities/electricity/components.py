"""Electricity: regulated components of network, charges and sale.

Norms: TIT (network: sigma1-3 for homes, DIS MIS TRAS for other low-voltage uses), 315/2024/R/com annex A table 1
(what may stand in rete and in oneri), TIV (sale). Values are in the tariff book, never here.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from domain.commodities.electricity.terms import ElectricityTerms
from domain.tariffs.component import Basis, Block, Component


def _point(code: str, label: str, block: Block, path: str, *key: str) -> Component:
    return Component(code, label, block, Basis.POINT, path, key)


def _power(code: str, label: str, block: Block, path: str, *key: str) -> Component:
    return Component(code, label, block, Basis.POWER, path, key)


def _energy(code: str, label: str, block: Block, path: str, *key: str) -> Component:
    return Component(code, label, block, Basis.ENERGY, path, key)


def _by_band(code: str, label: str, path: str, *grouped: str) -> Component:
    return Component(code, label, Block.SALE, Basis.ENERGY, path, by_band=True, grouped=grouped)


def _home_network() -> tuple[Component, ...]:
    rete = Block.NETWORK
    return (
        _point("sigma1", "Quota fissa σ1", rete, "electricity/sigma1"),
        _power("sigma2", "Quota potenza σ2", rete, "electricity/sigma2"),
        _power("uc6_power", "UC6 quota potenza", rete, "electricity/uc6_power", "domestic"),
        _energy("sigma3", "Quota energia σ3", rete, "electricity/sigma3"),
        _energy("uc3", "UC3 perequazione", rete, "electricity/uc3", "domestic"),
        _energy("uc6_energy", "UC6 qualità del servizio", rete, "electricity/uc6_energy", "domestic"),
    )


def _other_network(code: str, voltage_class: str) -> tuple[Component, ...]:
    rete = Block.NETWORK
    return (
        _point("dis_fixed", "Distribuzione quota fissa", rete, "electricity/dis_fixed", code),
        _point("mis_fixed", "Misura quota fissa", rete, "electricity/mis_fixed", code),
        _point("uc6_fixed", "UC6 quota fissa", rete, "electricity/uc6_fixed", voltage_class),
        _power("dis_power", "Distribuzione quota potenza", rete, "electricity/dis_power", code),
        _energy("dis_energy", "Distribuzione quota energia", rete, "electricity/dis_energy", code),
        _energy("tras_energy", "Trasmissione", rete, "electricity/tras_energy", code),
        _energy("uc3", "UC3 perequazione", rete, "electricity/uc3", voltage_class),
        _energy("uc6_energy", "UC6 qualità del servizio", rete, "electricity/uc6_energy", voltage_class),
    )


def _charges(code: str, energy_class: str) -> tuple[Component, ...]:
    oneri = Block.CHARGES
    asos, key = ("electricity/asos_energivori", (code, energy_class)) if energy_class else ("electricity/asos", (code,))
    return (
        _point("asos_fixed", "ASOS quota fissa", oneri, f"{asos}_fixed", *key),
        _point("arim_fixed", "ARIM quota fissa", oneri, "electricity/arim_fixed", code),
        _power("asos_power", "ASOS quota potenza", oneri, f"{asos}_power", *key),
        _power("arim_power", "ARIM quota potenza", oneri, "electricity/arim_power", code),
        _energy("asos_energy", "ASOS sostegno rinnovabili e cogenerazione", oneri, f"{asos}_energy", *key),
        _energy("arim_energy", "ARIM altri oneri", oneri, "electricity/arim_energy", code),
    )


def regulated(terms: ElectricityTerms) -> tuple[Component, ...]:
    """Network and charges due under `terms`, in the order they are printed."""
    return _regulated(terms.tariff_code, terms.voltage_class, terms.energy_class)


@functools.lru_cache(maxsize=64)
def _regulated(code: str, voltage_class: str, energy_class: str) -> tuple[Component, ...]:
    network = _home_network() if voltage_class == "domestic" else _other_network(code, voltage_class)
    return network + _charges(code, energy_class)


def sale(terms: ElectricityTerms) -> Mapping[str, Component]:
    """The regulated components of the sale, by the code an offer names them with."""
    return _sale("domestic" if terms.is_domestic else "other")


@functools.lru_cache(maxsize=2)
def _sale(kind: str) -> Mapping[str, Component]:
    vendita = Block.SALE
    dispatching = [
        Component(code, label, vendita, Basis.ENERGY, f"electricity/{code}", with_losses=True)
        for code, label in (
            ("msd", "Dispacciamento: mercato dei servizi"),
            ("modeol", "Dispacciamento: modulazione eolica"),
            ("uniess", "Dispacciamento: unità essenziali"),
            ("terna", "Dispacciamento: funzionamento Terna"),
            ("interr", "Dispacciamento: interrompibilità"),
            ("capprod", "Dispacciamento: capacità produttiva"),
        )
    ]
    components = (
        _point("pcv", "PCV commercializzazione", vendita, "electricity/pcv", kind),
        _point("dispbt", "DISPbt", vendita, "electricity/dispbt", kind),
        _energy("celd", "CELD energia", vendita, "electricity/celd", "mono"),
        _by_band("celd_bands", "CELD energia", "electricity/celd"),
        _energy("pe", "PE energia", vendita, "electricity/pe", "mono"),
        _by_band("pe_bands", "PE energia", "electricity/pe", "F1", "F23"),
        _point("gamma", "Corrispettivo γ tutele graduali", vendita, "electricity/gamma"),
        _energy("cdispd", "CDISPD dispacciamento", vendita, "electricity/cdispd"),
        _energy("pd", "PD dispacciamento", vendita, "electricity/pd"),
        _energy("ppe", "PPE perequazione energia", vendita, "electricity/ppe"),
        _energy("rst", "RST reintegrazione tutele", vendita, "electricity/rst"),
        _energy("rstg", "RSTG reintegrazione tutele graduali", vendita, "electricity/rstg"),
        _energy("csed", "CSED sbilanciamento", vendita, "electricity/csed"),
        _energy("cpstgd", "CPSTGD perequazione", vendita, "electricity/cpstgd"),
        *dispatching,
        _by_band("cpty_mrkt", "Mercato della capacità", "electricity/cpty_mrkt"),
        _energy("cpty_mrkt_mt", "Mercato della capacità, media tensione", vendita, "electricity/cpty_mrkt_mt"),
    )
    return {component.code: component for component in components}
