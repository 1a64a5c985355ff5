"""Electricity: supply terms, regulated components of network, charges and sale.

Norms: TIT (network: sigma1-3 for homes, DIS MIS TRAS for other low-voltage uses), 315/2024/R/com annex A table 1
(what may stand in rete and in oneri), TIV (sale). Values are in the tariff book, never here.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.kernel.identifiers import Pod
from domain.kernel.quantity import Unit
from domain.pricing.commodity import Commodity, TermsContradict, limit_of
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Block, Component

VOLTAGES = ("BT", "MT", "AT")
_VOLTAGE_OF = {"BT": "BT", "MT": "MT", "AL": "AT", "AA": "AT"}  # by how a tariff code begins


class Customer(enum.Enum):
    """The customer class that network and charges depend on."""

    RESIDENT = "domestic_resident"
    NON_RESIDENT = "domestic_non_resident"
    OTHER = "other"


class ExciseUse(enum.Enum):
    """Excise: dwelling of a resident (monthly exemption up to a power), other dwelling, other uses, exempt."""

    RESIDENT_DWELLING = "resident_dwelling"
    DWELLING = "dwelling"
    OTHER = "other"
    EXEMPT = "exempt"


@attrs.frozen
class ElectricityTerms:
    """What the price of a supply depends on, as long as it does not change.

    tariff_code   domestic_resident, domestic_non_resident, BTA1 .. BTA6, MTA1 ...
    committed_kw  contractual committed power (potenza impegnata)
    available_kw  available power, committed plus tolerance where the meter limits it
    peak_power    power quotas are charged on the highest power withdrawn in the month (True) or on the committed one
                  (False); None: as the tariff book says for the tariff code
    zone          market zone of the point, for zonal prices; empty where none is asked for
    energy_class  class of an energy-intensive firm, which has its own ASOS; empty for all others
    certificate   reference of the document that exempts from excise
    """

    customer: Customer
    tariff_code: str
    committed_kw: Decimal
    available_kw: Decimal
    excise: ExciseUse
    voltage: str = "BT"
    peak_power: bool | None = None
    zone: str = ""
    energy_class: str = ""
    certificate: str = ""

    def __attrs_post_init__(self) -> None:
        if not 0 < self.committed_kw <= self.available_kw:
            raise TermsContradict(
                f"committed power must be above 0 and at most the available power, got {self.committed_kw} kW "
                f"committed and {self.available_kw} kW available"
            )
        if self.voltage not in VOLTAGES:
            raise ValueError(f"voltage is one of {', '.join(VOLTAGES)}, got {self.voltage!r}")
        if (self.customer is Customer.OTHER) == self.tariff_code.startswith("domestic"):
            raise TermsContradict(f"tariff code {self.tariff_code!r} does not fit customer {self.customer.value!r}")
        voltage = "BT" if self.is_domestic else _VOLTAGE_OF.get(self.tariff_code[:2], self.voltage)
        if self.voltage != voltage:
            raise TermsContradict(f"tariff code {self.tariff_code!r} is of voltage {voltage}, got {self.voltage!r}")
        if self.is_domestic and (self.peak_power or self.energy_class):
            raise TermsContradict("a home pays by committed power and is no energy-intensive firm")
        if self.certificate and self.excise is not ExciseUse.EXEMPT:
            raise TermsContradict(
                f"certificate {self.certificate!r} exempts from excise; the use is {self.excise.value!r}"
            )

    @property
    def is_domestic(self) -> bool:
        """Whether the supply is of a home."""
        return self.customer is not Customer.OTHER

    @property
    def voltage_class(self) -> str:
        """The class of the UC components: domestic, bt_other, mt, at."""
        return "domestic" if self.is_domestic else {"BT": "bt_other", "MT": "mt", "AT": "at"}[self.voltage]


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


def _customer(terms: ElectricityTerms) -> str:
    return terms.customer.value


def _pod(text: str) -> str:
    return Pod(text).text


def _power_kw(terms: ElectricityTerms) -> Decimal:
    return terms.committed_kw


def _available_kw(terms: ElectricityTerms) -> Decimal:
    return terms.available_kw


def _check(terms: ElectricityTerms, book: TariffBook, day: dt.date) -> None:
    """The power has to be that of the tariff code: committed at most, available above."""
    code, path = terms.tariff_code, "electricity/code_power"
    most, least = (limit_of(book, path, (code, end), day) for end in ("up_to", "above"))
    if most is not None and terms.committed_kw > most:
        raise TermsContradict(f"{code} is of supplies up to {most} kW, got {terms.committed_kw} kW committed")
    if least is not None and terms.available_kw <= least:
        raise TermsContradict(f"{code} is of supplies above {least} kW, got {terms.available_kw} kW available")


def _resellers(terms: ElectricityTerms) -> bool:
    return not terms.is_domestic


def _peak_power(terms: ElectricityTerms) -> bool | tuple[str, tuple[str, ...]]:
    if terms.is_domestic:
        return False
    return ("electricity/peak_power", (terms.tariff_code,)) if terms.peak_power is None else terms.peak_power


def _zone(terms: ElectricityTerms) -> str:
    return terms.zone


def _losses(terms: ElectricityTerms) -> tuple[str, tuple[str, ...]]:
    return "electricity/losses", (terms.voltage,)


ELECTRICITY = Commodity(
    code="electricity",
    label="Energia elettrica",
    energy=Unit.KWH,
    point_label="POD",
    point_code=_pod,
    point_example="IT001E12345678",
    terms=ElectricityTerms,
    regulated=regulated,
    sale=sale,
    customer=_customer,
    power=_power_kw,
    available=_available_kw,
    losses=_losses,
    peak_power=_peak_power,
    check=_check,
    resellers=_resellers,
    zone=_zone,
)
