"""The open data of the Portale Offerte as the port OfferFiles: free-market XML and PLACET CSV."""

from __future__ import annotations

import functools
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
from lxml import etree

from adapters.portale.codes import CannotRepresent
from adapters.portale.dual import is_joint, joint_of
from adapters.portale.market_xml import offer_of
from adapters.portale.placet_csv import placet_offers, placet_rows
from adapters.portale.tree import Node
from adapters.xml import MalformedXml, UnsafeXml, iter_records, local_name
from application.ports.offer_files import BadOfferFile, JointOffer, OfferFile, StandardCustomer
from application.ports.registry import RejectedOffer
from domain.commodities.electricity.terms import ElectricityCustomer, ElectricityTerms, ExciseUse
from domain.commodities.gas.terms import GasCustomer, GasTerms, GasUse, GasVat, MeterClass
from domain.contracts.contract import VatTerms
from domain.kernel.digest import digest_of_bytes
from domain.metering.consumption import BandEnergy
from domain.offers.faults import OFR_003
from domain.tariffs.offer import Offer

NAMESPACE = "http://www.acquirenteunico.it/schemas/SII_AU/OffertaRetail/01"
LIMIT_BYTES = 500_000_000
_CUSTOMERS = Path(__file__).with_name("standard_customers.toml")
_ENCODINGS = ("utf-8-sig", "cp1252")
_EXCISE = {
    ElectricityCustomer.RESIDENT: ExciseUse.RESIDENT_DWELLING,
    ElectricityCustomer.NON_RESIDENT: ExciseUse.DWELLING,
    ElectricityCustomer.OTHER: ExciseUse.OTHER,
}


@attrs.define
class _ReadOffers:
    """What was read so far."""

    offers: dict[str, Offer] = attrs.field(factory=dict)
    refused: list[RejectedOffer] = attrs.field(factory=list)
    joint: list[JointOffer] = attrs.field(factory=list)

    def add(self, offer: Offer) -> None:
        if offer.code in self.offers:
            raise CannotRepresent(f"offer {offer.code} is in the file twice")
        self.offers[offer.code] = offer

    def refuse(self, number: int, subject: str, error: Exception, raw: str) -> None:
        self.refused.append(RejectedOffer(number, (OFR_003.fault(subject, str(error)),), raw))


@attrs.frozen
class PortaleOffers:
    """Reads what the Portale Offerte publishes."""

    def read(self, name: str, data: bytes) -> OfferFile:
        """The offers of a file, told by its content. BadOfferFile where it is neither XML of offers nor PLACET."""
        offers_read = _ReadOffers()
        if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
            _read_xml(name, data, offers_read)
        else:
            _read_csv(name, data, offers_read)
        return OfferFile(
            digest_of_bytes(data),
            tuple(offers_read.offers.values()),
            tuple(offers_read.refused),
            tuple(offers_read.joint),
        )

    def standard_customers(self) -> tuple[StandardCustomer, ...]:
        """Those of standard_customers.toml."""
        return _standard_customers()


def _read_xml(name: str, data: bytes, offers_read: _ReadOffers) -> None:
    number = 0
    try:
        for element in iter_records(data, whole=frozenset({"offerta"}), limit_bytes=LIMIT_BYTES):
            if element.getparent() is None:
                if local_name(str(element.tag)) != "listaoffertemercatolibero" or NAMESPACE not in str(element.tag):
                    raise BadOfferFile(
                        f"{name}: the root is {element.tag!s}, not ListaOfferteMercatoLibero of {NAMESPACE}"
                    )
                continue
            if local_name(str(element.tag)) != "offerta":
                continue
            number += 1
            _add_xml(number, element, offers_read)
    except (MalformedXml, UnsafeXml) as error:
        raise BadOfferFile(f"{name}: {error}") from error


def _add_xml(number: int, element: etree._Element, offers_read: _ReadOffers) -> None:
    raw = etree.tostring(element, encoding="unicode", with_tail=False)
    try:
        if is_joint(element):
            offers_read.joint.append(JointOffer(*joint_of(element), number, raw))
        else:
            offers_read.add(offer_of(element))
    except (CannotRepresent, ValueError) as error:  # ValueError: a value of the domain that cannot be built
        found = [each.text("COD_OFFERTA", "") for each in Node(element).all("IdentificativiOfferta")]
        offers_read.refuse(number, next(filter(None, found), f"offer {number}"), error, raw)


def _read_csv(name: str, data: bytes, offers_read: _ReadOffers) -> None:
    found = placet_rows(_decoded(name, data))
    if found is None:
        raise BadOfferFile(f"{name}: neither XML nor a PLACET file; its first line names none of their columns")
    commodity, rows = found
    for row in rows:
        try:
            for offer in placet_offers(row, commodity):
                offers_read.add(offer)
        except (CannotRepresent, ValueError) as error:
            offers_read.refuse(row.number, row.fields.get("cod_offerta") or f"row {row.number}", error, row.raw)


def _decoded(name: str, data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadOfferFile(f"{name}: is text in none of {', '.join(_ENCODINGS)}")


@functools.lru_cache(maxsize=1)
def _standard_customers() -> tuple[StandardCustomer, ...]:
    tables = tomllib.loads(_CUSTOMERS.read_text("utf-8"))
    electricity = (_home_or_shop(entry, kwh) for entry in tables["electricity"] for kwh in entry["kwh"])
    gas = (_gas(entry, smc, tables["gas_supply"]) for entry in tables["gas"] for smc in entry["smc"])
    return (*electricity, *gas)


def _home_or_shop(entry: dict[str, Any], kwh: str) -> StandardCustomer:
    customer, kw = ElectricityCustomer(entry["customer"]), Decimal(entry["kw"])
    code = entry.get("tariff_code", customer.value)
    terms = ElectricityTerms(customer, code, kw, kw, _EXCISE[customer])
    return StandardCustomer(
        code=f"{code}-{kw}kW-{kwh}",
        label=f"{code} {kw} kW, {kwh} kWh/anno",
        commodity="electricity",
        supply=terms,
        energy=(BandEnergy("M", Decimal(kwh)),),
        vat=VatTerms("domestic" if terms.is_domestic else "other"),
    )


def _gas(entry: dict[str, Any], smc: str, supply: dict[str, str]) -> StandardCustomer:
    customer = GasCustomer(entry["customer"])
    business = customer is GasCustomer.OTHER
    terms = GasTerms(
        customer=customer,
        area=supply["area"],
        meter_class=MeterClass(supply["meter_class"]),
        use=GasUse.INDUSTRIAL if business else GasUse.CIVIL,
        excise_zone=supply["excise_zone"],
        region=supply["region"],
        vat=GasVat.CONTRACT if business else GasVat.CIVIL,
        withdrawal_category=entry["category"],
    )
    return StandardCustomer(
        code=f"{customer.value}-{smc}",
        label=f"gas {customer.value}, {smc} Smc/anno",
        commodity="gas",
        supply=terms,
        energy=(BandEnergy("M", Decimal(smc)),),
        vat=VatTerms("other"),
    )
