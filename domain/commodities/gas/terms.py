"""Natural gas: supply terms, regulated components of network, charges and sale.

Norms: RTDG (τ1, τ3, ST, VR, UG1, UG2, UG3, RE, RS, GS), TIVG (QT, QVD, CCR), 315/2024/R/com annex A table 1 (what
stands in rete and in oneri). Consumption is in standard cubic metres (Smc). Values, limits of bands included, are in
the tariff book, never here.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
from collections.abc import Mapping
from decimal import Decimal

import attrs

from domain.kernel.identifiers import InvalidIdentifier
from domain.kernel.quantity import Unit
from domain.kernel.validity import Period
from domain.pricing.commodity import Commodity, Place, TermsContradict, limit_of
from domain.tariffs.book import TariffBook
from domain.tariffs.component import Basis, Block, Component

AREAS = ("1", "2", "3", "4", "5", "6", "7")
"""Tariff areas: North-West, North-East, Centre, South-East, South-West, South, Sardinia."""

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

DEPOSIT_CLASSES = ("0-500", "501-1500", "1501-2500", "2501-5000")
"""The classes of yearly use a deposit goes by, as the keys of their values; where each ends is in the book."""

BANDED = frozenset({"gas/tau3", "gas/ug2_energy"})
"""Paths whose last key is a yearly band."""

HEAT_PRICED = frozenset({"gas/qt", "gas/ccr"})
"""Paths whose value is of a Smc at the reference PCS, and follows the PCS of the plant where the contract does."""

_FIRST_MONTH = {"calendar_year": 1, "thermal_year": 10}
_PDR_DIGITS = 14


class GasCustomer(enum.Enum):
    """The class of customer that charges depend on."""

    DOMESTIC = "domestic"
    CONDOMINIUM = "condominium"
    OTHER = "other"


class MeterClass(enum.Enum):
    """The class of meter that τ1 depends on."""

    UP_TO_G6 = "<=G6"
    G10_TO_G40 = "G10-G40"
    OVER_G40 = ">G40"


class GasUse(enum.Enum):
    """Excise: civil uses (bands of the year), industrial (two steps), vehicle fuel, exempt."""

    CIVIL = "civil"
    INDUSTRIAL = "industrial"
    VEHICLE = "vehicle"
    EXEMPT = "exempt"


class GasVat(enum.Enum):
    """VAT: civil is the reduced rate on the volume up to a yearly limit and the ordinary one on all the rest.

    contract: the rate of the category of the contract on everything.
    """

    CIVIL = "civil"
    CONTRACT = "contract"


class PcsPolicy(enum.Enum):
    """Whether prices stay as written, at the reference PCS, or follow the PCS of the plant (REMI and month)."""

    REFERENCE = "reference"
    PLANT = "plant"


class CoefficientSource(enum.Enum):
    """Where C comes from: each reading brings its own, or a converter shows Smc and C is 1."""

    READINGS = "readings"
    CONVERTER = "converter"


class BandYear(enum.Enum):
    """The year over which τ3 and UG2 count: from January, or from October (anno termico). The name of its counter."""

    CALENDAR = "calendar_year"
    THERMAL = "thermal_year"

    def holding(self, day: dt.date) -> Period:
        """The year of this kind that holds `day`.

        >>> str(BandYear.THERMAL.holding(dt.date(2026, 3, 1)))
        '2025-10-01 .. 2026-10-01'
        """
        month = _FIRST_MONTH[self.value]
        year = day.year if day.month >= month else day.year - 1
        return Period(dt.date(year, month, 1), dt.date(year + 1, month, 1))


class BandLimits(enum.Enum):
    """How yearly bands hold in a year supplied in part: whole, or by the days supplied."""

    ANNUAL = "annual"
    BY_DAY = "by_day"


@attrs.frozen
class Climate:
    """Where a meter stands, for the C that is to be expected of it (reference on SII flows 7.4).

    degree_days  of the municipality; zone: its climatic zone, the key of its heating days
    """

    altitude_m: Decimal
    degree_days: Decimal
    zone: str

    def __attrs_post_init__(self) -> None:
        if not self.altitude_m.is_finite() or not self.degree_days > 0:
            raise ValueError(f"degree days are above 0 and an altitude is a number, got {self}")


@attrs.frozen
class GasTerms:
    """What the price of a supply depends on, as long as it does not change.

    area                 tariff area of the network
    excise_zone, region  keys of the excise and of the regional surcharge in the book
    withdrawal_category  categoria d'uso del prelievo, e.g. C1; tells the profile of estimates
    remi                 delivery point of the transport network: the key of the plant's PCS
    band_year, limits    how the bands of network and excise count; excise and VAT always on the calendar year
    max_flow             Smc an hour the meter can pass, for the plausibility of readings; 0 where unknown
    climate              of the place of the meter, for the plausibility of C; None where unknown
    """

    customer: GasCustomer
    area: str
    meter_class: MeterClass
    use: GasUse
    excise_zone: str
    region: str
    vat: GasVat
    withdrawal_category: str = ""
    remi: str = ""
    pcs: PcsPolicy = PcsPolicy.REFERENCE
    coefficient_source: CoefficientSource = CoefficientSource.READINGS
    band_year: BandYear = BandYear.CALENDAR
    limits: BandLimits = BandLimits.ANNUAL
    max_flow: Decimal = Decimal(0)
    climate: Climate | None = None

    def __attrs_post_init__(self) -> None:
        if self.area not in AREAS:
            raise ValueError(f"tariff area is one of {', '.join(AREAS)}, got {self.area!r}")
        if self.pcs is PcsPolicy.PLANT and not self.remi:
            raise TermsContradict("prices that follow the plant's PCS need its REMI code")
        if not self.max_flow.is_finite() or self.max_flow < 0:
            raise ValueError(f"the maximum flow is >= 0 Smc an hour, got {self.max_flow}")
        if self.vat is GasVat.CIVIL and self.use in (GasUse.INDUSTRIAL, GasUse.VEHICLE):
            raise TermsContradict(f"the VAT of civil uses does not fit a use {self.use.value!r}")
        if self.customer is not GasCustomer.OTHER and self.use in (GasUse.INDUSTRIAL, GasUse.VEHICLE):
            raise TermsContradict(f"a use {self.use.value!r} is of other customers, got {self.customer.value!r}")


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


def _customer(terms: GasTerms) -> str:
    return terms.customer.value


def _pdr(text: str) -> str:
    code = text.strip()
    if not (len(code) == _PDR_DIGITS and code.isascii() and code.isdigit()):
        raise InvalidIdentifier("PDR", text, f"{_PDR_DIGITS} digits")
    return code


def _no_power(_: GasTerms) -> Decimal:
    return Decimal(0)


def _max_flow(terms: GasTerms) -> Decimal:
    return terms.max_flow


def _check(terms: GasTerms, book: TariffBook, day: dt.date) -> None:
    """The region has to lie in the tariff area."""
    area = limit_of(book, "gas/area_of_region", (terms.region,), day)
    if area is not None and area != Decimal(terms.area):
        raise TermsContradict(f"region {terms.region!r} lies in tariff area {area}, got {terms.area}")


def _resellers(terms: GasTerms) -> bool:
    return terms.customer is GasCustomer.OTHER


def _no_losses(_: GasTerms) -> None:
    return None


def _values(terms: GasTerms) -> tuple[Place, ...]:
    """The ends of bands and of the reduced VAT, and the PCS."""
    limits = (*(("gas/band_limit", (band,)) for band in NETWORK_BANDS[:-1]), ("vat/gas_limit", ()))
    part_of_year: tuple[Place, ...] = (("gas/band_days", ()),) if terms.limits is BandLimits.BY_DAY else ()
    plant: tuple[Place, ...] = (("gas/pcs", (terms.remi,)),) if terms.pcs is PcsPolicy.PLANT else ()
    return (*limits, *part_of_year, ("gas/pcs_reference", ()), *plant)


GAS = Commodity(
    code="gas",
    label="Gas naturale",
    energy=Unit.SMC,
    point_label="PDR",
    point_code=_pdr,
    point_example="12345678901234",
    terms=GasTerms,
    regulated=regulated,
    sale=sale,
    customer=_customer,
    power=_no_power,
    available=_max_flow,
    losses=_no_losses,
    values=_values,
    check=_check,
    resellers=_resellers,
)
